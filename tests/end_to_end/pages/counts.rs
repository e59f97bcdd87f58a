//! How much work the pages are: clicks, requests, and fields to fill in. A click is a link that is followed, a box that
//! is ticked or a button; what is chosen already costs none.

use kursplats_tests::{fixture::text, world::Caller};
use serde_json::{Value, json};

use super::{
    attendance::{presence, reported},
    follow_up::GUNILLA,
    *,
};

/// What stands between these words and the next quotation mark, wherever they are.
pub(super) fn all<'a>(page: &'a str, before: &str) -> Vec<&'a str> {
    page.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// A form as a browser sends it when nothing is changed in it.
pub(super) struct Filled<'a> {
    /// Where it is sent.
    pub way: &'a str,
    /// What is in it, what is chosen already included.
    pub fields: Vec<(&'a str, &'a str)>,
    /// Boxes that are not ticked.
    pub boxes: Vec<(&'a str, &'a str)>,
    /// Names of the fields of one line that one types into.
    pub lines: Vec<&'a str>,
    /// Names of those of several.
    pub areas: Vec<&'a str>,
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

fn tags<'a>(form: &'a str, tag: &str) -> Vec<&'a str> {
    form.split(tag).skip(1).filter_map(|rest| rest.split('>').next()).collect()
}

impl<'a> Filled<'a> {
    fn of(form: &'a str) -> Self {
        let way = attribute(form, "action").expect("an address");
        let areas = tags(form, "<textarea").into_iter().filter_map(|tag| attribute(tag, "name")).collect();
        let mut filled = Self { way, fields: Vec::new(), boxes: Vec::new(), lines: Vec::new(), areas };
        for tag in tags(form, "<input") {
            let pair = (attribute(tag, "name").expect("a name"), attribute(tag, "value").unwrap_or_default());
            match attribute(tag, "type") {
                Some("hidden") => filled.fields.push(pair),
                Some("checkbox" | "radio") if tag.ends_with(" checked") => filled.fields.push(pair),
                Some("checkbox" | "radio") => filled.boxes.push(pair),
                _ => filled.lines.push(pair.0),
            }
        }
        filled
    }

    /// How many fields one types into.
    pub fn typed(&self) -> usize {
        self.lines.len() + self.areas.len()
    }
}

/// The forms of a page that do something.
pub(super) fn forms(page: &str) -> Vec<Filled<'_>> {
    let forms = page.split("<form").skip(1).filter_map(|rest| rest.split("</form>").next());
    forms.filter(|form| attribute(form, "method") == Some("post")).map(Filled::of).collect()
}

/// The form of a page whose address ends like this.
fn form<'a>(page: &'a str, ending: &str) -> Filled<'a> {
    forms(page).into_iter().find(|form| form.way.ends_with(ending)).expect("a form")
}

/// The only one of some.
fn only<'a>(found: &[&'a str]) -> &'a str {
    let &[one] = found else { panic!("one, not {found:?}") };
    one
}

on_both! {
    async fn a_seat_is_two_clicks_one_form_and_nothing_typed(world: World) {
        let county = world.county().await;
        world.published(&world.plan(&county.course, 4, 30)).await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        // Which of her two libraries is chosen already, and she may choose the other one.
        world.employ(&amira, &county.hallsberg).await;
        let browser = world.signed_in(&email("Amira Haddad")).await;
        let list = browser.get("/kurser").await.expect(200).text;
        let course = browser.get(only(&all(&list, "<h3><a href=\""))).await.expect(200).text;
        assert!(course.contains("Sista dag att avboka"), "{course}");
        let form = form(&course, "/anmalan");
        assert_eq!((form.typed(), form.boxes.len()), (0, 1), "the other library is all there is to choose");
        let booked = browser.submit(form.way, &form.fields).await.expect(303);
        let booking = browser.get(booked.header("location")).await.expect(200).text;
        assert!(booking.contains("Du är anmäld") && booking.contains("Sista dag att avboka"), "{booking}");
    }
}

on_both! {
    async fn ones_bookings_are_one_click_away_and_two_more_give_a_seat_back(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 4, 30)).await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        world.books(&amira, &session).await.expect(201);
        let browser = world.signed_in(&email("Amira Haddad")).await;
        let course = format!("/kurser/{}", text(&session["id"]));
        for path in ["/kurser", &course, "/mina-bokningar", "/mina-val", "/digiteket", "/kalenderadress"] {
            let page = browser.get(path).await.expect(200).text;
            assert!(page.contains("href=\"/mina-bokningar\""), "{path}");
        }
        let list = browser.get("/mina-bokningar").await.expect(200).text;
        let booking = browser.get(only(&all(&list, "<h3><a href=\""))).await.expect(200).text;
        let form = form(&booking, "/avbokning");
        assert_eq!((form.typed(), form.boxes.len()), (0, 0));
        let cancelled = browser.submit(form.way, &form.fields).await.expect(303);
        let page = browser.get(cancelled.header("location")).await.expect(200).text;
        assert!(page.contains("Anmälan är avbokad"), "{page}");
    }
}

/// So many librarians at a library.
async fn staff(world: &World, library: &str, number: usize) -> Vec<Caller> {
    let mut staff = Vec::new();
    for one in 0..number {
        staff.push(world.librarian(&format!("Anna{one:02} Ek"), library).await);
    }
    staff
}

on_both! {
    async fn twenty_are_enrolled_with_one_form_and_who_cannot_be_is_told_apart(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 20, 30)).await;
        let clash = world.published(&world.plan(&county.course, 4, 30)).await;
        let staff = staff(&world, &county.kumla, 20).await;
        world.books(&staff[0], &clash).await.expect(201);
        world.books(&staff[1], &session).await.expect(201);
        world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let karin = proven(&world, &email("Karin Holm"), Role::Manager).await.0;
        let way = format!("/kurser/{}/personal", text(&session["id"]));
        let page = karin.get(&way).await.expect(200).text;
        assert!(page.contains("Redan anmälda") && page.contains("Anna01 Ek</a>: anmäld"), "{page}");
        let form = form(&page, &way);
        assert_eq!(form.typed(), 0);
        let ids: Vec<String> = staff.iter().map(|one| one.person.to_string()).collect();
        let offered = |id: &str| form.boxes.contains(&("personId", id));
        let missing: Vec<&String> = ids.iter().filter(|id| !offered(id)).collect();
        assert_eq!(missing, [&ids[1]], "a box for each who is not on it");
        // Also the one who is on it: the page may be older than her booking.
        let chosen = form.fields.iter().copied().chain(ids.iter().map(|id| ("personId", id.as_str())));
        let answer = karin.submit(form.way, &chosen.collect::<Vec<_>>()).await.text;
        assert!(answer.contains("Det finns ett problem") && answer.contains("Anna00 Ek: "), "{answer}");
        for other in 1..20 {
            assert!(!answer.contains(&format!("Anna{other:02} Ek: ")), "{answer}");
            assert!(answer.contains(&format!("Anna{other:02} Ek</a>: anmäld")), "{answer}");
        }
        let session = world.get(&world.organiser, &format!("/sessions/{}", text(&session["id"]))).await.body;
        assert_eq!(session["seatsTaken"], 19);
    }
}

on_both! {
    async fn sixteen_are_ticked_off_with_three_clicks_and_a_walk_in_takes_three(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 16, 1)).await;
        let staff = staff(&world, &county.kumla, 17).await;
        for one in &staff {
            world.books(one, &session).await.expect(201);
        }
        world.at("2026-11-25T08:10:00Z");
        let jonas = proven(&world, "jonas@medborgarskolan.example", Role::Organiser).await.0;
        let meeting = text(&session["meetings"][0]["id"]);
        // The first click ticks everybody who holds a seat.
        let page = jonas.get(&format!("/narvaro/{meeting}?alla=ja")).await.expect(200).text;
        let form = form(&page, meeting);
        let ticked = form.fields.iter().filter(|(name, _)| *name == "present").count();
        assert_eq!((ticked, form.fields.contains(&("held", "ja"))), (16, true));
        let (away, walk_in) = (staff[3].person.to_string(), staff[16].person.to_string());
        // One opens those who may have come all the same, and one ticks her.
        assert!(page.contains("<summary>1 person till kan ha kommit"), "{page}");
        assert!(form.boxes.contains(&("present", walk_in.as_str())), "{page}");
        let kept = form.fields.iter().copied().filter(|(_, value)| *value != away);
        let sent: Vec<_> = kept.chain([("present", walk_in.as_str())]).collect();
        jonas.submit(form.way, &sent).await.expect(303);
        let report = reported(&world, &session).await;
        for (place, one) in staff.iter().enumerate() {
            let expected: Value = json!(if place == 3 { "absent" } else { "present" });
            assert_eq!(presence(&report, one), expected, "{place}");
        }
    }
}

on_both! {
    async fn every_indicator_is_one_click_from_its_rows(world: World) {
        world.county().await;
        let gunilla = proven(&world, GUNILLA, Role::Coordinator).await.0;
        let page = gunilla.get("/uppfoljning").await.expect(200).text;
        let ways = all(&page, "<h3><a href=\"");
        assert_eq!(ways.len(), 7, "{ways:?}");
        for way in ways {
            let one = gunilla.get(&way.replace("&#38;", "&")).await.expect(200).text;
            assert!(one.contains("<h2 id=\"underlag\">"), "{way}");
        }
    }
}
