//! The connection to a mailbox: encrypted, or not made at all.

use std::{fmt, sync::Arc};

use anyhow::{Context, Result};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

use crate::settings::{ImapSecurity, ImapSettings};

/// Octets there and back.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Duplex for T {}

/// A connection of either kind.
pub(super) type Connection = Box<dyn Duplex>;

/// Connects, and encrypts at once when that is wanted.
pub(super) async fn open(settings: &ImapSettings) -> Result<Connection> {
    let stream = TcpStream::connect((settings.host.as_str(), settings.port)).await;
    let stream: Connection = Box::new(stream.context("Brevlådans server kan inte nås")?);
    match settings.security {
        ImapSecurity::Tls => encrypted(settings, stream).await,
        ImapSecurity::StartTls | ImapSecurity::None => Ok(stream),
    }
}

/// Encrypts a connection, and makes sure who is at the other end.
pub(super) async fn encrypted(settings: &ImapSettings, stream: Connection) -> Result<Connection> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for certificate in CertificateDer::pem_slice_iter(settings.trusted_certificates.as_deref().unwrap_or_default()) {
        roots.add(certificate?)?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(settings.host.clone())?;
    let encrypted = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
    Ok(Box::new(encrypted.context("Brevlådans server är inte den den ska vara")?))
}
