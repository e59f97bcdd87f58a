//! Answers that are refused: each is right but for one thing.

use futures_util::future::join_all;

use super::*;

/// Pages that are not ours but that browsers let use our passkeys, and one that they take for another service.
const ELSEWHERE: [&str; 3] =
    ["https://annan.kurser.example", "https://kurser.example:8443", "https://kurser-se.example"];

/// A question as a page elsewhere passes it on: to be answered at all there, it must be of that service.
fn passed_on(question: &str, origin: &str, place: &str) -> String {
    let own = origin == ELSEWHERE[2];
    if own { changed(question, place, json!("kurser-se.example")) } else { question.to_owned() }
}

/// What another page has got out of a device is refused, whether that adds a passkey or shows one.
async fn what_was_signed_elsewhere_is_refused(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (browser, _) = by_mail(&world, GUNILLA).await;
    for origin in ELSEWHERE {
        let asked = passed_on(&question(&browser, ADDING).await, origin, "/publicKey/rp/id");
        let answer = Device::default().makes(origin, &asked).await;
        let page = answered(&browser, ADDING, &answer).await.expect(422);
        assert!(page.text.contains("Nyckeln godtogs inte") && me(&browser).await.0 == 403, "{origin}");
    }
    let (mut device, mut left) = (Device::default(), 5);
    add(&browser, &mut device).await.expect(200);
    let (other, _) = by_mail(&world, GUNILLA).await;
    for origin in ELSEWHERE {
        let asked = passed_on(&question(&other, SHOWING).await, origin, "/publicKey/rpId");
        let answer = device.signs(origin, &asked).await;
        let page = answered(&other, SHOWING, &answer).await.expect(422);
        left -= 1;
        assert!(page.text.contains(&format!("Försök kvar: {left}")) && me(&other).await.0 == 403, "{}", page.text);
    }
    show(&other, &mut device).await.expect(303);
    assert_eq!(me(&other).await.0, 200);
    world.close().await;
}
on_each!(what_was_signed_elsewhere_is_refused);

/// The first answer takes the question away, be it right or wrong; a question that was asked again, or five minutes ago,
/// is none.
async fn no_question_has_two_answers(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (browser, _) = by_mail(&world, GUNILLA).await;
    let mut device = Device::default();
    let right = device.makes(HERE, &question(&browser, ADDING).await).await;
    answered(&browser, ADDING, "{}").await.expect(422);
    answered(&browser, ADDING, &right).await.expect(422);
    add(&browser, &mut device).await.expect(200);

    let (browser, _) = by_mail(&world, GUNILLA).await;
    let right = device.signs(HERE, &question(&browser, SHOWING).await).await;
    answered(&browser, SHOWING, "{}").await.expect(422);
    answered(&browser, SHOWING, &right).await.expect(422);
    let old = device.signs(HERE, &question(&browser, SHOWING).await).await;
    let late = device.signs(HERE, &question(&browser, SHOWING).await).await;
    answered(&browser, SHOWING, &old).await.expect(422);
    answered(&browser, SHOWING, &late).await.expect(422);
    assert_eq!(me(&browser).await.0, 403);

    let (browser, _) = by_mail(&world, GUNILLA).await;
    let late = device.signs(HERE, &question(&browser, SHOWING).await).await;
    world.later(Duration::minutes(5));
    assert!(answered(&browser, SHOWING, &late).await.expect(422).text.contains("Det tog för lång tid"));
    let right = device.signs(HERE, &question(&browser, SHOWING).await).await;
    world.later(Duration::seconds(299));
    answered(&browser, SHOWING, &right).await.expect(303);
    answered(&browser, SHOWING, &right).await.expect(422);
    world.close().await;
}
on_each!(no_question_has_two_answers);

/// One answer, twenty hands with the cookie: one of them is in.
async fn one_answer_in_many_hands_lets_one_in(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (_, mut device) = with_passkey(&world, GUNILLA, Device::default()).await;
    let (browser, _) = by_mail(&world, GUNILLA).await;
    let answer = device.signs(HERE, &question(&browser, SHOWING).await).await;
    let hands: Vec<Browser> = (0..20).map(|_| browser.copy()).collect();
    let pressed = join_all(hands.iter().enumerate().map(|(number, hand)| {
        let (home, fields) = (format!("10.4.{number}.1"), [("answer", answer.as_str())]);
        async move { hand.submit_from(SHOWING, &fields, &[OWN, ("X-Forwarded-For", &home)]).await.status }
    }));
    let pressed = pressed.await;
    let mut inside = 0;
    for hand in &hands {
        inside += usize::from(me(hand).await.0 == 200);
    }
    assert_eq!(inside, 1, "{pressed:?}");
    world.close().await;
}
on_each!(one_answer_in_many_hands_lets_one_in);

/// What one person's passkey has signed lets nobody else in, whoever was asked.
async fn an_answer_to_somebody_elses_question_is_refused(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    amira(&world).await;
    let (_, mut hers) = with_passkey(&world, GUNILLA, Device::default()).await;
    let (_, mut other) = with_passkey(&world, AMIRA, Device::default()).await;
    let (gunilla, _) = by_mail(&world, GUNILLA).await;
    let (amira, _) = by_mail(&world, AMIRA).await;

    // Asked of Gunilla, and answered by Amira's passkey.
    let asked = question(&gunilla, SHOWING).await;
    let own = json!([{ "type": "public-key", "id": other.names()[0] }]);
    let answer = other.signs(HERE, &changed(&asked, "/publicKey/allowCredentials", own)).await;
    answered(&gunilla, SHOWING, &answer).await.expect(422);
    // Asked of Amira, answered by Amira's passkey, and sent by Gunilla's browser, which was asked too.
    question(&gunilla, SHOWING).await;
    let answer = other.signs(HERE, &question(&amira, SHOWING).await).await;
    answered(&gunilla, SHOWING, &answer).await.expect(422);
    // Asked of Gunilla, answered by Gunilla's passkey, and sent by Amira's browser.
    let answer = hers.signs(HERE, &question(&gunilla, SHOWING).await).await;
    answered(&amira, SHOWING, &answer).await.expect(422);
    assert_eq!((me(&gunilla).await.0, me(&amira).await.0), (403, 403));

    answered(&gunilla, SHOWING, &answer).await.expect(303);
    show(&amira, &mut other).await.expect(303);
    assert_eq!((me(&gunilla).await.0, me(&amira).await.0), (200, 200));
    world.close().await;
}
on_each!(an_answer_to_somebody_elses_question_is_refused);

/// A device that has not made sure who holds it, since whoever passed the question on told it not to.
async fn a_device_that_does_not_know_its_holder_is_refused(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (browser, _) = by_mail(&world, GUNILLA).await;
    let place = "/publicKey/authenticatorSelection/userVerification";
    let asked = changed(&question(&browser, ADDING).await, place, json!("discouraged"));
    let answer = Device::default().makes(HERE, &asked).await;
    answered(&browser, ADDING, &answer).await.expect(422);
    let mut device = Device::default();
    add(&browser, &mut device).await.expect(200);

    let (other, _) = by_mail(&world, GUNILLA).await;
    let asked = changed(&question(&other, SHOWING).await, "/publicKey/userVerification", json!("discouraged"));
    let answer = device.signs(HERE, &asked).await;
    answered(&other, SHOWING, &answer).await.expect(422);
    assert_eq!(me(&other).await.0, 403);
    show(&other, &mut device).await.expect(303);
    world.close().await;
}
on_each!(a_device_that_does_not_know_its_holder_is_refused);

/// A passkey that is removed proves nothing, not even what it was asked before.
async fn a_removed_passkey_proves_nothing(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (browser, mut device) = with_passkey(&world, GUNILLA, Device::default()).await;
    let first = second_factors(&browser).await[0]["id"].as_str().expect("an id").to_owned();
    add(&browser, &mut Device::default()).await.expect(303);
    let (other, _) = by_mail(&world, GUNILLA).await;
    let asked = question(&other, SHOWING).await;
    let path = format!("/kursplats/v1/second-factors/{first}/removals");
    browser.send(Method::POST, &path, &[OWN, JSON], Some("{}".to_owned())).await.expect(201);
    let answer = device.signs(HERE, &asked).await;
    answered(&other, SHOWING, &answer).await.expect(422);
    assert!(!question(&other, SHOWING).await.contains(&device.names()[0]), "it is not asked any more");
    assert_eq!((second_factors(&browser).await.as_array().map(Vec::len), me(&other).await.0), (Some(1), 403));
    world.close().await;
}
on_each!(a_removed_passkey_proves_nothing);

/// Five wrong answers end the sign-in, and the log says that they were refused.
async fn a_passkey_can_be_tried_five_times(engine: Engine) {
    let Some(world) = world(engine).await else { return };
    let (_, mut device) = with_passkey(&world, GUNILLA, Device::default()).await;
    let (browser, _) = by_mail(&world, GUNILLA).await;
    let mut last = String::new();
    for _ in 0..5 {
        question(&browser, SHOWING).await;
        last = answered(&browser, SHOWING, "{}").await.expect(422).text;
    }
    assert!(last.contains("du är utloggad") && browser.cookie("__Host-s").is_none(), "{last}");
    let over = browser.submit(&format!("{SHOWING}/fraga"), &[]).await.expect(303);
    assert_eq!(over.header("location"), "/logga-in?next=/bekrafta");
    let (other, _) = by_mail(&world, GUNILLA).await;
    show(&other, &mut device).await.expect(303);
    world.close().await;
}
on_each!(a_passkey_can_be_tried_five_times);
