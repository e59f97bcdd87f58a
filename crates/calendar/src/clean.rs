//! Text made fit for headers and calendars, whatever a hand-edited row or a configuration file holds.

/// Characters that end a line somewhere: in mail, in calendars, in Unicode (UAX #14 BK, CR, LF, NL).
fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Characters nobody sees: controls, the byte order mark and the bidirectional overrides.
fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// One line: line ends and tabs become blanks, other hidden characters vanish.
pub fn one_line(text: &str) -> String {
    let blanked = text.chars().map(|c| if ends_line(c) || c == '\t' { ' ' } else { c });
    let visible: String = blanked.filter(|c| !is_hidden(*c)).collect();
    visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// One line for a header, in which nothing looks like an encoded word (RFC 2047 §2).
///
/// The mail library writes words of ASCII as they are, so a title of `=?utf-8?q?=0D=0ABcc?=` would be decoded into
/// a line break by whoever reads the mail.
pub fn header_text(text: &str) -> String {
    one_line(text).replace("=?", "= ?")
}

/// Several lines, each ended by `\n` alone: the form that RFC 5545 §3.3.11 escapes.
pub fn several_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| if ends_line(c) { '\n' } else { c })
        .map(|c| if c == '\t' { ' ' } else { c })
        .filter(|c| *c == '\n' || !is_hidden(*c))
        .collect()
}

/// Text laid out for reading: no blanks at line ends, never two empty lines in a row, one line end last.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() {
            empty = true;
            continue;
        }
        if empty && !out.is_empty() {
            out.push('\n');
        }
        empty = false;
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(one_line("Anna\r\nBcc: x@evil.example"), "Anna Bcc: x@evil.example");
        assert_eq!(one_line(" a\u{2028}b\u{0}c\td\u{202e} "), "a bc d");
    }

    #[test]
    fn every_line_end_becomes_the_same() {
        assert_eq!(several_lines("a\r\nb\rc\u{2028}d\u{85}e\u{7}f\ng\u{feff}"), "a\nb\nc\nd\nef\ng");
    }

    #[test]
    fn paragraphs_stay_apart_by_one_empty_line() {
        assert_eq!(tidy("\n\na  \n\n\n\nb\nc\n\n"), "a\n\nb\nc\n");
    }
}
