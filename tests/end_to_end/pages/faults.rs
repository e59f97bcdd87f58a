//! What is wrong in a form is told the same way by every form: above it, beside the field, and in the title; and nothing
//! that was typed is lost.

use std::collections::BTreeSet;

use http_api::Clock;
use kursplats::demo;
use kursplats_tests::{
    browser::Page,
    world::{BEGINNING, instant},
};

use super::{
    counts::{Filled, forms},
    crawl::{kind, pages},
    *,
};

/// Longer than any field of one line may be, and no date, number or address.
const LINE: usize = 600;
/// Longer than any field of several lines may be.
const AREA: usize = 5_000;
/// A table is faulty cell by cell, which is told elsewhere.
const TABLES: &str = "/importera/";

/// What an answer lacks of what every form does.
fn lacking(form: &Filled<'_>, answer: &Page) -> Vec<String> {
    if answer.status != 400 {
        return vec![format!("answers {}", answer.status)];
    }
    let page = answer.text.as_str();
    let mut lacking = Vec::new();
    let mut need = |what: &str, is: bool| {
        if !is {
            lacking.push(what.to_owned());
        }
    };
    need("a title that says so", page.contains("<title>Fel: "));
    need("the heading", page.contains("Det finns ett problem</h2>"));
    let before = |first: &str, second: &str| page.find(first).zip(page.find(second)).is_some_and(|(a, b)| a < b);
    need("a summary above the heading of the page", before("<div class=\"summary\" role=\"alert\"", "<h1>"));
    let kept = format!(" value=\"{}\"", "x".repeat(LINE));
    need("all that was typed", page.matches(&kept).count() == form.lines.len());
    let areas = page.matches(&format!(">{}</textarea>", "x".repeat(AREA))).count();
    need("all that was typed into several lines", areas == form.areas.len());
    let summary = page.split("<div class=\"summary\"").nth(1).and_then(|rest| rest.split("</div>").next());
    let links: Vec<&str> = summary.unwrap_or_default().split("<a href=\"#").skip(1).collect();
    need("a link to a field", !links.is_empty());
    for link in links {
        let (field, rest) = link.split_once("\">").expect("a link");
        let words = rest.split("</a>").next().unwrap_or_default();
        need(&format!("the field of {words}"), page.contains(&format!(" id=\"{field}\"")));
        let beside = format!(" id=\"{field}-fault\">{words}</span>");
        need(&format!("the same words beside {field}"), page.contains(&beside));
    }
    lacking
}

/// Sends a form with nothing right in it.
async fn sent(browser: &Browser, form: &Filled<'_>) -> Page {
    let (line, area) = ("x".repeat(LINE), "x".repeat(AREA));
    let mut fields = form.fields.clone();
    fields.extend(form.lines.iter().map(|name| (*name, line.as_str())));
    fields.extend(form.areas.iter().map(|name| (*name, area.as_str())));
    browser.submit(form.way, &fields).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_tells_what_is_wrong_and_keeps_what_was_typed() {
    let folder = tempfile::tempdir().expect("a folder");
    let started = demo::start(folder.path(), 0, Clock::held_at(instant(BEGINNING))).await.expect("the demo starts");
    let (mut tried, mut wrong) = (BTreeSet::new(), Vec::new());
    for role in Role::ALL {
        let browser = Browser::at(&format!("http://{}", started.running.address));
        browser.submit("/demo", &[("role", role.word())]).await.expect(303);
        for (way, page) in pages(&browser).await {
            for form in forms(&page.text) {
                let form_kind = kind(form.way);
                if form.typed() == 0 || form.way.starts_with(TABLES) || !tried.insert(form_kind) {
                    continue;
                }
                let lacking = lacking(&form, &sent(&browser, &form).await);
                wrong.extend(lacking.into_iter().map(|what| format!("{}, on {way}: {what}", form.way)));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(tried.len() >= 15, "only these were tried: {tried:?}");
    started.running.stop().await.expect("the demo stops");
}
