//! Mail that cannot be built (K1).

use std::panic::catch_unwind;

use kursplats_tests::fixture::text;
use lettre::{Message, message::Mailbox};
use persistence::outbox;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

/// K1, the control: a worker that hands on such a name dies, starts again and dies of the same row.
#[test]
fn the_mail_library_panics_on_a_line_break_in_a_name() {
    let address = "amira@bibliotek.example".parse().expect("an address");
    let mailbox = Mailbox::new(Some("Amira\r\nBcc: alla@bibliotek.example".to_owned()), address);
    assert!(catch_unwind(|| drop(Message::builder().to(mailbox))).is_err());
}

on_both! {
    async fn a_notice_spoilt_by_hand_is_put_aside_with_a_reason_and_the_others_go_out(world: World) {
        let county = world.county().await;
        let session = world.published(&world.plan(&county.course, 12, 30)).await;
        // Two that cannot be read, one that is no notice any more, and one that is but cannot be put into words.
        let spoilt = [
            ("Amira Haddad", "Amira Haddad", r"Amira\r\nBcc: alla@bibliotek.example"),
            ("Bo Ek", "Bo Ek", r"Bo\nBcc: alla@bibliotek.example"),
            ("Cecilia Dahl", "Cecilia Dahl", "\"} and so on"),
            ("Disa Falk", "Europe/Stockholm", "Mars/Olympus"),
        ];
        for (name, ..) in spoilt {
            world.books(&world.librarian(name, &county.kumla).await, &session).await.expect(201);
        }
        assert_eq!(world.mail().await.len(), 4);
        let by_hand = Database::connect(&world.database_url).await.expect("a connection");
        let mut wholes = Vec::new();
        for (name, part, hostile) in spoilt {
            wholes.push(spoil(&by_hand, name, part, hostile).await);
        }

        let elias = world.librarian("Elias Gran", &county.kumla).await;
        let booking = world.books(&elias, &session).await.expect(201);
        assert_eq!(text(&booking.body["status"]), "confirmed");
        assert_eq!(world.mail().await.len(), 5, "the others' mail goes out");
        assert_eq!(outbox::figures(world.db()).await.expect("figures").dead_notices, 4);
        for reason in reasons(&by_hand).await {
            assert!(!reason.is_empty());
        }

        // Mended by hand, they go out as well, and the world can end.
        for (spoilt, whole) in wholes {
            rewrite(&by_hand, &spoilt, &whole).await;
        }
        assert_eq!(world.mail().await.len(), 9);
        by_hand.close().await.expect("closed");
    }
}

/// Puts a notice back to where its mail had not been written, with something hostile in place of a part of its
/// text. Gives the text after and before.
async fn spoil(by_hand: &DatabaseConnection, name: &str, part: &str, hostile: &str) -> (String, String) {
    let backend = by_hand.get_database_backend();
    let find = format!("SELECT payload FROM notice WHERE payload LIKE '%{name}%'");
    let row = by_hand.query_one_raw(Statement::from_string(backend, find)).await.expect("an answer").expect("a notice");
    let whole: String = row.try_get_by_index(0).expect("a text");
    let forget = "DELETE FROM mail_message WHERE notice_id = (SELECT id FROM notice WHERE payload = $1)";
    execute(by_hand, backend, forget, &[&whole]).await;
    let spoilt = whole.replacen(part, hostile, 1);
    assert_ne!(spoilt, whole);
    rewrite(by_hand, &whole, &spoilt).await;
    (spoilt, whole)
}

async fn rewrite(by_hand: &DatabaseConnection, old: &str, new: &str) {
    let sql = "UPDATE notice SET payload = $1, state = 'pending' WHERE payload = $2";
    execute(by_hand, by_hand.get_database_backend(), sql, &[new, old]).await;
}

async fn execute(by_hand: &DatabaseConnection, backend: DbBackend, sql: &str, values: &[&str]) {
    let values = values.iter().map(|value| (*value).into());
    let done = by_hand.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await;
    assert_eq!(done.expect("done by hand").rows_affected(), 1);
}

/// What the operator reads about the notices put aside.
async fn reasons(by_hand: &DatabaseConnection) -> Vec<String> {
    let sql = "SELECT reason FROM notice WHERE state = 'dead'";
    let rows = by_hand.query_all_raw(Statement::from_string(by_hand.get_database_backend(), sql)).await;
    let reason = |row: &sea_orm::QueryResult| row.try_get_by_index(0).expect("a reason");
    rows.expect("an answer").iter().map(reason).collect()
}
