//! The matrix: the document's operations, called as the table says (G21).

use std::collections::BTreeSet;

use kursplats_tests::world::Caller;
use serde_json::Value;

use super::{
    Engine, Reply, Sending,
    county::Seeded,
    document::{Operation, operations},
    kept::{Ledger, changed},
    send,
    table::{Line, lines},
};

#[test]
fn every_operation_has_its_line() {
    let known: BTreeSet<String> = operations().into_iter().map(|operation| operation.id).collect();
    let told: BTreeSet<String> = lines().iter().map(|line| line.operation.to_owned()).collect();
    let missing: Vec<&String> = known.difference(&told).collect();
    assert!(missing.is_empty(), "nobody has said who may do this; write a line in security/table.rs: {missing:?}");
    let gone: Vec<&String> = told.difference(&known).collect();
    assert!(gone.is_empty(), "the table names what is not there any more: {gone:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_gets_what_the_table_says_on_sqlite() {
    everybody_gets_what_the_table_says(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_gets_what_the_table_says_on_postgres() {
    everybody_gets_what_the_table_says(Engine::Postgres).await;
}

/// One call that is to be made, and what is to come of it.
struct Call<'a> {
    role: &'static str,
    caller: Option<&'a Caller>,
    sending: Sending,
    expected: char,
    whose: &'static str,
}

async fn everybody_gets_what_the_table_says(engine: Engine) {
    let Some(seeded) = Seeded::new(engine).await else { return };
    let ledger = Ledger::of(&seeded.world).await;
    let (operations, mut made, mut wrong) = (operations(), 0, Vec::new());
    for line in lines() {
        let operation = operations.iter().find(|one| one.id == line.operation).expect("told by another test");
        let (refused, allowed): (Vec<_>, Vec<_>) =
            calls(&seeded, operation, &line).into_iter().partition(|call| "-!s".contains(call.expected));
        made += refused.len() + allowed.len();
        let before = ledger.kept(&seeded.world).await;
        for call in &refused {
            let reply = send(&seeded.world, call.caller, &call.sending).await;
            wrong.extend(judged(&seeded, operation, call, &reply, false));
        }
        let written = changed(&before, &ledger.kept(&seeded.world).await);
        if !written.is_empty() {
            wrong.push(format!("{}: refused, and yet something was written into {written:?}", operation.id));
        }
        for (number, call) in allowed.iter().enumerate() {
            let reply = send(&seeded.world, call.caller, &call.sending).await;
            let first = number == 0 || call.expected == 'y' && operation.method == reqwest::Method::GET;
            wrong.extend(judged(&seeded, operation, call, &reply, first && call.expected == 'y'));
        }
    }
    assert!(wrong.is_empty(), "{engine:?}: {} of {made} calls:\n{}", wrong.len(), wrong.join("\n"));
    assert!(made > 1000, "only {made} calls were made");
    println!("{engine:?}: {} operations, {} lines, {made} calls", operations.len(), lines().len());
    ledger.close().await;
    seeded.world.close().await;
}

/// What is wrong with an answer, if anything. Over what is absent and what is another's it is the same to the last word.
fn judged(seeded: &Seeded, operation: &Operation, call: &Call<'_>, reply: &Reply, done: bool) -> Option<String> {
    let as_it_should = match call.expected {
        '!' => reply.status == 401 && reply.code() == "unauthorized",
        's' => reply.status == 409 && reply.code() == "signInNeeded",
        '-' => reply.status == 404 && reply.problem() == seeded.nothing,
        _ if done => (200..=299).contains(&reply.status),
        _ => reply.passed(),
    };
    let Call { role, whose, expected, sending, .. } = call;
    let told = format!("{} by {role} over {whose}, expected {expected}: {sending:?} → {reply:?}", operation.id);
    if !as_it_should {
        return Some(told);
    }
    // An error repeats the address that it is about.
    let text = if reply.status < 400 { reply.text.clone() } else { reply.problem().to_string() };
    let leaked = seeded.hidden_from(role).into_iter().find(|hidden| text.contains(*hidden));
    leaked.map(|leaked| format!("{leaked} is shown: {told}"))
}

/// All calls that a line stands for.
fn calls<'a>(seeded: &'a Seeded, operation: &Operation, line: &Line) -> Vec<Call<'a>> {
    let cells: Vec<&str> = line.cells.split_whitespace().collect();
    let [nobody, roles @ ..] = cells.as_slice() else { panic!("{}: no cells", line.operation) };
    assert_eq!(roles.len(), 5, "{}: {}", line.operation, line.cells);
    let own = path_of(seeded, operation, line);
    let other = line.target.map_or_else(|| own.clone(), |target| operation.at(Some(target(&seeded.other).as_str())));
    let mut calls = Vec::new();
    let mut call = |role, caller, path: &str, expected, whose| {
        let sending = sending(seeded, operation, line, path);
        calls.push(Call { role, caller, sending, expected, whose });
    };
    for (name, caller) in seeded.shut_out() {
        // What is open asks for no caller, so it looks at no token; but one that is shown must be good.
        let expected = if operation.guarded && caller.is_some() { '!' } else { letter(nobody, 0) };
        call(name, caller, &own, expected, "own");
    }
    for ((role, caller), cell) in seeded.roles().into_iter().zip(roles) {
        call(role, Some(caller), &own, letter(cell, 0), "own");
        if line.target.is_some() {
            call(role, Some(caller), &other, letter(cell, 2), "another's");
        }
        if line.target.is_some() || line.fixed.is_some_and(|on| uuid::Uuid::try_parse(on(seeded)).is_ok()) {
            let unknown = operation.at(Some(&uuid::Uuid::now_v7().to_string()));
            let expected = if letter(cell, 0) == 's' { 's' } else { '-' };
            call(role, Some(caller), &unknown, expected, "nobody's");
        }
    }
    calls
}

fn letter(cell: &str, place: usize) -> char {
    cell.chars().nth(place).unwrap_or_else(|| panic!("{cell} says nothing of another's"))
}

fn sending(seeded: &Seeded, operation: &Operation, line: &Line, path: &str) -> Sending {
    let body = match (&operation.media, line.file) {
        (None, _) => None,
        (_, Some(file)) => Some(file.to_owned()),
        _ => body_of(seeded, operation, line).map(|body| body.to_string()),
    };
    let path = format!("{path}{}", line.query);
    Sending { method: operation.method.clone(), path, media: operation.media.clone(), body }
}

/// The JSON that a line sends, if it sends any.
pub(super) fn body_of(seeded: &Seeded, operation: &Operation, line: &Line) -> Option<Value> {
    if operation.example.is_none() || line.file.is_some() {
        return None;
    }
    Some(line.body.map_or_else(|| example(seeded, operation), |body| body(seeded)))
}

/// Where a line's request goes, over what is the callers' own.
pub(super) fn path_of(seeded: &Seeded, operation: &Operation, line: &Line) -> String {
    operation.at(line.target.map(|target| target(&seeded.own).as_str()).or(line.fixed.map(|on| on(seeded))))
}

/// The first caller whom a line lets through.
pub(super) fn first_allowed<'a>(seeded: &'a Seeded, line: &Line) -> Option<&'a Caller> {
    let cells = line.cells.split_whitespace().skip(1);
    let allowed = seeded.roles().into_iter().zip(cells).find(|(_, cell)| cell.starts_with(['y', 'Y']));
    allowed.map(|((_, caller), _)| caller)
}

/// The example of the document, about what is there.
pub(super) fn example(seeded: &Seeded, operation: &Operation) -> Value {
    let mut body = operation.example.clone().unwrap_or_else(|| panic!("{} has an example", operation.id));
    name_what_is_there(seeded, &mut body);
    body
}

fn name_what_is_there(seeded: &Seeded, body: &mut Value) {
    match body {
        Value::Array(items) => items.iter_mut().for_each(|item| name_what_is_there(seeded, item)),
        Value::Object(members) => {
            for (name, member) in members {
                let id = match name.as_str() {
                    "courseId" => &seeded.registers.course,
                    "libraryId" | "libraryIds" => &seeded.own.library,
                    "personId" => &seeded.own.person,
                    "employmentId" => &seeded.own.employment,
                    "callId" => &seeded.registers.call,
                    "programmeId" => &seeded.registers.programme,
                    _ => {
                        name_what_is_there(seeded, member);
                        continue;
                    }
                };
                *member = if member.is_array() { serde_json::json!([id]) } else { id.as_str().into() };
            }
        }
        _ => {}
    }
}
