//! Somebody who has no mouse: every key goes to what has the focus, and she must see what that is.

use std::time::Duration;

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
pub use fantoccini::key::Key;
use serde_json::{Value, json};

use super::{PATIENCE, Visitor};
use crate::fixture::text;

/// More than there is to pass on any page of a test.
const TABS_MAX: usize = 80;
/// How often she looks whether another page has come.
const PAUSE: Duration = Duration::from_millis(50);

/// What has the focus: the words that it is known by, and what is wrong with how it shows.
///
/// A twin that has no focus is put beside it for a moment, to see that they differ.
const FOCUS: &str = r"
const one = document.activeElement;
if (!one || one === document.body) return { words: '', wrong: [] };
const tidy = text => (text ?? '').replace(/\s+/g, ' ').trim();
const label = [...(one.labels ?? [])].map(label => label.innerText).join(' ');
const group = one.type === 'radio' && one.closest('fieldset')?.querySelector('legend');
const words = tidy(one.getAttribute('aria-label') || label || one.innerText || one.value);
const wrong = [];
const box = [...one.getClientRects()].find(box => box.width > 0 && box.height > 0) ?? new DOMRect(-1, -1, 0, 0);
const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
const over = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
if (left >= right || top >= bottom) wrong.push('has the focus outside of what is shown');
else if (!over || !(one.contains(over) || over.contains(one))) wrong.push('has the focus behind something else');
const twin = one.cloneNode(false);
for (const name of ['id', 'name', 'autofocus']) twin.removeAttribute(name);
one.after(twin);
const look = of => {
    const style = getComputedStyle(of);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow].join(' ');
};
if (look(one) === look(twin)) wrong.push('looks as if it had no focus');
twin.remove();
return { words: (group ? tidy(group.innerText) + ': ' + words : words).slice(0, 200), wrong };
";

fn keyboard() -> KeyActions {
    KeyActions::new("keyboard".to_owned())
}

fn struck(keys: KeyActions, value: char) -> KeyActions {
    keys.then(KeyAction::Down { value }).then(KeyAction::Up { value })
}

/// Whether something is known by these words, or is in a group that is.
fn is_known_by(found: &str, words: &str) -> bool {
    found.strip_prefix(words).is_some_and(|rest| rest.is_empty() || rest.starts_with(": "))
}

impl Visitor {
    async fn presses_all(&self, keys: KeyActions) {
        self.browser.client.perform_actions(keys).await.expect("a key");
    }

    /// Presses a key and lets go of it.
    ///
    /// # Panics
    /// When the browser does not take it.
    pub async fn strikes(&self, key: Key) -> &Self {
        self.presses_all(struck(keyboard(), key.into())).await;
        self
    }

    /// Types letter by letter into what has the focus.
    ///
    /// # Panics
    /// When the browser does not take it.
    pub async fn writes(&self, words: &str) -> &Self {
        self.presses_all(words.chars().fold(keyboard(), struck)).await;
        self
    }

    /// Goes on with Tab until what has the focus is known by these words: its own, its label's, or those of the group
    /// that a radio button is in. On the way she always sees where she is.
    ///
    /// # Panics
    /// When it is not reached, or something on the way does not show that it has the focus.
    pub async fn tabs_to(&self, words: &str) -> &Self {
        self.tabs(words, struck(keyboard(), Key::Tab.into())).await
    }

    /// The same backwards, with Shift and Tab.
    ///
    /// # Panics
    /// When it is not reached, or something on the way does not show that it has the focus.
    pub async fn tabs_back_to(&self, words: &str) -> &Self {
        let value = Key::Shift.into();
        let held = struck(keyboard().then(KeyAction::Down { value }), Key::Tab.into());
        self.tabs(words, held.then(KeyAction::Up { value })).await
    }

    async fn tabs(&self, words: &str, keys: KeyActions) -> &Self {
        let mut passed = Vec::new();
        for _ in 0..TABS_MAX {
            self.presses_all(keys.clone()).await;
            let focus = self.run(FOCUS).await;
            assert_eq!(focus["wrong"], json!([]), "{:?} on {}, after {passed:?}", focus["words"], self.way().await);
            let found = text(&focus["words"]).to_owned();
            if is_known_by(&found, words) {
                return self;
            }
            passed.push(found);
        }
        panic!("no way with Tab to {words:?} on {}: {passed:?}", self.way().await)
    }

    /// The words that what has the focus is known by.
    ///
    /// # Panics
    /// When there is no page.
    pub async fn focus_words(&self) -> String {
        text(&self.run(FOCUS).await["words"]).to_owned()
    }

    /// Presses Enter, and waits until another page has come.
    ///
    /// # Panics
    /// When none does.
    pub async fn enters(&self) -> &Self {
        self.run("window.before = true").await;
        self.strikes(Key::Enter).await;
        let come = "return !window.before && document.readyState === 'complete'";
        for _ in 0..PATIENCE.as_millis() / PAUSE.as_millis() {
            // While the browser goes from one page to the next, nothing runs.
            let looked = self.browser.client.execute(come, Vec::new()).await;
            if looked.is_ok_and(|come| come == Value::Bool(true)) {
                return self;
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("Enter leads nowhere from {}", self.page().await)
    }
}
