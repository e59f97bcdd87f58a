//! The end of the answers: once a programme's last report is locked, they are deleted, and every figure stays.

use super::*;
use crate::reporting::locked;

const ANSWERS: &str = "SELECT COUNT(*) FROM self_assessment_answer";

/// A closed wave of so many answers.
async fn gathered(world: &World, name: &str, answers: [u64; 4], count: usize) -> String {
    let wave = wave(world, name).await;
    sends(world, &wave, file(&vec![("1881", answers.to_vec()); count]), false, None).await.expect(201);
    close(world, &wave).await;
    wave
}

/// A report of a programme, not locked yet.
async fn report(world: &World, programme: &str, kind: &str) -> String {
    let body = json!({ "kind": kind, "programmeId": programme, "from": "2026-01-01", "to": "2027-12-31" });
    format!("/reports/{}", world.post(&world.coordinator, "/reports", &body).await.expect(201).id())
}

async fn assessment(world: &World, report: &str) -> Value {
    let report = world.get(&world.coordinator, report).await.expect(200).body;
    crate::reporting::indicator(&report, "I1")["indicator"].clone()
}

async fn answers_of(world: &World, name: &str) -> i64 {
    let of_wave = "JOIN self_assessment_wave ON self_assessment_wave.id = self_assessment_answer.wave_id";
    number(world, &format!("{ANSWERS} {of_wave} WHERE name = '{name}'")).await
}

on_both! {
    async fn a_programmes_last_report_deletes_the_answers_and_keeps_the_figures(world: World) {
        world.county().await;
        let waves = [gathered(&world, "Våren", [3, 4, 3, 4], 6).await, gathered(&world, "Hösten", [5, 5, 4, 6], 6).await];
        let programme = programme(&world, [&waves[0], &waves[1]]).await;
        let path = report(&world, &programme, "free").await;
        locked(&world, &path).await;
        assert_eq!(number(&world, ANSWERS).await, 12, "that was not the programme's last report");
        for (from, programme, named) in [("2026-07-01", Some(&programme), "kind"), ("2026-01-01", None, "programmeId")] {
            let body = json!({ "kind": "programme", "programmeId": programme, "from": from, "to": "2027-12-31" });
            let refused = world.post(&world.coordinator, "/reports", &body).await.expect(400).body;
            assert_eq!(refused["invalidParams"][0]["name"], named);
        }
        let path = report(&world, &programme, "programme").await;
        let before = indicator(&world, &world.coordinator).await;
        assert_eq!((&before["difference"], &before["status"]), (&json!("+1.50"), &json!("met")));
        locked(&world, &path).await;
        assert_eq!(number(&world, ANSWERS).await, 0);
        assert_eq!(number(&world, "SELECT COUNT(*) FROM event WHERE kind = 'waveAnswersForgotten'").await, 2);
        assert_eq!(indicator(&world, &world.coordinator).await, before, "the figure itself stays");
        assert_eq!(assessment(&world, &path).await["selfAssessment"], before["selfAssessment"]);
        assert_eq!(world.get(&world.coordinator, &format!("{path}/deviations")).await.expect(200).body["figures"], json!([]));

        // A revision is computed from the sums, and there is nothing left to delete.
        let revisions = format!("{path}/revisions");
        let draft = world.post(&world.coordinator, &revisions, &json!({ "reason": "Ny kommentar" })).await.expect(201).id();
        let revision = format!("/reports/{draft}");
        locked(&world, &revision).await;
        assert_eq!(assessment(&world, &revision).await["selfAssessment"], before["selfAssessment"]);
        assert_eq!(indicator(&world, &world.coordinator).await, before);
    }
}

on_both! {
    async fn a_wave_of_two_programmes_is_kept_until_both_have_their_last_report(world: World) {
        world.county().await;
        let spring = gathered(&world, "Våren", [3, 4, 3, 4], 6).await;
        let [autumn, later] = [gathered(&world, "Hösten", [5, 5, 4, 6], 6).await, gathered(&world, "Senare", [6, 6, 6, 6], 6).await];
        let one = programme(&world, [&spring, &autumn]).await;
        let body = json!({ "name": "Vidare", "from": "2026-01-01", "to": "2027-12-31" });
        let other = world.post(&world.coordinator, "/programmes", &body).await.expect(201).id();
        let body = json!({ "baselineWaveId": spring, "finalWaveId": later });
        world.patch(&world.coordinator, &format!("/programmes/{other}"), &body).await.expect(200);

        let first = report(&world, &one, "programme").await;
        locked(&world, &first).await;
        let left = [answers_of(&world, "Våren").await, answers_of(&world, "Hösten").await, answers_of(&world, "Senare").await];
        assert_eq!(left, [6, 0, 6], "the other programme still needs its own two");
        // Both programmes share the period; each report is of the one it names.
        let kept = assessment(&world, &first).await;
        let second = report(&world, &other, "programme").await;
        let names = |found: &Value| text(&found["selfAssessment"]["last"]["name"]).to_owned();
        assert_eq!((names(&kept), names(&assessment(&world, &second).await)), ("Hösten".into(), "Senare".into()));
        locked(&world, &second).await;
        assert_eq!(number(&world, ANSWERS).await, 0, "nobody needs them any more");
        assert_eq!(assessment(&world, &first).await, kept);
        let deviations = world.get(&world.coordinator, &format!("{first}/deviations")).await.expect(200).body;
        assert_eq!(deviations["figures"], json!([]), "the first one's sums are still there");
    }
}
