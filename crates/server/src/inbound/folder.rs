//! Mail handed over in a folder, by a mail server to a server that alone may write to its SQLite file.
//!
//! A folder rather than a request to the server: mail keeps coming while the server is stopped, no port has to be
//! opened and no key kept, and a file that is renamed into place is either all there or not at all. Nothing that the
//! mail server was told is kept can be lost: the file and its name are on the disk before the program answers.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use uuid::Uuid;

use super::{Handled, Inbox};

/// Mail that waits to be taken in.
const WAITING: &str = "inkommande";
/// Mail that somebody should look at.
const FOR_PEOPLE: &str = "att-lasa";
/// Mail that is being written; what lies here was never acknowledged.
const UNFINISHED: &str = "halvfardiga";
/// Mails taken in before anything else gets its turn.
const PORTION: usize = 100;

/// A folder that mail is handed over in.
#[derive(Debug, Clone)]
pub struct MailFolder {
    root: PathBuf,
}

impl MailFolder {
    /// A folder, made when the first mail comes.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Where mail lies that somebody should look at.
    pub fn for_people(&self) -> PathBuf {
        self.root.join(FOR_PEOPLE)
    }

    /// Leaves a mail for the server. When this returns, the mail is on the disk.
    ///
    /// # Errors
    /// The mail is not kept, and must be brought again.
    pub fn hand_over(&self, mail: &[u8], recipient: Option<&str>) -> io::Result<()> {
        self.write(WAITING, mail, recipient)
    }

    /// Keeps a mail for people to look at.
    ///
    /// # Errors
    /// The mail is not kept.
    pub fn keep_for_people(&self, mail: &[u8]) -> io::Result<()> {
        self.write(FOR_PEOPLE, mail, None)
    }

    fn write(&self, place: &str, mail: &[u8], recipient: Option<&str>) -> io::Result<()> {
        let (unfinished, place) = (self.root.join(UNFINISHED), self.root.join(place));
        fs::create_dir_all(&unfinished)?;
        fs::create_dir_all(&place)?;
        // Sorted by time.
        let name = format!("{}.eml", Uuid::now_v7());
        let beginning = recipient.filter(|text| is_field_text(text)).map(|text| format!("X-Original-To: {text}\r\n"));
        let mut file = File::create_new(unfinished.join(&name))?;
        file.write_all(beginning.unwrap_or_default().as_bytes())?;
        file.write_all(mail)?;
        file.sync_all()?;
        fs::rename(unfinished.join(&name), place.join(&name))?;
        // The name is on the disk when the folder is.
        File::open(&place)?.sync_all()
    }

    fn waiting(&self) -> io::Result<Vec<PathBuf>> {
        let entries = match fs::read_dir(self.root.join(WAITING)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        files.retain(|file| file.extension().is_some_and(|extension| extension == "eml"));
        files.sort();
        files.truncate(PORTION);
        Ok(files)
    }

    /// Takes in what waits. Returns how many mails it was. A file that cannot be read keeps no other waiting.
    ///
    /// # Errors
    /// The first thing that went wrong; what is left is taken in the next time.
    pub async fn take_in(&self, inbox: &Inbox) -> anyhow::Result<usize> {
        let files = self.waiting()?;
        let mut out_of_reach = None;
        for file in &files {
            let mail = match fs::read(file) {
                Ok(mail) => mail,
                Err(error) if is_for_good(&error) => {
                    self.put_aside(file, &error.to_string())?;
                    continue;
                }
                Err(error) => {
                    out_of_reach = out_of_reach.or(Some(error));
                    continue;
                }
            };
            match inbox.take(&mail, None).await {
                Ok(Handled::Done(_)) => fs::remove_file(file)?,
                Ok(Handled::ForPeople(why)) => self.put_aside(file, &why)?,
                // Tried again it would fail in the same way, and keep all others waiting.
                Err(persistence::Error::Fault(why)) => self.put_aside(file, &why)?,
                Err(error) => return Err(error.into()),
            }
        }
        out_of_reach.map_or(Ok(files.len()), |error| Err(error.into()))
    }

    fn put_aside(&self, file: &Path, why: &str) -> io::Result<()> {
        tracing::warn!(reason = why, "mail kept for people to read");
        fs::create_dir_all(self.for_people())?;
        fs::rename(file, self.for_people().join(file.file_name().unwrap_or_default()))
    }
}

/// Whether a file will not be readable the next time either, unlike one that the system has no room for now.
fn is_for_good(error: &io::Error) -> bool {
    use io::ErrorKind::{IsADirectory, NotFound, PermissionDenied};
    // Listed and not found: a link that leads nowhere.
    matches!(error.kind(), IsADirectory | NotFound | PermissionDenied)
}

/// Whether a text can stand in a header field: an address on a command line may be anything.
fn is_field_text(text: &str) -> bool {
    text.len() <= 512 && !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_handed_over_waits_in_order_under_the_address_it_came_to() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = MailFolder::new(root.path().join("in"));
        assert!(folder.waiting().expect("none").is_empty());
        folder.hand_over(b"a", Some("svar+1@in.example")).expect("kept");
        folder.hand_over(b"b", Some("x\r\nBcc: y")).expect("kept");
        folder.keep_for_people(b"c").expect("kept");
        let texts: Vec<String> =
            folder.waiting().expect("two").iter().map(|file| fs::read_to_string(file).expect("a mail")).collect();
        assert_eq!(texts, ["X-Original-To: svar+1@in.example\r\na", "b"]);
        assert_eq!(fs::read_dir(folder.for_people()).expect("a folder").count(), 1);
        assert_eq!(fs::read_dir(root.path().join("in").join(UNFINISHED)).expect("a folder").count(), 0);
    }
}
