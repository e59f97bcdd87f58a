//! Callers who mean no good, or whose connection does not (K2, K3, K4). Time is the fault in these, so that waits
//! here are bounded by it.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::{Duration, Instant},
};

use kursplats_tests::world::{Engine, World};
use poem::{
    EndpointExt, Route, Server as FrameworkServer, endpoint::make_sync, listener::Acceptor, listener::Listener,
};
use tokio::sync::oneshot;

use super::child::{Server, within};

/// Long enough to tell what goes on from what has been ended.
const PATIENCE: Duration = Duration::from_millis(1500);
/// More than enough for what must come, on a busy machine.
const LIMIT: Duration = Duration::from_secs(10);
/// Open files that a starved server may have.
const FILES: u32 = 64;
/// Megabytes of a body that nobody asked for.
const BODY: u64 = 200;

/// A request that is never finished.
fn half_a_header(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: kursplats.example\r\nX-").expect("sent");
    stream
}

/// Whether the other side ends the connection in time.
fn is_closed_within(mut stream: &TcpStream, limit: Duration) -> bool {
    stream.set_read_timeout(Some(limit)).expect("a limit");
    let read = io::copy(&mut stream, &mut io::sink());
    !read.is_err_and(|error| matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut))
}

/// Whether the server is alive. It takes connections in order: those from before have been taken too.
fn is_healthy(address: SocketAddr) -> bool {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(LIMIT)).expect("a limit");
    let asked = b"GET /health HTTP/1.1\r\nHost: kursplats.example\r\nConnection: close\r\n\r\n";
    let mut answer = String::new();
    stream.write_all(asked).and_then(|()| stream.read_to_string(&mut answer)).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}

/// K2. The framework's server sets no timer on the header, and waits for whoever sends one when it is to stop.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_a_header_neither_stays_nor_keeps_the_server_from_stopping() {
    the_framework_waits_for_ever().await;

    let world = World::with(Engine::Sqlite, |settings| settings.http.header_timeout = Duration::from_millis(200));
    let mut world = world.await.expect("SQLite is always there");
    let running = world.running.take().expect("a running system");
    let address = running.address;
    assert!(is_closed_within(&half_a_header(address), LIMIT));
    assert!(trickle_ends_within(half_a_header(address), LIMIT), "one byte after the other is no way around it");
    stop_with_half_a_header(running).await;

    // Where headers may take long, the limit on stopping counts.
    let world = World::with(Engine::Sqlite, |settings| {
        settings.http.header_timeout = Duration::from_secs(3600);
        settings.http.drain_timeout = Duration::from_millis(200);
    });
    stop_with_half_a_header(world.await.expect("SQLite is always there").running.take().expect("it runs")).await;
}

async fn the_framework_waits_for_ever() {
    let acceptor = poem::listener::TcpListener::bind("127.0.0.1:0").into_acceptor().await.expect("a listener");
    let address = *acceptor.local_addr()[0].as_socket_addr().expect("an address");
    let endpoint = Route::new().at("/health", make_sync(|_| "alive")).boxed();
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async { stopped.await.unwrap_or_default() };
    let server = FrameworkServer::new_with_acceptor(acceptor).run_with_graceful_shutdown(endpoint, stopped, None);
    let mut server = tokio::spawn(server);
    let stream = half_a_header(address);
    assert!(is_healthy(address));
    assert!(!is_closed_within(&stream, PATIENCE), "the framework waits for the rest of the header");
    stop.send(()).expect("it listens for that");
    let ended = tokio::time::timeout(PATIENCE, &mut server).await;
    assert!(ended.is_err(), "the framework does not stop before whoever is slow lets it");
    server.abort();
}

async fn stop_with_half_a_header(running: kursplats::Running) {
    let _stream = half_a_header(running.address);
    assert!(is_healthy(running.address));
    tokio::time::timeout(LIMIT, running.stop()).await.expect("in time").expect("in order");
}

/// Whether one byte at a time comes to an end.
fn trickle_ends_within(mut stream: TcpStream, limit: Duration) -> bool {
    within(limit, || {
        let closed = stream.write_all(b"x").is_err() || is_closed_within(&stream, Duration::from_millis(50));
        closed.then_some(())
    })
    .is_some()
}

/// K2, of the program as it is run.
#[test]
fn the_program_ends_on_sigterm_whatever_its_callers_do() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut server = Server::ours(folder.path(), 1024, &[("KURSPLATS__HTTP__HEADER_TIMEOUT_SECONDS", "1")]);
    let _stream = half_a_header(server.address);
    assert!(is_healthy(server.address));
    server.signal("TERM");
    let ended = server.ended_within(LIMIT).expect("it ends");
    assert!(ended.success(), "{ended}");
}

/// K3. When it may not open another file, the framework's server asks for it again at once, for ever.
#[test]
fn a_server_without_files_to_open_rests_until_there_are() {
    let framework = Server::of_the_framework(FILES);
    let started = Instant::now();
    let crowd = crowd(framework.address);
    let busy = Duration::from_millis(500);
    let before = framework.processor_time();
    let spins = within(LIMIT, || (framework.processor_time() - before > busy).then_some(()));
    assert!(spins.is_some(), "the framework's server burns the processor");
    let observed = started.elapsed().max(PATIENCE);
    drop((crowd, framework));

    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = Server::ours(folder.path(), FILES, &[("KURSPLATS__HTTP__HEADER_TIMEOUT_SECONDS", "60")]);
    let crowd = self::crowd(server.address);
    let before = server.processor_time();
    thread::sleep(observed);
    let used = server.processor_time() - before;
    assert!(used < Duration::from_millis(200), "ours used {used:?} in {observed:?}");
    drop(crowd);
    assert!(is_healthy(server.address));
}

/// More connections than the server may have files.
fn crowd(address: SocketAddr) -> Vec<TcpStream> {
    (0..100).map(|_| half_a_header(address)).collect()
}

/// K4. The framework reads a body to its end, however far that is, before anybody looks at it.
#[test]
fn a_body_without_end_is_refused_early_and_never_held() {
    let framework = Server::of_the_framework(1024);
    assert_eq!(send_body(framework.address, "/take", Framing::Length).0, 200);
    let peak = framework.memory_peak();
    assert!(peak > 150, "the framework's server held {peak} MB at most");

    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = Server::ours(folder.path(), 1024, &[]);
    assert!(is_healthy(server.address));
    let before = server.memory_peak();
    for framing in [Framing::Length, Framing::Chunks] {
        let (status, sent) = send_body(server.address, "/kursplats/v1/people", framing);
        assert_eq!(status, 413);
        assert!(sent < BODY / 4, "{sent} MB were taken of a body with {framing:?}");
    }
    let grown = server.memory_peak() - before;
    assert!(grown < 20, "ours grew by {grown} MB");
    assert!(is_healthy(server.address));
}

/// How a request says where its body ends (RFC 9112 §6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Framing {
    Length,
    Chunks,
}

/// Sends a body as long as it is taken. Gives the status of the answer and the megabytes sent.
fn send_body(address: SocketAddr, path: &str, framing: Framing) -> (u16, u64) {
    let piece = vec![b' '; 1 << 20];
    let (said, before, after) = match framing {
        Framing::Length => (format!("Content-Length: {}", BODY << 20), "", ""),
        Framing::Chunks => ("Transfer-Encoding: chunked".to_owned(), "100000\r\n", "\r\n"),
    };
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(LIMIT)).expect("a limit");
    stream.set_write_timeout(Some(LIMIT)).expect("a limit");
    let mut answering = stream.try_clone().expect("the same connection");
    let answered = thread::spawn(move || status(&mut answering));
    let head =
        format!("POST {path} HTTP/1.1\r\nHost: kursplats.example\r\nContent-Type: application/json\r\n{said}\r\n\r\n");
    stream.write_all(head.as_bytes()).expect("sent");
    let mut sent = 0;
    let mut send = || {
        stream
            .write_all(before.as_bytes())
            .and_then(|()| stream.write_all(&piece))
            .and_then(|()| stream.write_all(after.as_bytes()))
    };
    while sent < BODY && !answered.is_finished() && send().is_ok() {
        sent += 1;
    }
    (answered.join().expect("no panic"), sent)
}

/// The status in the first line of an answer.
fn status(stream: &mut TcpStream) -> u16 {
    let mut line = [0; 12];
    stream.read_exact(&mut line).expect("an answer");
    std::str::from_utf8(&line[9..]).expect("ASCII").parse().expect("a number")
}
