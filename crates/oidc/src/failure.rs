//! Why nobody was vouched for.

use thiserror::Error;

/// Why nobody was vouched for. None of it holds anything that a token or a person has said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Failure {
    /// The provider does not answer, or not in time.
    #[error("the identity provider does not answer: {0}")]
    Unreachable(&'static str),
    /// The provider does not take the code: it is used, too old or not its own.
    #[error("the identity provider does not take the code")]
    Refused,
    /// What the provider says is not to be believed.
    #[error("the identity provider's answer is not believed: {0}")]
    Untrusted(&'static str),
}
