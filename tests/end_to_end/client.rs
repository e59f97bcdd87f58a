//! A client generated from the committed OpenAPI document books a seat: the document is enough to go by.

use std::{path::Path, process::Command};

use kursplats_tests::{
    fixture::text,
    peers,
    world::{Engine, World},
};
use serde_json::Value;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_generated_client_books_a_seat() {
    let Some(python) = peers::python() else { return };
    let world = World::new(Engine::Sqlite).await.expect("SQLite is always there");
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let session = world.published(&world.plan(&county.course, 12, 30)).await;

    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = world.folder();
    let mut generator = Command::new(&python);
    generator.args(["-m", "openapi_python_client", "generate", "--meta", "none"]);
    generator.arg("--path").arg(manifest.join("../openapi.json"));
    generator.arg("--output-path").arg(folder.join("kursplats_client"));
    let generated = generator.output().expect("the generator runs");
    assert!(generated.status.success(), "{}", String::from_utf8_lossy(&generated.stderr));

    let mut client = Command::new(&python);
    client.arg(manifest.join("peers/generated_client.py")).arg(&folder);
    client.arg(format!("{}/kursplats/v1", world.base)).arg(&amira.token);
    let output = tokio::task::spawn_blocking(move || client.output().expect("the client runs")).await.expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<Value> =
        String::from_utf8_lossy(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines[0]["sessionId"], session["id"]);
    assert_eq!((text(&lines[0]["status"]), &lines[0]), ("confirmed", &lines[1]));
    world.close().await;
}
