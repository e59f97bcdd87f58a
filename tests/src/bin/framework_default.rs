//! The same API behind the framework's own server, without our gate and accept loop: what the tests of the
//! traps compare with. Prints the port it listens on.

use std::io::Write;

use poem::{
    EndpointExt, Route, Server, get, handler, listener::Acceptor, listener::Listener, listener::TcpListener, post,
};

#[handler]
fn hello() -> &'static str {
    "hello"
}

#[handler]
fn take(body: Vec<u8>) -> String {
    body.len().to_string()
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = Route::new().at("/health", get(hello)).at("/take", post(take)).boxed();
    let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await?;
    let port = acceptor.local_addr().first().and_then(|address| address.as_socket_addr().map(|a| a.port()));
    println!("{}", port.unwrap_or_default());
    std::io::stdout().flush()?;
    Server::new_with_acceptor(acceptor).run(app).await
}
