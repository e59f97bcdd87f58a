use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use domain::values::EmailAddress;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use super::*;
use crate::{Courier, Obstacle, Transport};

/// What the server does when its turn comes.
#[derive(Debug, Clone, Copy)]
enum Turn {
    /// Answers with a line.
    Say(&'static str),
    /// Hangs up.
    Drop,
    /// Keeps the connection open and says nothing.
    Stall,
}
use Turn::{Drop, Say, Stall};

const GREETING: Turn = Say("220 relay.example");
const HELLO: Turn = Say("250 relay.example");
const GO: Turn = Say("354 go");
const OK: Turn = Say("250 2.1.0 ok");
const QUEUED: Turn = Say("250 2.0.0 queued as 4711");
const BYE: Turn = Say("221 bye");
const BODY: &[u8] = b"Subject: prov\r\n\r\nHej\r\n.\r\n.tva punkter\r\n";

/// Speaks one scripted dialogue: greeting first, then a turn for each command, the body counting as one.
/// Gives back all it read.
async fn serve(listener: &TcpListener, script: Vec<Turn>) -> Vec<String> {
    let (stream, _) = listener.accept().await.expect("a connection");
    let mut stream = BufReader::new(stream);
    let mut heard = Vec::new();
    let mut in_body = false;
    for (index, turn) in script.into_iter().enumerate() {
        if index > 0 && !hear(&mut stream, in_body, &mut heard).await {
            return heard;
        }
        match turn {
            Say(line) => {
                in_body = line.starts_with("354");
                stream.write_all(format!("{line}\r\n").as_bytes()).await.expect("written");
            }
            Drop => return heard,
            Stall => {
                while hear(&mut stream, in_body, &mut heard).await {}
                return heard;
            }
        }
    }
    heard
}

/// Reads one command, or a body to its dot; `false` when the client has hung up.
async fn hear(stream: &mut BufReader<TcpStream>, in_body: bool, heard: &mut Vec<String>) -> bool {
    let mut text = String::new();
    loop {
        let start = text.len();
        if stream.read_line(&mut text).await.unwrap_or_default() == 0 {
            return false;
        }
        if !in_body || &text[start..] == ".\r\n" {
            heard.push(text);
            return true;
        }
    }
}

struct Outcome {
    delivery: Delivery,
    heard: Vec<String>,
    asked: usize,
}

impl Outcome {
    fn said(&self, command: &str) -> bool {
        self.heard.iter().any(|line| line.starts_with(command))
    }
}

async fn start(script: Vec<Turn>) -> (SmtpRelay, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let mut relay = SmtpRelay::new("127.0.0.1", port, Security::None);
    relay.hello_name = Some("kursplats.example".to_owned());
    (relay, tokio::spawn(async move { serve(&listener, script).await }))
}

async fn run(relay: SmtpRelay, server: JoinHandle<Vec<String>>, go: bool) -> Outcome {
    let to: EmailAddress = "asa@kumla.example".parse().expect("an address");
    let envelope = Envelope { from: "studs+1@bibliotek.example", to: &to, bytes: BODY, name: "m" };
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let before_body = || async move {
        counter.fetch_add(1, Ordering::SeqCst);
        go
    };
    let delivery = Transport::Smtp(Box::new(relay)).send(envelope, before_body).await;
    Outcome { delivery, heard: server.await.expect("a server"), asked: asked.load(Ordering::SeqCst) }
}

/// A dialogue with the given turns after greeting and EHLO.
async fn after_hello(turns: &[Turn]) -> Outcome {
    let (relay, server) = start([&[GREETING, HELLO], turns].concat()).await;
    run(relay, server, true).await
}

fn is_deferred(outcome: &Outcome) -> bool {
    matches!(outcome.delivery, Delivery::Deferred { .. })
}

#[tokio::test]
async fn accepted_when_the_server_takes_it_over() {
    let outcome = after_hello(&[OK, OK, GO, QUEUED, BYE]).await;
    assert_eq!(outcome.delivery, Delivery::Accepted { answer: "250 2.0.0 queued as 4711".to_owned() });
    assert_eq!(
        outcome.heard,
        [
            "EHLO kursplats.example\r\n",
            "MAIL FROM:<studs+1@bibliotek.example>\r\n",
            "RCPT TO:<asa@kumla.example>\r\n",
            "DATA\r\n",
            "Subject: prov\r\n\r\nHej\r\n..\r\n..tva punkter\r\n.\r\n",
            "QUIT\r\n"
        ]
    );
    assert_eq!(outcome.asked, 1);
}

#[tokio::test]
async fn a_clear_answer_decides_whether_to_try_again() {
    let no = Say("550 5.1.1 no such user");
    let later = Say("451 4.7.1 greylisted");
    for (turns, asked) in [(vec![OK, no, BYE], 0), (vec![OK, OK, no, BYE], 0), (vec![OK, OK, GO, no, BYE], 1)] {
        let outcome = after_hello(&turns).await;
        assert!(
            matches!(&outcome.delivery, Delivery::Refused { answer } if answer.contains("550") && answer.contains("no such user")),
            "{turns:?}: {:?}",
            outcome.delivery
        );
        assert_eq!(outcome.asked, asked);
    }
    for turns in [vec![later], vec![OK, later], vec![OK, OK, later], vec![OK, OK, GO, later]] {
        let outcome = after_hello(&turns).await;
        assert!(is_deferred(&outcome), "{turns:?}: {:?}", outcome.delivery);
    }
}

#[tokio::test]
async fn a_no_that_is_about_us_is_not_held_against_the_message() {
    for script in [vec![Say("554 closed today")], vec![GREETING, Say("550 who are you")]] {
        let (relay, server) = start([script, vec![BYE]].concat()).await;
        let outcome = run(relay, server, true).await;
        assert!(is_deferred(&outcome), "{:?}", outcome.delivery);
    }
    // Our return path is that of all our mail; the size is the message's own.
    for (answer, obstacle) in [
        ("530 5.7.0 authentication required", Some(Obstacle::Way)),
        ("550 5.7.1 sender not allowed", Some(Obstacle::Way)),
        ("452 4.3.1 not now", Some(Obstacle::Message)),
        ("552 too much mail data", None),
        ("554 5.3.4 message size exceeds the limit", None),
    ] {
        let found = match after_hello(&[Say(answer), BYE]).await.delivery {
            Delivery::Deferred { obstacle, .. } => Some(obstacle),
            Delivery::Refused { .. } => None,
            other => panic!("{answer}: {other:?}"),
        };
        assert_eq!(found, obstacle, "{answer}");
    }
}

#[tokio::test]
async fn a_refused_login_is_deferred_and_nothing_is_mailed() {
    let (mut relay, server) = start(vec![GREETING, Say("250-relay.example\r\n250 AUTH PLAIN"), Say("535 no")]).await;
    relay.login = Some(Login { user: "kurs".to_owned(), password: "hemligt".to_owned() });
    assert!(!format!("{relay:?}").contains("hemligt"));
    let outcome = run(relay, server, true).await;
    assert!(is_deferred(&outcome) && outcome.said("AUTH PLAIN") && !outcome.said("MAIL"), "{:?}", outcome.heard);
}

#[tokio::test]
async fn a_lost_connection_is_ambiguous_only_once_the_body_is_under_way() {
    for turns in [vec![Drop], vec![OK, Drop], vec![OK, OK, Drop]] {
        let outcome = after_hello(&turns).await;
        assert!(is_deferred(&outcome), "{turns:?}: {:?}", outcome.delivery);
        assert_eq!(outcome.asked, 0);
    }
    let outcome = after_hello(&[OK, OK, GO, Drop]).await;
    assert!(matches!(outcome.delivery, Delivery::Ambiguous { .. }), "{:?}", outcome.delivery);
    assert_eq!(outcome.asked, 1);
}

#[tokio::test]
async fn an_answer_out_of_step_is_never_taken_for_success() {
    let outcome = after_hello(&[OK, OK, OK]).await;
    assert!(is_deferred(&outcome), "{:?}", outcome.delivery);
    assert_eq!(outcome.asked, 0);
    let outcome = after_hello(&[OK, OK, GO, GO]).await;
    assert!(matches!(outcome.delivery, Delivery::Ambiguous { .. }), "{:?}", outcome.delivery);
}

#[tokio::test]
async fn nothing_is_sent_when_the_caller_holds_back() {
    let (relay, server) = start(vec![GREETING, HELLO, OK, OK, GO, QUEUED]).await;
    let outcome = run(relay, server, false).await;
    assert!(is_deferred(&outcome));
    assert_eq!(outcome.heard.last().map(String::as_str), Some("DATA\r\n"));
}

#[tokio::test]
async fn each_step_has_a_limit() {
    let limit = Duration::from_millis(50);
    let scripts = [vec![Stall], vec![GREETING, Stall], vec![GREETING, HELLO, OK, Stall]];
    for script in scripts {
        let (mut relay, server) = start(script).await;
        relay.limits = Limits::all(limit);
        let outcome = run(relay, server, true).await;
        assert!(is_deferred(&outcome), "{:?}", outcome.delivery);
    }
    let (mut relay, server) = start(vec![GREETING, HELLO, OK, OK, GO, Stall]).await;
    relay.limits.body = limit;
    let outcome = run(relay, server, true).await;
    assert!(matches!(outcome.delivery, Delivery::Ambiguous { .. }), "{:?}", outcome.delivery);
}

#[tokio::test]
async fn a_message_accepted_stays_accepted_when_the_parting_fails() {
    for end in [Drop, Stall, Say("500 what")] {
        let (mut relay, server) = start(vec![GREETING, HELLO, OK, OK, GO, QUEUED, end]).await;
        relay.limits.quit = Duration::from_millis(50);
        let outcome = run(relay, server, true).await;
        assert!(matches!(outcome.delivery, Delivery::Accepted { .. }), "{:?}", outcome.delivery);
    }
}

#[tokio::test]
async fn without_starttls_nothing_is_sent_in_clear() {
    let (mut relay, server) = start(vec![GREETING, HELLO, OK, OK, GO, QUEUED]).await;
    relay.security = Security::StartTlsRequired;
    relay.login = Some(Login { user: "kurs".to_owned(), password: "hemligt".to_owned() });
    let outcome = run(relay, server, true).await;
    assert!(is_deferred(&outcome), "{:?}", outcome.delivery);
    assert!(!outcome.said("MAIL") && !outcome.said("AUTH"), "{:?}", outcome.heard);
}

#[tokio::test]
async fn a_closed_port_is_deferred() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let relay = SmtpRelay::new("127.0.0.1", port, Security::None);
    let outcome = run(relay, tokio::spawn(async { Vec::new() }), true).await;
    assert!(is_deferred(&outcome), "{:?}", outcome.delivery);
}

#[tokio::test]
async fn sending_can_be_spawned() {
    let (relay, server) = start(vec![GREETING, HELLO, OK, OK, GO, QUEUED, BYE]).await;
    let outcome = tokio::spawn(run(relay, server, true)).await.expect("no panic");
    assert!(matches!(outcome.delivery, Delivery::Accepted { .. }), "{:?}", outcome.delivery);
}

/// A courier, and a server that speaks one script a connection.
async fn start_courier(scripts: Vec<Vec<Turn>>) -> (Courier, JoinHandle<Vec<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let mut relay = SmtpRelay::new("127.0.0.1", listener.local_addr().expect("an address").port(), Security::None);
    relay.limits.body = Duration::from_millis(100);
    let server = tokio::spawn(async move {
        let mut heard = Vec::new();
        for script in scripts {
            heard.push(serve(&listener, script).await);
        }
        heard
    });
    (Courier::new(Transport::Smtp(Box::new(relay))), server)
}

async fn carry(courier: &Courier) -> Delivery {
    let to: EmailAddress = "asa@kumla.example".parse().expect("an address");
    courier.send(Envelope { from: "", to: &to, bytes: BODY, name: "m" }, async || true).await
}

fn answered(delivery: &Delivery, words: &str) -> bool {
    matches!(delivery, Delivery::Accepted { answer } if answer.contains(words))
}

#[tokio::test]
async fn a_connection_carries_the_next_message_after_a_clear_yes() {
    let second = Say("250 2.0.0 queued as 4712");
    let script = vec![GREETING, HELLO, OK, OK, GO, QUEUED, OK, OK, GO, second, BYE];
    let (courier, server) = start_courier(vec![script]).await;
    assert!(answered(&carry(&courier).await, "4711"));
    assert!(answered(&carry(&courier).await, "4712"));
    courier.rest().await;
    let heard = server.await.expect("a server").concat();
    assert_eq!(heard.iter().filter(|line| line.starts_with("EHLO")).count(), 1);
    assert_eq!(heard.last().map(String::as_str), Some("QUIT\r\n"));
}

#[tokio::test]
async fn a_connection_is_thrown_away_after_any_doubt_or_no() {
    let good = vec![GREETING, HELLO, OK, OK, GO, QUEUED];
    for bad in [
        vec![GREETING, HELLO, OK, OK, GO, Stall],
        vec![GREETING, HELLO, OK, OK, GO, Say("451 4.3.0 later"), Stall],
        vec![GREETING, HELLO, OK, Say("550 5.1.1 no such user"), BYE],
    ] {
        let (courier, server) = start_courier(vec![bad.clone(), good.clone()]).await;
        assert!(!matches!(carry(&courier).await, Delivery::Accepted { .. }));
        assert!(answered(&carry(&courier).await, "4711"), "{bad:?}");
        drop(courier);
        assert_eq!(server.await.expect("a server").len(), 2);
    }
}

#[tokio::test]
async fn a_server_that_hung_up_between_two_messages_costs_nothing() {
    let good = vec![GREETING, HELLO, OK, OK, GO, QUEUED];
    for end in [Drop, Say("421 4.4.2 idle for too long")] {
        let (courier, _server) = start_courier(vec![[good.clone(), vec![end]].concat(), good.clone()]).await;
        assert!(answered(&carry(&courier).await, "4711"));
        assert!(answered(&carry(&courier).await, "4711"), "{end:?}");
    }
}

/// The control of case 40: what the library does with a connection whose answer nobody has waited for.
#[tokio::test]
async fn the_library_takes_a_late_answer_for_the_answer_to_the_next_command() {
    let (relay, _server) = start(vec![GREETING, HELLO, OK, OK, GO, QUEUED, Say("500 5.5.1 no such command")]).await;
    let mut connection = relay.open().await.expect("open");
    let to: Address = "asa@kumla.example".parse().expect("an address");
    relay.announce(&mut connection, None, to).await.expect("the go-ahead");
    // Dropped when all is written and before the answer is read, as a timeout around it does.
    let sending = connection.message(BODY);
    drop(timeout(Duration::ZERO, sending).await);
    tokio::task::yield_now().await;
    let answer = connection.command(lettre::transport::smtp::commands::Noop).await;
    assert!(answer.is_ok_and(|answer| words(&answer).contains("4711")), "the fault is mended; a pool would do");
}
