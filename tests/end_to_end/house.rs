//! The house itself: what depends on what, how long things are, and whether the README tells the truth.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    process::Command,
};

/// The longest source file, tests and generated files aside.
const LINES_MAX: usize = 350;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the workspace")
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn no_source_file_has_two_purposes() {
    let folders = ["crates", "migrations", "tests/src", "benches"].map(|folder| root().join(folder));
    let files = folders.iter().flat_map(|folder| sources(folder));
    let long: Vec<(PathBuf, usize)> = files
        .filter(|file| !file.components().any(|part| part.as_os_str() == "tests.rs"))
        .map(|file| (file.clone(), read(&file).lines().count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .collect();
    assert!(long.is_empty(), "longer than {LINES_MAX} lines: {long:?}");
}

#[test]
fn the_code_map_of_the_readme_is_true() {
    let readme = read(&root().join("README.md"));
    let map = readme.split("## ").find(|section| section.starts_with("The code map")).expect("a section The code map");
    let named: BTreeSet<&str> = map.split('`').skip(1).step_by(2).filter(|word| word.contains('/')).collect();
    for path in &named {
        assert!(root().join(path).exists(), "README names {path}, which is not there");
    }
    for krate in
        ["domain", "persistence", "calendar", "notices", "inbound", "tables", "oidc", "http", "pages", "server"]
    {
        for file in sources(&root().join("crates").join(krate).join("src")) {
            let path = file.strip_prefix(root()).expect("inside").to_string_lossy().into_owned();
            let top = path.split('/').count() == 4;
            let plain = !path.ends_with("/lib.rs") && !path.ends_with("/main.rs");
            assert!(!top || !plain || named.contains(path.as_str()), "README does not name {path}");
        }
    }
}

#[test]
fn the_commands_of_the_readme_are_there() {
    let readme = read(&root().join("README.md"));
    for command in ["cargo run -- demo", "cargo test --workspace"] {
        assert!(readme.contains(command), "{command}");
    }
    let ci = read(&root().join(".ci/run"));
    assert!(ci.lines().any(|line| line.trim() == "cargo test --workspace"), "the gate runs another command");
}

#[test]
fn the_rules_depend_on_no_database_and_no_network() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut tree = Command::new(cargo);
    tree.args(["tree", "--package", "domain", "--edges", "normal", "--prefix", "none", "--format", "{p}", "--offline"]);
    let output = tree.current_dir(root()).output().expect("cargo tree runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    let found: BTreeSet<&str> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let forbidden = ["tokio", "sea-orm", "sqlx", "poem", "poem-openapi", "hyper", "lettre", "icalendar", "reqwest"];
    let wrong: Vec<&&str> = found.iter().filter(|name| forbidden.contains(name)).collect();
    assert!(wrong.is_empty(), "domain depends on {wrong:?}");
    assert!(found.contains("chrono"), "{listed}");
}

#[test]
fn each_crate_knows_only_what_it_may() {
    let absent = [
        (
            "domain",
            ["persistence", "notices", "http-api", "kursplats"].as_slice(),
            ["sea_orm::Entity", "poem::", "tokio::"].as_slice(),
        ),
        ("persistence", &["notices", "http-api", "kursplats", "poem", "lettre"], &["poem", "StatusCode", "Utc::now"]),
        (
            "calendar",
            &["persistence", "notices", "http-api", "kursplats", "sea-orm", "poem", "lettre"],
            &["sea_orm", "Utc::now"],
        ),
        ("notices", &["persistence", "http-api", "kursplats", "sea-orm", "poem"], &["sea_orm", "Utc::now"]),
        ("inbound", &["persistence", "notices", "http-api", "kursplats", "sea-orm", "poem"], &["sea_orm", "Utc::now"]),
        ("tables", &["persistence", "notices", "http-api", "kursplats", "sea-orm", "poem"], &["sea_orm", "Utc::now"]),
        ("oidc", &["persistence", "notices", "http-api", "kursplats", "sea-orm", "poem"], &["sea_orm", "Utc::now"]),
        ("http", &["notices", "kursplats", "pages", "sea-orm", "lettre"], &["sea_orm", "SELECT ", "lettre"]),
        ("pages", &["notices", "kursplats", "sea-orm", "lettre"], &["sea_orm", "SELECT ", "lettre", "Utc::now"]),
    ];
    for (krate, dependencies, words) in absent {
        let folder = root().join("crates").join(krate);
        let manifest = read(&folder.join("Cargo.toml"));
        for dependency in dependencies {
            let line = manifest.lines().find(|line| {
                line.starts_with(&format!("{dependency}.")) || line.starts_with(&format!("{dependency} ="))
            });
            assert!(line.is_none(), "{krate} depends on {dependency}");
        }
        for file in sources(&folder.join("src")) {
            let clock = file.ends_with("clock.rs");
            let text = read(&file);
            let wrong = words.iter().find(|word| text.contains(**word) && !clock);
            assert!(wrong.is_none(), "{} mentions {wrong:?}", file.display());
        }
    }
}

#[test]
fn no_rule_is_bypassed_by_an_allow_or_left_undone() {
    for file in sources(&root().join("crates")) {
        let text = read(&file);
        for word in ["#[allow(", "todo!(", "unimplemented!("] {
            assert!(!text.contains(word), "{} contains {word}", file.display());
        }
    }
}
