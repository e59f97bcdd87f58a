//! The menu: what each role has there.

use domain::access::Role;

use crate::Page;

/// A link of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub path: &'static str,
    /// Key of its text.
    pub text: &'static str,
    /// Whether one is there.
    pub here: bool,
}

/// For everybody.
const ALL: &[(&str, &str)] = &[("/kurser", "nav-courses")];
const STAFF: &[(&str, &str)] = &[("/mina-bokningar", "nav-mine"), ("/mina-val", "nav-choices")];
const MANAGER: &[(&str, &str)] = &[
    ("/personal", "nav-staff"),
    ("/personal/borta", "nav-away"),
    ("/samverkan", "nav-collaborations"),
    ("/uppfoljning", "nav-follow-up"),
    ("/mina-bokningar", "nav-mine"),
    ("/mina-val", "nav-choices"),
];
const TRAINER: &[(&str, &str)] = &[("/narvaro", "nav-attendance"), ("/mina-val", "nav-choices")];
const ORGANISER: &[(&str, &str)] = &[
    ("/inkorg", "nav-inbox"),
    ("/planering", "nav-planning"),
    ("/narvaro", "nav-attendance"),
    ("/mejl", "nav-mail"),
    ("/mina-val", "nav-choices"),
];
const COORDINATOR: &[(&str, &str)] = &[
    ("/uppfoljning", "nav-follow-up"),
    ("/rapporter", "nav-reports"),
    ("/kommuner", "nav-municipalities"),
    ("/register", "nav-registers"),
    ("/personal", "nav-people"),
    ("/planering", "nav-planning"),
    ("/mejl", "nav-mail"),
];

fn of_role(role: Role) -> &'static [(&'static str, &'static str)] {
    match role {
        Role::Staff => STAFF,
        Role::Manager => MANAGER,
        Role::Trainer => TRAINER,
        Role::Organiser => ORGANISER,
        Role::Coordinator => COORDINATOR,
    }
}

/// The links that whoever looks at a page has.
pub(crate) fn links(page: &Page) -> Vec<Link> {
    let own = page.who.as_ref().map(|who| of_role(who.role())).unwrap_or_default();
    let link = |(path, text): &(&'static str, &'static str)| Link { path, text, here: *path == page.path };
    ALL.iter().chain(own).map(link).collect()
}

/// Where somebody of a role begins.
pub(crate) fn home(role: Role) -> &'static str {
    match role {
        Role::Staff => "/mina-bokningar",
        Role::Manager => "/personal",
        Role::Trainer => "/narvaro",
        Role::Organiser => "/inkorg",
        Role::Coordinator => "/uppfoljning",
    }
}

/// Key of a role's name.
pub(crate) fn role_key(role: Role) -> &'static str {
    match role {
        Role::Staff => "role-staff",
        Role::Manager => "role-manager",
        Role::Trainer => "role-trainer",
        Role::Organiser => "role-organiser",
        Role::Coordinator => "role-coordinator",
    }
}
