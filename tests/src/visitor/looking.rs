//! What keeps people from using a page, looked for on every page that somebody sees.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use serde_json::json;

use super::Visitor;
use crate::peers;

/// What looks at a page beside axe: names of what is wrong.
const LOOK: &str = r"
const wrong = [];
const say = (problem, is) => { if (is) wrong.push(problem); };
say('not one h1', document.querySelectorAll('h1').length !== 1);
say('no title', !document.title.replace('– Kursplats', '').trim());
say('no language', !['sv', 'en'].includes(document.documentElement.lang));
const inline = document.querySelector('style, [style]:not([style=\'\']), script:not([type=\'application/ld+json\']):not([src])');
say('a style or script in the page: ' + inline?.outerHTML.slice(0, 120), inline);
const first = document.querySelector('a, button, input, select, textarea');
say('no skip link first', !first || first.getAttribute('href') !== '#main' || !document.getElementById('main'));
const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
say('an id twice', new Set(ids).size !== ids.length);
say('an empty list', [...document.querySelectorAll('main ul, main ol')].some(list => !list.children.length));
const faulty = document.querySelector('.summary, .fault');
say('a summary without its title', faulty && !/^(Fel|Error): /.test(document.title));
say('a summary that has not the focus', faulty && faulty.matches('.summary') && document.activeElement !== faulty);
return wrong;
";
/// What a page is but for its numbers and identifiers, and what has the focus in it.
const FORM: &str = r"
const focused = document.activeElement?.outerHTML ?? '';
return (document.documentElement.outerHTML + focused).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+/g, '0');
";
/// What sticks out to the right.
const SIDEWAYS: &str = r"
const page = document.documentElement;
if (page.scrollWidth <= page.clientWidth) return [];
const out = [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > page.clientWidth);
return out.map(one => one.outerHTML.slice(0, 120)).concat('the page: ' + page.scrollWidth);
";

impl Visitor {
    /// Sees to it that everybody can use the page: axe finds nothing of any severity, nothing sticks out at this width,
    /// at 320 pixels and with letters twice as large, and the browser complains of nothing. A page that differs from one
    /// already looked at in nothing but numbers is not looked at closely again.
    ///
    /// # Panics
    /// When somebody could not.
    pub async fn looks_around(&self) -> &Self {
        // The page has come as it is without JavaScript; what looks at it needs some.
        self.lets_scripts_run(true).await;
        if self.is_new().await {
            self.looks_closely().await;
        }
        self.lets_scripts_run(self.screen.script).await;
        let complaints = self.browser.complaints().await;
        // The pages have no icon, and a page that is refused has the status of that.
        let ours =
            |complaint: &&String| !complaint.contains("favicon") && !complaint.contains("Failed to load resource");
        assert_eq!(complaints.iter().filter(ours).collect::<Vec<_>>(), Vec::<&String>::new());
        self
    }

    /// Whether nobody has looked at such a page on such a screen: one that differs in more than numbers and in what has
    /// the focus.
    async fn is_new(&self) -> bool {
        static SEEN: Mutex<BTreeSet<(u32, String)>> = Mutex::new(BTreeSet::new());
        let form = self.run(FORM).await.as_str().expect("a text").to_owned();
        SEEN.lock().unwrap_or_else(PoisonError::into_inner).insert((self.screen.size.0, form))
    }

    async fn looks_closely(&self) {
        let found = self.run(LOOK).await;
        assert_eq!(found, json!([]), "{}", self.page().await);
        let source = peers::axe().expect("axe-core is there");
        let look = format!(
            "{source}\nreturn axe.run(document, {{ preload: false, resultTypes: ['violations'], rules: {{ 'target-size': {{ \
             enabled: true }} }} }}).then(found => \
             found.violations.map(one => one.id + ': ' + one.help + '\\n' + one.nodes.map(node => node.html + '\\n' + \
             node.failureSummary).join('\\n')))"
        );
        let found = self.run(&look).await;
        assert_eq!(found, json!([]), "{}", self.page().await);
        assert_eq!(self.run(SIDEWAYS).await, json!([]), "sticks out: {}", self.page().await);
        self.resize((320, 800)).await;
        assert_eq!(self.run(SIDEWAYS).await, json!([]), "sticks out at 320 pixels: {}", self.page().await);
        self.resize(self.screen.size).await;
        self.run("document.documentElement.style.fontSize = '200%'").await;
        assert_eq!(self.run(SIDEWAYS).await, json!([]), "sticks out with large letters: {}", self.page().await);
        self.run("document.documentElement.removeAttribute('style')").await;
    }
}
