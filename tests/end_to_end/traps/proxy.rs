//! A way to PostgreSQL on which BEGIN can be held back, so that a request is dropped just then.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{
        UnixListener, UnixStream,
        unix::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::Notify,
};

/// The socket's name, which clients make up from the port.
const SOCKET: &str = ".s.PGSQL.5432";

/// Passes everything on, except a BEGIN that it was told to hold.
pub(super) struct Proxy {
    folder: TempDir,
    gate: Arc<Gate>,
}

#[derive(Default)]
struct Gate {
    armed: AtomicBool,
    held: Notify,
    passes: Notify,
}

impl Proxy {
    /// A way to the server whose socket lies in a folder.
    pub fn before(server: &Path) -> Self {
        // Right under `/tmp`: a socket's path holds at most 107 bytes.
        let folder = tempfile::tempdir_in("/tmp").expect("a temporary folder");
        let gate = Arc::<Gate>::default();
        let listener = UnixListener::bind(folder.path().join(SOCKET)).expect("a socket");
        tokio::spawn(accept(listener, server.join(SOCKET), Arc::clone(&gate)));
        Self { folder, gate }
    }

    /// The folder that its socket lies in.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Drops what writes to the database while its BEGIN is on the wire.
    pub async fn drop_in_begin<T>(&self, work: impl Future<Output = T>) {
        self.gate.armed.store(true, Ordering::SeqCst);
        tokio::select! {
            _ = work => panic!("a transaction without a BEGIN"),
            () = self.gate.held.notified() => {}
        }
        self.gate.passes.notify_one();
    }
}

async fn accept(listener: UnixListener, server: PathBuf, gate: Arc<Gate>) -> io::Result<()> {
    loop {
        let (client, _) = listener.accept().await?;
        let (from_client, mut to_client) = client.into_split();
        let (mut from_server, to_server) = UnixStream::connect(&server).await?.into_split();
        tokio::spawn(forward(from_client, to_server, Arc::clone(&gate)));
        tokio::spawn(async move { copy(&mut from_server, &mut to_client).await });
    }
}

async fn forward(mut client: OwnedReadHalf, mut server: OwnedWriteHalf, gate: Arc<Gate>) -> io::Result<()> {
    let mut buffer = [0; 8192];
    loop {
        let length = client.read(&mut buffer).await?;
        if length == 0 {
            return server.shutdown().await;
        }
        let said = &buffer[..length];
        if said.windows(5).any(|word| word == b"BEGIN") && gate.armed.swap(false, Ordering::SeqCst) {
            gate.held.notify_one();
            gate.passes.notified().await;
        }
        server.write_all(said).await?;
    }
}
