//! I6: the action plan.

use kursplats_tests::world::{Answer, World};
use reqwest::Method;
use serde_json::{Value, json};

use super::{codes, history, indicator, of_2026, reasons, rule, vectors};

async fn plan(world: &World) -> String {
    let body = json!({ "title": "Handlingsplan för fortsatt digitalisering" });
    format!("/action-plans/{}", world.post(&world.coordinator, "/action-plans", &body).await.expect(201).id())
}

async fn advance(world: &World, plan: &str, state: &str, on: &str, reference: Value) -> Answer {
    let body = json!({ "state": state, "on": on, "reference": reference });
    world.post(&world.coordinator, &format!("{plan}/states"), &body).await
}

/// One plan a case, in a world of its own.
async fn of_case(world: &World, case: &Value) {
    let input = &case["input"];
    assert_eq!(of_2026(world, "I6").await["status"], "noData");
    let path = plan(world).await;
    assert_eq!(of_2026(world, "I6").await["status"], "notMet", "planned only");
    advance(world, &path, "draft", "2026-02-01", json!(null)).await.expect(201);
    if let Some(on) = input["adoptedOn"].as_str() {
        advance(world, &path, "adopted", on, input["reference"].clone()).await.expect(201);
    }
    let found = of_2026(world, "I6").await;
    let (status, reason) = match case["expect"].as_str().expect("a word") {
        "met" => ("met", "counted"),
        "insufficient-evidence" => ("insufficientEvidence", "referenceMissing"),
        _ => ("notMet", "notDrawnUp"),
    };
    assert_eq!(found["status"], status, "{case}: {found}");
    assert_eq!(reasons(world, "I6").await, [reason], "{case}");
    let late = input["adoptedOn"] == "2027-01-10";
    assert_eq!(codes(&found["warnings"]), if late { vec![("daysLate".to_owned(), 10)] } else { vec![] }, "{case}");
    assert_eq!(found["actionPlans"]["plans"][0]["daysLate"], if late { json!(10) } else { json!(null) });
}

macro_rules! case {
    ($name:ident, $number:literal) => {
        on_both! {
            async fn $name(world: World) {
                of_case(&world, &vectors()["I6"][$number]).await;
            }
        }
    };
}

case!(an_adopted_plan_with_its_reference_is_met, 0);
case!(a_draft_is_not_enough, 1);
case!(a_plan_adopted_after_the_period_is_late, 2);
case!(a_plan_without_its_reference_lacks_evidence, 3);

on_both! {
    async fn a_plan_only_goes_forward_and_its_log_says_who_and_when(world: World) {
        let path = plan(&world).await;
        advance(&world, &path, "planned", "2026-01-01", json!(null)).await.expect(400);
        advance(&world, &path, "superseded", "2026-01-01", json!(null)).await.expect_code(409, "planGoesForward");
        advance(&world, &path, "referred", "2026-03-01", json!(null)).await.expect(201);
        advance(&world, &path, "draft", "2026-04-01", json!(null)).await.expect_code(409, "planGoesForward");
        advance(&world, &path, "adopted", "2026-02-28", json!(null)).await.expect_code(409, "planGoesForward");
        world.later(chrono::Duration::days(1));
        let adopted = advance(&world, &path, "adopted", "2026-03-01", json!(null)).await.expect(201);
        let log = adopted.body["states"].as_array().expect("states").clone();
        assert_eq!((log.len(), &log[0]["state"], &log[1]["state"]), (2, &json!("referred"), &json!("adopted")));
        assert_eq!((&log[0]["recordedAt"], &log[1]["recordedAt"]), (&json!("2026-11-24T08:00:00Z"), &json!("2026-11-25T08:00:00Z")));
        assert_eq!(log[0]["recordedBy"], json!(world.coordinator.person));

        // What was missing is named afterwards.
        assert_eq!(codes(&of_2026(&world, "I6").await["completeness"]), [("referenceMissing".to_owned(), 1)]);
        let named = json!({ "reference": "26RS1234" });
        let stale = world.send(Method::PATCH, &path, Some(&world.coordinator), &[("If-Match", "\"1\"")], Some(&named)).await;
        stale.expect_code(412, "staleVersion");
        let tag = adopted.etag.expect("a tag");
        world.send(Method::PATCH, &path, Some(&world.coordinator), &[("If-Match", &tag)], Some(&named)).await.expect(200);
        assert_eq!(of_2026(&world, "I6").await["status"], "met");
        assert_eq!(indicator(&world, "I6", "2025-01-01", "2025-12-31").await["status"], "notMet");
        assert_eq!(indicator(&world, "I6", "2027-01-01", "2027-12-31").await["status"], "notMet");
        assert_eq!(world.get(&world.coordinator, &path).await.expect(200).body["reference"], "26RS1234");
        let events = history(&world, "actionPlanAdvanced").await;
        assert_eq!((events.len(), &events[0]["before"]["steps"]), (2, &json!([])));
    }
}

on_both! {
    async fn read_as_drafted_the_state_of_the_last_day_decides(world: World) {
        rule(&world, "I6", json!({ "metWhen": "draft" })).await;
        let path = plan(&world).await;
        advance(&world, &path, "draft", "2026-06-30", json!("https://region.example/utkast")).await.expect(201);
        advance(&world, &path, "adopted", "2027-03-01", json!("27RS0100")).await.expect(201);
        assert_eq!(indicator(&world, "I6", "2026-01-01", "2026-06-29").await["status"], "notMet");
        let half = indicator(&world, "I6", "2026-01-01", "2026-06-30").await;
        assert_eq!(half["status"], "met");
        let standing = &half["actionPlans"]["plans"][0];
        assert_eq!((&standing["state"], &standing["reference"]), (&json!("draft"), &json!("https://region.example/utkast")));
        let empty = plan(&world).await;
        let refused = world.patch(&world.coordinator, &empty, &json!({ "reference": "27RS0200" })).await.expect(400).body;
        assert_eq!(refused["invalidParams"][0]["name"], "reference");
    }
}
