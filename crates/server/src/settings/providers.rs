//! Where people of other organisations sign in: a section for each, since there are none until somebody names them.

use domain::{identity::Provider as Known, values::Line};
use oidc::{Algorithm, ClientSecret, Options, Provider, Providers};

use super::{read::is_domain, reader::Reader};

/// The longest name of a section, which is part of an address.
const NAME_LENGTH_MAX: usize = 40;

/// All of them. `public_url` is none when it is wrong, which is said elsewhere.
pub(super) fn read(reader: &mut Reader, public_url: Option<Option<&str>>) -> Option<Providers> {
    let names = reader.sections("oidc");
    if !names.is_empty() && public_url == Some(None) {
        reader.fault(
            "http.public_url",
            "behövs när någon loggar in hos en annan organisation (oidc): dit kommer hen tillbaka",
        );
    }
    let service = public_url.flatten().unwrap_or("https://kurser.example");
    let read: Vec<Option<Provider>> = names.iter().map(|name| provider(reader, name, service)).collect();
    let read: Vec<Provider> = read.into_iter().collect::<Option<_>>()?;
    check_that_each_answers_for_its_own(reader, &read);
    Some(Providers::new(read))
}

fn provider(reader: &mut Reader, name: &str, service: &str) -> Option<Provider> {
    let key = |last: &str| format!("oidc.{name}.{last}");
    for (optional, usual) in [("tenant", ""), ("algorithm", "RS256"), ("multi_factor", "claim")] {
        reader.preset(&key(optional), usual);
    }
    let organisation: Option<Line<120>> = reader.parsed(&key("name"), "ska vara organisationens namn på en rad");
    let issuer = reader.text(&key("issuer"));
    let tenant = reader.text(&key("tenant"));
    let client_id = some_text(reader, &key("client_id"));
    let client_secret = some_text(reader, &key("client_secret"));
    let algorithms = [
        ("RS256", Algorithm::Rs256),
        ("PS256", Algorithm::Ps256),
        ("ES256", Algorithm::Es256),
        ("EdDSA", Algorithm::EdDsa),
    ];
    let algorithm = reader.choice(&key("algorithm"), &algorithms);
    let multi_factor = reader.choice(&key("multi_factor"), &[("claim", false), ("always", true)]);
    let expected = "ska vara domänerna i organisationens e-postadresser, till exempel [\"kumla.example\"]";
    let domains = reader.words(&key("email_domains"), expected, |domain| domain.contains('.') && is_domain(domain));
    let sound =
        |name: &str| name.len() <= NAME_LENGTH_MAX && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !sound(name) {
        reader.fault(&format!("oidc.{name}"), "ett avsnitts namn får bara ha a-z, siffror och bindestreck");
        return None;
    }
    let redirect_uri = format!("{service}/inloggning/{name}").parse().ok()?;
    let known = Known {
        name: name.to_owned(),
        organisation: organisation?,
        issuer: issuer?,
        tenant: tenant?,
        domains: domains?.iter().map(|domain| domain.to_ascii_lowercase()).collect(),
    };
    let (client_id, client_secret) = (client_id?, ClientSecret::new(client_secret?));
    let (algorithm, always_multi_factor) = (algorithm?, multi_factor?);
    let options = Options { known, client_id, client_secret, algorithm, always_multi_factor, redirect_uri };
    let provider = Provider::new(options);
    if provider.is_none() {
        reader.fault(&key("issuer"), "ska vara leverantörens iss, en adress som börjar med https://");
    }
    provider
}

fn some_text(reader: &mut Reader, key: &str) -> Option<String> {
    let text = reader.text(key)?;
    if text.is_empty() {
        reader.fault(key, "får inte vara tom");
    }
    Some(text).filter(|text| !text.is_empty())
}

/// One provider for each person, and one person for each account.
fn check_that_each_answers_for_its_own(reader: &mut Reader, providers: &[Provider]) {
    for (number, provider) in providers.iter().enumerate() {
        let (own, before) = (provider.known(), || providers[..number].iter().map(Provider::known));
        if before().any(|other| other.issuer == own.issuer && other.tenant == own.tenant) {
            reader.fault(&format!("oidc.{}.issuer", own.name), "en annan organisation har samma issuer och tenant");
        }
        if before().any(|other| other.domains.iter().any(|domain| own.domains.contains(domain))) {
            reader.fault(&format!("oidc.{}.email_domains", own.name), "en annan organisation har samma domän");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, path::Path};

    use crate::settings::{DEFAULT, Settings, SettingsError};

    const SERVICE: &str = "[http]\npublic_url = \"https://kurser.bibliotek.example\"\n";

    /// What a file says, with the secret that the environment brings.
    fn read(text: &str, secret: Option<&str>) -> Result<Settings, SettingsError> {
        let path = std::env::temp_dir().join(format!("kursplats-{}.toml", uuid::Uuid::new_v4()));
        std::fs::write(&path, text).expect("the file is written");
        let secret = secret.map(|secret| ("KURSPLATS__OIDC__KUMLA__CLIENT_SECRET".to_owned(), secret.to_owned()));
        let settings = Settings::read(Some(&path), secret.into_iter().collect::<HashMap<_, _>>());
        std::fs::remove_file(&path).expect("the file is removed");
        settings
    }

    fn faults(text: &str, secret: Option<&str>) -> String {
        read(text, secret).expect_err("refused").to_string()
    }

    /// The section as the README shows it, and the one in the settings that come with the program.
    fn examples() -> [String; 2] {
        let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md"));
        let readme = readme.expect("a README");
        let shown = readme.split("[oidc.kumla]").nth(1).and_then(|rest| rest.split("```").next()).expect("a section");
        let built_in = DEFAULT.lines().skip_while(|line| *line != "# [oidc.kumla]").skip(1);
        let built_in = built_in.take_while(|line| !line.is_empty()).filter_map(|line| line.strip_prefix("# "));
        let keys: Vec<&str> = built_in.filter(|line| line.contains(" = ") && !line.ends_with('.')).collect();
        [shown.to_owned(), keys.join("\n")].map(|section| format!("{SERVICE}[oidc.kumla]\n{section}"))
    }

    #[test]
    fn what_the_readme_shows_can_be_used_and_its_secret_is_not_shown() {
        for example in examples() {
            let settings = read(&example, Some("mycket hemligt")).unwrap_or_else(|error| panic!("{error}: {example}"));
            let provider = settings.providers.find("kumla").expect("a provider");
            assert_eq!(provider.known().organisation.as_str(), "Kumla kommun");
            assert!(provider.known().issuer.contains(&provider.known().tenant) && provider.known().tenant.len() > 8);
            assert!(!format!("{settings:?}").contains("hemligt"), "{settings:?}");
        }
    }

    #[test]
    fn whatever_is_wrong_is_told_at_once_with_its_key() {
        let [example, _] = examples();
        let nothing = faults(&format!("{SERVICE}[oidc.kumla]\n"), Some(""));
        for key in
            ["name: saknas", "issuer: saknas", "client_id: saknas", "client_secret: får inte", "email_domains: saknas"]
        {
            assert!(nothing.contains(&format!("oidc.kumla.{key}")), "{key} in {nothing}");
        }
        let unreachable = faults(example.trim_start_matches(SERVICE), Some("hemligt"));
        assert!(unreachable.contains("http.public_url: behövs"), "{unreachable}");
        let table = [
            ("https://login.microsoftonline.com", "http://login.microsoftonline.com", "oidc.kumla.issuer: ska vara"),
            ("\"always\"", "\"sometimes\"", "oidc.kumla.multi_factor: ska vara ett av"),
            ("[\"kumla.example\"]", "[\"kumla\"]", "oidc.kumla.email_domains: ska vara domänerna"),
            ("[\"kumla.example\"]", "[]", "oidc.kumla.email_domains: ska vara domänerna"),
            ("tenant = ", "tenent = ", "oidc.kumla.tenent: en sådan nyckel finns inte"),
            ("[oidc.kumla]", "[oidc.\"kumla kommun\"]", "ett avsnitts namn får bara"),
        ];
        for (right, wrong, expected) in table {
            let told = faults(&example.replace(right, wrong), Some("hemligt"));
            assert!(told.contains(expected), "{expected} in {told}");
        }
        let twin = example
            .split("[oidc.kumla]")
            .nth(1)
            .expect("a section")
            .replace("client_id", "client_secret = \"x\"\nclient_id");
        let twice = faults(&format!("{example}\n[oidc.nora]\n{twin}"), Some("hemligt"));
        for key in ["oidc.nora.issuer: en annan", "oidc.nora.email_domains: en annan"] {
            assert!(twice.contains(key), "{key} in {twice}");
        }
    }
}
