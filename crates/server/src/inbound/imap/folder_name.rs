//! Names of mailbox folders on the wire: modified UTF-7 (RFC 3501 §5.1.3).

/// The name as IMAP wants it.
pub(super) fn encoded(name: &str) -> String {
    let mut out = String::new();
    let mut foreign: Vec<u16> = Vec::new();
    for c in name.chars() {
        if c == ' ' || c.is_ascii_graphic() {
            flush(&mut foreign, &mut out);
            out.push_str(if c == '&' { "&-" } else { "" });
            out.extend(Some(c).filter(|c| *c != '&'));
        } else {
            foreign.extend(c.encode_utf16(&mut [0; 2]).iter());
        }
    }
    flush(&mut foreign, &mut out);
    out
}

/// UTF-16 in base 64 without padding, and with `,` for `/`.
fn flush(foreign: &mut Vec<u16>, out: &mut String) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
    if foreign.is_empty() {
        return;
    }
    let octets: Vec<u8> = foreign.drain(..).flat_map(u16::to_be_bytes).collect();
    out.push('&');
    for group in octets.chunks(3) {
        let padded = group.iter().chain([0, 0].iter()).take(3);
        let number = padded.fold(0_u32, |number, octet| (number << 8) | u32::from(*octet));
        for place in 0..=group.len() {
            out.push(char::from(DIGITS[(number >> (18 - 6 * place)) as usize % 64]));
        }
    }
    out.push('-');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_in_the_rfc() {
        assert_eq!(encoded("INBOX"), "INBOX");
        assert_eq!(encoded("Att läsa"), "Att l&AOQ-sa");
        assert_eq!(encoded("Q&A"), "Q&-A");
        assert_eq!(encoded("~peter/mail/台北/日本語"), "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
        assert_eq!(encoded("😀å"), "&2D3eAADl-");
    }
}
