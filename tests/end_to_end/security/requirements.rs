//! `docs/security.md` answers every requirement of OWASP ASVS 5.0 at the levels 1 and 2, and the tests that it names are
//! there (G27).

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// The sections of the standard with requirements at the levels 1 and 2, and how many of them each begins with: what is
/// of level 3 only stands last everywhere.
const SECTIONS: [(&str, usize); 73] = [
    ("1.1", 2),
    ("1.2", 9),
    ("1.3", 11),
    ("1.4", 3),
    ("1.5", 2),
    ("2.1", 3),
    ("2.2", 3),
    ("2.3", 4),
    ("2.4", 1),
    ("3.2", 2),
    ("3.3", 4),
    ("3.4", 6),
    ("3.5", 5),
    ("3.7", 2),
    ("4.1", 3),
    ("4.2", 1),
    ("4.3", 2),
    ("4.4", 4),
    ("5.1", 1),
    ("5.2", 3),
    ("5.3", 2),
    ("5.4", 3),
    ("6.1", 3),
    ("6.2", 12),
    ("6.3", 4),
    ("6.4", 4),
    ("6.5", 5),
    ("6.6", 3),
    ("6.8", 4),
    ("7.1", 3),
    ("7.2", 4),
    ("7.3", 2),
    ("7.4", 5),
    ("7.5", 2),
    ("7.6", 2),
    ("8.1", 2),
    ("8.2", 3),
    ("8.3", 1),
    ("8.4", 1),
    ("9.1", 3),
    ("9.2", 4),
    ("10.1", 2),
    ("10.2", 2),
    ("10.3", 4),
    ("10.4", 11),
    ("10.5", 5),
    ("10.6", 2),
    ("10.7", 3),
    ("11.1", 2),
    ("11.2", 3),
    ("11.3", 3),
    ("11.4", 4),
    ("11.5", 1),
    ("11.6", 1),
    ("12.1", 3),
    ("12.2", 2),
    ("12.3", 4),
    ("13.1", 1),
    ("13.2", 5),
    ("13.3", 2),
    ("13.4", 5),
    ("14.1", 2),
    ("14.2", 4),
    ("14.3", 3),
    ("15.1", 3),
    ("15.2", 3),
    ("15.3", 7),
    ("16.1", 1),
    ("16.2", 5),
    ("16.3", 4),
    ("16.4", 3),
    ("16.5", 3),
    ("17.1", 1),
];
/// The rest of chapter 17.
const WEBRTC: [(&str, usize); 2] = [("17.2", 4), ("17.3", 2)];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn page() -> String {
    std::fs::read_to_string(root().join("docs/security.md")).expect("docs/security.md")
}

/// The rows of the page's tables that begin with a requirement, by its number.
fn rows(page: &str) -> BTreeMap<String, Vec<String>> {
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in page.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if cells[0].split('.').count() == 3 && cells[0].split('.').all(|part| part.parse::<u32>().is_ok()) {
            rows.entry(cells[0].to_owned()).or_default().push(cells[1..].join("|"));
        }
    }
    rows
}

#[test]
fn every_requirement_has_an_answer() {
    let (page, sections) = (page(), SECTIONS.iter().chain(&WEBRTC));
    let rows = rows(&page);
    let wanted: Vec<String> =
        sections.flat_map(|(section, count)| (1..=*count).map(move |one| format!("{section}.{one}"))).collect();
    assert_eq!(wanted.len(), 253);
    for id in &wanted {
        let answers = rows.get(id).unwrap_or_else(|| panic!("docs/security.md says nothing of {id}"));
        assert_eq!(answers.len(), 1, "{id} is answered more than once");
        assert!(answers[0].len() > 10, "{id}: {}", answers[0]);
    }
    let beyond: Vec<&String> = rows.keys().filter(|id| !wanted.contains(id)).collect();
    assert!(beyond.is_empty(), "not at the levels 1 and 2: {beyond:?}");
    let deviations: Vec<&String> =
        rows.iter().filter(|(_, answers)| answers[0].contains("**Deviation**")).map(|(id, _)| id).collect();
    assert_eq!(deviations, ["6.3.3"], "one deviation, and it is this one");
}

#[test]
fn every_test_that_is_named_is_there() {
    let page = page();
    let named: Vec<&str> = page.split('`').skip(1).step_by(2).filter(|word| word.contains(".rs::")).collect();
    assert!(named.len() > 100, "only {} tests are named", named.len());
    for word in named {
        let (file, test) = word.split_once("::").expect("a file and a test");
        let base = if file.starts_with("crates/") { root() } else { root().join("tests/end_to_end") };
        let text = std::fs::read_to_string(base.join(file)).unwrap_or_else(|error| panic!("{word}: {error}"));
        assert!(text.contains(&format!("fn {test}(")), "{word} is not there");
    }
}
