//! What poppler, a program of other people, reads in a PDF.

use std::{fs, process::Command};

use crate::peers::report_missing;

/// What is read in a file.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Its text, with one space wherever there is room between words.
    pub text: String,
    /// What it says about itself, a line each: `Title`, `Tagged`, `Pages`.
    pub about: String,
}

/// Reads a file; none where poppler is not installed.
///
/// # Panics
/// When it is no PDF, and with `CI=true` where poppler is not installed.
pub fn read(file: &[u8]) -> Option<Reading> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file.pdf");
    fs::write(&path, file).expect("a file");
    let said = |program: &str, more: &[&str]| {
        let output = Command::new(program).args(["-enc", "UTF-8"]).arg(&path).args(more).output().ok()?;
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        Some(String::from_utf8(output.stdout).expect("UTF-8"))
    };
    let (Some(text), Some(about)) = (said("pdftotext", &["-"]), said("pdfinfo", &[])) else {
        report_missing("poppler-utils is not installed: no outside program read the certificates");
        return None;
    };
    Some(Reading { text: text.split_whitespace().collect::<Vec<_>>().join(" "), about })
}
