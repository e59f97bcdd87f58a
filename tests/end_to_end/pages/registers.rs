//! The coordinator keeps the registers behind the indicators, reads the log, and sees to disposal.

use chrono::Duration;
use kursplats_tests::{browser::OWN, fixture::text};
use reqwest::Method;
use serde_json::json;

use super::{follow_up::GUNILLA, *};
use crate::reporting::{attended, past_session};

async fn gunilla(world: &World, visitor: &mut Visitor) -> Telephone {
    let (browser, telephone) = proven(world, GUNILLA, Role::Coordinator).await;
    visitor.comes_as(&browser).await;
    telephone
}

async fn she_sees_which_municipalities_nobody_has_come_from(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    let amira = world.librarian("Amira Haddad", &county.kumla).await;
    let (_, meeting) = past_session(&world, &county, 30).await;
    attended(&world, &meeting, &[&amira]).await;
    gunilla(&world, &mut visitor).await;
    visitor.opens("/uppfoljning").await;
    visitor.clicks("Kommuner").await.sees("Kommuner som ingen har deltagit för").await.sees("Hallsberg").await;
    visitor.clicks("Visa den publika vyn").await.sees("<5 eller dold").await;
    visitor.sees_no("Kommuner som ingen har deltagit för").await;
    world.close().await;
}
on_every_screen!(she_sees_which_municipalities_nobody_has_come_from);

async fn she_registers_grants_one_by_one_and_from_a_table(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    world.county().await;
    gunilla(&world, &mut visitor).await;
    visitor.opens("/register").await.sees("Granskningslogg").await;
    visitor.clicks("Projektbidrag").await.sees("Inga beslut är registrerade.").await;
    visitor
        .clicks("Registrera en utlysning")
        .await
        .types("title", "Digitala bibliotek")
        .await
        .types("year", "i år")
        .await;
    visitor.clicks("Spara").await.sees("Det finns ett problem").await;
    visitor.types("year", "2026").await.clicks("Spara").await.sees("Registrera ett beslut").await;
    visitor.types("registryNumber", "26RS77").await.types("decisionDate", "2026-05-04").await;
    visitor.types("amountKronor", "45 000").await.chooses("municipalityCodes", "1881").await;
    visitor.clicks("Spara").await.sees("Gäller it-kriteriet?: behöver anges").await;
    visitor.chooses("criterion", "ja").await.clicks("Spara").await.sees("26RS77").await.sees("45000 kronor").await;
    visitor.clicks("Återta 26RS77").await.clicks("Återta bidraget").await.sees("Varför: får inte vara tomt").await;
    visitor.types("reason", "Projektet blev inte av").await.clicks("Återta bidraget").await.sees("Återtaget").await;
    visitor.clicks("Importera en tabell").await.clicks("Granska först").await;
    visitor.sees("Tabellen: får inte vara tomt").await;
    let wrong = "diarienummer;beslut;beslutsdatum;belopp;kommunkod\n26RS78;kanske;2026-06-01;1000;1881\n";
    visitor.types("table", wrong).await.clicks("Granska först").await.sees("Rad 2, decision: ").await;
    visitor.sees("Ingen importeras så länge något är fel.").await;
    let right =
        "diarienummer;beslut;beslutsdatum;belopp;kommunkod;it-kriteriet\n26RS78;beviljat;2026-06-01;1000;1881;ja\n";
    visitor.types("table", right).await.clicks("Granska först").await.sees("1 kan importeras.").await;
    visitor.clicks("Importera").await.sees("26RS78").await;
    world.close().await;
}
on_every_screen!(she_registers_grants_one_by_one_and_from_a_table);

async fn she_brings_a_file_that_a_spreadsheet_has_saved(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    world.county().await;
    gunilla(&world, &mut visitor).await;
    visitor.opens("/importera/projektbidrag").await;
    visitor.clicks("Granska filen").await.sees("Filen: får inte vara tomt").await;
    let picture = world.folder().join("bild.csv");
    std::fs::write(&picture, [0x89, b'P', b'N', b'G', 0, 1, 2]).expect("written");
    visitor.brings("file", &picture).await.clicks("Granska filen").await.sees("Det finns ett problem").await;
    // As Swedish Excel saves it: Windows-1252, and semicolons.
    let table = world.folder().join("bidrag.csv");
    let rows = b"diarienummer;beslut;beslutsdatum;belopp;kommunkod;it-kriteriet;sk\xe4l\r\n\
        26RS79;beviljat;2026-06-01;1000;1881;kanske;\xe5\xe4\xf6\r\n";
    std::fs::write(&table, rows).expect("written");
    visitor.brings("file", &table).await.clicks("Granska filen").await.sees("Rad 2, ").await;
    let typed = "return document.getElementById('table').value";
    let typed = visitor.run(typed).await;
    assert!(text(&typed).contains(";kanske;åäö"), "{typed}");
    let right = text(&typed).replace("kanske;åäö", "ja;");
    visitor.types("table", &right).await.clicks("Granska först").await.sees("1 kan importeras.").await;
    visitor.clicks("Importera").await.sees("26RS79").await;
    world.close().await;
}
on_every_screen!(she_brings_a_file_that_a_spreadsheet_has_saved);

on_both! {
    async fn files_are_taken_from_whoever_may_on_our_own_pages(world: World) {
        let county = world.county().await;
        world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let (karin, _) = proven(&world, &email("Karin Holm"), Role::Manager).await;
        let (gunilla, _) = proven(&world, GUNILLA, Role::Coordinator).await;
        let body = "--grans\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\
            Content-Type: text/csv\r\n\r\ndiarienummer;beslut;beslutsdatum;belopp;kommunkod;it-kriteriet\r\n\
            26RS80;beviljat;2026-06-01;1000;1881;ja\r\n--grans--\r\n";
        let kind = ("Content-Type", "multipart/form-data; boundary=grans");
        let send = async |browser: &Browser, path: &str, headers: &[(&str, &str)]| {
            browser.send(Method::POST, path, headers, Some(body.to_owned())).await
        };
        let path = "/importera/projektbidrag/fil";
        let seen = send(&gunilla, path, &[kind, OWN]).await.expect(200).text;
        assert!(seen.contains("1 kan importeras.") && seen.contains("26RS80"), "{seen}");
        let grants = gunilla.get("/projektbidrag").await.expect(200).text;
        assert!(!grants.contains("26RS80"), "looking takes nothing in: {grants}");
        send(&gunilla, path, &[kind]).await.expect(403);
        send(&gunilla, "/importera/nagot/fil", &[kind, OWN]).await.expect(404);
        send(&karin, path, &[kind, OWN]).await.expect(404);
        gunilla.submit(path, &[("table", "x")]).await.expect(400);
        karin.submit(path, &[("table", "x")]).await.expect(404);
    }
}

async fn she_adds_a_programme_and_decides_what_counts(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    world.county().await;
    gunilla(&world, &mut visitor).await;
    visitor.opens("/register").await;
    visitor.clicks("Program").await.sees("Det finns inget program än.").await;
    visitor.types("name", "Digitalt först").await.types("from", "2026-01-01").await.types("to", "2025-12-31").await;
    visitor.clicks("Spara").await.sees("Det finns ett problem").await;
    visitor.types("to", "2027-12-31").await.clicks("Spara").await.sees("Första mätomgången").await;
    let wave = json!({ "name": "Före", "from": "2026-01-01", "to": "2026-12-31" });
    let wave = world.post(&world.coordinator, "/self-assessment-waves", &wave).await.expect(201).id();
    let way = visitor.way().await;
    visitor.opens(&way).await;
    visitor.chooses("baselineWaveId", &wave).await.types("goal", "Större trygghet").await.clicks("Spara").await;
    visitor.sees("Större trygghet").await;
    visitor.clicks("Digitalt först").await.sees("Sista mätomgången").await;
    let chosen = "return document.getElementById('baselineWaveId').value";
    assert_eq!(visitor.run(chosen).await, wave);
    visitor.opens("/register").await;
    visitor.clicks("Indikatorernas definitioner").await.sees("80 %").await;
    visitor.clicks("I2 Profil i Digiteket").await.sees("i personalregistret").await.sees("Version 1").await;
    visitor.types("targetPercent", "120").await.types("validFrom", "2027-01-01").await;
    visitor.clicks("Spara den nya versionen").await.sees("Varför: får inte vara tomt").await;
    visitor.types("reason", "Nytt mål").await.clicks("Spara den nya versionen").await;
    visitor.sees("Det finns ett problem").await;
    visitor.types("targetPercent", "90").await.clicks("Spara den nya versionen").await;
    visitor.sees("Version 2").await.sees("90 %").await.sees("Nytt mål").await;
    world.close().await;
}
on_every_screen!(she_adds_a_programme_and_decides_what_counts);

async fn she_brings_a_plan_forward_and_holds_waves_and_surveys(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    world.county().await;
    let programme = json!({ "name": "Digitalt först", "from": "2026-01-01", "to": "2027-12-31" });
    world.post(&world.coordinator, "/programmes", &programme).await.expect(201);
    gunilla(&world, &mut visitor).await;
    visitor.opens("/handlingsplaner").await;
    visitor.types("title", "Plan 2027").await.clicks("Spara").await;
    visitor.clicks("Spara").await.sees("Nytt läge: får inte vara tomt").await;
    visitor.chooses("state", "adopted").await.types("on", "2026-11-20").await.types("reference", "26RS1234").await;
    visitor.clicks("Spara").await.sees("26RS1234").await.sees("Fastställd").await;
    visitor.opens("/matomgangar").await;
    visitor.types("name", "Före").await.types("from", "2026-01-01").await;
    visitor.types("to", "2026-12-31").await.clicks("Spara").await.sees("0 enkäter är besvarade.").await;
    visitor.types("count", "2").await.clicks("Skapa länkar").await.sees("/sjalvskattning/").await;
    visitor.clicks("Mätomgången").await.sees("2 länkar är utlämnade.").await;
    visitor.clicks("Stäng mätomgången").await.sees("stängd").await.sees_no("Skapa länkar").await;
    visitor.opens("/enkater").await;
    visitor.types("title", "Har det blivit lättare?").await;
    visitor.types("opensOn", "2026-11-01").await.types("closesOn", "2026-12-31").await.clicks("Spara").await;
    visitor.sees("Utkast").await;
    visitor.types("invited", "12").await.types("strengthened", "7").await;
    visitor.types("notStrengthened", "2").await.types("dontKnow", "många").await.clicks("Spara antalen").await;
    visitor.sees("Det finns ett problem").await;
    visitor.types("dontKnow", "1").await.clicks("Spara antalen").await;
    visitor.sees("Stängd").await.sees("10 har svarat.").await.sees("83,3 %").await;
    world.close().await;
}
on_every_screen!(she_brings_a_plan_forward_and_holds_waves_and_surveys);

async fn she_reads_the_log_and_decides_on_disposal(screen: Screen) {
    let Some((world, mut visitor)) = open(screen).await else { return };
    let county = world.county().await;
    world.librarian("Amira Haddad", &county.kumla).await;
    let telephone = gunilla(&world, &mut visitor).await;
    visitor.opens("/granskning").await.sees("Någon loggade in").await.sees("Av Gunilla Berg").await;
    visitor.chooses("kind", "courseAdded").await.clicks("Visa").await.sees("En kurs lades till").await;
    visitor.chooses("kind", "reportLocked").await.clicks("Visa").await.sees("Inget i loggen passar ditt val.").await;
    world.later(Duration::minutes(11));
    visitor.opens("/gallring").await.sees("inget beslut").await;
    visitor.clicks("Ändra regeln för Mejlens texter").await;
    assert!(visitor.way().await.starts_with("/bekrafta?next=/gallring/"), "{}", visitor.way().await);
    let code = telephone.code(world.clock.now());
    visitor.types("code", &code).await.clicks("Bekräfta").await;
    visitor.types("items[0].amount", "många").await.clicks("Spara regeln").await.sees("Det finns ett problem").await;
    visitor
        .types("items[0].amount", "30")
        .await
        .types("decisionReference", "26RS99")
        .await
        .clicks("Spara regeln")
        .await;
    visitor.sees("30 dagar").await.sees("26RS99").await;
    visitor.clicks("Gallra nu").await.sees("klart").await.sees_no("Inget har gallrats än.").await;
    world.close().await;
}
on_every_screen!(she_reads_the_log_and_decides_on_disposal);

on_both! {
    async fn registers_are_the_coordinators(world: World) {
        let county = world.county().await;
        world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let (karin, _) = proven(&world, &email("Karin Holm"), Role::Manager).await;
        for path in ["/kommuner", "/register", "/program", "/definitioner", "/definitioner/I4", "/projektbidrag", "/projektbidrag/nytt", "/handlingsplaner",
            "/matomgangar", "/enkater", "/importera/projektbidrag", "/granskning", "/gallring"] {
            karin.get(path).await.expect(404);
        }
        karin.submit("/gallring", &[]).await.expect(404);
        karin.submit("/program", &[("name", "Eget")]).await.expect(404);
        karin.submit("/definitioner/I4", &[("reason", "Nej")]).await.expect(404);
        karin.submit("/importera/projektbidrag", &[("table", "dnr"), ("act", "import")]).await.expect(404);
        let (gunilla, _) = proven(&world, GUNILLA, Role::Coordinator).await;
        for path in ["/importera/nagot", "/gallring/nagot", "/program/1", "/definitioner/I9", "/handlingsplaner/1", "/matomgangar/1", "/enkater/1"] {
            gunilla.get(path).await.expect(404);
        }
        world.later(Duration::minutes(11));
        let proof = gunilla.submit("/gallring", &[]).await.expect(303);
        assert_eq!(proof.header("location"), "/bekrafta?next=/gallring");
    }
}
