//! For whom people are counted, and how far a caller's figures reach.

use domain::access::Role;
use kursplats_tests::fixture::text;
use serde_json::json;

use super::{TWO_YEARS, held, occasions, part, past};

on_both! {
    async fn a_meeting_in_the_first_hour_of_the_year_belongs_to_it(world: World) {
        world.at("2027-01-15T08:00:00Z");
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let session = past(&world, &county.course, &["2026-12-31T23:30:00Z"]).await;
        held(&world, &session, 0, &[(&amira, None)]).await;
        let old = occasions(&world, &world.coordinator, "from=2026-01-01&to=2026-12-31").await;
        let new = occasions(&world, &world.coordinator, "from=2027-01-01&to=2027-12-31").await;
        assert_eq!((&old["value"], &new["value"]), (&json!(0), &json!(1)));
        assert_eq!(part(&new, "byQuarter", "quarter", "2027-Q1")["participations"], 1);
    }
}

on_both! {
    async fn people_are_counted_for_the_library_they_took_part_for(world: World) {
        world.at("2027-01-15T08:00:00Z");
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let at_hallsberg = world.employ(&amira, &county.hallsberg).await;
        let path = format!("/people/{}/employments", amira.person);
        let all = world.get(&world.coordinator, &path).await.expect(200).body;
        let at_kumla = all["items"].as_array().expect("employments").iter().find(|one| one["libraryId"] == county.kumla.as_str());
        let at_kumla = text(&at_kumla.expect("an employment")["id"]).to_owned();
        let bo = world.librarian("Bo Ek", &county.kumla).await;

        let one_day = past(&world, &county.course, &["2026-09-15T06:00:00Z", "2026-09-15T11:00:00Z"]).await;
        held(&world, &one_day, 0, &[(&amira, Some(&at_kumla)), (&bo, None)]).await;
        held(&world, &one_day, 1, &[(&amira, Some(&at_hallsberg))]).await;
        let figures = occasions(&world, &world.coordinator, TWO_YEARS).await;
        assert_eq!((&figures["value"], &figures["participations"], &figures["uniqueParticipants"]), (&json!(1), &json!(2), &json!(2)));
        for (code, participations, minutes) in [("1861", 1, 165), ("1881", 2, 330)] {
            let part = part(&figures, "byMunicipality", "municipalityCode", code);
            assert_eq!((&part["participations"], &part["participantMinutes"]), (&json!(participations), &json!(minutes)), "{code}");
        }
        assert_eq!(part(&figures, "byLibrary", "libraryId", &county.hallsberg)["name"], "Hallsbergs bibliotek");
        assert_eq!(figures["staffReached"], json!({ "numerator": 2, "denominator": 2, "percent": "100.0" }));
        assert_eq!(figures["municipalitiesReached"]["percent"], "100.0");
        assert_eq!((&figures["seatsOffered"], &figures["noShows"]), (&json!(20), &json!(0)));
        assert_eq!(part(&figures, "byDigCompArea", "area", "1")["value"], 1);

        // Bo moves to Hallsberg: what he did for Kumla stays Kumla's.
        let employments = world.get(&world.coordinator, &format!("/people/{}/employments", bo.person)).await.expect(200).body;
        let path = format!("/employments/{}", text(&employments["items"][0]["id"]));
        world.patch(&world.coordinator, &path, &json!({ "to": "2026-09-30" })).await.expect(200);
        let body = json!({ "libraryId": county.hallsberg, "from": "2026-10-01", "category": "assistant" });
        world.post(&world.coordinator, &format!("/people/{}/employments", bo.person), &body).await.expect(201);
        let later = past(&world, &county.course, &["2026-10-15T06:00:00Z"]).await;
        held(&world, &later, 0, &[(&bo, None)]).await;
        let figures = occasions(&world, &world.coordinator, TWO_YEARS).await;
        assert_eq!(part(&figures, "byMunicipality", "municipalityCode", "1881")["participations"], 2);
        assert_eq!(part(&figures, "byMunicipality", "municipalityCode", "1861")["uniqueParticipants"], 2);
        assert_eq!((&figures["uniqueParticipants"], &figures["participations"]), (&json!(2), &json!(3)));
        assert_eq!(part(&figures, "byCategory", "category", "assistant")["participations"], 1);
    }
}

on_both! {
    async fn managers_and_organisers_see_figures_of_their_own(world: World) {
        world.at("2027-01-15T08:00:00Z");
        let county = world.county().await;
        let karin = world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.hallsberg).await;
        let first = past(&world, &county.course, &["2026-09-15T06:00:00Z"]).await;
        held(&world, &first, 0, &[(&amira, None), (&bo, None)]).await;
        let second = past(&world, &county.course, &["2026-09-16T06:00:00Z"]).await;
        held(&world, &second, 0, &[(&bo, None)]).await;

        let hers = occasions(&world, &karin, TWO_YEARS).await;
        assert_eq!((&hers["value"], &hers["participations"], &hers["externalParticipations"]), (&json!(1), &json!(1), &json!(0)));
        assert_eq!(hers["byMunicipality"].as_array().expect("parts").len(), 1);
        assert_eq!(hers["municipalitiesReached"]["denominator"], 1);
        assert_eq!(hers["staffReached"], json!({ "numerator": 1, "denominator": 2, "percent": "50.0" }));
        assert!(hers.get("seatsOffered").is_none() && hers.get("noShows").is_none(), "{hers}");
        let listed = world.get(&karin, &format!("/indicators?{TWO_YEARS}")).await.expect(200).body;
        assert_eq!(listed["items"].as_array().expect("indicators").iter().find(|item| item["code"] == "I4").expect("I4")["value"], 1);
        let rows = world.get(&karin, &format!("/indicators/I4/evidence?{TWO_YEARS}")).await.expect(200).body;
        assert_eq!((&rows["total"], &rows["items"][0]["participants"]), (&json!(1), &json!(1)));

        assert_eq!(occasions(&world, &world.organiser, TWO_YEARS).await["value"], 2);
        let other = world.caller(Role::Organiser, "Eva Sten", "eva@annan.example").await;
        assert_eq!(occasions(&world, &other, TWO_YEARS).await["value"], 0);
    }
}

on_both! {
    async fn no_shows_are_those_with_a_seat_who_did_not_come(world: World) {
        let county = world.county().await;
        let amira = world.librarian("Amira Haddad", &county.kumla).await;
        let bo = world.librarian("Bo Ek", &county.hallsberg).await;
        let session = world.published(&world.plan(&county.course, 4, 10)).await;
        world.books(&amira, &session).await.expect(201);
        world.books(&bo, &session).await.expect(201);
        let cecilia = world.librarian("Cecilia Dahl", &county.kumla).await;
        let david = world.librarian("David Ahl", &county.kumla).await;
        let in_time = world.books(&david, &session).await.expect(201).body;
        let late = world.books(&cecilia, &session).await.expect(201).body;
        world.cancels(&david, &in_time).await.expect(201);
        world.later(chrono::Duration::days(8));
        world.cancels(&cecilia, &late).await.expect(201);
        world.later(chrono::Duration::days(3));
        held(&world, &session, 0, &[(&amira, None)]).await;
        let figures = async || occasions(&world, &world.coordinator, TWO_YEARS).await;
        let first = figures().await;
        assert_eq!((&first["noShows"], &first["seatsOffered"]), (&json!(1), &json!(4)));
        assert_eq!(first["lateCancellations"], 1);
        assert_eq!(first["fillRate"], json!({ "numerator": 2, "denominator": 4, "percent": "50.0" }));
        held(&world, &session, 0, &[(&amira, None), (&bo, None)]).await;
        assert_eq!(figures().await["noShows"], 0);
    }
}
