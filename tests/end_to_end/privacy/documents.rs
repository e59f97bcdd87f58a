//! The documents say what the code does.

use std::{fs, path::Path};

use domain::disposal::DisposalClass;

fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_periods_of_the_document_are_those_of_the_code() {
    let text = document("privacy.md");
    let section = text.split("## Hur länge").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("the section");
    let rows: Vec<&str> = section.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    let expected: Vec<String> = DisposalClass::ALL
        .iter()
        .map(|class| {
            let by_itself = if class.is_forgotten_by_itself() { "ja" } else { "nej" };
            format!("| {} | {} {} | {by_itself} |", class.words().0, class.proposed().words().0, class.counted_from().0)
        })
        .collect();
    assert_eq!(rows, expected, "docs/privacy.md");
}

#[test]
fn the_documents_of_privacy_lead_to_each_other() {
    let privacy = document("privacy.md");
    for other in ["registerforteckning.md", "personuppgiftsbitradesavtal.md"] {
        assert!(privacy.contains(&format!("({other})")), "{other}");
        assert!(document(other).contains("artikel"), "{other}");
    }
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md")).expect("README");
    assert!(readme.contains("(docs/privacy.md)"));
}
