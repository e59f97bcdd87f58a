//! What mails say and how they say it, as Python's `email` and its parser of pages read them.

use domain::notice::{Language, NoticeKind};
use notices::sample;
use reqwest::Method;

use super::*;

/// Every mail of an invented notice of each kind in each language, in a folder.
fn every_kind(folder: &Path) -> Vec<(NoticeKind, Language, Mail)> {
    let mut all = Vec::new();
    for kind in NoticeKind::ALL {
        for language in Language::ALL {
            let notice = sample::notice(*kind, *language);
            let written_at = sample::written_at(*kind);
            let mails = notices::render(&notice, sample::notice_id(), &sample::sender(), written_at).expect("mail");
            for (number, mail) in mails.iter().enumerate() {
                let file = folder.join(format!("{kind}.{language}.{number}.eml"));
                std::fs::write(&file, &mail.bytes).expect("written");
                all.push((*kind, *language, Mail::read(file)));
            }
        }
    }
    all
}

fn headers<'a>(mail: &'a Mail, name: &str) -> Vec<&'a str> {
    let all = mail.seen["headers"].as_array().expect("a list").iter();
    all.filter(|header| text(&header[0]).eq_ignore_ascii_case(name)).map(|header| text(&header[1])).collect()
}

/// Every kind in every language, and case 47: only what is no invitation says that it is automatic.
#[test]
fn every_kind_of_mail_is_sound_in_both_languages() {
    if peers::python().is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (kind, language, mail) in every_kind(folder.path()) {
        let seen = &mail.seen;
        assert_eq!((&seen["defects"], &seen["header_defects"]), (&json!([]), &json!([])), "{kind} {language}");
        assert_eq!((&seen["is_seven_bit"], &seen["bare_cr"], &seen["bare_lf"]), (&json!(true), &json!(0), &json!(0)));
        assert!(!mail.recipient().is_empty() && headers(&mail, "Cc").is_empty() && headers(&mail, "Bcc").is_empty());
        let page = &seen["page"];
        assert_eq!(page["faults"], json!([]), "{kind} {language}: {page}");
        assert_eq!(page["language"], language.word(), "{kind}");
        let levels: Vec<&str> = page["headings"].as_array().expect("a list").iter().map(|one| text(&one[0])).collect();
        assert!(levels[0] == "h1" && levels[1..].iter().all(|level| *level == "h2"), "{kind}: {levels:?}");
        for link in page["links"].as_array().expect("a list") {
            let (target, words) = (text(&link[0]), text(&link[1]));
            assert!(target.starts_with("https://") || target.starts_with("mailto:"), "{kind}: {target}");
            assert!(!words.starts_with("http") && !words.is_empty(), "{kind}: a link says where it leads, not {words}");
        }
        let invites = seen["calendar_parts"] == 1;
        assert_eq!(seen["calendar_equals_attachment"], invites, "{kind}");
        assert_eq!(headers(&mail, "Auto-Submitted").len(), usize::from(!invites), "{kind}");
        assert_eq!(headers(&mail, "List-Unsubscribe").len(), usize::from(kind == NoticeKind::Reminder), "{kind}");
        let date = match (kind, language) {
            (NoticeKind::SurveyInvitation | NoticeKind::SurveyReminder, Language::Swedish) => "fredag 30 oktober 2026",
            (NoticeKind::SurveyInvitation | NoticeKind::SurveyReminder, Language::English) => "Friday 30 October 2026",
            (_, Language::Swedish) => "kl. 09.00–12.00",
            (_, Language::English) => "2026, 09:00–12:00",
        };
        for part in ["text/plain", "text/html"] {
            let dated =
                mail.part(part).contains(date) || matches!(kind, NoticeKind::SignIn | NoticeKind::SignInElsewhere);
            assert!(dated && !mail.part(part).contains(": None"), "{kind}");
        }
    }
}

/// Case 8. Names of people and titles cannot hold line breaks at all; a name from the settings, and words that only
/// look encoded, go through to the headers.
async fn no_text_becomes_a_header(engine: Engine) {
    if peers::python().is_none() {
        return;
    }
    let sender = |settings: &mut Settings| settings.mail.sender_name = "Kurs\r\nBcc: evil@evil.example".to_owned();
    let Some(world) = World::with(engine, sender).await else { return };
    let county = world.county().await;
    let evil = "=?utf-8?q?a=0D=0ABcc=3A_evil=40evil.example?=";
    let eva = somebody(&world, evil, "eva@bibliotek.example", &county.kumla).await;
    for name in ["title", "description"] {
        let mut body = json!({ "code": "DF-66", "title": "Kurs", "description": "Text." });
        body[name] = json!("Kurs\r\nBcc: evil@evil.example\u{0}");
        world.post(&world.organiser, "/courses", &body).await.expect_code(400, "invalidInput");
    }
    let course = world.course("DF-67", evil).await;
    let session = world.published(&world.plan(&course, 12, 30)).await;
    world.books(&eva, &session).await.expect(201);
    let mails = new_mails(&world, &mut HashSet::new()).await;
    assert_eq!(mails.len(), 1);
    let seen = &mails[0].seen;
    assert_eq!((headers(&mails[0], "Bcc").len(), headers(&mails[0], "Subject").len()), (0, 1), "{seen}");
    assert_eq!((&seen["line_break_in_subject"], &seen["line_break_in_names"]), (&json!(false), &json!(false)));
    assert_eq!(seen["people"]["from"][0]["name"], "Kurs Bcc: evil@evil.example");
    assert_eq!((&seen["defects"], &seen["header_defects"]), (&json!([]), &json!([])));
    world.close().await;
}
on_each!(no_text_becomes_a_header);

/// Case 45: whoever has clicked gets no reminders, and everything else as before.
async fn one_click_ends_reminders_and_nothing_else(engine: Engine) {
    if peers::python().is_none() {
        return;
    }
    let reachable =
        |settings: &mut Settings| settings.http.public_url = Some("https://kurser.bibliotek.example".to_owned());
    let Some(world) = World::with(engine, reachable).await else { return };
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let first = world.published(&world.plan(&county.course, 12, 8)).await;
    world.books(&amira, &first).await.expect(201);
    let mut known = HashSet::new();
    assert_eq!(new_mails(&world, &mut known).await.len(), 1, "the confirmation");
    // The working day before Wednesday 2 December.
    world.at("2026-12-01T09:30:00Z");
    let reminders = new_mails(&world, &mut known).await;
    assert_eq!(reminders.len(), 1, "one reminder");
    assert_eq!(headers(&reminders[0], "Subject"), ["Påminnelse: i morgon kl. 09.00"]);
    assert_eq!(headers(&reminders[0], "List-Unsubscribe-Post"), ["List-Unsubscribe=One-Click"]);
    assert_eq!(headers(&reminders[0], "Auto-Submitted"), ["auto-generated"]);
    let link = headers(&reminders[0], "List-Unsubscribe")[0];
    let path = link.trim_matches(['<', '>']).strip_prefix("https://kurser.bibliotek.example").expect("our address");

    let click = reqwest::Client::new().request(Method::POST, format!("{}{path}", world.base));
    let clicked = click.body("List-Unsubscribe=One-Click").send().await.expect("an answer");
    assert_eq!(clicked.status().as_u16(), 200);
    let second = world.published(&world.plan(&county.course, 12, 8)).await;
    world.books(&amira, &second).await.expect(201);
    let mails = new_mails(&world, &mut known).await;
    assert_eq!(mails.len(), 1, "invitations are sent as before");
    assert_eq!(mails[0].seen["calendar_parts"], 1);
    assert!(headers(&mails[0], "List-Unsubscribe").is_empty());
    // The working day before Wednesday 9 December.
    world.at("2026-12-08T09:30:00Z");
    // The organiser is asked for the report of the first meeting.
    let told = new_mails(&world, &mut known).await;
    assert!(told.iter().all(|mail| mail.recipient() != address("Amira Haddad")), "no reminder");
    world.close().await;
}
on_each!(one_click_ends_reminders_and_nothing_else);

/// A person who has chosen English gets everything in English; whoever has chosen nothing, in Swedish.
async fn everybody_reads_her_own_language(engine: Engine) {
    if peers::python().is_none() {
        return;
    }
    let Some(world) = World::new(engine).await else { return };
    let county = world.county().await;
    let erin = world.librarian("Erin Hill", &county.kumla).await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    world.patch(&erin, "/me", &json!({ "language": "en" })).await.expect(200);
    let mut plan = world.plan(&county.course, 12, 30);
    plan["bring"] = json!("En egen dator");
    plan["meetings"][0]["travelNote"] = json!("Tio minuter från stationen");
    let session = world.published(&plan).await;
    for caller in [&erin, &amira] {
        world.books(caller, &session).await.expect(201);
    }
    for mail in new_mails(&world, &mut HashSet::new()).await {
        let english = mail.recipient() == address("Erin Hill");
        let (plain, object) = (mail.part("text/plain"), mail.part("text/calendar").replace("\r\n ", ""));
        assert_eq!(plain.contains("You are booked on"), english, "{plain}");
        assert_eq!(plain.contains("Du är anmäld till"), !english, "{plain}");
        assert_eq!(object.contains("Led by: Elin Ek\\nGetting there: Tio minuter"), english, "{object}");
        assert_eq!(mail.seen["page"]["language"], if english { "en" } else { "sv" });
        for word in ["En egen dator", "Tio minuter från stationen", "Jonas Lind", "jonas@medborgarskolan.example"] {
            assert!(plain.contains(word), "{word} in {plain}");
        }
        let last = if english {
            "Please cancel by Thursday 17 December 2026"
        } else {
            "Avboka senast torsdag 17 december 2026"
        };
        assert!(plain.contains(last), "{plain}");
    }
    world.close().await;
}
on_each!(everybody_reads_her_own_language);
