//! Where everything stands on sheets of paper.

use super::{Block, font::Font};

/// A sheet of A4, in points.
pub(super) const SHEET: (f32, f32) = (595.28, 841.89);
/// What is left empty on each side.
pub(super) const MARGIN: f32 = 70.0;
/// How wide a line may be.
pub(super) const MEASURE: f32 = SHEET.0 - 2.0 * MARGIN;
/// From one line to the next, in sizes of its letters.
const LINE: f32 = 1.4;

/// A block in its place.
#[derive(Debug, Clone)]
pub(super) struct Placed<'a> {
    pub block: &'a Block,
    /// Size of its letters.
    pub size: f32,
    pub lines: Vec<String>,
    /// Where its first line stands, from the bottom of the sheet.
    pub top: f32,
}

impl Placed<'_> {
    /// Where a line stands, from the bottom of the sheet.
    pub(super) fn height_of(&self, line: u16) -> f32 {
        self.top - f32::from(line) * self.size * LINE
    }

    fn height(&self) -> f32 {
        self.lines.iter().map(|_| self.size * LINE).sum()
    }
}

/// Size of a block's letters, and the space above it.
fn style(block: &Block) -> (f32, f32) {
    match block {
        Block::Heading(_) => (26.0, 0.0),
        Block::Subheading(_) => (14.0, 16.0),
        Block::Paragraph(_) => (11.0, 6.0),
    }
}

/// Breaks a text between its words. A word that is wider than a line is broken where it must be.
fn lines(font: &Font, text: &str, size: f32) -> Vec<String> {
    let fits = |line: &str| font.width(line, size) <= MEASURE;
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if fits(&longer) {
            *line = longer;
            continue;
        }
        let mut next = String::new();
        for letter in word.chars() {
            next.push(letter);
            if !fits(&next) {
                next.pop();
                lines.push(std::mem::replace(&mut next, letter.to_string()));
            }
        }
        lines.push(next);
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// Lays blocks out from the top of the first sheet. A block is not torn apart, nor a heading from what follows it.
pub(super) fn lay_out<'a>(font: &Font, blocks: &'a [Block]) -> Vec<Vec<Placed<'a>>> {
    let place = |block: &'a Block| {
        let (size, _) = style(block);
        Placed { block, size, lines: lines(font, block.text(), size), top: 0.0 }
    };
    let placed: Vec<Placed<'a>> = blocks.iter().map(place).collect();
    let heights: Vec<f32> = placed.iter().map(|one| one.height() + style(one.block).1).collect();
    let mut sheets: Vec<Vec<Placed<'a>>> = vec![Vec::new()];
    let mut left = SHEET.1 - MARGIN;
    for (index, mut one) in placed.into_iter().enumerate() {
        let follows = !matches!(one.block, Block::Paragraph(_));
        let next = heights.get(index + 1).filter(|_| follows).copied().unwrap_or_default();
        if left - heights[index] - next < MARGIN && left < SHEET.1 - MARGIN {
            sheets.push(Vec::new());
            left = SHEET.1 - MARGIN;
        }
        left -= style(one.block).1;
        one.top = left - one.size;
        left -= one.height();
        if let Some(sheet) = sheets.last_mut() {
            sheet.push(one);
        }
    }
    sheets
}
