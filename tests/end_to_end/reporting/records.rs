//! A locked report is a record: the database keeps it, the audit recounts it, and nobody stands in it.

use kursplats_tests::crowd;
use persistence::audit;
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::{Value, json};

use super::{attended, begun, locked, past_session, snapshot_text, year};

on_both! {
    async fn the_database_itself_keeps_a_locked_report(world: World) {
        let path = begun(&world, &year()).await;
        world.put(&world.coordinator, &format!("{path}/comments"), &json!({ "code": "I6", "text": "På väg." })).await.expect(200);
        locked(&world, &path).await;
        let plain = crowd::plainly(&world.database_url).await;
        for sql in [
            "UPDATE report_snapshot SET body = '{}'",
            "UPDATE report_snapshot SET report_id = report_id",
            "DELETE FROM report_snapshot",
            "UPDATE report SET title = 'Annat'",
            "UPDATE report SET locked_at = NULL, locked_by = NULL",
            "DELETE FROM report",
            "UPDATE report_comment SET text = 'Klart.'",
            "DELETE FROM report_comment",
            "INSERT INTO report_comment (report_id, code, text) SELECT id, 'I7', 'Nytt.' FROM report",
        ] {
            assert!(plain.execute_unprepared(sql).await.is_err(), "{sql}");
        }
        let draft = begun(&world, &year()).await;
        world.put(&world.coordinator, &format!("{draft}/comments"), &json!({ "code": "I6", "text": "Ja." })).await.expect(200);
        let others = "DELETE FROM report_comment WHERE report_id IN (SELECT id FROM report WHERE locked_at IS NULL)";
        assert_eq!(plain.execute_unprepared(others).await.expect("a draft may change").rows_affected(), 1);
        plain.close().await.expect("closed");
    }
}

on_both! {
    async fn the_audit_sees_a_snapshot_that_is_not_what_was_locked(world: World) {
        let path = begun(&world, &year()).await;
        locked(&world, &path).await;
        assert_eq!(audit::audit(world.db()).await.expect("an audit"), []);
        // Somebody with every right in the database takes the guard away.
        let plain = crowd::plainly(&world.database_url).await;
        let trigger = match plain.get_database_backend() {
            DbBackend::Postgres => "DROP TRIGGER report_snapshot_kept ON report_snapshot",
            _ => "DROP TRIGGER report_snapshot_kept",
        };
        plain.execute_unprepared(trigger).await.expect("dropped");
        plain.execute_unprepared("UPDATE report_snapshot SET body = REPLACE(body, '\"revision\":1', '\"revision\":7')").await.expect("changed");
        let found = audit::audit(world.db()).await.expect("an audit");
        assert_eq!(found.iter().map(|finding| finding.invariant).collect::<Vec<_>>(), ["R1"]);
        world.get(&world.coordinator, &path).await.expect(500);
        plain.execute_unprepared("UPDATE report_snapshot SET body = REPLACE(body, '\"revision\":7', '\"revision\":1')").await.expect("mended");
        plain.close().await.expect("closed");
        world.get(&world.coordinator, &path).await.expect(200);
    }
}

on_both! {
    async fn nobody_stands_in_a_snapshot(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let (_, meeting) = past_session(&world, &county, 30).await;
        attended(&world, &meeting, &[&amira]).await;
        let path = begun(&world, &year()).await;
        locked(&world, &path).await;
        let body = snapshot_text(&world).await;
        let people = [amira.person, world.coordinator.person, world.organiser.person].map(|person| person.to_string());
        let names = ["Amira", "Haddad", "Gunilla", "Jonas", "amira.haddad@bibliotek.example", "region.example"];
        for canary in people.iter().map(String::as_str).chain(names) {
            assert!(!body.contains(canary), "{canary} stands in the snapshot");
        }
        let snapshot: Value = serde_json::from_str(&body).expect("JSON");
        assert_eq!(snapshot["indicators"][3]["indicator"]["definition"]["version"], 1);
        assert_eq!(snapshot["indicators"][3]["evidence"].as_array().map(Vec::len), Some(1));
    }
}

on_both! {
    async fn a_definition_cannot_change_what_is_locked(world: World) {
        let path = begun(&world, &year()).await;
        let body = |from: &str| json!({ "code": "I4", "validFrom": from, "rules": { "countingUnit": "session" }, "reason": "Styrgruppen" });
        locked(&world, &path).await;
        let refused = world.post(&world.coordinator, "/indicator-definitions", &body("2026-12-31")).await;
        let refused = refused.expect_code(409, "periodLocked").body;
        assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains("2026-12-31")), "{refused}");
        world.post(&world.coordinator, "/indicator-definitions", &body("2027-01-01")).await.expect(201);
    }
}
