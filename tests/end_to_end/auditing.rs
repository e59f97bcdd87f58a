//! The audit log: nothing changes without it, nobody rewrites it, and replayed it gives what stands in the tables.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use kursplats_tests::{
    crowd::plainly,
    fixture::{County, text},
    world::{Caller, Engine, World},
};
use persistence::{
    Db, DbOptions,
    audit_log::{self, Head, Reach},
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, QueryResult, Statement};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A course that was booked, moved, held, reported and corrected, and whose people came and went.
struct Busy {
    amira: Caller,
    booking: Value,
    meeting: String,
}

async fn busy(world: &World) -> Busy {
    let county: County = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let karin = world.librarian("Karin Ek", &county.kumla).await;
    let bo = world.librarian("Bo Alm", &county.hallsberg).await;
    let session = world.published(&world.plan(&county.course, 2, 30)).await;
    let booking = world.books(&amira, &session).await.expect(201).body;
    let other = world.books(&karin, &session).await.expect(201).body;
    world.books(&bo, &session).await.expect(201);
    world.later(Duration::minutes(1));
    let reason = json!({ "reason": "Barnet är sjukt" });
    let cancellation = format!("/bookings/{}/cancellations", text(&other["id"]));
    world.post(&karin, &cancellation, &reason).await.expect(201);
    let meeting = text(&session["meetings"][0]["id"]).to_owned();
    world.patch(&world.organiser, &format!("/meetings/{meeting}"), &json!({ "place": "Sal 2" })).await.expect(200);
    world
        .patch(&world.organiser, &format!("/sessions/{}", text(&session["id"])), &json!({ "capacity": 4 }))
        .await
        .expect(200);
    world.later(Duration::days(31));
    for presence in ["absent", "present"] {
        let row = json!({ "personId": amira.person, "presence": presence });
        let report = json!({ "held": true, "participants": [row], "externalParticipants": 1 });
        let path = format!("/meetings/{meeting}/attendance-reports");
        world.put(&world.organiser, &path, &report).await.expect(200);
    }
    let renamed = json!({ "name": "Amira Haddad Ek" });
    world.patch(&world.coordinator, &format!("/people/{}", amira.person), &renamed).await.expect(200);
    Busy { amira, booking, meeting }
}

/// What a system leaves behind when it is stopped: nobody seals, and nobody else writes.
struct Still {
    db: Db,
    plain: DatabaseConnection,
    now: DateTime<Utc>,
    _folder: Arc<TempDir>,
}

impl Still {
    async fn of(world: World) -> Self {
        let (url, now) = (world.database_url.clone(), world.clock.now() + Duration::minutes(2));
        let folder = world.into_folder().await;
        let db = Db::connect(&DbOptions::new(&url)).await.expect("a connection");
        Self { plain: unguarded(&url).await, db, now, _folder: folder }
    }

    async fn does(&self, sql: &str) {
        let done = self.plain.execute_unprepared(sql).await;
        done.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    async fn rows(&self, sql: &str) -> Vec<QueryResult> {
        let statement = Statement::from_string(self.plain.get_database_backend(), sql);
        self.plain.query_all_raw(statement).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    async fn faults(&self, kept: Option<Head>) -> Vec<&'static str> {
        let checked = audit_log::check(&self.db, self.now, kept).await.expect("checked");
        checked.findings.iter().map(|finding| finding.fault).collect()
    }
}

/// Runs a test of a stopped system on each database.
macro_rules! on_both_stopped {
    ($(#[$of_the_tests:meta])* async fn $name:ident($world:ident: World) $body:block) => {
        async fn $name(engine: Engine) {
            let Some($world) = World::new(engine).await else { return };
            $body
        }

        mod $name {
            use kursplats_tests::world::Engine;

            $(#[$of_the_tests])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(Engine::Sqlite).await;
            }

            $(#[$of_the_tests])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name(Engine::Postgres).await;
            }
        }
    };
}

mod reading;
mod tampering;

/// Takes the guards of the log and its tables away, as somebody could who has every right in the database.
async fn unguarded(url: &str) -> DatabaseConnection {
    let plain = plainly(url).await;
    match plain.get_database_backend() {
        DbBackend::Postgres => {
            // Which connection of the pool runs a statement is not known, so there is one.
            plain.execute_unprepared("SET session_replication_role = replica").await.expect("set");
            plain.execute_unprepared("SET synchronous_commit = off").await.expect("in a hurry");
        }
        sqlite => {
            let triggers = Statement::from_string(sqlite, "SELECT name FROM sqlite_master WHERE type = 'trigger'");
            for trigger in plain.query_all_raw(triggers).await.expect("triggers") {
                let name: String = trigger.try_get_by_index(0).expect("a name");
                plain.execute_unprepared(&format!("DROP TRIGGER {name}")).await.expect("dropped");
            }
            plain.execute_unprepared("PRAGMA foreign_keys = OFF").await.expect("off");
            plain.execute_unprepared("PRAGMA synchronous = OFF").await.expect("in a hurry");
        }
    }
    plain
}

async fn head(world: &World) -> Head {
    audit_log::seal(world.db(), Reach::All).await.expect("sealed");
    let checked = audit_log::check(world.db(), world.clock.now(), None).await.expect("checked");
    assert_eq!((checked.findings, checked.unsealed), (Vec::new(), 0));
    checked.head.expect("a head")
}

/// What stands in the log of a row, from its first entry to its last.
async fn told(world: &World, table: &str, id: &str) -> Vec<(Value, Value)> {
    let key = if world.database_url.starts_with("postgres") { id.to_owned() } else { id.replace('-', "") };
    let sql = format!(
        "SELECT coalesce(before_row, 'null'), coalesce(after_row, 'null') FROM audit_entry \
         WHERE table_name = '{table}' AND row_key = '{key}' ORDER BY id"
    );
    let json = |text: &String| serde_json::from_str(text).expect("JSON");
    world.rows(&sql).await.iter().map(|row| (json(&row[0]), json(&row[1]))).collect()
}

on_both! {
    async fn every_change_is_told_with_what_was_there_before_and_who_did_it(world: World) {
        let Busy { amira, booking, meeting } = busy(&world).await;
        let told_of_booking = told(&world, "booking", text(&booking["id"])).await;
        assert_eq!(told_of_booking[0].0, Value::Null);
        assert_eq!(told_of_booking[0].1["status"], "confirmed");
        let told_of_meeting = told(&world, "meeting", &meeting).await;
        let moved = told_of_meeting.iter().find(|(before, _)| before["place"] == "Kumla bibliotek").expect("a new place");
        assert_eq!(moved.1["place"], "Sal 2");
        assert!(told_of_meeting.iter().any(|(before, after)| before["status"] == "planned" && after["status"] == "held"));
        // The name is kept apart.
        let person = told(&world, "person", &amira.person.to_string()).await;
        assert_eq!(person.last().expect("a change").1.get("name"), None);
        let names = "SELECT p.before_row, p.after_row FROM audit_personal p JOIN audit_entry e ON e.id = p.entry_id \
                     WHERE e.table_name = 'person' AND p.before_row IS NOT NULL ORDER BY e.id";
        let names = world.rows(names).await;
        let names = names.last().expect("a new name");
        assert!(names[0].contains("Amira Haddad\"") && names[1].contains("Amira Haddad Ek"), "{names:?}");
        let untold = "SELECT count(*) FROM audit_entry r WHERE r.table_name = 'attendance' AND NOT EXISTS \
                      (SELECT 1 FROM audit_entry e WHERE e.after_row LIKE '%attendanceReported%' \
                      AND e.table_name = 'event' AND e.transaction_number = r.transaction_number)";
        assert_eq!(world.rows(untold).await, [["0"]]);
        assert!(world.replays().await > 50);
    }
}

on_both! {
    async fn nobody_rewrites_the_log(world: World) {
        busy(&world).await;
        head(&world).await;
        let plain = plainly(&world.database_url).await;
        for sql in [
            "UPDATE audit_entry SET after_row = '{}'",
            "DELETE FROM audit_entry",
            "UPDATE audit_seal SET number = number + 1000000",
            "DELETE FROM audit_seal",
            "UPDATE audit_personal SET after_row = 'x'",
            "DELETE FROM audit_personal",
        ] {
            assert!(plain.execute_unprepared(sql).await.is_err(), "{sql}");
        }
        plain.close().await.expect("closed");
    }
}

on_both! {
    async fn what_is_changed_past_the_program_is_told_all_the_same_and_nobody_accounts_for_it(world: World) {
        busy(&world).await;
        head(&world).await;
        let plain = plainly(&world.database_url).await;
        plain.execute_unprepared("UPDATE library SET name = 'Ett annat bibliotek' WHERE name = 'Kumla bibliotek'").await.expect("done");
        plain.close().await.expect("closed");
        world.later(Duration::minutes(2));
        audit_log::seal(world.db(), Reach::New).await.expect("sealed");
        let checked = audit_log::check(world.db(), world.clock.now(), None).await.expect("checked");
        assert_eq!((checked.findings.len(), checked.unaccounted.len()), (0, 1), "{checked:?}");
    }
}

on_both_stopped! {
    async fn a_head_kept_elsewhere_proves_that_the_log_was_not_made_anew(world: World) {
        busy(&world).await;
        let kept = head(&world).await;
        assert_eq!(kept.to_string().parse(), Ok(kept));
        world.library("Örebro stadsbibliotek", "1881").await;
        let later = head(&world).await;
        assert!(later.number > kept.number);
        let still = Still::of(world).await;
        assert_eq!(still.faults(Some(kept)).await, [""; 0]);
        // Whoever has every right makes a chain that is whole, of something else: only what was kept tells.
        for sql in [
            "UPDATE audit_entry SET before_row = REPLACE(before_row, 'Sal 2', 'Sal 3'), \
             after_row = REPLACE(after_row, 'Sal 2', 'Sal 3')",
            "UPDATE meeting SET place = 'Sal 3' WHERE place = 'Sal 2'",
            "DELETE FROM audit_seal",
            "UPDATE audit_head SET number = 0",
        ] {
            still.does(sql).await;
        }
        still.does(match still.plain.get_database_backend() {
            DbBackend::Postgres => "UPDATE audit_head SET hash = decode(repeat('00', 32), 'hex')",
            _ => "UPDATE audit_head SET hash = zeroblob(32)",
        }).await;
        audit_log::seal(&still.db, Reach::All).await.expect("sealed");
        assert_eq!(still.faults(None).await, [""; 0]);
        assert_eq!(still.faults(Some(kept)).await, ["the head that was kept elsewhere is not in the chain"]);
    }
}

on_both_stopped! {
    async fn a_forged_entry_waits_in_vain_for_its_seal(world: World) {
        busy(&world).await;
        head(&world).await;
        let still = Still::of(world).await;
        still.does(
            "INSERT INTO audit_entry (id, transaction_number, table_name, row_key, after_row) \
             SELECT 1000000, transaction_number, table_name, '1862', after_row FROM audit_entry \
             WHERE table_name = 'municipality' AND row_key = '1861'",
        ).await;
        let gone = "a row that is gone, and the log does not tell that it went";
        assert_eq!(still.faults(None).await, ["an entry older than a minute without a seal", gone]);
        // Even sealed it tells of what is not there.
        audit_log::seal(&still.db, Reach::All).await.expect("sealed");
        assert_eq!(still.faults(None).await, [gone]);
    }
}

on_both_stopped! {
    async fn words_about_a_person_can_be_forgotten_and_the_chain_stays_whole(world: World) {
        let Busy { amira, .. } = busy(&world).await;
        let kept = head(&world).await;
        let (actor, ids) = (Some(world.coordinator.person), [amira.person.0]);
        let forgotten = audit_log::forget(world.db(), actor, ("person", &ids), world.clock.now()).await;
        assert_eq!(forgotten.expect("forgotten"), 2);
        let words = "SELECT count(*) FROM audit_personal WHERE after_row LIKE '%Amira%' OR before_row LIKE '%Amira%'";
        assert_eq!(world.rows(words).await, [["0"]]);
        world.log_is_whole().await;
        let still = Still::of(world).await;
        assert_eq!(still.faults(Some(kept)).await, [""; 0]);
        // Emptied past the log it is found.
        still.does(
            "UPDATE audit_personal SET salt = NULL, before_row = NULL, after_row = NULL \
             WHERE entry_id = (SELECT max(entry_id) FROM audit_personal WHERE salt IS NOT NULL)",
        ).await;
        assert_eq!(still.faults(None).await, ["what an entry keeps apart was emptied past the log"]);
    }
}
