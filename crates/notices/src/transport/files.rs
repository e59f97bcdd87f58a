//! Messages as files in a directory.

use std::{io, path::Path};

use tokio::{fs, io::AsyncWriteExt};

use super::{Delivery, Envelope, Obstacle, held_back};

/// Writes `{name}.eml`: under another name first, so that the file is there whole or not at all. The same name
/// again replaces the file by the same bytes.
pub(super) async fn write<F, Fut>(directory: &Path, envelope: Envelope<'_>, before_body: F) -> Delivery
where
    F: FnOnce() -> Fut + Send,
    Fut: Future<Output = bool> + Send,
{
    if !is_plain(envelope.name) {
        return Delivery::Refused { answer: format!("not a file name: {:?}", envelope.name) };
    }
    if let Err(error) = fs::create_dir_all(directory).await {
        return deferred(directory, &error);
    }
    if !before_body().await {
        return held_back();
    }
    let target = directory.join(format!("{}.eml", envelope.name));
    match replace(&target, envelope.bytes).await {
        Ok(()) => Delivery::Accepted { answer: format!("written as {}.eml", envelope.name) },
        Err(error) => deferred(&target, &error),
    }
}

async fn replace(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let partial = target.with_extension("eml.partial");
    let mut file = fs::File::create(&partial).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    fs::rename(&partial, target).await
}

fn deferred(path: &Path, error: &io::Error) -> Delivery {
    Delivery::Deferred { reason: format!("{}: {error}", path.display()), obstacle: Obstacle::Way }
}

/// A stem that stays in its directory.
fn is_plain(name: &str) -> bool {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b));
    plain && !name.is_empty() && !name.starts_with('.') && name.len() <= 200
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use crate::{Delivery, Envelope, Transport};

    fn directory(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("notices-{name}-{}", std::process::id()))
    }

    async fn send(directory: &Path, name: &str, go: bool) -> Delivery {
        let to = "asa@kumla.example".parse().expect("an address");
        let envelope = Envelope { from: "", to: &to, bytes: b"Subject: x\r\n\r\nHej\r\n", name };
        Transport::Files(directory.to_path_buf()).send(envelope, async || go).await
    }

    #[tokio::test]
    async fn a_message_becomes_one_whole_file() {
        let directory = directory("whole");
        for _ in 0..2 {
            assert!(matches!(send(&directory, "m-1", true).await, Delivery::Accepted { .. }));
        }
        let files: Vec<_> = std::fs::read_dir(&directory).expect("a directory").flatten().collect();
        assert_eq!(files.iter().map(|file| file.file_name()).collect::<Vec<_>>(), ["m-1.eml"]);
        assert_eq!(std::fs::read(directory.join("m-1.eml")).expect("a file"), b"Subject: x\r\n\r\nHej\r\n");
        std::fs::remove_dir_all(directory).expect("removed");
    }

    #[tokio::test]
    async fn nothing_is_written_when_held_back_or_outside_the_directory() {
        let directory = directory("held");
        assert!(matches!(send(&directory, "m-2", false).await, Delivery::Deferred { .. }));
        for name in ["../m", "", ".m", "a/b"] {
            assert!(matches!(send(&directory, name, true).await, Delivery::Refused { .. }), "{name:?}");
        }
        assert_eq!(std::fs::read_dir(&directory).expect("a directory").count(), 0);
        std::fs::remove_dir_all(directory).expect("removed");
    }
}
