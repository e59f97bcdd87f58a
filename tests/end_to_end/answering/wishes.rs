//! Another time, and the invitation again.

use kursplats_tests::world::instant;

use super::*;

/// Case 32.
async fn another_time_is_declined_once_a_day(engine: Engine) {
    let Some(seated) = Seated::new(engine).await else { return };
    let counter =
        |filling: Filling| filling.plain("COUNTER", "DTSTART:20261224T120000Z\nCOMMENT:Kan vi ta eftermiddagen?\n");
    let first = seated.answer("TENTATIVE").await;
    assert_eq!(seated.receives(&counter(first.clone())).await, "counterDeclined");
    assert_eq!(seated.receives(&counter(first)).await, "known");
    for _ in 0..3 {
        seated.world.later(Duration::minutes(1));
        assert_eq!(seated.receives(&counter(seated.answer("TENTATIVE").await)).await, "tooSoon");
    }
    assert_eq!(seated.told("counterDeclined").await, 1);
    let mail = newest_mail(&seated.world).await;
    for expected in ["METHOD:DECLINECOUNTER", "SEQUENCE:0", &format!("UID:{}", seated.answer("").await.uid)] {
        assert!(mail.contains(expected), "{expected} in {mail}");
    }
    let invitation = seated.invitation().await;
    assert_eq!((invitation["sequence"].as_u64(), &invitation["method"]), (Some(0), &json!("REQUEST")));
    seated.world.later(Duration::hours(24));
    assert_eq!(seated.receives(&counter(seated.answer("TENTATIVE").await)).await, "counterDeclined");
    seated.world.close().await;
}
on_each!(another_time_is_declined_once_a_day);

/// Cases 16 and 32: a change, a refusal and a change again, all within one second, are told apart by their DTSTAMP.
async fn a_refusal_has_its_own_place_among_the_changes(engine: Engine) {
    let Some(seated) = Seated::new(engine).await else { return };
    let path = format!("/meetings/{}", text(&seated.session["meetings"][0]["id"]));
    let led_by = async |trainer: &str| {
        seated.world.patch(&seated.world.organiser, &path, &json!({ "trainer": trainer })).await.expect(200);
        seated.invitation().await["stampedAt"].clone()
    };
    let before = led_by("Elin Ek-Lund").await;
    let counter = seated.answer("TENTATIVE").await.plain("COUNTER", "DTSTART:20261224T120000Z\n");
    assert_eq!(seated.receives(&counter).await, "counterDeclined");
    let refusal = seated.invitation().await["stampedAt"].clone();
    let after = led_by("Elin Ek").await;
    let stamps = [before, refusal, after].map(|stamp| instant(text(&stamp)));
    assert_eq!([stamps[1] - stamps[0], stamps[2] - stamps[1]], [Duration::seconds(1); 2]);
    let written = stamps[1].format("DTSTAMP:%Y%m%dT%H%M%SZ").to_string();
    let mails = mails(&seated.world).await;
    let declined: Vec<_> = mails.iter().filter(|mail| mail.contains("METHOD:DECLINECOUNTER")).collect();
    assert!(declined.len() == 1 && declined[0].contains(&written), "{written} in {declined:?}");
    seated.world.close().await;
}
on_each!(a_refusal_has_its_own_place_among_the_changes);

/// Case 32: to the address in the register, whoever asks.
async fn an_invitation_is_sent_again_once_a_day(engine: Engine) {
    let Some(seated) = Seated::new(engine).await else { return };
    let refresh = |filling: Filling| filling.plain("REFRESH", "");
    let asked = refresh(seated.answer("NEEDS-ACTION").await);
    let elsewhere = String::from_utf8(asked).expect("text").replace("From: <amira", "From: <eva");
    assert_eq!(seated.receives(elsewhere.as_bytes()).await, "sentAgain");
    seated.world.later(Duration::minutes(1));
    assert_eq!(seated.receives(&refresh(seated.answer("").await)).await, "tooSoon");
    assert_eq!(seated.told("invitationsResent").await, 1);
    let mail = newest_mail(&seated.world).await;
    assert!(mail.contains("METHOD:REQUEST") && mail.contains("SEQUENCE:0"), "{mail}");
    assert!(mail.contains(&format!("To: \"Amira Haddad\" <{AMIRA}>")), "{mail}");
    seated.world.close().await;
}
on_each!(an_invitation_is_sent_again_once_a_day);

/// The last mail that went out.
async fn newest_mail(world: &World) -> String {
    mails(world).await.pop().expect("a mail")
}

/// The mails that went out, headers and calendar objects in clear.
async fn mails(world: &World) -> Vec<String> {
    world.mail().await.iter().map(|path| in_clear(path)).collect()
}

fn in_clear(path: &std::path::Path) -> String {
    let bytes = std::fs::read(path).expect("a mail");
    let mail = mail_parser::MessageParser::default().parse(&bytes).expect("a mail");
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    for part in mail.parts.iter().filter_map(|part| part.text_contents()) {
        text.push_str(&part.replace("\r\n ", ""));
    }
    text
}
