//! Files that the system hands out.

use reqwest::StatusCode;

use crate::world::{Caller, World};

/// A file, as it came.
#[derive(Debug, Clone)]
pub struct File {
    /// HTTP status.
    pub status: StatusCode,
    /// The media type.
    pub content_type: String,
    /// What it is to be saved as.
    pub disposition: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl World {
    /// Fetches a file.
    ///
    /// # Panics
    /// When no answer comes.
    pub async fn download(&self, caller: &Caller, path: &str) -> File {
        let request = self.client.get(format!("{}/kursplats/v1{path}", self.base)).bearer_auth(&caller.token);
        let response = request.send().await.expect("an answer");
        let header = |name: &str| {
            let value = response.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let (content_type, disposition) = (header("content-type"), header("content-disposition"));
        let status = response.status();
        File { status, content_type, disposition, bytes: response.bytes().await.expect("a body").to_vec() }
    }
}
