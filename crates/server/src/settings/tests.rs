use std::{collections::HashMap, time::Duration};

use super::*;

fn variables(pairs: &[(&str, &str)]) -> HashMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn faults(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    Settings::read(None, variables(pairs)).expect_err("refused").faults
}

fn in_file<T>(text: &str, test: impl FnOnce(&Path) -> T) -> T {
    let path = std::env::temp_dir().join(format!("kursplats-{}.toml", uuid::Uuid::new_v4()));
    std::fs::write(&path, text).expect("the file is written");
    let result = test(&path);
    std::fs::remove_file(&path).expect("the file is removed");
    result
}

#[test]
fn what_is_built_in_can_be_used() {
    let settings = Settings::built_in();
    assert_eq!(settings.http.address.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.worker.retry_after.len(), 7);
    assert!(matches!(settings.mail.transport, Transport::Files(_)));
    assert_eq!(settings.mail.return_path, settings.mail.sender_address.as_str());
}

#[test]
fn every_key_has_its_sentence() {
    let mut above = "";
    for line in DEFAULT.lines() {
        assert!(!line.contains(" = ") || line.starts_with('#') || above.starts_with('#'), "{line}");
        above = line;
    }
}

#[test]
fn the_file_overrides_what_is_built_in_and_the_environment_the_file() {
    let file = "[http]\nheader_timeout_seconds = 7\nbody_timeout_seconds = 8\n";
    let settings = in_file(file, |path| {
        let set = variables(&[("KURSPLATS__HTTP__BODY_TIMEOUT_SECONDS", "9"), ("KURSPLATS_CONFIG", "elsewhere")]);
        Settings::read(Some(path), set).expect("read")
    });
    assert_eq!(settings.http.header_timeout, Duration::from_secs(7));
    assert_eq!(settings.http.body_timeout, Duration::from_secs(9));
    assert_eq!(settings.http.drain_timeout, Duration::from_secs(20));
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let faults = faults(&[
        ("KURSPLATS__HTTP__ADRESS", "127.0.0.1:80"),
        ("KURSPLATS__HTTP__ADDRESS", "localhost:80"),
        ("KURSPLATS__DATABASE__URL", "mysql://a"),
        ("KURSPLATS__MAIL__TRANSPORT", "smtp"),
        ("KURSPLATS__MAIL__SENDER_ADDRESS", "kurser"),
        ("KURSPLATS__WORKER__RETRY_MINUTES", "1,soon"),
        ("KURSPLATS__LOG__LEVEL", "loud"),
        ("KURSPLATS__CACHE__SIZE", "1"),
    ]);
    let keys: Vec<&str> = faults.iter().map(|(key, _)| key.as_str()).collect();
    let expected = [
        "http.address",
        "database.url",
        "mail.sender_address",
        "mail.smtp.host",
        "worker.retry_minutes",
        "log.level",
        "cache.size",
        "http.adress",
    ];
    assert_eq!(keys, expected);
    let text = SettingsError { faults }.to_string();
    assert!(text.contains("\n  http.adress: en sådan nyckel finns inte"), "{text}");
}

#[test]
fn numbers_must_be_whole_and_within_bounds() {
    for bad in ["0", "8.5", "on", "", "99999999999999999999", "65536"] {
        assert_eq!(faults(&[("KURSPLATS__MAIL__SMTP__PORT", bad)])[0].0, "mail.smtp.port", "{bad}");
    }
    let settings = Settings::read(None, variables(&[("KURSPLATS__WORKER__RETRY_MINUTES", "2, 3")])).expect("read");
    assert_eq!(settings.worker.retry_after, [TimeDelta::minutes(2), TimeDelta::minutes(3)]);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let broken = in_file("[http\n", |path| Settings::read(Some(path), HashMap::new()).expect_err("refused"));
    assert!(broken.to_string().contains(".toml: filen går inte att läsa"), "{broken}");
    let missing = Settings::read(Some(Path::new("/no/such/file")), HashMap::new()).expect_err("refused");
    assert_eq!(missing.faults[0].0, "/no/such/file");
}

#[test]
fn secrets_are_never_shown() {
    let settings = Settings::read(
        None,
        variables(&[
            ("KURSPLATS__DATABASE__URL", "postgres://anna:hem@ligt@db.example/kurser?password=hemligt"),
            ("KURSPLATS__MAIL__TRANSPORT", "smtp"),
            ("KURSPLATS__MAIL__SMTP__HOST", "post.example"),
            ("KURSPLATS__MAIL__SMTP__USER", "anna"),
            ("KURSPLATS__MAIL__SMTP__PASSWORD", "hemligt"),
        ]),
    );
    let shown = format!("{:?}", settings.expect("read"));
    assert!(!shown.contains("ligt"), "{shown}");
    assert!(shown.contains("postgres://db.example/kurser"), "{shown}");
}

#[test]
fn a_key_that_cannot_sign_our_mail_is_found_at_start() {
    let dkim = |selector: &str, domain: &str, file: &str| {
        let keys = ["SELECTOR", "DOMAIN", "KEY_FILE"].map(|key| format!("KURSPLATS__MAIL__DKIM__{key}"));
        let set: Vec<(&str, &str)> = keys.iter().map(String::as_str).zip([selector, domain, file]).collect();
        faults(&set).into_iter().map(|(key, reason)| format!("{key}: {reason}")).collect::<Vec<_>>().join("\n")
    };
    let alone = dkim("kurser", "", "");
    assert!(alone.contains("mail.dkim.domain: behövs") && alone.contains("mail.dkim.key_file: behövs"), "{alone}");
    let missing = dkim("kurser", "bibliotek.example", "/no/such/file");
    assert!(missing.starts_with("mail.dkim.key_file: filen går inte att läsa"), "{missing}");
    in_file("hej", |path| {
        let file = path.to_string_lossy();
        let wrong = dkim("a b", "annan.example", &file);
        for part in [
            "mail.dkim.selector: ska vara ett namn",
            "mail.dkim.domain: ska vara domänen i kurser@bibliotek.example",
            "mail.dkim.key_file: filen innehåller ingen hemlig nyckel",
        ] {
            assert!(wrong.contains(part), "{wrong}");
        }
        let above = dkim("kurser", "example", &file);
        assert!(!above.contains("mail.dkim.domain"), "{above}");
    });
}

#[test]
fn a_password_never_crosses_the_network_in_clear() {
    let set = [
        ("KURSPLATS__MAIL__TRANSPORT", "smtp"),
        ("KURSPLATS__MAIL__SMTP__HOST", "post.example"),
        ("KURSPLATS__MAIL__SMTP__SECURITY", "none"),
        ("KURSPLATS__MAIL__SMTP__USER", "anna"),
    ];
    let keys: Vec<String> = faults(&set).into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["mail.smtp.password", "mail.smtp.security"]);
}
