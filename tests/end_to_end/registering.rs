//! The registers behind the indicators I2, I5, I6 and I7: who keeps them, what they refuse, and the vectors through
//! the API. Below it one file a register.

mod agreeing;
mod funding;
mod planning_ahead;
mod profiles;
mod rights;

use kursplats_tests::{crowd::plainly, world::World};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

/// The indicators' test vectors.
fn vectors() -> Value {
    serde_json::from_str(include_str!("vectors.json")).expect("the vectors are JSON")
}

/// One indicator as the coordinator sees it.
async fn indicator(world: &World, code: &str, from: &str, to: &str) -> Value {
    world.get(&world.coordinator, &format!("/indicators/{code}?from={from}&to={to}")).await.expect(200).body
}

/// One indicator of the year 2026.
async fn of_2026(world: &World, code: &str) -> Value {
    indicator(world, code, "2026-01-01", "2026-12-31").await
}

/// The reasons of all rows of 2026, in the order of the evidence; `counted` for those that count.
async fn reasons(world: &World, code: &str) -> Vec<String> {
    let path = format!("/indicators/{code}/evidence?from=2026-01-01&to=2026-12-31&limit=100");
    let rows = world.get(&world.coordinator, &path).await.expect(200).body;
    let reason = |row: &Value| row["reason"].as_str().unwrap_or("counted").to_owned();
    rows["items"].as_array().expect("rows").iter().map(reason).collect()
}

/// The codes of remarks.
fn codes(remarks: &Value) -> Vec<(String, u64)> {
    let remark = |remark: &Value| (remark["code"].as_str().unwrap_or_default().to_owned(), remark["count"].as_u64());
    let remarks = remarks.as_array().expect("remarks").iter().map(remark);
    remarks.map(|(code, count)| (code, count.unwrap_or_default())).collect()
}

/// Adds a municipality.
async fn municipality(world: &World, code: &str) {
    let body = json!({ "code": code, "name": format!("Kommun {code}") });
    world.post(&world.coordinator, "/municipalities", &body).await.expect(201);
}

/// Makes a new version of a definition, in force from the first day of 2020.
async fn rule(world: &World, code: &str, rules: Value) {
    let body = json!({ "code": code, "validFrom": "2020-01-01", "rules": rules, "reason": "Så läser vi indikatorn." });
    world.post(&world.coordinator, "/indicator-definitions", &body).await.expect(201);
}

/// What the history keeps of a kind of event, in order.
async fn history(world: &World, kind: &str) -> Vec<Value> {
    let connection = plainly(&world.database_url).await;
    let sql = format!("SELECT data FROM event WHERE kind = '{kind}' ORDER BY id");
    let statement = Statement::from_string(connection.get_database_backend(), sql);
    let rows = connection.query_all_raw(statement).await.expect("events");
    let events = rows.iter().map(|row| row.try_get_by_index::<String>(0).expect("a text"));
    let events = events.map(|data| serde_json::from_str(&data).expect("JSON")).collect();
    connection.close().await.expect("closed");
    events
}
