//! Writing a document down as PDF, with its structure: what is a heading and what a paragraph, in which order.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr, types::StructRole, writers::StructTreeRoot};

use super::{
    Block, Paper,
    font::{Font, FontRefs},
    sheet::{MARGIN, Placed, SHEET},
};

/// What the font is called on each sheet.
const FONT: Name<'_> = Name(b"F1");

/// Objects of the file that the whole document has once.
struct Refs {
    catalogue: Ref,
    info: Ref,
    sheets: Ref,
    structure: Ref,
    document: Ref,
    font: FontRefs,
}

/// Objects of the file that one sheet has.
struct SheetRefs {
    sheet: Ref,
    content: Ref,
    /// Which blocks stand on it.
    there: Ref,
    blocks: Vec<Ref>,
}

fn role(block: &Block) -> StructRole {
    match block {
        Block::Heading(_) => StructRole::H1,
        Block::Subheading(_) => StructRole::H2,
        Block::Paragraph(_) => StructRole::P,
    }
}

/// A number as PDF writes it.
fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

/// The bytes of the document.
pub(super) fn pdf(paper: &Paper, font: &mut Font, sheets: &[Vec<Placed<'_>>]) -> Vec<u8> {
    let mut next = Ref::new(1);
    let refs = Refs {
        catalogue: next.bump(),
        info: next.bump(),
        sheets: next.bump(),
        structure: next.bump(),
        document: next.bump(),
        font: FontRefs {
            font: next.bump(),
            letters: next.bump(),
            descriptor: next.bump(),
            file: next.bump(),
            words: next.bump(),
        },
    };
    let all: Vec<SheetRefs> = sheets
        .iter()
        .map(|sheet| SheetRefs {
            sheet: next.bump(),
            content: next.bump(),
            there: next.bump(),
            blocks: sheet.iter().map(|_| next.bump()).collect(),
        })
        .collect();
    let mut pdf = Pdf::new();
    about(&mut pdf, paper, &refs);
    pdf.pages(refs.sheets).kids(all.iter().map(|one| one.sheet)).count(number(all.len()));
    structure(&mut pdf, &refs, &all);
    for (index, (sheet, own)) in sheets.iter().zip(&all).enumerate() {
        write_sheet(&mut pdf, font, &refs, sheet, own, number(index));
    }
    font.write(&mut pdf, refs.font);
    pdf.finish()
}

/// What the document is called, and how it is read out.
fn about(pdf: &mut Pdf, paper: &Paper, refs: &Refs) {
    let mut catalogue = pdf.catalog(refs.catalogue);
    catalogue.pages(refs.sheets).lang(TextStr(paper.language.word()));
    catalogue.pair(Name(b"StructTreeRoot"), refs.structure);
    catalogue.viewer_preferences().display_doc_title(true);
    catalogue.mark_info().marked(true);
    catalogue.finish();
    pdf.document_info(refs.info).title(TextStr(&paper.title)).producer(TextStr("Kursplats"));
}

fn structure(pdf: &mut Pdf, refs: &Refs, all: &[SheetRefs]) {
    let mut root: StructTreeRoot<'_> = pdf.indirect(refs.structure).start();
    root.child(refs.document).parent_tree_next_key(number(all.len()));
    let mut tree = root.parent_tree();
    let mut there = tree.nums();
    for (index, own) in all.iter().enumerate() {
        there.insert(number(index), own.there);
    }
    there.finish();
    tree.finish();
    root.finish();
    let mut document = pdf.struct_element(refs.document);
    document.kind(StructRole::Document).parent(refs.structure);
    let mut blocks = document.children();
    for id in all.iter().flat_map(|own| &own.blocks) {
        blocks.struct_element(*id);
    }
    blocks.finish();
    document.finish();
}

fn write_sheet(pdf: &mut Pdf, font: &mut Font, refs: &Refs, sheet: &[Placed<'_>], own: &SheetRefs, index: i32) {
    let mut page = pdf.page(own.sheet);
    page.parent(refs.sheets).media_box(Rect::new(0.0, 0.0, SHEET.0, SHEET.1)).contents(own.content);
    page.struct_parents(index);
    page.resources().fonts().pair(FONT, refs.font.font);
    page.finish();
    pdf.indirect(own.there).array().items(own.blocks.iter().copied());
    let mut content = Content::new();
    for (mark, (placed, id)) in sheet.iter().zip(&own.blocks).enumerate() {
        let mark = number(mark);
        let mut element = pdf.struct_element(*id);
        element.kind(role(placed.block)).parent(refs.document).page(own.sheet);
        if !font.shows(placed.block.text()) {
            // Letters without a shape are read out and copied all the same.
            element.actual_text(TextStr(placed.block.text()));
        }
        element.children().marked_content_id(mark);
        element.finish();
        write_block(&mut content, font, placed, mark);
    }
    pdf.stream(own.content, &content.finish());
}

fn write_block(content: &mut Content, font: &mut Font, placed: &Placed<'_>, mark: i32) {
    let tag = role(placed.block).to_name();
    content.begin_marked_content_with_properties(tag).properties().identify(mark);
    content.begin_text().set_font(FONT, placed.size);
    for (line, text) in (0..).zip(&placed.lines) {
        // A line ends with a space, so that its last word does not run into the next one's first when it is copied.
        let text = format!("{text} ");
        content.set_text_matrix([1.0, 0.0, 0.0, 1.0, MARGIN, placed.height_of(line)]).show(Str(&font.set(&text)));
    }
    content.end_text().end_marked_content();
}
