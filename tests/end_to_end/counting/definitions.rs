//! Rules are data: what a new version of the definition changes.

use serde_json::json;

use super::{held, occasions, part, past};

on_both! {
    async fn a_definition_changed_in_mid_period_shows_both_values(world: World) {
        world.at("2027-06-15T08:00:00Z");
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = past(&world, &county.course, &["2026-09-15T07:00:00Z", "2026-12-15T08:00:00Z", "2027-02-16T08:00:00Z"]).await;
        for meeting in 0..3 {
            held(&world, &session, meeting, &[(&amira, None)]).await;
        }
        let new = json!({ "code": "I4", "validFrom": "2027-01-01", "rules": { "countingUnit": "session" },
            "reason": "Styrgruppen vill följa kursomgångar." });
        world.post(&world.coordinator, "/indicator-definitions", &new).await.expect(201);

        let before = occasions(&world, &world.coordinator, "from=2026-01-01&to=2026-12-31").await;
        assert_eq!((&before["value"], &before["countingUnit"], &before["definitionVersion"]), (&json!(2), &json!("occasionDay"), &json!(1)));
        assert_eq!(before["earlierVersions"], json!([]));
        let both = occasions(&world, &world.coordinator, "from=2026-07-01&to=2027-06-30").await;
        assert_eq!((&both["value"], &both["occasionDays"], &both["sessions"]), (&json!(1), &json!(3), &json!(1)));
        assert_eq!((&both["forStaff"], &both["participations"]), (&json!(1), &json!(3)));
        assert_eq!(part(&both, "byYear", "year", "2026")["value"], 1);
        assert_eq!((&both["earlierVersions"][0]["definitionVersion"], &both["earlierVersions"][0]["shown"]), (&json!(1), &json!("3")));
        assert_eq!(both["warnings"][0]["code"], "definitionChanged");

        let strict = json!({ "code": "I4", "validFrom": "2027-03-01", "rules": { "forStaffOnly": true }, "reason": "Bara personalen." });
        world.post(&world.coordinator, "/indicator-definitions", &strict).await.expect(201);
        let cafe = json!({ "forStaff": false, "byStaff": true, "reason": "Det var för allmänheten." });
        world.patch(&world.coordinator, &format!("/sessions/{}", session["id"].as_str().expect("an id")), &cafe).await.expect(200);
        let none = occasions(&world, &world.coordinator, "from=2026-07-01&to=2027-06-30").await;
        assert_eq!((&none["value"], &none["leftOut"]["notForStaff"]), (&json!(0), &json!(3)));
        assert_eq!(none["earlierVersions"].as_array().expect("versions").len(), 2);
    }
}
