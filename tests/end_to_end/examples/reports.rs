//! Reports.

use kursplats_tests::world::World;
use reqwest::Method;
use serde_json::json;

use super::Recorder;

pub(super) async fn record(world: &World, recorder: &mut Recorder) {
    let caller = Some(&world.coordinator);
    let body = json!({ "kind": "quarter", "from": "2027-01-01", "to": "2027-03-31" });
    let report = recorder.call(world, caller, "addReport", Method::POST, "/reports", Some(body)).await.expect(201);
    let path = format!("/reports/{}", report.id());
    let body = json!({ "title": "Första kvartalet 2027" });
    recorder.call(world, caller, "changeReport", Method::PATCH, &path, Some(body)).await.expect(200);
    let body = json!({ "code": "I4", "text": "Källkritik lockade flest. Två kurser flyttades till april." });
    let comments = format!("{path}/comments");
    recorder.call(world, caller, "commentReport", Method::PUT, &comments, Some(body)).await.expect(200);
    let body = json!({ "anyway": true, "comment": "En kursledare är sjuk och rapporterar senare." });
    let locks = format!("{path}/locks");
    recorder.call(world, caller, "lockReport", Method::POST, &locks, Some(body.clone())).await.expect(201);
    recorder.call(world, caller, "lockReport", Method::POST, &locks, Some(body)).await.expect(200);
    recorder.call(world, caller, "getReport", Method::GET, &path, None).await.expect(200);
    let public = format!("{path}/exports?format=json&view=public");
    recorder.call(world, caller, "exportReport", Method::GET, &public, None).await.expect(200);
    recorder.call(world, caller, "listReports", Method::GET, "/reports", None).await.expect(200);
    let deviations = format!("{path}/deviations");
    recorder.call(world, caller, "getDeviations", Method::GET, &deviations, None).await.expect(200);
    let body = json!({ "reason": "Närvaron för en träff rapporterades sent." });
    let revisions = format!("{path}/revisions");
    recorder.call(world, caller, "reviseReport", Method::POST, &revisions, Some(body)).await.expect(201);
}
