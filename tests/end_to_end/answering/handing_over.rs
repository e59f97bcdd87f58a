//! Mail handed over by a mail server: `kursplats inbound` beside the running system.

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use kursplats::inbound::folder::MailFolder;

use super::*;

/// Runs the command with a mail on its standard input.
fn inbound(seated: &Seated, mail: &[u8], recipient: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kursplats-under-test"));
    command
        .env("KURSPLATS__DATABASE__URL", &seated.world.database_url)
        .env("KURSPLATS__INBOUND__ADDRESS", MAILBOX)
        .env("KURSPLATS__INBOUND__FOLDER", folder(seated))
        .arg("inbound")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some(recipient) = recipient {
        command.env("ORIGINAL_RECIPIENT", recipient);
    }
    let mut child = command.spawn().expect("it runs");
    child.stdin.take().expect("a pipe").write_all(mail).expect("it reads");
    child.wait_with_output().expect("it ends")
}

fn folder(seated: &Seated) -> PathBuf {
    seated.world.folder().join("inbound")
}

fn kept_for_people(seated: &Seated) -> usize {
    std::fs::read_dir(folder(seated).join("att-lasa")).map_or(0, Iterator::count)
}

/// On PostgreSQL the command does the work itself; on SQLite it hands the mail to the running server.
async fn what_is_handed_over_counts(engine: Engine) {
    let place = tempfile::tempdir().expect("a folder");
    let root = place.path().to_owned();
    let Some(seated) = Seated::with(engine, |settings| settings.inbound.folder = root.clone()).await else { return };
    let take_in = async || {
        for entry in std::fs::read_dir(folder(&seated).join("inkommande")).into_iter().flatten().flatten() {
            std::fs::create_dir_all(root.join("inkommande")).expect("a folder");
            std::fs::rename(entry.path(), root.join("inkommande").join(entry.file_name())).expect("moved");
        }
        let reception = seated.world.running.as_ref().and_then(|running| running.reception.clone());
        reception.expect("a way in").run_once().await.expect("taken in")
    };
    // The command reads the real clock; the answer is written by it, too.
    let answer = Filling { stamp: "20261124T080000Z".to_owned(), ..seated.answer("TENTATIVE").await };
    let done = inbound(&seated, &answer.mail("google"), None);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    take_in().await;
    assert_eq!(seated.answered().await, Some(Participation::Tentative));

    // The recipient may stand nowhere but in the environment.
    let hidden = Filling { partstat: "ACCEPTED", stamp: "20261124T080001Z".to_owned(), ..answer.clone() };
    let bare = String::from_utf8(hidden.plain("REPLY", "")).expect("text").replace("To: <", "X-To: <");
    assert!(inbound(&seated, bare.as_bytes(), Some(&answer.to)).status.success());
    take_in().await;
    assert_eq!(seated.answered().await, Some(Participation::Accepted));

    // What people wrote is kept for people.
    let letter =
        format!("From: <{AMIRA}>\r\nTo: <{}>\r\nSubject: Hej\r\n\r\nKan jag ta med en kollega?\r\n", answer.to);
    assert!(inbound(&seated, letter.as_bytes(), None).status.success());
    take_in().await;
    let own = std::fs::read_dir(root.join("att-lasa")).map_or(0, Iterator::count);
    assert_eq!(own + kept_for_people(&seated), 1);
    seated.world.close().await;
}
on_each!(what_is_handed_over_counts);

/// What cannot be read is set aside for people, and keeps nothing else waiting.
async fn a_file_that_cannot_be_read_stops_nobody(engine: Engine) {
    let place = tempfile::tempdir().expect("a folder");
    let root = place.path().to_owned();
    let Some(seated) = Seated::with(engine, |settings| settings.inbound.folder = root.clone()).await else { return };
    let waiting = root.join("inkommande");
    std::fs::create_dir_all(&waiting).expect("a folder");
    // Before any mail in the order of names. Whoever runs the tests may be allowed to read every file.
    std::os::unix::fs::symlink("nowhere", waiting.join("0.eml")).expect("a link");
    let folder = tempfile::tempdir_in(place.path()).expect("a folder");
    std::fs::rename(folder.path(), waiting.join("1.eml")).expect("a folder that looks like a mail");
    let mail = seated.answer("ACCEPTED").await.mail("apple");
    MailFolder::new(&root).hand_over(&mail, None).expect("handed over");
    let reception = seated.world.running.as_ref().and_then(|running| running.reception.clone()).expect("a way in");
    // The server looks by itself as well, and may have been first.
    reception.run_once().await.expect("taken in");
    assert_eq!(seated.answered().await, Some(Participation::Accepted));
    assert_eq!(std::fs::read_dir(&waiting).expect("a folder").count(), 0);
    assert_eq!(std::fs::read_dir(root.join("att-lasa")).expect("a folder").count(), 2);
    seated.world.close().await;
}
on_each!(a_file_that_cannot_be_read_stops_nobody);

/// Whatever is wrong on our side, the mail server keeps the mail.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn trouble_on_our_side_keeps_the_mail_with_the_mail_server() {
    let Some(mut seated) = Seated::new(Engine::Sqlite).await else { return };
    let mail = seated.answer("ACCEPTED").await.mail("apple");
    seated.world.database_url = "postgres://nobody@127.0.0.1:9/nothing".to_owned();
    let refused = inbound(&seated, &mail, None);
    assert_eq!(refused.status.code(), Some(75), "{}", String::from_utf8_lossy(&refused.stderr));
    seated.world.database_url = "kein".to_owned();
    assert_eq!(inbound(&seated, &mail, None).status.code(), Some(75), "settings that cannot be used");
    seated.world.database_url = "sqlite:x.db".to_owned();
    std::fs::write(folder(&seated), "not a folder").expect("written");
    assert_eq!(inbound(&seated, &mail, None).status.code(), Some(75), "nowhere to keep it");
}

/// What is longer than any mail is sent back; what is just as long is still kept for people.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_without_end_is_not_taken() {
    let Some(mut seated) = Seated::new(Engine::Sqlite).await else { return };
    // Nobody takes anything in meanwhile.
    seated.world.running.take().expect("a running system").stop().await.expect("the system stops");
    let waiting = || std::fs::read_dir(folder(&seated).join("inkommande")).map_or(0, Iterator::count);
    let mut mail = b"Subject: x\n\n".to_vec();
    mail.resize((32 << 20) + 1, b'x');
    assert_eq!((inbound(&seated, &mail, None).status.code(), waiting()), (Some(65), 0));
    mail.pop();
    assert_eq!((inbound(&seated, &mail, None).status.code(), waiting()), (Some(0), 1));
}
