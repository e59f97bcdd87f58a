//! Who is told of what, and who is not: one person a mail, one notice a change, none for what did not happen.

use domain::notice::MessageState;
use futures_util::future::join_all;
use persistence::outbox;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

use super::*;

/// The number that a query gives.
async fn number(db: &DatabaseConnection, query: &str) -> i64 {
    let statement = Statement::from_string(db.get_database_backend(), query);
    let row = db.query_one_raw(statement).await.expect("a query").expect("a row");
    row.try_get_by_index(0).expect("a number")
}

on_both! {
    /// Case 9, and 17 and 18 by count.
    async fn thirty_bookings_give_thirty_mails_that_name_nobody_else(world: World) {
        if peers::python().is_none() {
            return;
        }
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 30, 30)).await;
        let mut people = Vec::new();
        for first in ["Åsa", "Björn", "Cecilia", "David", "Eva", "Farid"] {
            for last in ["Alm", "Öberg", "Dahl", "Falk", "Haddad"] {
                let (name, email) = (format!("{first} {last}"), format!("p{:02}@bibliotek.example", people.len()));
                people.push((somebody(&world, &name, &email, &county.kumla).await, name, email));
            }
        }
        let bookings = join_all(people.iter().map(|(caller, ..)| world.books(caller, &session))).await;
        let mut known = HashSet::new();
        let mails = new_mails(&world, &mut known).await;
        let recipients: HashSet<&str> = mails.iter().map(Mail::recipient).collect();
        assert_eq!((mails.len(), recipients.len()), (30, 30));
        for mail in &mails {
            let (bytes, decoded) = (std::fs::read_to_string(&mail.path).expect("a mail"), mail.seen.to_string());
            assert_eq!(mail.seen["calendar_equals_attachment"], true);
            for (_, name, email) in &people {
                for word in [name, email] {
                    let found = bytes.contains(word.as_str()) || decoded.contains(word.as_str());
                    assert_eq!(found, mail.recipient() == email, "{word} in {bytes}");
                }
            }
            let object = mail.part("text/calendar").replace("\r\n ", "");
            assert_eq!((object.matches("ATTENDEE").count(), object.matches("mailto:").count()), (1, 2), "{object}");
        }

        world.cancels(&people[7].0, &bookings[7].body).await.expect(201);
        let mails = new_mails(&world, &mut known).await;
        assert_eq!(mails.iter().map(Mail::recipient).collect::<Vec<_>>(), [&people[7].2]);
        calls_off(&world, &session).await.expect(201);
        let mails = new_mails(&world, &mut known).await;
        let told: HashSet<&str> = mails.iter().map(Mail::recipient).collect();
        assert_eq!((mails.len(), told.len(), told.contains(people[7].2.as_str())), (29, 29, false));
        assert!(mails.iter().all(|mail| mail.part("text/calendar").contains("\r\nSTATUS:CANCELLED\r\n")));
    }
}

/// Cases 11 and 12.
async fn a_uid_is_random_outlives_a_restart_and_belongs_to_one_booking(engine: Engine) {
    if peers::python().is_none() {
        return;
    }
    let Some(mut world) = World::new(engine).await else { return };
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let session = world.published(&world.plan(&county.course, 12, 30)).await;
    let booking = world.books(&amira, &session).await.expect(201).body;
    let mut known = HashSet::new();
    let first = new_mails(&world, &mut known).await.remove(0).property("UID");
    let uid: Uuid = first.parse().expect("a UUID");
    assert_eq!((uid.get_version_num(), uid.to_string()), (4, first.clone()), "random, and nothing but a UUID");

    let folder = world.folder().join("mail");
    restart(&mut world, Transport::Files(folder)).await;
    moves(&world, &session, 0, "2026-12-22").await.expect(200);
    let moved = new_mails(&world, &mut known).await.remove(0);
    assert_eq!((moved.property("UID"), moved.property("SEQUENCE")), (first.clone(), "1".to_owned()));

    world.cancels(&amira, &booking).await.expect(201);
    let ended = new_mails(&world, &mut known).await.remove(0);
    assert_eq!((ended.property("UID"), ended.property("SEQUENCE")), (first.clone(), "2".to_owned()));
    world.books(&amira, &session).await.expect(201);
    let again = new_mails(&world, &mut known).await.remove(0);
    assert_eq!(again.property("SEQUENCE"), "0");
    assert_ne!(again.property("UID"), first);
    let db = beside(&world).await;
    assert_eq!(number(&db, "SELECT COUNT(DISTINCT uid) FROM invitation").await, 2);
    assert_eq!(number(&db, "SELECT COUNT(DISTINCT booking_id) FROM invitation").await, 2);
    db.close().await.expect("closed");
    world.close().await;
}
on_each!(a_uid_is_random_outlives_a_restart_and_belongs_to_one_booking);

/// Lets the database refuse the last row that a request with an idempotency key writes.
async fn break_the_end(db: &DatabaseConnection) {
    let statement = match db.get_database_backend() {
        DbBackend::Sqlite => {
            "CREATE TRIGGER broken BEFORE INSERT ON idempotency BEGIN SELECT RAISE(ABORT, 'broken'); END"
        }
        _ => "ALTER TABLE idempotency ADD CONSTRAINT broken CHECK (false) NOT VALID",
    };
    db.execute_unprepared(statement).await.expect("the harm is done");
}

async fn mend(db: &DatabaseConnection) {
    let statement = match db.get_database_backend() {
        DbBackend::Sqlite => "DROP TRIGGER broken",
        _ => "ALTER TABLE idempotency DROP CONSTRAINT broken",
    };
    db.execute_unprepared(statement).await.expect("the harm is undone");
}

on_both! {
    /// Case 42. The database breaks at the very end of a transaction, when its notices are written already.
    async fn what_is_refused_or_rolled_back_tells_nobody(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.kumla).await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        let clashing = world.published(&world.plan(&county.course, 12, 30)).await;
        let booking = world.books(&amira, &session).await.expect(201).body;
        let db = beside(&world).await;
        let standing = async |expected: i64| {
            assert_eq!(number(&db, "SELECT COUNT(*) FROM notice").await, expected);
            assert_eq!(number(&db, "SELECT COUNT(*) FROM event WHERE booking_id IS NOT NULL").await, expected);
            assert_eq!(world.mail().await.len() as i64, expected);
            assert_eq!(number(&db, "SELECT COUNT(*) FROM mail_message").await, expected);
        };
        standing(1).await;

        // Refused by the rules, beside somebody who is not refused in the same breath.
        let both = join_all([world.books(&amira, &clashing), world.books(&bo, &clashing)]).await;
        assert_eq!((both[0].status.as_u16(), both[1].status.as_u16()), (409, 201));
        standing(2).await;
        let again = world.books(&amira, &session).await.expect(200);
        assert_eq!(again.body["id"], booking["id"]);
        standing(2).await;

        break_the_end(&db).await;
        let (bookings, keyed) = (format!("/sessions/{}/bookings", text(&clashing["id"])), json!({}));
        let cancellations = format!("/bookings/{}/cancellations", text(&booking["id"]));
        let calling_off = format!("/sessions/{}/cancellations", text(&session["id"]));
        let late = world.librarian("Cecilia Dahl", &county.kumla).await;
        for (caller, path, body) in [
            (&late, &bookings, keyed.clone()),
            (&amira, &cancellations, keyed.clone()),
            (&world.organiser, &calling_off, json!({ "reason": "Kursledaren är sjuk" })),
        ] {
            let failed = world.post_once(caller, path, "nyckel", &body).await;
            assert!(failed.status.is_server_error(), "{path}: {failed:?}");
            standing(2).await;
        }
        let kept = world.get(&amira, &format!("/bookings/{}", text(&booking["id"]))).await.expect(200).body;
        assert_eq!(kept["status"], "confirmed");
        mend(&db).await;
        world.post_once(&late, &bookings, "nyckel", &keyed).await.expect(201);
        standing(3).await;
        db.close().await.expect("closed");
    }
}

/// V18 and V20, with the mail server looking on.
async fn each_change_has_exactly_one_notice(engine: Engine) {
    let Some((world, sink, _folder)) = with_sink(engine, json!({})).await else { return };
    let county = world.county().await;
    let session = world.published(&world.plan(&county.course, 1, 30)).await;
    let mut staff = Vec::new();
    for name in ["Amira Haddad", "Bo Ek", "Cecilia Dahl"] {
        let person = world.librarian(name, &county.kumla).await;
        let booking = world.books(&person, &session).await.expect(201).body;
        world.books(&person, &session).await.expect(200);
        staff.push((person, booking));
    }
    // Sent each time, so that nothing newer takes the place of what is older.
    world.mail().await;
    world.cancels(&staff[0].0, &staff[0].1).await.expect(201);
    world.cancels(&staff[0].0, &staff[0].1).await.expect(200);
    world.mail().await;
    moves(&world, &session, 0, "2026-12-22").await.expect(200);
    world.mail().await;
    calls_off(&world, &session).await.expect(201);
    world.mail().await;

    let db = beside(&world).await;
    let query = "SELECT n.kind FROM notice n JOIN booking b ON b.id = n.booking_id JOIN person p ON p.id = b.person_id \
                 ORDER BY p.email, n.rank";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), query)).await.expect("a query");
    let kinds: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).expect("a kind")).collect();
    let (amira, bo, cecilia) = (
        ["confirmation", "bookingCancelled"],
        ["waitingListed", "seatGiven", "meetingChanged", "sessionCancelled"],
        ["waitingListed", "meetingChanged", "sessionCancelled"],
    );
    assert_eq!(kinds, [amira.as_slice(), &bo, &cecilia].concat());
    assert_eq!(number(&db, "SELECT COUNT(*) FROM event WHERE booking_id IS NOT NULL").await, 9);
    db.close().await.expect("closed");

    let figures = outbox::figures(world.db()).await.expect("figures");
    assert_eq!(figures.messages, [(MessageState::Sent, 9)]);
    assert_eq!(logged(&sink, "body").len(), 9);
    let object = |sequence: u64, method: &str| (sequence, method.to_owned());
    let (request, cancel) = (|sequence| object(sequence, "REQUEST"), |sequence| object(sequence, "CANCEL"));
    assert_eq!(objects_to(&sink, &address("Amira Haddad")), [request(0), cancel(1)]);
    assert_eq!(objects_to(&sink, &address("Bo Ek")), [request(0), request(1), cancel(2)]);
    assert_eq!(objects_to(&sink, &address("Cecilia Dahl")), [], "those who wait have nothing in their calendars");
    assert_order(&sink);
    world.close().await;
}
on_each!(each_change_has_exactly_one_notice);
