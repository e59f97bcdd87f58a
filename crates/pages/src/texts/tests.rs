use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::*;

/// The longest sentence that is read at once.
const WORDS_MAX: usize = 20;
/// Words for a course, a meeting, a mail and the waiting list that would be a second name for each.
const OTHER_NAMES: [&str; 9] =
    ["session", "event", "slot", "kurstillfälle", "kurstillfällen", "brev", "epost", "kö", "kön"];

/// The keys of some files, each with the names of what is filled in.
fn texts(files: impl Iterator<Item = &'static str>) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        assert!(FluentResource::try_new(file.to_owned()).is_ok(), "{file}");
        let mut key = String::new();
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.split_once(" =").filter(|(name, _)| is_key(name)) {
                key = name.to_owned();
                assert!(!found.contains_key(&key), "{key} is there twice");
                found.insert(key.clone(), BTreeSet::new());
            }
            for part in line.split('$').skip(1) {
                let name = part.chars().take_while(|letter| letter.is_ascii_alphanumeric()).collect();
                found.entry(key.clone()).or_default().insert(name);
            }
        }
    }
    found
}

fn is_key(word: &str) -> bool {
    let plain = word.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-');
    plain && word.starts_with(|letter: char| letter.is_ascii_lowercase())
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Every word in quotation marks of the handlers and templates, and every key that is said for certain.
fn used() -> (BTreeSet<String>, BTreeSet<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    sources(&root.join("templates"), &mut files);
    let (mut quoted, mut said) = (BTreeSet::new(), BTreeSet::new());
    for file in files.into_iter().filter(|file| !file.ends_with("texts/tests.rs")) {
        let text = std::fs::read_to_string(&file).expect("a source");
        quoted.extend(text.split('"').filter(|word| is_key(word)).map(str::to_owned));
        for call in ["say(\"", "say_with(\"", "say_of(\"", "count(\""] {
            said.extend(text.split(call).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
        }
    }
    (quoted, said)
}

#[test]
fn both_languages_say_the_same_things() {
    let swedish = texts(FILES.iter().map(|pair| pair.0));
    let english = texts(FILES.iter().map(|pair| pair.1));
    assert_eq!(swedish, english);
    for name in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("texts/sv")).expect("texts").flatten() {
        let file = std::fs::read_to_string(name.path()).expect("a file");
        assert!(FILES.iter().any(|pair| pair.0 == file), "{} is not listed", name.path().display());
    }
}

#[test]
fn no_text_is_missing_and_none_unused() {
    let there: BTreeSet<String> = texts(FILES.iter().map(|pair| pair.0)).into_keys().collect();
    let (quoted, said) = used();
    let missing: Vec<&String> = said.difference(&there).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
    let unused: Vec<&String> = there.difference(&quoted).collect();
    assert!(unused.is_empty(), "unused: {unused:?}");
}

/// What the Swedish texts say, sentence by sentence.
fn sentences() -> impl Iterator<Item = &'static str> {
    let lines = FILES.iter().flat_map(|pair| pair.0.lines()).filter(|line| !line.starts_with('#'));
    let said = lines.filter_map(|line| Some(line.split_once(" = ").or_else(|| line.split_once("] "))?.1));
    said.flat_map(|text| text.split(". ")).flat_map(|text| text.split("? ")).flat_map(|text| text.split(": "))
}

#[test]
fn swedish_sentences_are_short() {
    for sentence in sentences() {
        let words = sentence.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
        assert!(words <= WORDS_MAX, "{words} words: {sentence}");
    }
}

#[test]
fn each_thing_has_one_name_in_swedish() {
    for sentence in sentences() {
        let words = sentence.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase);
        let wrong: Vec<String> = words.filter(|word| OTHER_NAMES.contains(&word.as_str())).collect();
        assert!(wrong.is_empty(), "{wrong:?} in: {sentence}");
    }
}

#[test]
fn what_is_filled_in_stands_there_without_invisible_marks() {
    let said = say(
        Language::Swedish,
        "nav-account",
        &[("name", Value::Text("Åsa".into())), ("role", Value::Text("chef".into()))],
    );
    assert_eq!(said, "Åsa (chef)");
}
