//! A document on paper: headings and paragraphs as a PDF with real text, which can be searched, copied and read out.
//!
//! The font goes with every document, so that no name loses its letters, whatever is installed where it is read. What
//! the font has no shape for is still there for whoever copies it or listens.

use domain::notice::Language;
use ttf_parser::FaceParsingError;

mod font;
mod sheet;
mod writing;

use font::Font;

/// What a document says.
#[derive(Debug, Clone)]
pub(crate) struct Paper {
    /// What it is called.
    pub title: String,
    /// The language it is in.
    pub language: Language,
    /// What stands in it, from the top.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Block {
    /// What the document is about; once, at the top.
    Heading(String),
    /// What the next paragraphs are about.
    Subheading(String),
    /// A paragraph.
    Paragraph(String),
}

impl Block {
    fn text(&self) -> &str {
        match self {
            Self::Heading(text) | Self::Subheading(text) | Self::Paragraph(text) => text,
        }
    }
}

impl Paper {
    /// The bytes of the PDF.
    ///
    /// # Errors
    /// When our own font cannot be read.
    pub(crate) fn to_pdf(&self) -> Result<Vec<u8>, FaceParsingError> {
        let mut font = Font::new()?;
        let sheets = sheet::lay_out(&font, &self.blocks);
        Ok(writing::pdf(self, &mut font, &sheets))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(paragraphs: usize) -> Paper {
        let long = "Åsa Żółć har varit med vid träffen om källkritik. ".repeat(4);
        let mut blocks = vec![Block::Heading("Intyg".into()), Block::Subheading("Källkritik".into())];
        blocks.extend((0..paragraphs).map(|_| Block::Paragraph(long.clone())));
        Paper { title: "Intyg – Åsa".into(), language: Language::Swedish, blocks }
    }

    fn has(pdf: &[u8], part: &str) -> bool {
        pdf.windows(part.len()).any(|window| window == part.as_bytes())
    }

    #[test]
    fn a_document_says_what_it_is_called_and_in_which_language() {
        let pdf = paper(1).to_pdf().expect("a document");
        assert!(pdf.starts_with(b"%PDF-1.7"));
        for part in ["/Lang (sv)", "/Marked true", "/DisplayDocTitle true", "/S /H1", "/S /H2", "/S /P", "/FontFile2"] {
            assert!(has(&pdf, part), "{part}");
        }
        // "Intyg – Åsa", as UTF-16.
        assert!(has(&pdf, "<FEFF0049006E00740079006700202013"));
    }

    #[test]
    fn a_long_document_goes_on_on_further_sheets() {
        let font = Font::new().expect("a font");
        assert_eq!(sheet::lay_out(&font, &paper(3).blocks).len(), 1);
        assert!(sheet::lay_out(&font, &paper(40).blocks).len() > 1);
    }

    #[test]
    fn no_line_is_wider_than_the_sheet_and_no_word_is_lost() {
        let font = Font::new().expect("a font");
        let blocks = paper(2).blocks;
        for sheet in sheet::lay_out(&font, &blocks) {
            for placed in sheet {
                let words: Vec<&str> = placed.lines.iter().flat_map(|line| line.split_whitespace()).collect();
                assert_eq!(words, placed.block.text().split_whitespace().collect::<Vec<_>>());
                assert!(placed.lines.iter().all(|line| font.width(line, placed.size) <= sheet::MEASURE));
            }
        }
    }
}
