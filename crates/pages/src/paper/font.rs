//! The letters of documents.

use std::collections::BTreeMap;

use pdf_writer::{
    Finish, Name, Pdf, Rect, Ref, Str,
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};
use ttf_parser::{Face, FaceParsingError};

/// DejaVu Sans: the letters of all names in Europe, and a licence that lets it go with documents.
const FILE: &[u8] = include_bytes!("../../fonts/DejaVuSans.ttf");
const NAME: Name<'_> = Name(b"DejaVuSans");
/// PDF measures letters in thousandths of their size.
const UNIT: f32 = 1000.0;
/// How thick upright strokes are; the file does not say.
const STROKE: f32 = 80.0;

/// Letters are numbered as the font itself numbers its shapes.
const NUMBERED: SystemInfo<'_> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// Objects of the file that the font takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct FontRefs {
    pub font: Ref,
    pub letters: Ref,
    pub descriptor: Ref,
    pub file: Ref,
    pub words: Ref,
}

/// The font, and which of its letters have been used.
pub(super) struct Font {
    face: Face<'static>,
    used: BTreeMap<u16, char>,
}

impl Font {
    pub(super) fn new() -> Result<Self, FaceParsingError> {
        Ok(Self { face: Face::parse(FILE, 0)?, used: BTreeMap::new() })
    }

    /// The number of a letter's shape; 0 stands for a letter without one.
    fn shape(&self, letter: char) -> u16 {
        self.face.glyph_index(letter).map_or(0, |shape| shape.0)
    }

    fn scaled(&self, units: impl Into<f32>) -> f32 {
        units.into() * UNIT / f32::from(self.face.units_per_em())
    }

    fn advance(&self, shape: u16) -> f32 {
        self.scaled(self.face.glyph_hor_advance(ttf_parser::GlyphId(shape)).unwrap_or_default())
    }

    /// How wide a text is in a size.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|letter| self.advance(self.shape(letter))).sum::<f32>() * size / UNIT
    }

    /// Whether there is a shape for every letter.
    pub(super) fn shows(&self, text: &str) -> bool {
        text.chars().all(|letter| self.shape(letter) != 0)
    }

    /// A text as the numbers of its shapes, which are used from now on.
    pub(super) fn set(&mut self, text: &str) -> Vec<u8> {
        let mut numbers = Vec::with_capacity(text.len() * 2);
        for letter in text.chars() {
            let shape = self.shape(letter);
            self.used.entry(shape).or_insert(letter);
            numbers.extend(shape.to_be_bytes());
        }
        numbers
    }

    /// Writes the font into a document, when all its text is set.
    pub(super) fn write(&self, pdf: &mut Pdf, refs: FontRefs) {
        let mut font = pdf.type0_font(refs.font);
        font.base_font(NAME).encoding_predefined(Name(b"Identity-H"));
        font.descendant_font(refs.letters).to_unicode(refs.words);
        font.finish();
        self.write_letters(pdf, refs);
        self.write_descriptor(pdf, refs);
        let length = i32::try_from(FILE.len()).unwrap_or(i32::MAX);
        pdf.stream(refs.file, FILE).pair(Name(b"Length1"), length);
        self.write_words(pdf, refs.words);
    }

    fn write_letters(&self, pdf: &mut Pdf, refs: FontRefs) {
        let mut letters = pdf.cid_font(refs.letters);
        letters.subtype(CidFontType::Type2).base_font(NAME).system_info(NUMBERED).font_descriptor(refs.descriptor);
        letters.cid_to_gid_map_predefined(Name(b"Identity"));
        let mut widths = letters.widths();
        for shape in self.used.keys() {
            widths.consecutive(*shape, [self.advance(*shape)]);
        }
        widths.finish();
        letters.finish();
    }

    fn write_descriptor(&self, pdf: &mut Pdf, refs: FontRefs) {
        let bounds = self.face.global_bounding_box();
        let corners = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|side| self.scaled(side));
        let ascent = self.scaled(self.face.ascender());
        pdf.font_descriptor(refs.descriptor)
            .name(NAME)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(corners[0], corners[1], corners[2], corners[3]))
            .italic_angle(0.0)
            .ascent(ascent)
            .descent(self.scaled(self.face.descender()))
            .cap_height(self.face.capital_height().map_or(ascent, |height| self.scaled(height)))
            .stem_v(STROKE)
            .font_file2(refs.file);
    }

    /// Which letter each shape stands for: without this it would be a picture of a text.
    fn write_words(&self, pdf: &mut Pdf, id: Ref) {
        let mut words = UnicodeCmap::new(Name(b"Custom"), NUMBERED);
        for (shape, letter) in self.used.iter().filter(|(shape, _)| **shape != 0) {
            words.pair(*shape, *letter);
        }
        pdf.cmap(id, &words.finish());
    }
}
