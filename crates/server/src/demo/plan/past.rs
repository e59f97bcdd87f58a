//! What has been: about a year of sessions, with something of everything that happens to them.

use domain::session::{Affiliation, Format};

use super::{
    TRAINERS,
    outline::{FOR_STAFF, Lead, Outline, State},
    register::{AMIRA, CAFE_LIBRARIAN, CHANGED_EMPLOYER, KARIN, TEACHING_LIBRARIAN},
    seating::{Audience, Turnout},
};

const ELIN: Lead = Lead::Named(TRAINERS[0]);
const MATTIAS: Lead = Lead::Named(TRAINERS[1]);
const SANNA: Lead = Lead::Named(TRAINERS[2]);

/// What the past sessions have in common.
const USUAL: Outline = Outline {
    course: "DF-01",
    week: -1,
    days: &[1],
    hour: 9,
    format: Format::OnSite,
    place: None,
    lead: ELIN,
    capacity: None,
    seats_left: 6,
    audience: Audience::Everyone,
    certain: &[],
    withdrawn: 0,
    flags: FOR_STAFF,
    state: State::Published,
};

const fn held(absent: usize, late: usize, walk_ins: usize, external: u32) -> State {
    State::Held(Turnout { absent, late, walk_ins, external })
}

/// The past sessions.
pub(super) const SESSIONS: &[Outline] = &[
    Outline {
        week: -46,
        days: &[3],
        place: Some("Örebro stadsbibliotek, Nygatan 1, studierum 2"),
        seats_left: 4,
        withdrawn: 1,
        state: held(1, 1, 0, 0),
        ..USUAL
    },
    Outline {
        course: "DF-03",
        week: -43,
        days: &[1, 8],
        format: Format::Remote,
        lead: SANNA,
        seats_left: 8,
        state: held(1, 2, 0, 0),
        ..USUAL
    },
    Outline {
        course: "DF-05",
        week: -40,
        days: &[2],
        hour: 13,
        format: Format::Hybrid,
        place: Some("Kumla bibliotek, hörsalen"),
        seats_left: 9,
        certain: &[AMIRA],
        withdrawn: 2,
        state: held(2, 0, 2, 0),
        ..USUAL
    },
    Outline {
        course: "DF-06",
        week: -37,
        days: &[3],
        format: Format::Remote,
        lead: SANNA,
        seats_left: 15,
        certain: &[CHANGED_EMPLOYER],
        state: held(3, 1, 0, 1),
        ..USUAL
    },
    // A café for the public, led by a librarian: by the staff, and not for them.
    Outline {
        course: "DF-12",
        week: -33,
        hour: 13,
        place: Some("Fellingsbro bibliotek"),
        lead: Lead::Staff(CAFE_LIBRARIAN),
        seats_left: 16,
        flags: Affiliation { by_staff: true, for_staff: false, ..FOR_STAFF },
        state: held(0, 0, 0, 14),
        ..USUAL
    },
    Outline {
        course: "DF-02",
        week: -30,
        days: &[1, 8],
        place: Some("Karlskoga bibliotek, sammanträdesrummet"),
        seats_left: 3,
        certain: &[CHANGED_EMPLOYER],
        flags: Affiliation { with_staff: true, ..FOR_STAFF },
        state: held(1, 1, 0, 1),
        ..USUAL
    },
    // Does not relate to the goal.
    Outline {
        course: "OV-01",
        week: -27,
        days: &[3],
        hour: 10,
        place: Some("Hallsbergs bibliotek"),
        lead: Lead::Named("Bengt Rask"),
        seats_left: 9,
        flags: Affiliation { relates_to_goal: false, ..FOR_STAFF },
        state: held(0, 1, 1, 0),
        ..USUAL
    },
    Outline {
        course: "DF-16",
        week: -24,
        days: &[2, 3],
        place: Some("Örebro stadsbibliotek, Nygatan 1, verkstaden"),
        lead: MATTIAS,
        withdrawn: 1,
        state: held(1, 0, 0, 0),
        ..USUAL
    },
    // Nobody came.
    Outline {
        course: "DF-08",
        week: -20,
        days: &[3],
        hour: 13,
        format: Format::Remote,
        lead: SANNA,
        seats_left: 27,
        state: held(usize::MAX, 0, 0, 0),
        ..USUAL
    },
    // By a colleague, for colleagues.
    Outline {
        course: "DF-10",
        week: -16,
        days: &[1, 8],
        hour: 13,
        place: Some("Baronbackarnas bibliotek"),
        lead: Lead::Staff(TEACHING_LIBRARIAN),
        seats_left: 3,
        flags: Affiliation { by_staff: true, ..FOR_STAFF },
        state: held(1, 1, 1, 0),
        ..USUAL
    },
    Outline {
        course: "DF-04",
        week: -12,
        days: &[2],
        place: Some("Hallsbergs bibliotek"),
        seats_left: 2,
        certain: &[CHANGED_EMPLOYER],
        withdrawn: 1,
        flags: Affiliation { with_staff: true, ..FOR_STAFF },
        state: held(2, 1, 1, 1),
        ..USUAL
    },
    Outline {
        course: "DF-17",
        week: -8,
        days: &[3],
        format: Format::Remote,
        lead: SANNA,
        seats_left: 11,
        audience: Audience::Managers,
        certain: &[KARIN],
        state: held(1, 0, 0, 0),
        ..USUAL
    },
    Outline {
        course: "DF-13",
        week: -6,
        place: Some("Lindesbergs stadsbibliotek, stora salen"),
        lead: MATTIAS,
        seats_left: 5,
        state: State::Cancelled("Kursledaren är sjuk. Vi återkommer med en ny dag."),
        ..USUAL
    },
    Outline {
        course: "DF-14",
        week: -3,
        days: &[2],
        format: Format::Hybrid,
        place: Some("Nora bibliotek"),
        seats_left: 12,
        withdrawn: 1,
        state: held(2, 1, 1, 3),
        ..USUAL
    },
    // Elin has yet to report it.
    Outline { course: "DF-11", format: Format::Hybrid, place: Some("Askersunds bibliotek"), seats_left: 13, ..USUAL },
];
