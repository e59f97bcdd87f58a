//! What is to come: about four months of sessions that can be booked, and one that is still a draft.

use domain::session::{Affiliation, Format};

use super::{
    TRAINERS,
    outline::{FOR_STAFF, Lead, Outline, State},
    register::{AMIRA, CHANGED_EMPLOYER, COLLEAGUE_OF_KARIN, KARIN},
    seating::Audience,
};

const ELIN: Lead = Lead::Named(TRAINERS[0]);
const MATTIAS: Lead = Lead::Named(TRAINERS[1]);
const SANNA: Lead = Lead::Named(TRAINERS[2]);

/// What the coming sessions have in common.
const USUAL: Outline = Outline {
    course: "DF-01",
    week: 1,
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

/// The coming sessions.
pub(super) const SESSIONS: &[Outline] = &[
    Outline {
        course: "DF-18",
        days: &[3],
        hour: 13,
        format: Format::Remote,
        lead: SANNA,
        seats_left: 11,
        certain: &[COLLEAGUE_OF_KARIN],
        ..USUAL
    },
    // Full, with a waiting list of four.
    Outline {
        week: 2,
        place: Some("Örebro stadsbibliotek, Nygatan 1, studierum 2"),
        seats_left: -4,
        withdrawn: 1,
        ..USUAL
    },
    // Amira's first: an afternoon.
    Outline {
        course: "DF-05",
        week: 2,
        days: &[3],
        hour: 13,
        format: Format::Hybrid,
        place: Some("Kumla bibliotek, hörsalen"),
        seats_left: 9,
        certain: &[AMIRA, COLLEAGUE_OF_KARIN],
        ..USUAL
    },
    // Two seats left.
    Outline {
        course: "DF-04",
        week: 3,
        days: &[2],
        place: Some("Lindesbergs stadsbibliotek, stora salen"),
        lead: MATTIAS,
        seats_left: 2,
        withdrawn: 2,
        flags: Affiliation { with_staff: true, ..FOR_STAFF },
        ..USUAL
    },
    Outline {
        course: "DF-15",
        week: 4,
        days: &[1, 8, 15],
        format: Format::Hybrid,
        place: Some("Örebro stadsbibliotek, Nygatan 1, styrelserummet"),
        audience: Audience::Managers,
        certain: &[KARIN],
        ..USUAL
    },
    // Amira's second: a morning, so that it can never clash with her first.
    Outline {
        course: "DF-11",
        week: 5,
        days: &[2],
        format: Format::Hybrid,
        place: Some("Hallsbergs bibliotek"),
        lead: MATTIAS,
        seats_left: 12,
        certain: &[CHANGED_EMPLOYER, AMIRA],
        withdrawn: 1,
        ..USUAL
    },
    // The same morning: whoever is booked on the one is refused on the other.
    Outline { course: "DF-07", week: 5, days: &[2], format: Format::Remote, lead: SANNA, seats_left: 8, ..USUAL },
    // One seat left.
    Outline {
        course: "DF-09",
        week: 6,
        days: &[3],
        place: Some("Karlskoga bibliotek, verkstaden"),
        lead: MATTIAS,
        seats_left: 1,
        ..USUAL
    },
    Outline {
        course: "DF-02",
        week: 8,
        days: &[0, 7],
        hour: 13,
        place: Some("Lindesbergs stadsbibliotek, stora salen"),
        seats_left: 9,
        flags: Affiliation { with_staff: true, ..FOR_STAFF },
        ..USUAL
    },
    Outline { course: "DF-03", week: 10, days: &[2, 9], format: Format::Remote, lead: SANNA, seats_left: 13, ..USUAL },
    Outline {
        course: "DF-16",
        week: 12,
        days: &[1, 2],
        place: Some("Örebro stadsbibliotek, Nygatan 1, verkstaden"),
        lead: MATTIAS,
        seats_left: 16,
        state: State::Draft,
        ..USUAL
    },
    Outline {
        course: "DF-14",
        week: 14,
        days: &[3],
        hour: 13,
        format: Format::Hybrid,
        place: Some("Degerfors bibliotek"),
        seats_left: 24,
        ..USUAL
    },
];
