//! Flags put right afterwards, and meetings that may have been entered twice.

use domain::access::Role;
use kursplats_tests::{crowd::plainly, fixture::text, world::World};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use super::{TWO_YEARS, held, occasions, part, past};

on_both! {
    async fn a_wrong_flag_is_put_right_with_a_reason_and_the_figure_follows(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = past(&world, &county.course, &["2026-09-15T07:00:00Z"]).await;
        held(&world, &session, 0, &[(&amira, None)]).await;
        let path = format!("/sessions/{}", text(&session["id"]));
        let value = async || occasions(&world, &world.coordinator, TWO_YEARS).await;
        assert_eq!((&value().await["value"], &value().await["byStaff"]), (&json!(1), &json!(0)));

        let by_staff = json!({ "byStaff": true });
        let refused = world.patch(&world.coordinator, &path, &by_staff).await.expect(400).body;
        assert_eq!(refused["invalidParams"][0]["name"], "reason");
        assert_eq!(value().await["byStaff"], 0);
        let because = json!({ "byStaff": true, "reason": "Kursledaren är anställd i Kumla." });
        world.patch(&world.coordinator, &path, &because).await.expect(200);
        assert_eq!(value().await["byStaff"], 1);
        assert_eq!(part(&value().await, "byAffiliation", "affiliation", "byStaff")["value"], 1);
        let off = json!({ "relatesToGoal": false, "reason": "Den handlade om brandskydd." });
        world.patch(&world.organiser, &path, &off).await.expect(200);
        let after = value().await;
        assert_eq!((&after["value"], &after["leftOut"]["notRelatedToGoal"]), (&json!(0), &json!(1)));
        let other = world.caller(Role::Organiser, "Eva Sten", "eva@annan.example").await;
        world.patch(&other, &path, &because).await.expect(404);
        // What is not counted by needs no reason, and what is as it was is no correction.
        world.patch(&world.organiser, &path, &json!({ "bring": "Dator", "byStaff": true })).await.expect(200);

        let events = changes(&world).await;
        assert_eq!(events.len(), 3);
        let first = events.iter().find(|event| event["reason"] == because["reason"]).expect("the correction");
        assert_eq!((&first["before"]["byStaff"], &first["after"]["byStaff"]), (&json!(false), &json!(true)));
    }
}

/// What the history keeps of changed sessions.
async fn changes(world: &World) -> Vec<Value> {
    let connection = plainly(&world.database_url).await;
    let sql = "SELECT data FROM event WHERE kind = 'sessionChanged'";
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.expect("events");
    let events = rows.iter().map(|row| row.try_get_by_index::<String>(0).expect("a text"));
    let events = events.map(|data| serde_json::from_str(&data).expect("JSON")).collect();
    connection.close().await.expect("closed");
    events
}

on_both! {
    async fn flags_of_a_session_called_off_half_way_can_be_put_right(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = past(&world, &county.course, &["2026-11-02T08:00:00Z", "2026-12-02T08:00:00Z"]).await;
        held(&world, &session, 0, &[(&amira, None)]).await;
        let path = format!("/sessions/{}", text(&session["id"]));
        world.post(&world.organiser, &format!("{path}/cancellations"), &json!({ "reason": "Sjukdom" })).await.expect(201);
        world.patch(&world.organiser, &path, &json!({ "capacity": 30, "reason": "Fler" })).await.expect(409);
        let with_staff = json!({ "withStaff": true, "reason": "Biblioteket höll i den." });
        world.patch(&world.organiser, &path, &with_staff).await.expect(200);
        let figures = occasions(&world, &world.coordinator, TWO_YEARS).await;
        assert_eq!((&figures["value"], &figures["withStaff"], &figures["cancelledMeetings"]), (&json!(1), &json!(1), &json!(1)));
    }
}

on_both! {
    async fn the_same_group_entered_twice_is_pointed_out(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let mut ids = Vec::new();
        for _ in 0..2 {
            let session = past(&world, &county.course, &["2026-09-15T07:00:00Z"]).await;
            held(&world, &session, 0, &[(&amira, None)]).await;
            ids.push(session["id"].clone());
        }
        let session = past(&world, &county.course, &["2026-09-16T07:00:00Z"]).await;
        held(&world, &session, 0, &[(&amira, None)]).await;
        let figures = occasions(&world, &world.coordinator, TWO_YEARS).await;
        assert_eq!((&figures["value"], &figures["possibleDuplicates"]), (&json!(3), &json!(1)));
        assert_eq!((&figures["warnings"][0]["code"], &figures["warnings"][0]["count"]), (&json!("possibleDuplicates"), &json!(1)));
        let list = world.get(&world.coordinator, &format!("/indicators?{TWO_YEARS}")).await.expect(200).body;
        let listed = list["items"].as_array().expect("indicators").iter().find(|item| item["code"] == "I4").expect("I4");
        assert_eq!((&listed["value"], &listed["warnings"]), (&figures["value"], &figures["warnings"]));
        let path = format!("/indicators/I4/evidence?{TWO_YEARS}");
        let rows = world.get(&world.coordinator, &path).await.expect(200).body;
        for row in rows["items"].as_array().expect("rows") {
            assert_eq!(row["possibleDuplicate"], ids.contains(&row["sessionId"]), "{row}");
        }
    }
}
