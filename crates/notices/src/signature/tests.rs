use super::*;

/// A mail with what canonicalisation can go wrong on.
const MAIL: &[u8] = b"From:  Kurser <kurser@bibliotek.example>\r\nSubject: =?utf-8?q?K=C3=A4llkritik?=\r\n =?utf-8?q?_steg_1?=\r\nX-Other: x\r\nTo: asa.oberg@kumla.example\r\n\r\nHej \t \xC3\x85sa!  \r\n\r\n\r\nslut\r\n\r\n\r\n";

fn written_at() -> DateTime<Utc> {
    "2026-10-01T07:00:00Z".parse().expect("an instant")
}

fn ed25519() -> Signer {
    // The key of RFC 8463 appendix A.2, as PKCS #8.
    let mut der = hex("302e020100300506032b657004220420");
    der.extend(hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
    signer("ed25519", &pem(&der)).expect("a signer")
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}

fn pem(der: &[u8]) -> String {
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der))
}

fn signer(selector: &str, pem: &str) -> Result<Signer, SignerError> {
    Signer::new(selector.to_owned(), "bibliotek.example".to_owned(), pem.as_bytes())
}

#[test]
fn headers_and_body_become_what_the_standard_says() {
    // RFC 6376 §3.4.5.
    assert_eq!(relaxed_header("A", b" X \r\n"), b"a:X");
    assert_eq!(relaxed_header("B", b" Y\t\r\n\tZ  \r\n"), b"b:Y Z");
    assert_eq!(relaxed_body(b" C \r\nD \t E\r\n\r\n\r\n"), b" C\r\nD E\r\n");
    assert_eq!(relaxed_body(b""), b"");
    assert_eq!(relaxed_body(b"\r\n\r\n"), b"");
    assert_eq!(relaxed_body(b"a\r\n\r\nb"), b"a\r\n\r\nb\r\n");
}

#[test]
fn a_signature_names_the_headers_that_are_there_and_leaves_the_mail_as_it_is() {
    let signed = ed25519().sign(MAIL, written_at()).expect("signed");
    assert!(signed.ends_with(MAIL));
    let header = String::from_utf8(signed[..signed.len() - MAIL.len()].to_vec()).expect("ASCII");
    let one_line = header.replace("\r\n ", "").replace(' ', "");
    assert!(one_line.contains(";h=From:To:Subject;"), "{header}");
    assert!(
        one_line.contains("a=ed25519-sha256;c=relaxed/relaxed;d=bibliotek.example;s=ed25519;t=1790838000;"),
        "{header}"
    );
    assert!(header.ends_with("\r\n") && header.lines().all(|line| line.len() <= 140), "{header}");
    assert_eq!(signed, ed25519().sign(MAIL, written_at()).expect("signed"), "the same each time");
}

#[test]
fn a_change_of_the_mail_changes_the_signature() {
    let signature = |mail: &[u8]| {
        let signed = ed25519().sign(mail, written_at()).expect("signed");
        signed[..signed.len() - mail.len()].to_vec()
    };
    let text = String::from_utf8_lossy(MAIL).into_owned();
    for (from, to) in [("Kurser", "Kursen"), ("steg_1", "steg_2"), ("asa.oberg", "eva.ek"), ("slut", "slut!")] {
        assert_ne!(signature(text.replace(from, to).as_bytes()), signature(MAIL), "{from}");
    }
    // What relays may do on the way.
    for (from, to) in [("Hej \t ", "Hej "), ("From:  Kurser", "From: Kurser"), ("?=\r\n =?", "?= =?")] {
        assert_eq!(signature(text.replace(from, to).as_bytes()), signature(MAIL), "{from:?}");
    }
}

#[test]
fn keys_that_cannot_sign_are_told_apart() {
    assert_eq!(signer("s", "hej").expect_err("refused"), SignerError::NoKey);
    assert_eq!(signer("s", &pem(b"hej")).expect_err("refused"), SignerError::Unusable);
    let elliptic = pem(b"hej").replace("PRIVATE KEY", "EC PRIVATE KEY");
    assert_eq!(signer("s", &elliptic).expect_err("refused"), SignerError::Unusable);
    assert_eq!(ed25519().sign(b"no headers", written_at()), Err(SignerError::NoHeaders));
    assert_eq!(format!("{:?}", ed25519()), "Signer(ed25519._domainkey.bibliotek.example)");
}
