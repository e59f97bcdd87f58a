//! Calls to a provider: encrypted, short, small, and to nowhere else. Redirects are not followed.

use std::{pin::Pin, sync::Arc, time::Duration};

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{
    Request, Response, Uri,
    body::Bytes,
    client::conn::http1,
    header::{HOST, HeaderValue},
};
use hyper_util::rt::TokioIo;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use thiserror::Error;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

/// How long a call may take, from the first octet to the last.
const CALL_TIMEOUT: Duration = Duration::from_secs(5);
/// Octets of an answer. The longest that is known, a list of keys with their certificates, has a tenth of it.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// Why a call failed.
#[derive(Debug, Error)]
pub(crate) enum CallError {
    #[error("no encrypted connection is offered")]
    Plain,
    #[error("no answer in time")]
    Late,
    #[error("the answer is too long")]
    Long,
    #[error("an answer that leads elsewhere or says that nothing works")]
    Status,
    #[error("no connection")]
    Connection,
}

/// Calls one provider.
#[derive(Clone)]
pub(crate) struct HttpClient {
    tls: TlsConnector,
    /// The provider runs on this very machine, for trying: only then a call may be in clear, and only to here.
    is_local: bool,
}

impl HttpClient {
    /// A client for a provider at this address.
    pub fn new(issuer: &str) -> Self {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("the provider of cryptography has the default protocols")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let is_local = issuer.parse().is_ok_and(|uri: Uri| uri.scheme_str() == Some("http") && is_loopback(&uri));
        Self { tls: TlsConnector::from(Arc::new(config)), is_local }
    }

    /// Whether an address may be called, or a browser sent there.
    pub fn may_go_to(&self, uri: &Uri) -> bool {
        match uri.scheme_str() {
            Some("https") => true,
            Some("http") => self.is_local && is_loopback(uri),
            _ => false,
        }
    }

    async fn answer(&self, request: HttpRequest) -> Result<HttpResponse, CallError> {
        timeout(CALL_TIMEOUT, self.call_at_leisure(request)).await.unwrap_or(Err(CallError::Late))
    }

    async fn call_at_leisure(&self, request: HttpRequest) -> Result<HttpResponse, CallError> {
        let uri = request.uri().clone();
        if !self.may_go_to(&uri) {
            return Err(CallError::Plain);
        }
        let encrypted = uri.scheme_str() == Some("https");
        let host = uri.host().ok_or(CallError::Connection)?.trim_matches(['[', ']']).to_owned();
        let port = uri.port_u16().unwrap_or(if encrypted { 443 } else { 80 });
        let stream = TcpStream::connect((host.as_str(), port)).await.map_err(|_| CallError::Connection)?;
        if !encrypted {
            return exchange(stream, request).await;
        }
        let name = ServerName::try_from(host).map_err(|_| CallError::Connection)?;
        let stream = self.tls.connect(name, stream).await.map_err(|_| CallError::Connection)?;
        exchange(stream, request).await
    }
}

/// This machine itself, by the names that a browser on it uses.
fn is_loopback(uri: &Uri) -> bool {
    matches!(uri.host(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

/// One request, one answer, and the end.
async fn exchange<S>(stream: S, request: HttpRequest) -> Result<HttpResponse, CallError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|_| CallError::Connection)?;
    // Ends by itself when the sender and the answer are gone.
    tokio::spawn(connection);
    let answer = sender.send_request(on_the_wire(request)?).await.map_err(|_| CallError::Connection)?;
    let status = answer.status();
    if !status.is_success() && !status.is_client_error() {
        return Err(CallError::Status);
    }
    let (parts, body) = answer.into_parts();
    let read = Limited::new(body, ANSWER_BYTES_MAX).collect().await;
    let body = read.map_err(|error| match error.downcast_ref::<LengthLimitError>() {
        Some(_) => CallError::Long,
        None => CallError::Connection,
    })?;
    Ok(Response::from_parts(parts, body.to_bytes().to_vec()))
}

/// The request as a server gets it: the host stands in a header, and not in the address (RFC 9112 §3.2.1).
fn on_the_wire(request: HttpRequest) -> Result<Request<Full<Bytes>>, CallError> {
    let (mut parts, body) = request.into_parts();
    let host = parts.uri.authority().and_then(|authority| HeaderValue::from_str(authority.as_str()).ok());
    parts.headers.insert(HOST, host.ok_or(CallError::Connection)?);
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    parts.uri = path.parse().map_err(|_| CallError::Connection)?;
    Ok(Request::from_parts(parts, Full::from(body)))
}

impl<'c> AsyncHttpClient<'c> for HttpClient {
    type Error = CallError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, CallError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.answer(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_clear_only_to_this_machine_and_only_for_a_provider_here() {
        let (here, there) = (HttpClient::new("http://127.0.0.1:9000"), HttpClient::new("https://login.example/t"));
        let table = [
            ("https://login.example/token", true, true),
            ("http://127.0.0.1:9000/token", true, false),
            ("http://localhost/token", true, false),
            ("http://login.example/token", false, false),
            ("http://127.0.0.1.evil.example/token", false, false),
            ("http://127.0.0.1@evil.example/token", false, false),
            ("ftp://127.0.0.1/token", false, false),
        ];
        for (uri, from_here, from_there) in table {
            let parsed: Uri = uri.parse().expect("an address");
            assert_eq!((here.may_go_to(&parsed), there.may_go_to(&parsed)), (from_here, from_there), "{uri}");
        }
    }
}
