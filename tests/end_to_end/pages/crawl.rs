//! Every page that links lead to, whoever follows them: what it weighs, what else it asks for, and that no list is just
//! empty.

use std::collections::{BTreeMap, BTreeSet};

use http_api::Clock;
use kursplats::demo;
use kursplats_tests::{
    browser::Page,
    world::{BEGINNING, instant},
};

use super::{counts::all, follow_up::GUNILLA, *};

/// What a page may weigh, with all that it asks for.
const BYTES_MAX: usize = 100_000;
/// A page asks for its style, and one for a script.
const FILES_MAX: usize = 2;
/// Pages that differ only in whom or what they are about.
const OF_EACH_KIND: usize = 2;
/// What is no page of this crate, or changes how one is signed in.
const ELSEWHERE: [&str; 6] = ["/page.css", "/konto", "/bekrafta", "/logga-in", "/kursplats", "/demo"];

/// An address without what it is about.
pub(super) fn kind(way: &str) -> String {
    let (path, query) = way.split_once('?').unwrap_or((way, ""));
    let parts = path.split('/').map(|part| if uuid::Uuid::try_parse(part).is_ok() { ":id" } else { part });
    let names = query.split('&').filter_map(|pair| pair.split('=').next());
    format!("{}?{}", parts.collect::<Vec<_>>().join("/"), names.collect::<Vec<_>>().join("&"))
}

fn links(page: &str) -> Vec<String> {
    let ways = all(page, "href=\"/").into_iter().map(|rest| format!("/{rest}").replace("&#38;", "&"));
    let ways = ways.map(|way| way.replace("&amp;", "&").split('#').next().unwrap_or_default().to_owned());
    ways.filter(|way| !ELSEWHERE.iter().any(|other| way.starts_with(other))).collect()
}

/// The pages that links lead to from where somebody begins, some of each kind.
pub(super) async fn pages(browser: &Browser) -> Vec<(String, Page)> {
    let mut waiting = vec![browser.get("/").await.expect(303).header("location").to_owned()];
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    while let Some(way) = waiting.pop() {
        let looked = kinds.entry(kind(&way)).or_default();
        if *looked == OF_EACH_KIND || !seen.insert(way.clone()) {
            continue;
        }
        *looked += 1;
        let page = browser.get(&way).await;
        // What needs a fresh proof, and files, lead elsewhere.
        assert!([200, 303].contains(&page.status), "a link leads to {way}, which answers {}", page.status);
        if page.status == 200 && page.header("content-type").starts_with("text/html") {
            waiting.extend(links(&page.text));
            found.push((way, page));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_the_demo_is_small_and_asks_for_little() {
    let folder = tempfile::tempdir().expect("a folder");
    let started = demo::start(folder.path(), 0, Clock::held_at(instant(BEGINNING))).await.expect("the demo starts");
    for role in Role::ALL {
        let browser = Browser::at(&format!("http://{}", started.running.address));
        browser.submit("/demo", &[("role", role.word())]).await.expect(303);
        let pages = pages(&browser).await;
        assert!(pages.len() > 5, "{} pages of the {}", pages.len(), role.word());
        for (way, page) in pages {
            let files = ["<link rel=\"stylesheet\" href=\"", "<script src=\"", "<img src=\""];
            let files: Vec<&str> = files.iter().flat_map(|before| all(&page.text, before)).collect();
            assert!(files.len() <= FILES_MAX, "{way} asks for {files:?}");
            let mut bytes = page.text.len();
            for file in files {
                bytes += browser.get(file).await.expect(200).text.len();
            }
            assert!(bytes < BYTES_MAX, "{way} weighs {bytes} bytes");
        }
    }
    started.running.stop().await.expect("the demo stops");
}

on_both! {
    async fn a_list_with_nothing_in_it_says_what_to_do_next(world: World) {
        let county = world.county().await;
        world.librarian("Amira Haddad", &county.kumla).await;
        world.employed(Role::Manager, "Karin Holm", &county.kumla).await;
        let visitors = [
            world.signed_in(&email("Amira Haddad")).await,
            proven(&world, &email("Karin Holm"), Role::Manager).await.0,
            proven(&world, "jonas@medborgarskolan.example", Role::Organiser).await.0,
            proven(&world, GUNILLA, Role::Coordinator).await.0,
        ];
        let mut empty = BTreeSet::new();
        for browser in &visitors {
            for (way, page) in pages(browser).await {
                for list in page.text.split("class=\"empty\" data-empty>").skip(1) {
                    let list = list.split("</div>").next().unwrap_or_default();
                    assert!(list.contains("<a href=\""), "{way}: {list}");
                    empty.insert(kind(&way));
                }
            }
        }
        assert!(empty.len() >= 10, "only these were empty: {empty:?}");
    }
}
