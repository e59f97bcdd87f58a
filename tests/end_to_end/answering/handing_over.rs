//! Mail handed over by a mail server: `kursplats inbound` beside the running system.

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

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
