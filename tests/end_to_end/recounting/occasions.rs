//! I4: training occasions.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta};
use domain::{
    CourseId, LibraryId, MeetingId, PersonId, ProgrammeId, SessionId,
    indicator::{
        IndicatorCode,
        definition::{CountingUnit, Rules},
        evidence::LeftOut,
        training_occasions::{
            self, CourseEvidence, Dimension, EmploymentEvidence, Evidence, Figures, LibraryEvidence, MeetingEvidence,
            MeetingStanding, MunicipalityEvidence, Participant, ProgrammeEvidence, Seats, SessionEvidence,
            TrainingOccasions,
        },
    },
    person::StaffCategory,
    session::{Affiliation, Format},
};
use kursplats_tests::dice::Dice;

use super::{DATA_SETS, id, some_day, some_end, some_period};

const CODES: [&str; 3] = ["1861", "1880", "1881"];

/// A session on a date, as `I4-1` has it.
type Day = (SessionId, NaiveDate);

#[test]
fn occasions_counted_one_by_one_are_as_many() {
    for seed in 0..DATA_SETS {
        let mut dice = Dice(seed);
        let mut evidence = county(&mut dice);
        let rules = Rules {
            counting_unit: Some(*dice.pick(CountingUnit::ALL)),
            for_staff_only: Some(dice.once_in(3)),
            ..Rules::first(IndicatorCode::I4)
        };
        let counted = training_occasions::count(&evidence, &rules);
        Naive { evidence: &evidence, rules: &rules }.agrees_with(&counted, seed);
        let rows = training_occasions::rows(&evidence, &rules);
        let of_rows = rows.iter().filter(|row| row.left_out.is_none()).count();
        assert_eq!(of_rows, counted.occasion_days as usize, "seed {seed}: rows counted are occasions");
        dice.shuffle(&mut evidence.meetings);
        dice.shuffle(&mut evidence.sessions);
        dice.shuffle(&mut evidence.courses);
        dice.shuffle(&mut evidence.libraries);
        evidence.meetings.iter_mut().for_each(|meeting| dice.shuffle(&mut meeting.participants));
        assert_eq!(training_occasions::count(&evidence, &rules), counted, "seed {seed}: another order");
        assert_eq!(training_occasions::rows(&evidence, &rules), rows, "seed {seed}: another order of rows");
        let summary = training_occasions::summary(&evidence, &rules);
        assert_eq!((summary.value, summary.left_out), (counted.value, counted.left_out), "seed {seed}: the summary");
    }
}

struct Naive<'a> {
    evidence: &'a Evidence,
    rules: &'a Rules,
}

impl Naive<'_> {
    fn agrees_with(&self, counted: &TrainingOccasions, seed: u64) {
        let days = self.counted_days();
        let flag = |has: fn(Affiliation) -> bool| {
            self.unit(&days.iter().copied().filter(|day| has(self.session(day.0).affiliation)).collect())
        };
        let naive = [
            ("occasions", days.len(), counted.occasion_days),
            ("sessions", sessions(&days), counted.sessions),
            ("value", self.unit(&days), counted.value),
            ("by", flag(|flags| flags.by_staff), counted.by_staff),
            ("for", flag(|flags| flags.for_staff), counted.for_staff),
            ("with", flag(|flags| flags.with_staff), counted.with_staff),
            ("unique", self.staff(&days, &|_| true).len(), counted.unique_participants),
            ("participations", self.participations(&days, &|_| true), counted.participations),
            ("externals", self.externals(&days), counted.external_participations),
            ("pending", self.standing(MeetingStanding::Pending), counted.pending_meetings),
            ("cancelled", self.standing(MeetingStanding::Cancelled), counted.cancelled_meetings),
            ("study hours", self.study_hours(&days, None), counted.study_hours),
            ("duplicates", self.duplicates(), counted.possible_duplicates),
            ("libraries", self.libraries(&days).len(), counted.libraries_reached.numerator),
            ("municipalities", self.municipalities(&days).len(), counted.municipalities_reached.numerator),
            ("staff", self.active_staff().len(), counted.staff_reached.denominator),
        ];
        for (name, ours, theirs) in naive {
            assert_eq!(ours, theirs as usize, "seed {seed}: {name}");
        }
        let delivered: i64 = days.iter().flat_map(|day| self.held(*day)).map(|meeting| meeting.net_minutes).sum();
        assert_eq!(delivered, counted.delivered_minutes, "seed {seed}: minutes");
        assert_eq!(self.minutes(&days, &|_| true), counted.participant_minutes, "seed {seed}: participant minutes");
        for reason in LeftOut::ALL {
            let ours = self.all_days().into_iter().filter(|day| self.why_not(*day) == Some(*reason)).count();
            let theirs = counted.left_out.get(reason).copied().unwrap_or(0);
            assert_eq!(ours, theirs as usize, "seed {seed}: left out as {reason}");
        }
        self.seats_agree(&days, counted, seed);
        self.parts_agree(&days, counted, seed);
    }

    fn seats_agree(&self, days: &BTreeSet<Day>, counted: &TrainingOccasions, seed: u64) {
        let of_sessions: BTreeSet<SessionId> = days.iter().map(|day| day.0).collect();
        let seats: Vec<Option<Seats>> = of_sessions.iter().map(|session| self.session(*session).seats).collect();
        let offered: Option<u32> = seats.iter().map(|seats| seats.map(|seats| seats.offered)).sum();
        let taken: Option<u32> = seats.iter().map(|seats| seats.map(|seats| seats.taken)).sum();
        assert_eq!(offered, counted.seats.map(|seats| seats.denominator), "seed {seed}: seats");
        assert_eq!(taken, counted.seats.map(|seats| seats.numerator), "seed {seed}: seats taken");
        let late: Option<u32> = seats.iter().map(|seats| seats.map(|seats| seats.given_back_late)).sum();
        assert_eq!(late, counted.late_cancellations, "seed {seed}: seats given back late");
        let missed: u32 = days.iter().flat_map(|day| self.held(*day)).map(|meeting| meeting.no_shows).sum();
        assert_eq!(offered.map(|_| missed), counted.no_shows, "seed {seed}: no-shows");
    }

    /// Each part of each breakdown: the whole's question, asked of fewer days or of fewer people.
    fn parts_agree(&self, days: &BTreeSet<Day>, counted: &TrainingOccasions, seed: u64) {
        for dimension in Dimension::ALL {
            let mut ours: BTreeMap<String, Figures> = BTreeMap::new();
            for key in self.keys(*dimension, days) {
                let figures = match dimension {
                    Dimension::Municipality | Dimension::Library | Dimension::StaffCategory => {
                        self.people_side(days, &|employment| self.keys_of_employment(*dimension, employment) == key)
                    }
                    _ => {
                        self.figures(&days.iter().copied().filter(|day| self.belongs(*day, *dimension, &key)).collect())
                    }
                };
                ours.insert(key, figures);
            }
            ours.retain(|_, figures| figures.value > 0);
            let theirs: BTreeMap<String, Figures> =
                counted.by(*dimension).iter().map(|part| (part.key.clone(), part.figures.clone())).collect();
            assert_eq!(ours, theirs, "seed {seed}: {dimension}");
            assert_eq!(theirs.len(), counted.by(*dimension).len(), "seed {seed}: {dimension} names a part twice");
        }
    }

    fn figures(&self, days: &BTreeSet<Day>) -> Figures {
        Figures {
            value: self.unit(days) as u32,
            sessions: sessions(days) as u32,
            unique_participants: self.staff(days, &|_| true).len() as u32,
            participations: self.participations(days, &|_| true) as u32,
            participant_minutes: self.minutes(days, &|_| true),
            study_hours: self.study_hours(days, None) as u32,
        }
    }

    fn people_side(&self, days: &BTreeSet<Day>, mine: &dyn Fn(&EmploymentEvidence) -> bool) -> Figures {
        let there: BTreeSet<Day> = days.iter().copied().filter(|day| !self.present(*day, mine).is_empty()).collect();
        Figures {
            value: self.unit(&there) as u32,
            sessions: sessions(&there) as u32,
            unique_participants: self.staff(&there, mine).len() as u32,
            participations: self.participations(&there, mine) as u32,
            participant_minutes: self.minutes(&there, mine),
            study_hours: self.study_hours(&there, Some(mine)) as u32,
        }
    }

    /// The unit that the definition has chosen.
    fn unit(&self, days: &BTreeSet<Day>) -> usize {
        match self.rules.counting_unit {
            Some(CountingUnit::Session) => sessions(days),
            _ => days.len(),
        }
    }

    fn session(&self, session: SessionId) -> &SessionEvidence {
        self.evidence.sessions.iter().find(|one| one.id == session).expect("a session")
    }

    fn held(&self, day: Day) -> Vec<&MeetingEvidence> {
        let of_day = |meeting: &&MeetingEvidence| {
            (meeting.session_id, meeting.date) == day && meeting.standing == MeetingStanding::Held
        };
        self.evidence.meetings.iter().filter(of_day).collect()
    }

    fn all_days(&self) -> BTreeSet<Day> {
        let held = self.evidence.meetings.iter().filter(|meeting| meeting.standing == MeetingStanding::Held);
        held.map(|meeting| (meeting.session_id, meeting.date)).collect()
    }

    fn why_not(&self, day: Day) -> Option<LeftOut> {
        let flags = self.session(day.0).affiliation;
        if self.held(day).iter().all(|meeting| !meeting.attended) {
            return Some(LeftOut::ZeroAttendance);
        }
        if !flags.relates_to_goal {
            return Some(LeftOut::NotRelatedToGoal);
        }
        if !flags.by_staff && !flags.for_staff && !flags.with_staff {
            return Some(LeftOut::NoAffiliation);
        }
        (self.rules.for_staff_only == Some(true) && !flags.for_staff).then_some(LeftOut::NotForStaff)
    }

    fn counted_days(&self) -> BTreeSet<Day> {
        self.all_days().into_iter().filter(|day| self.why_not(*day).is_none()).collect()
    }

    /// The employment, if it is one at a public library.
    fn employment(&self, participant: &Participant) -> Option<&EmploymentEvidence> {
        let employment = &self.evidence.employments[&participant.employment?];
        self.library(employment).public.then_some(employment)
    }

    fn library(&self, employment: &EmploymentEvidence) -> &LibraryEvidence {
        self.evidence.libraries.iter().find(|library| library.id == employment.library_id).expect("a library")
    }

    fn present(&self, day: Day, mine: &dyn Fn(&EmploymentEvidence) -> bool) -> BTreeSet<u32> {
        let everyone = self.held(day).into_iter().flat_map(|meeting| &meeting.participants);
        everyone.filter(|one| self.employment(one).is_some_and(mine)).map(|one| one.person).collect()
    }

    fn staff(&self, days: &BTreeSet<Day>, mine: &dyn Fn(&EmploymentEvidence) -> bool) -> BTreeSet<u32> {
        days.iter().flat_map(|day| self.present(*day, mine)).collect()
    }

    fn participations(&self, days: &BTreeSet<Day>, mine: &dyn Fn(&EmploymentEvidence) -> bool) -> usize {
        days.iter().map(|day| self.present(*day, mine).len()).sum()
    }

    fn minutes(&self, days: &BTreeSet<Day>, mine: &dyn Fn(&EmploymentEvidence) -> bool) -> i64 {
        let meetings = days.iter().flat_map(|day| self.held(*day));
        let of_meeting = |meeting: &MeetingEvidence| {
            let there = meeting.participants.iter().filter(|one| self.employment(one).is_some_and(mine));
            meeting.net_minutes * there.count() as i64
        };
        meetings.map(of_meeting).sum()
    }

    fn study_hours(&self, days: &BTreeSet<Day>, mine: Option<&dyn Fn(&EmploymentEvidence) -> bool>) -> usize {
        let meetings = days.iter().flat_map(|day| self.held(*day));
        let counts = |meeting: &&MeetingEvidence| {
            mine.is_none_or(|mine| meeting.participants.iter().any(|one| self.employment(one).is_some_and(mine)))
        };
        meetings.filter(counts).map(|meeting| meeting.study_hours as usize).sum()
    }

    /// Known by number, the fullest meeting of the day speaks for it; known by name, each once.
    fn externals(&self, days: &BTreeSet<Day>) -> usize {
        let of_day = |day: &Day| {
            let held = self.held(*day);
            let numbered = held.iter().map(|meeting| meeting.external_participants).max().unwrap_or(0) as usize;
            let staff = self.present(*day, &|_| true);
            let named: BTreeSet<u32> =
                held.iter().flat_map(|meeting| &meeting.participants).map(|one| one.person).collect();
            numbered + named.difference(&staff).count()
        };
        days.iter().map(of_day).sum()
    }

    fn standing(&self, standing: MeetingStanding) -> usize {
        self.evidence.meetings.iter().filter(|meeting| meeting.standing == standing).count()
    }

    /// Of each place, hour and course: the sessions beyond the first.
    fn duplicates(&self) -> usize {
        let took_place =
            |meeting: &&MeetingEvidence| matches!(meeting.standing, MeetingStanding::Held | MeetingStanding::Pending);
        let mut alike: BTreeMap<_, BTreeSet<SessionId>> = BTreeMap::new();
        for meeting in self.evidence.meetings.iter().filter(took_place) {
            let place = meeting.place.as_ref().map(|place| place.to_lowercase());
            let key = (self.session(meeting.session_id).course_id, meeting.starts_at, place);
            alike.entry(key).or_default().insert(meeting.session_id);
        }
        alike.values().map(|sessions| sessions.len() - 1).sum()
    }

    fn libraries(&self, days: &BTreeSet<Day>) -> BTreeSet<LibraryId> {
        let libraries = self.evidence.libraries.iter().map(|library| library.id);
        libraries.filter(|id| !self.staff(days, &|employment| employment.library_id == *id).is_empty()).collect()
    }

    fn municipalities(&self, days: &BTreeSet<Day>) -> BTreeSet<&str> {
        let here = |code: &str| !self.staff(days, &|at| self.library(at).municipality_code.as_str() == code).is_empty();
        CODES.into_iter().filter(|code| here(code)).collect()
    }

    fn active_staff(&self) -> BTreeSet<u32> {
        let day = self.evidence.period.to;
        let active = |at: &&EmploymentEvidence| at.from <= day && at.to.is_none_or(|to| day <= to);
        let public = |at: &&EmploymentEvidence| self.library(at).public;
        self.evidence.employments.values().filter(active).filter(public).map(|at| at.person).collect()
    }

    fn keys_of_employment(&self, dimension: Dimension, employment: &EmploymentEvidence) -> String {
        match dimension {
            Dimension::Municipality => self.library(employment).municipality_code.as_str().to_owned(),
            Dimension::Library => employment.library_id.to_string(),
            _ => employment.category.to_string(),
        }
    }

    /// Every key that a part could have.
    fn keys(&self, dimension: Dimension, days: &BTreeSet<Day>) -> BTreeSet<String> {
        match dimension {
            Dimension::Municipality | Dimension::Library | Dimension::StaffCategory => {
                self.evidence.employments.values().map(|at| self.keys_of_employment(dimension, at)).collect()
            }
            _ => days.iter().flat_map(|day| self.keys_of_day(*day, dimension)).collect(),
        }
    }

    fn belongs(&self, day: Day, dimension: Dimension, key: &str) -> bool {
        self.keys_of_day(day, dimension).iter().any(|one| one == key)
    }

    fn keys_of_day(&self, (session, date): Day, dimension: Dimension) -> Vec<String> {
        let session = self.session(session);
        let course = self.evidence.courses.iter().find(|course| course.id == session.course_id).expect("a course");
        let flags = session.affiliation;
        match dimension {
            Dimension::Quarter => vec![format!("{}-Q{}", date.year(), date.month().div_ceil(3))],
            Dimension::HalfYear => vec![format!("{}-H{}", date.year(), if date.month() <= 6 { 1 } else { 2 })],
            Dimension::Year => vec![date.year().to_string()],
            Dimension::Programme => {
                let programmes = self.evidence.programmes.iter();
                programmes.filter(|one| one.period.contains(date)).map(|one| one.id.to_string()).collect()
            }
            Dimension::Course => vec![course.id.to_string()],
            Dimension::DigCompArea => course.areas.iter().map(ToString::to_string).collect(),
            Dimension::Format => vec![session.format.to_string()],
            Dimension::Organiser => vec![session.organiser_id.map_or_else(String::new, |id| id.to_string())],
            Dimension::Affiliation => {
                let named =
                    [("byStaff", flags.by_staff), ("forStaff", flags.for_staff), ("withStaff", flags.with_staff)];
                named.into_iter().filter(|(_, is)| *is).map(|(name, _)| name.to_owned()).collect()
            }
            Dimension::Municipality | Dimension::Library | Dimension::StaffCategory => Vec::new(),
        }
    }
}

fn sessions(days: &BTreeSet<Day>) -> usize {
    days.iter().map(|day| day.0).collect::<BTreeSet<_>>().len()
}

/// A small county where everything happens that can.
fn county(dice: &mut Dice) -> Evidence {
    let period = some_period(dice);
    let library = |dice: &mut Dice, number| LibraryEvidence {
        id: LibraryId(id(1, number)),
        name: format!("Bibliotek {number}"),
        municipality_code: dice.pick(&CODES).parse().expect("a code"),
        public: !dice.once_in(4),
    };
    let libraries: Vec<_> = (0..4).map(|number| library(dice, number)).collect();
    let employments = (0..10).map(|number| (number, employment(dice, number, &libraries))).collect();
    let courses = (0..3).map(|number| course(dice, number)).collect();
    let sessions: Vec<_> = (0..1 + dice.roll(6)).map(|number| session(dice, number)).collect();
    let mut evidence = Evidence {
        period,
        meetings: Vec::new(),
        sessions,
        courses,
        employments,
        libraries,
        municipalities: CODES.iter().map(|code| municipality(code)).collect(),
        programmes: (0..2).map(|number| programme(dice, number)).collect(),
    };
    for number in 0..dice.roll(14) {
        let meeting = meeting(dice, number, &evidence);
        if period.contains(meeting.date) {
            evidence.meetings.push(meeting);
        }
    }
    evidence
}

fn municipality(code: &str) -> MunicipalityEvidence {
    MunicipalityEvidence { code: code.parse().expect("a code"), name: code.to_owned() }
}

fn employment(dice: &mut Dice, number: u32, libraries: &[LibraryEvidence]) -> EmploymentEvidence {
    let from = some_day(dice);
    EmploymentEvidence {
        person: number / 2 + 10,
        library_id: dice.pick(libraries).id,
        category: *dice.pick(StaffCategory::ALL),
        from,
        to: some_end(dice, from),
    }
}

fn course(dice: &mut Dice, number: usize) -> CourseEvidence {
    let areas = (1..=5).filter(|_| dice.once_in(3)).collect();
    CourseEvidence { id: CourseId(id(2, number)), title: format!("Kurs {number}"), areas }
}

fn session(dice: &mut Dice, number: usize) -> SessionEvidence {
    let course = dice.roll(3);
    SessionEvidence {
        id: SessionId(id(3, number)),
        course_id: CourseId(id(2, course)),
        title: format!("Kurs {course}"),
        format: *dice.pick(Format::ALL),
        organiser_id: (!dice.once_in(3)).then(|| PersonId(id(4, dice.roll(2)))),
        affiliation: Affiliation {
            by_staff: dice.once_in(2),
            for_staff: !dice.once_in(3),
            with_staff: dice.once_in(2),
            relates_to_goal: !dice.once_in(5),
        },
        seats: Some(Seats { offered: 10, taken: dice.roll(11) as u32, given_back_late: dice.roll(4) as u32 }),
    }
}

fn programme(dice: &mut Dice, number: usize) -> ProgrammeEvidence {
    ProgrammeEvidence { id: ProgrammeId(id(5, number)), name: format!("Program {number}"), period: some_period(dice) }
}

fn meeting(dice: &mut Dice, number: usize, evidence: &Evidence) -> MeetingEvidence {
    let date = some_day(dice);
    let standing = *dice.pick(&[
        MeetingStanding::Held,
        MeetingStanding::Held,
        MeetingStanding::Held,
        MeetingStanding::Cancelled,
        MeetingStanding::Pending,
        MeetingStanding::Planned,
        MeetingStanding::Draft,
    ]);
    let participants = if standing == MeetingStanding::Held { participants(dice, evidence) } else { Vec::new() };
    let external_participants = if standing == MeetingStanding::Held && dice.once_in(3) { 3 } else { 0 };
    let hour = TimeDelta::hours(8 + dice.roll(2) as i64);
    MeetingEvidence {
        session_id: dice.pick(&evidence.sessions).id,
        meeting_id: MeetingId(id(6, number)),
        date,
        starts_at: DateTime::from_naive_utc_and_offset(
            date.and_hms_opt(0, 0, 0).expect("midnight") + hour,
            chrono::Utc,
        ),
        place: dice.pick(&[None, Some("Kumla bibliotek"), Some("KUMLA bibliotek")]).map(str::to_owned),
        standing,
        net_minutes: 45 * (1 + dice.roll(5) as i64),
        study_hours: 1 + dice.roll(5) as u32,
        attended: !participants.is_empty() || external_participants > 0,
        participants,
        external_participants,
        no_shows: dice.roll(3) as u32,
    }
}

/// Each at most once, for one of her employments, or for none.
fn participants(dice: &mut Dice, evidence: &Evidence) -> Vec<Participant> {
    let mut there = Vec::new();
    for person in 10..15 {
        if dice.once_in(2) {
            continue;
        }
        let hers: Vec<u32> =
            evidence.employments.iter().filter(|(_, at)| at.person == person).map(|(number, _)| *number).collect();
        let employment = (!dice.once_in(6)).then(|| *dice.pick(&hers));
        there.push(Participant { person, employment });
    }
    there
}
