//! The texts of a mail, each language in a folder of its own: `crates/notices/templates/sv` and `…/en`.

use askama::Template;
use calendar::clean;
use domain::notice::{CalendarMethod, Language, NoticeKind};

use crate::view::{OnSite, Remote, View};

/// The subject and the text in both forms.
pub(crate) struct Texts {
    /// One line.
    pub(crate) subject: String,
    /// For those who read plain text.
    pub(crate) plain: String,
    /// The same as a page. Everything that comes from a person is escaped.
    pub(crate) html: String,
}

/// One text, in one file.
macro_rules! text {
    ($name:ident, $path:tt) => {
        #[derive(Template)]
        #[template(path = $path)]
        struct $name<'a> {
            view: &'a View,
        }
    };
}

text!(SwedishSubject, "sv/subject.txt");
text!(SwedishPlain, "sv/mail.txt");
text!(SwedishPage, "sv/mail.html");
text!(SwedishSignIn, "sv/sign_in.txt");
text!(SwedishSignInPage, "sv/sign_in.html");
text!(EnglishSubject, "en/subject.txt");
text!(EnglishPlain, "en/mail.txt");
text!(EnglishPage, "en/mail.html");
text!(EnglishSignIn, "en/sign_in.txt");
text!(EnglishSignInPage, "en/sign_in.html");

/// Writes the texts in the language of whoever gets them.
///
/// # Errors
/// When a template fails.
pub(crate) fn write(view: &View) -> askama::Result<Texts> {
    let signs_in = matches!(view.kind, NoticeKind::SignIn | NoticeKind::SignInElsewhere);
    let (subject, plain, html) = match view.language {
        Language::Swedish if signs_in => {
            (SwedishSubject { view }.render()?, SwedishSignIn { view }.render()?, SwedishSignInPage { view }.render()?)
        }
        Language::Swedish => {
            (SwedishSubject { view }.render()?, SwedishPlain { view }.render()?, SwedishPage { view }.render()?)
        }
        Language::English if signs_in => {
            (EnglishSubject { view }.render()?, EnglishSignIn { view }.render()?, EnglishSignInPage { view }.render()?)
        }
        Language::English => {
            (EnglishSubject { view }.render()?, EnglishPlain { view }.render()?, EnglishPage { view }.render()?)
        }
    };
    Ok(Texts { subject: clean::header_text(&subject), plain: clean::tidy(&plain), html: without_empty_lines(&html) })
}

fn without_empty_lines(html: &str) -> String {
    html.lines().filter(|line| !line.trim().is_empty()).fold(String::new(), |out, line| out + line + "\n")
}

#[cfg(test)]
mod tests;
