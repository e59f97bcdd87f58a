//! Lines of a calendar object: folding (RFC 5545 §3.1) and parameter values (§3.2).

/// The longest line, in octets, its line end not counted.
const OCTETS_MAX: usize = 75;

/// Folds one line and ends it with CRLF: at most 75 octets each, never inside a character.
///
/// Written here because the calendar library counts wrongly: its last line may have 76.
pub(crate) fn fold(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + line.len() / 24 + 2);
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > OCTETS_MAX {
            // The blank that marks a continuation counts as an octet of its line.
            out.push_str("\r\n ");
            octets = 1;
        }
        out.push(c);
        octets += c.len_utf8();
    }
    out.push_str("\r\n");
    out
}

/// Undoes any folding; lines end with `\n` alone after it.
pub(crate) fn unfold(text: &str) -> String {
    text.replace("\r\n ", "").replace("\r\n", "\n")
}

/// A parameter value that cannot end its quotes or its line.
///
/// `"` becomes `'`, which reads the same and needs no RFC 6868; a `^` of the text is doubled, so that no reader
/// of that RFC takes `^n` for a line end. The library adds the quotes when the value needs them.
pub(crate) fn parameter(text: &str) -> String {
    crate::clean::one_line(text).replace('"', "'").replace('^', "^^")
}

#[cfg(test)]
mod tests {
    use icalendar::{Component, Event, Property};

    use super::*;

    /// 1–500 octets of each: what a fold can go wrong on.
    fn samples() -> impl Iterator<Item = String> {
        let units = ["a", "å", "😀", " ", "\\;", "aå", "å😀 "];
        units.into_iter().flat_map(|unit| (1..=500 / unit.len()).map(move |times| format!("X:{}", unit.repeat(times))))
    }

    #[test]
    fn no_line_is_over_75_octets_and_nothing_is_lost() {
        for line in samples() {
            let folded = fold(&line);
            assert!(folded.ends_with("\r\n"), "{line}");
            for part in folded.trim_end_matches("\r\n").split("\r\n") {
                assert!(part.len() <= OCTETS_MAX, "{} octets in {part:?}", part.len());
            }
            assert_eq!(folded.replace("\r\n ", ""), format!("{line}\r\n"));
            assert_eq!(unfold(&folded), format!("{line}\n"));
        }
    }

    /// Negative control: why the library's own folding is not used.
    #[test]
    fn the_library_writes_lines_of_76_octets() {
        let longest = samples().map(|line| {
            let mut event = Event::new();
            event.append_property(Property::new("X-TEXT", &line[2..]));
            let text = event.try_into_string().expect("an event");
            text.split("\r\n").map(str::len).max().unwrap_or_default()
        });
        assert_eq!(longest.max(), Some(OCTETS_MAX + 1));
    }

    #[test]
    fn a_parameter_cannot_leave_its_place() {
        assert_eq!(parameter("x\"\r\nATTENDEE:mailto:evil"), "x' ATTENDEE:mailto:evil");
        assert_eq!(parameter("\"Åsa\""), "'Åsa'");
        assert_eq!(parameter("a^n\u{2028}b"), "a^^n b");
    }
}
