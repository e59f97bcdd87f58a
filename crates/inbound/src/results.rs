//! What a mail server found out about a sender: `Authentication-Results` (RFC 8601 §2.2).
//!
//! Servers quote in it what the sender wrote, so a part of it may hold anything: it is read sign by sign, and what
//! does not follow the grammar is not believed at all.

/// The word of one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Results {
    /// The server's name for itself.
    pub(crate) server: String,
    /// Each method with its result, in lower case.
    found: Vec<(String, String)>,
}

impl Results {
    /// Reads the text of the field; none when it cannot be read.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let signs = signs(text)?;
        let mut parts = signs.split(|sign| *sign == Sign::Semicolon);
        let server = server(parts.next()?);
        let found = parts.filter(|part| !part.is_empty()).map(result).collect::<Option<Vec<_>>>()?;
        Some(Self { server, found: found.into_iter().flatten().collect() })
    }

    /// Whether a method passed. A server gives one result of it; where there are several, one of them is not its own.
    pub(crate) fn passed(&self, method: &str) -> bool {
        let mut results = self.found.iter().filter(|(name, _)| name == method);
        matches!((results.next(), results.next()), (Some((_, result)), None) if result == "pass")
    }
}

/// The name that stands first, perhaps with a version; empty when none does, and the field is nobody's.
fn server(part: &[Sign]) -> String {
    let is_version = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    match part {
        [Sign::Word(name) | Sign::Quoted(name)] => name.clone(),
        [Sign::Word(name) | Sign::Quoted(name), Sign::Word(version)] if is_version(version) => name.clone(),
        _ => String::new(),
    }
}

/// The method and its result at the beginning of a part: `dmarc=pass`, `dmarc/1 = pass`; `none` alone is no result.
fn result(part: &[Sign]) -> Option<Option<(String, String)>> {
    match part {
        [Sign::Word(none)] if none.eq_ignore_ascii_case("none") => Some(None),
        [Sign::Word(method), Sign::Equals, Sign::Word(result), ..] => {
            let name = method.split_once('/').map_or(method.as_str(), |(name, _version)| name);
            Some(Some((name.to_ascii_lowercase(), result.to_ascii_lowercase())))
        }
        _ => None,
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Sign {
    Semicolon,
    Equals,
    Word(String),
    /// What stood in quotation marks: a value, never a method or its result.
    Quoted(String),
}

/// The signs of the text, without blanks and comments; none when a quotation or a comment does not end.
fn signs(text: &str) -> Option<Vec<Sign>> {
    let mut signs = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            ';' => signs.push(Sign::Semicolon),
            '=' => signs.push(Sign::Equals),
            '(' => skip_comment(&mut rest)?,
            '"' => signs.push(Sign::Quoted(quotation(&mut rest)?)),
            // Neither begins anything: whoever wrote it did not write a word of ours.
            ')' | '\\' => return None,
            blank if blank.is_ascii_whitespace() => {}
            first => {
                let mut word = String::from(first);
                while let Some(next) = rest.next_if(|next| !next.is_ascii_whitespace() && !r#";=()"\"#.contains(*next))
                {
                    word.push(next);
                }
                signs.push(Sign::Word(word));
            }
        }
    }
    Some(signs)
}

/// Reads to the end of a quotation (RFC 5322 §3.2.4).
fn quotation(rest: &mut impl Iterator<Item = char>) -> Option<String> {
    let mut text = String::new();
    loop {
        match rest.next()? {
            '"' => return Some(text),
            '\\' => text.push(rest.next()?),
            c => text.push(c),
        }
    }
}

/// Reads to the end of a comment, which may hold others (RFC 5322 §3.2.2).
fn skip_comment(rest: &mut impl Iterator<Item = char>) -> Option<()> {
    let mut depth = 1_usize;
    while depth > 0 {
        match rest.next()? {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\\' => drop(rest.next()?),
            _ => {}
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(text: &str) -> bool {
        Results::read(text).is_some_and(|word| word.server == "mx.in.example" && word.passed("dmarc"))
    }

    #[test]
    fn what_servers_write_is_read() {
        for text in [
            "mx.in.example; dmarc=pass",
            "mx.in.example 1; spf=pass smtp.mailfrom=a@b.example;\r\n dmarc=pass (p=none dis=none) header.from=b.example",
            "(ours) mx.in.example (\\) ; (x)) 1; dkim=pass header.i=@b.example header.b=\"q0=;w\"; DMARC = Pass;",
            "\"mx.in.example\"; dmarc/1=pass; arc=none",
            "mx.in.example; spf=pass smtp.mailfrom=\"x; dmarc=fail\"@b.example; dmarc=pass",
            "mx.in.example; spf=pass smtp.mailfrom=\"a\\\"b\"@b.example; dmarc=pass",
        ] {
            assert!(passes(text), "{text}");
        }
        let nothing = Results::read("mx.in.example 1; none").expect("a word");
        assert_eq!((nothing.found.len(), nothing.passed("dmarc")), (0, false));
    }

    #[test]
    fn nothing_that_a_sender_wrote_passes_for_a_result() {
        for text in [
            "",
            ";",
            "mx.in.example",
            "mx.in.example dmarc=pass",
            "mx.in.example evil.example; dmarc=pass",
            "mx.in.example; none",
            "mx.in.example; dmarc=fail",
            "mx.in.example; dmarc=\"pass\"",
            "mx.in.example; \"dmarc\"=pass",
            "mx.in.example; dmarc=pass; dmarc=pass",
            "mx.in.example; dmarc=fail; dmarc=pass",
            "mx.in.example; dmarc/1=pass; DMARC=fail",
            "mx.in.example; xdmarc=pass",
            "mx.in.example; dmarc=passed",
            "mx.in.example; dmarc=(pass) fail",
            "mx.in.example; (; dmarc=pass)",
            "mx.in.example; x=1 ((); dmarc=pass )",
            "mx.in.example; spf=fail smtp.mailfrom=\"x; dmarc=pass\"@evil.example",
            "mx.in.example; spf=fail smtp.mailfrom=\"x\\\"; dmarc=pass; \"@evil.example",
            "mx.in.example; spf=fail (sender is x\\); dmarc=pass) smtp.mailfrom=evil.example",
            "mx.in.example; spf=fail smtp.mailfrom=x dmarc=pass",
            // What has no end hides the rest of it.
            "mx.in.example; spf=fail smtp.mailfrom=\"x; dmarc=pass",
            "mx.in.example; spf=fail (x; dmarc=pass",
            "mx.in.example; dmarc=pass; spf=fail (x",
            "mx.in.example; dmarc=pass \\",
            "mx.in.example; x) ; dmarc=pass",
            "mx.in.example; smtp.mailfrom; dmarc=pass",
            "\"mx.in.example; dmarc=pass\"",
        ] {
            assert!(!passes(text), "{text}");
        }
    }
}
