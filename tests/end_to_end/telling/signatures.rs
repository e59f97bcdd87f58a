//! Signatures, as the mail server of a recipient checks them.

use std::{process::Command, sync::Arc};

use domain::notice::{Language, NoticeKind};
use notices::{Signer, sample};

use super::*;

/// What must be signed in every mail, and in those that offer an end of subscription (RFC 6376 §5.4.1, RFC 8058 §4).
const ALWAYS: [&str; 8] = ["content-type", "date", "from", "message-id", "mime-version", "reply-to", "subject", "to"];
const OF_REMINDERS: [&str; 2] = ["list-unsubscribe", "list-unsubscribe-post"];

/// A new key in PEM form, and the text that its owner puts into DNS.
fn key(algorithm: &str, folder: &Path) -> (Vec<u8>, String) {
    let openssl = |arguments: &[&str]| {
        let output = Command::new("openssl").args(arguments).output().expect("openssl can be run");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let pem = openssl(&["genpkey", "-quiet", "-algorithm", algorithm]);
    let file = folder.join(format!("{algorithm}.pem"));
    std::fs::write(&file, &pem).expect("written");
    let public = openssl(&["pkey", "-in", &file.to_string_lossy(), "-pubout"]);
    let base64: String =
        String::from_utf8(public).expect("PEM").lines().filter(|line| !line.starts_with('-')).collect();
    // Of an Ed25519 key only the key itself is published, without the 12 bytes before it (RFC 8463 §4.2).
    let record = match algorithm {
        "ED25519" => format!("v=DKIM1; k=ed25519; p={}", &base64[16..]),
        _ => format!("v=DKIM1; k=rsa; p={base64}"),
    };
    (pem, record)
}

fn signer(pem: &[u8]) -> Signer {
    Signer::new("kurser2026".to_owned(), "bibliotek.example".to_owned(), pem).expect("a signer")
}

/// The first mail of every kind in every language, signed, in a folder.
fn every_kind(signer: &Signer, folder: &Path) -> Vec<(NoticeKind, PathBuf)> {
    let mut files = Vec::new();
    for kind in NoticeKind::ALL {
        for language in Language::ALL {
            let (notice, written_at) = (sample::notice(*kind, *language), sample::written_at(*kind));
            let mails = notices::render(&notice, sample::notice_id(), &sample::sender(), written_at).expect("mail");
            let file = folder.join(format!("{kind}.{language}.eml"));
            std::fs::write(&file, signer.sign(&mails[0].bytes, written_at).expect("signed")).expect("written");
            files.push((*kind, file));
        }
    }
    files
}

/// Case 46, with both kinds of key.
#[test]
fn every_kind_of_mail_verifies() {
    if peers::python().is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for algorithm in ["RSA", "ED25519"] {
        let (pem, record) = key(algorithm, folder.path());
        let files = every_kind(&signer(&pem), folder.path());
        let paths: Vec<&Path> = files.iter().map(|(_, file)| file.as_path()).collect();
        let verdicts = peers::verify_signatures(&record, &paths);
        assert_eq!(verdicts.len(), NoticeKind::ALL.len() * Language::ALL.len());
        for ((kind, _), verdict) in files.iter().zip(&verdicts) {
            assert_eq!(verdict["verified"], true, "{algorithm} {kind}: {verdict}");
            assert_eq!(verdict["asked"], json!(["kurser2026._domainkey.bibliotek.example."]));
            let signed: Vec<&str> = verdict["signed"].as_array().expect("a list").iter().map(text).collect();
            assert!(ALWAYS.iter().all(|name| signed.contains(name)), "{kind}: {signed:?}");
            let offers = *kind == NoticeKind::Reminder;
            assert!(OF_REMINDERS.iter().all(|name| signed.contains(name) == offers), "{kind}: {signed:?}");
        }
    }
}

/// Negative control: a verifier that took everything would prove nothing.
#[test]
fn what_was_changed_on_the_way_or_signed_by_others_does_not_verify() {
    if peers::python().is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (pem, record) = key("RSA", folder.path());
    let reminder = every_kind(&signer(&pem), folder.path());
    let reminder = &reminder.iter().find(|(kind, _)| *kind == NoticeKind::Reminder).expect("a reminder").1;
    let verified = |record: &str| peers::verify_signatures(record, &[reminder.as_path()])[0]["verified"] == true;
    assert!(verified(&record));
    let whole = std::fs::read_to_string(reminder).expect("a mail");
    for (from, to) in [
        ("List-Unsubscribe: <https://kurser.", "List-Unsubscribe: <https://evil."),
        ("To: ", "To: Eva "),
        ("kl. 09.00", "kl. 19.00"),
        ("\r\nDate: Mon", "\r\nDate: Tue"),
    ] {
        assert!(whole.contains(from), "{from} in {whole}");
        std::fs::write(reminder, whole.replace(from, to)).expect("written");
        assert!(!verified(&record), "{from}");
    }
    std::fs::write(reminder, &whole).expect("written");
    assert!(!verified(&key("RSA", folder.path()).1), "another key");
}

/// The mail that the system stores and sends is signed, the same on every try.
async fn the_system_signs_what_it_sends(engine: Engine) {
    if peers::python().is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (pem, record) = key("RSA", folder.path());
    let signs = |settings: &mut Settings| settings.mail.signer = Some(Arc::new(signer(&pem)));
    let Some(world) = World::with(engine, signs).await else { return };
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let session = world.published(&world.plan(&county.course, 12, 30)).await;
    world.books(&amira, &session).await.expect(201);
    calls_off(&world, &session).await.expect(201);
    let mails = world.mail().await;
    let paths: Vec<&Path> = mails.iter().map(PathBuf::as_path).collect();
    assert!(!paths.is_empty());
    for verdict in peers::verify_signatures(&record, &paths) {
        assert_eq!(verdict["verified"], true, "{verdict}");
    }
    world.close().await;
}
on_each!(the_system_signs_what_it_sends);
