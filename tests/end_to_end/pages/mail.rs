//! What becomes of mail: the coordinator decides on what did not get through, and the organiser sees whom it has not
//! reached.

use kursplats_tests::fixture::text;
use sea_orm::{ConnectionTrait, Database};

use super::{follow_up::GUNILLA, *};

const ORGANISER: &str = "jonas@medborgarskolan.example";

/// A mail server's doing: what is written of the confirmations from now on.
async fn confirmations_are(world: &World, columns: &str) {
    let beside = Database::connect(&world.database_url).await.expect("a connection");
    let sql = format!("UPDATE mail_message SET {columns} WHERE kind = 'confirmation'");
    beside.execute_unprepared(&sql).await.expect("written");
    beside.close().await.expect("closed");
}

/// Amira Haddad has a seat, and her confirmation has gone out.
async fn seated(world: &World) {
    let county = world.county().await;
    let session = world.published(&world.plan(&county.course, 4, 30)).await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    world.books(&amira, &session).await.expect(201);
    world.mail().await;
}

async fn what_did_not_get_through_is_tried_again_or_given_up(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    seated(&world).await;
    visitor.comes_as(&proven(&world, GUNILLA, Role::Coordinator).await.0).await;
    visitor.opens("/uppfoljning").await;
    visitor.clicks("Mejl").await.sees("Det finns inga sådana mejl.").await;
    visitor.clicks("Visa skickade").await.sees("Bekräftelse: amira.haddad@bibliotek.example").await;
    confirmations_are(&world, "state = 'dead', sent_at = NULL, answer = '550 5.1.1 No such user'").await;
    visitor.clicks("Mejl").await.sees("550 5.1.1 No such user").await;
    visitor.clicks("Bekräftelse: amira.haddad@bibliotek.example").await.sees("Gick inte att skicka").await;
    visitor.sees("Försök 1").await.sees_no("BEGIN:VCALENDAR").await;
    let way = visitor.way().await;
    confirmations_are(&world, "state = 'superseded'").await;
    visitor.clicks("Försök igen").await.sees("Det finns ett problem").await.sees("Ersatt av ett nyare").await;
    confirmations_are(&world, "state = 'dead'").await;
    visitor.opens(&way).await;
    visitor.clicks("Ge upp").await.sees("Uppgivet").await.sees_no("Ge upp").await;
    visitor.clicks("Försök igen").await;
    world.mail().await;
    visitor.opens(&way).await.sees("Skickat").await.sees_no("Försök igen").await;
    world.close().await;
}
on_every_screen!(what_did_not_get_through_is_tried_again_or_given_up);

async fn whoever_arranges_sees_whom_mail_has_not_reached(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    seated(&world).await;
    visitor.comes_as(&proven(&world, ORGANISER, Role::Organiser).await.0).await;
    visitor.opens("/inkorg").await;
    visitor.clicks("Mejl").await.sees("Mejlen har nått alla på dina kommande kurser.").await;
    confirmations_are(&world, "bounced_at = written_at").await;
    visitor.opens("/mejl").await.sees("Källkritik").await.sees("Kom tillbaka, skrevs").await;
    visitor.clicks("Amira Haddad").await.sees("Kalenderinbjudningar").await;
    world.close().await;
}
on_every_screen!(whoever_arranges_sees_whom_mail_has_not_reached);

on_both! {
    async fn mail_is_the_coordinators_and_troubles_are_the_organisers_own(world: World) {
        seated(&world).await;
        confirmations_are(&world, "bounced_at = written_at").await;
        let listed = world.get(&world.coordinator, "/mail-messages?limit=1").await.expect(200).body;
        let one = format!("/mejl/{}", text(&listed["items"][0]["id"]));
        let jonas = proven(&world, ORGANISER, Role::Organiser).await.0;
        assert!(jonas.get("/mejl").await.expect(200).text.contains("Amira Haddad"));
        world.caller(Role::Organiser, "Petra Palm", "petra@medborgarskolan.example").await;
        let petra = proven(&world, "petra@medborgarskolan.example", Role::Organiser).await.0;
        assert!(!petra.get("/mejl").await.expect(200).text.contains("Amira Haddad"));
        let amira = world.signed_in(&email("Amira Haddad")).await;
        amira.get("/mejl").await.expect(404);
        for other in [&jonas, &petra, &amira] {
            other.get(&one).await.expect(404);
            for act in ["forsok", "avslut"] {
                other.submit(&format!("{one}/{act}"), &[]).await.expect(404);
            }
        }
        let gunilla = proven(&world, GUNILLA, Role::Coordinator).await.0;
        gunilla.get(&one).await.expect(200);
        gunilla.get("/mejl/1").await.expect(404);
        gunilla.get("/mejl?sida=2").await.expect(404);
    }
}
