//! File systems of our own, to fill up and to cut the power of.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

use super::{is_root, stand_aside};

/// A mounted file system; it goes when this goes.
pub(super) struct Mounted {
    folder: TempDir,
}

impl Mounted {
    /// A file system in memory; none where it cannot be had, which is said.
    pub fn in_memory(size: &str) -> Option<Self> {
        Self::mount(&["-t", "tmpfs", "-o", &format!("size={size}"), "none"])
    }

    /// The file system in an image file; none where it cannot be had, which is said.
    pub fn image(image: &Path) -> Option<Self> {
        Self::mount(&["-o", "loop", image.to_str()?])
    }

    fn mount(arguments: &[&str]) -> Option<Self> {
        if !is_root() {
            stand_aside("Only root can mount file systems: a trap of full disks or power cuts was not shown");
            return None;
        }
        let folder = tempfile::tempdir().expect("a temporary folder");
        if !succeeds(Command::new("mount").args(arguments).arg(folder.path())) {
            stand_aside("This machine does not mount file systems: a trap of disks or power cuts was not shown");
            return None;
        }
        Some(Self { folder })
    }

    /// A path in the file system.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // Lazily: a connection that is still being closed must not keep it.
        succeeds(Command::new("umount").arg("--lazy").arg(self.folder.path()));
    }
}

/// An image file with an empty file system.
pub(super) fn empty_image(path: &Path) {
    let image = fs::File::create(path).expect("an image");
    image.set_len(48 << 20).expect("room for it");
    assert!(succeeds(Command::new("mkfs.ext4").args(["-q", "-F", "-m0"]).arg(path)), "mkfs.ext4 works");
}

fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
