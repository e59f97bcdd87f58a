//! Mail fetched from a mailbox at Dovecot.

use kursplats::settings::{ImapSecurity, ImapSettings};
use kursplats_tests::dovecot::Dovecot;

use super::*;

fn mailbox(dovecot: &Dovecot, security: ImapSecurity) -> ImapSettings {
    ImapSettings {
        host: "localhost".to_owned(),
        port: if security == ImapSecurity::Tls { dovecot.tls_port } else { dovecot.port },
        security,
        user: "svar".to_owned(),
        password: "hemligt".to_owned(),
        folder: "INBOX".to_owned(),
        done_folder: "Behandlade".to_owned(),
        people_folder: "Att läsa".to_owned(),
        // So long that only the tests look.
        poll: std::time::Duration::from_secs(86_400),
        trusted_certificates: Some(dovecot.certificate()),
    }
}

/// Looks into the mailbox once.
async fn fetch(seated: &Seated, mailbox: &ImapSettings) -> anyhow::Result<usize> {
    let reception = seated.world.running.as_ref().and_then(|running| running.reception.clone());
    kursplats::inbound::imap::take_in(mailbox, &reception.expect("a way in").inbox).await
}

const DONE: &str = ".Behandlade";
const FOR_PEOPLE: &str = ".Att l&AOQ-sa";

async fn answers_count_and_letters_wait_for_people(engine: Engine) {
    let Some(dovecot) = Dovecot::start(true) else { return };
    let Some(seated) = Seated::new(engine).await else { return };
    let yes = seated.answer("ACCEPTED").await;
    let letter = format!("From: <{AMIRA}>\r\nTo: <{}>\r\nSubject: Hej\r\n\r\nKan jag ta med en kollega?\r\n", yes.to);
    let long = [letter.as_bytes(), "x".repeat(3 << 20).as_bytes()].concat();
    let away = letter.replace("Subject: Hej", "Auto-Submitted: auto-replied\r\nSubject: Ledig");
    for (name, mail) in [
        ("1", yes.mail("outlook")),
        ("2", letter.into_bytes()),
        ("3", away.into_bytes()),
        ("4", long),
        ("5", yes.plain("PUBLISH", "")),
    ] {
        dovecot.deliver(name, &mail);
    }
    for security in [ImapSecurity::Tls, ImapSecurity::StartTls] {
        let taken = fetch(&seated, &mailbox(&dovecot, security)).await.expect("fetched");
        assert_eq!(taken, if security == ImapSecurity::Tls { 5 } else { 0 });
    }
    assert_eq!(seated.answered().await, Some(Participation::Accepted));
    assert_eq!((dovecot.count(""), dovecot.count(DONE), dovecot.count(FOR_PEOPLE)), (0, 2, 3));
    let said = dovecot.octets_said();
    assert!(said.iter().any(|octets| *octets > 1_000) && said.iter().sum::<usize>() < 1 << 20, "too long: {said:?}");

    // As after a stop between taking in and moving: the mail is there again.
    dovecot.deliver("6", &yes.mail("outlook"));
    seated.world.later(Duration::minutes(1));
    let no = seated.answer("DECLINED").await;
    dovecot.deliver("7", &no.mail("apple"));
    assert_eq!(fetch(&seated, &mailbox(&dovecot, ImapSecurity::StartTls)).await.expect("fetched"), 2);
    assert_eq!((dovecot.count(""), dovecot.count(DONE), dovecot.count(FOR_PEOPLE)), (0, 4, 3));
    assert_eq!((seated.answered().await, seated.told("cancellationAsked").await), (Some(Participation::Declined), 1));
    seated.world.close().await;
}
on_each!(answers_count_and_letters_wait_for_people);

/// A server that is not the right one, or that does not encrypt, never hears a password.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_password_is_not_said_in_clear_or_to_strangers() {
    let (Some(strange), Some(plain)) = (Dovecot::start(true), Dovecot::start(false)) else { return };
    let Some(seated) = Seated::new(Engine::Sqlite).await else { return };
    let mail = seated.answer("ACCEPTED").await.mail("apple");
    strange.deliver("1", &mail);
    plain.deliver("1", &mail);
    for security in [ImapSecurity::Tls, ImapSecurity::StartTls] {
        let stranger = ImapSettings { trusted_certificates: None, ..mailbox(&strange, security) };
        fetch(&seated, &stranger).await.expect_err("nobody vouches for it");
        let misnamed = ImapSettings { host: "127.0.0.1".to_owned(), ..mailbox(&strange, security) };
        fetch(&seated, &misnamed).await.expect_err("another name");
    }
    fetch(&seated, &mailbox(&plain, ImapSecurity::StartTls)).await.expect_err("it does not encrypt");
    for dovecot in [&strange, &plain] {
        assert!(!dovecot.log().contains("user=<svar>"), "{}", dovecot.log());
        assert_eq!(dovecot.count(""), 1);
    }
    // The guard is the setting: asked to talk in clear, it does.
    assert_eq!(fetch(&seated, &mailbox(&plain, ImapSecurity::None)).await.expect("fetched"), 1);
    let wrong = ImapSettings { password: "fel".to_owned(), ..mailbox(&strange, ImapSecurity::Tls) };
    fetch(&seated, &wrong).await.expect_err("a wrong password");
    assert_eq!(strange.count(""), 1);
    seated.world.close().await;
}

/// Others work in the same mailbox: what they have marked as deleted is theirs, whatever the server can do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_others_have_deleted_is_left_alone() {
    let Some(seated) = Seated::new(Engine::Sqlite).await else { return };
    for (capabilities, ours_left) in [("IMAP4rev1 UIDPLUS MOVE", 0), ("IMAP4rev1 UIDPLUS", 0), ("IMAP4rev1", 1)] {
        let Some(dovecot) = Dovecot::offering(capabilities) else { return };
        dovecot.deliver("1", b"Subject: another's\r\n\r\nStill wanted.\r\n");
        dovecot.mark_deleted("1");
        seated.world.later(Duration::minutes(1));
        dovecot.deliver("2", &seated.answer("ACCEPTED").await.mail("apple"));
        let mailbox = mailbox(&dovecot, ImapSecurity::None);
        assert_eq!(fetch(&seated, &mailbox).await.expect("fetched"), 1, "{capabilities}");
        assert_eq!(fetch(&seated, &mailbox).await.expect("fetched"), 0, "{capabilities}: not looked at again");
        let left = (dovecot.count(""), dovecot.count_deleted(""), dovecot.count(DONE));
        assert_eq!(left, (1 + ours_left, 1 + ours_left, 1), "{capabilities}");
    }
    seated.world.close().await;
}
