//! What is known of the request that is being answered, for the words of problems.

use poem::Request;

tokio::task_local! {
    static CONTEXT: Context;
}

/// The language a problem is put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Swedish.
    Swedish,
    /// English.
    English,
}

/// The request being answered.
#[derive(Debug, Clone)]
pub struct Context {
    /// The language that answers are put in.
    pub language: Language,
    /// The path that was asked for.
    pub path: String,
}

impl Context {
    /// What a request says of itself.
    pub fn of(request: &Request) -> Self {
        let header = request.header("accept-language").unwrap_or_default();
        Self { language: preferred(header), path: request.original_uri().path().to_owned() }
    }

    /// The request being answered by this task.
    pub fn current() -> Self {
        let outside = || Self { language: Language::Swedish, path: "/".to_owned() };
        CONTEXT.try_with(Clone::clone).unwrap_or_else(|_| outside())
    }

    /// Answers the request with this context at hand.
    pub async fn scope<T>(self, answer: impl Future<Output = T>) -> T {
        CONTEXT.scope(self, answer).await
    }
}

/// Swedish unless English is asked for before it.
fn preferred(header: &str) -> Language {
    let wanted = header.split(',').map(|part| part.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    for language in wanted {
        match language.split('-').next() {
            Some("sv") => return Language::Swedish,
            Some("en") => return Language::English,
            _ => {}
        }
    }
    Language::Swedish
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_only_when_asked_for_first() {
        assert_eq!(preferred(""), Language::Swedish);
        assert_eq!(preferred("en"), Language::English);
        assert_eq!(preferred("de, en-GB;q=0.8"), Language::English);
        assert_eq!(preferred("sv-SE, en;q=0.5"), Language::Swedish);
    }
}
