use super::*;

const UID: Uuid = Uuid::from_u128(0x0b5e_55ed_0000_4000_8000_0000_0000_0001);

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn now() -> DateTime<Utc> {
    at("2026-11-24T08:00:00Z")
}

fn amira() -> EmailAddress {
    "amira@kumla.example".parse().expect("an address")
}

fn standing(addresses: &[EmailAddress]) -> Standing<'_> {
    Standing {
        status: BookingStatus::Confirmed,
        method: CalendarMethod::Request,
        sequence: 1,
        answered: None,
        addresses,
        starts_at: Some(at("2026-12-24T08:00:00Z")),
        cancel_until: NaiveDate::from_ymd_opt(2026, 12, 17),
        asked_at: None,
        served_at: None,
    }
}

fn reply(participation: Participation) -> Answer {
    let attendee = Attendee { address: amira(), participation: Some(participation), guests: None };
    Answer {
        method: AnswerMethod::Reply,
        uid: Some(UID),
        sequence: 1,
        stamp: Some(at("2026-11-24T07:59:00Z")),
        of_one_occurrence: false,
        attendees: vec![attendee],
        comment: None,
    }
}

fn judge(change: impl FnOnce(&mut Standing<'_>, &mut Answer)) -> Verdict {
    let addresses = [amira()];
    let (mut standing, mut answer) = (standing(&addresses), reply(Participation::Declined));
    change(&mut standing, &mut answer);
    standing.judge(UID, &answer, &Trust::default(), now())
}

#[test]
fn yes_and_perhaps_are_noted_and_no_asks() {
    let verdict = |participation| judge(|_, answer| *answer = reply(participation));
    assert_eq!(verdict(Participation::Accepted), Verdict::Noted);
    assert_eq!(verdict(Participation::Tentative), Verdict::Noted);
    assert_eq!(verdict(Participation::Declined), Verdict::Asked);
    assert_eq!(judge(|_, answer| answer.attendees[0].participation = None), Verdict::Undecided);
}

#[test]
fn a_no_is_asked_about_once_an_hour_and_not_after_the_start() {
    assert_eq!(judge(|standing, _| standing.asked_at = Some(now() - TimeDelta::minutes(59))), Verdict::Noted);
    assert_eq!(judge(|standing, _| standing.asked_at = Some(now() - TimeDelta::minutes(60))), Verdict::Asked);
    assert_eq!(judge(|standing, _| standing.starts_at = Some(now())), Verdict::Noted);
    assert_eq!(judge(|standing, _| standing.starts_at = None), Verdict::Noted);
}

#[test]
fn what_is_older_than_the_invitation_or_the_last_answer_changes_nothing() {
    assert_eq!(judge(|_, answer| answer.sequence = 0), Verdict::Stale);
    let answered = |stamp: &str, participation| {
        let last = Answered { sequence: 1, stamp: at(stamp), participation: Some(participation) };
        judge(|standing, _| standing.answered = Some(last))
    };
    assert_eq!(answered("2026-11-24T07:59:01Z", Participation::Accepted), Verdict::Stale);
    assert_eq!(answered("2026-11-24T07:59:00Z", Participation::Declined), Verdict::Repeated);
    assert_eq!(answered("2026-11-24T07:59:00Z", Participation::Accepted), Verdict::Asked);
    assert_eq!(answered("2026-11-24T07:58:59Z", Participation::Accepted), Verdict::Asked);
}

#[test]
fn an_answer_to_the_time_before_does_not_hide_one_to_the_new_time() {
    let before = Answered { sequence: 0, stamp: at("2026-11-24T07:59:30Z"), participation: None };
    assert_eq!(judge(|standing, _| standing.answered = Some(before)), Verdict::Asked);
}

#[test]
fn a_fast_clock_does_not_outlive_later_answers() {
    let mut answer = reply(Participation::Accepted);
    answer.stamp = Some(at("2031-01-01T00:00:00Z"));
    assert_eq!(answer.written_at(now()), now());
    answer.stamp = None;
    assert_eq!(answer.written_at(now()), now());
}

#[test]
fn nobody_else_answers_for_her() {
    let from = |address: &str| judge(|_, answer| answer.attendees[0].address = address.parse().expect("an address"));
    assert_eq!(from("bo@kumla.example"), Verdict::Stranger);
    assert_eq!(from("amira@hallsberg.example"), Verdict::Stranger);
    assert_eq!(from("amira+kurs@kumla.example"), Verdict::Asked);
    assert_eq!(judge(|_, answer| answer.attendees.clear()), Verdict::Stranger);
}

#[test]
fn another_event_an_occurrence_and_what_has_ended_are_left_alone() {
    assert_eq!(judge(|_, answer| answer.uid = Some(Uuid::nil())), Verdict::Foreign);
    assert_eq!(judge(|_, answer| answer.uid = None), Verdict::Foreign);
    assert_eq!(judge(|_, answer| answer.of_one_occurrence = true), Verdict::Foreign);
    assert_eq!(judge(|standing, _| standing.status = BookingStatus::Cancelled), Verdict::Ended);
    assert_eq!(judge(|standing, _| standing.method = CalendarMethod::Cancel), Verdict::Ended);
}

#[test]
fn only_a_trusted_no_in_good_time_cancels_at_once() {
    let addresses = [amira()];
    let judge = |cancel_at_once, sender: Option<&str>, now| {
        let trust = Trust { cancel_at_once, sender: sender.map(|it| it.parse().expect("an address")) };
        standing(&addresses).judge(UID, &reply(Participation::Declined), &trust, now)
    };
    let amira = Some("amira@kumla.example");
    assert_eq!(judge(true, amira, now()), Verdict::Cancelled);
    assert_eq!(judge(false, amira, now()), Verdict::Asked);
    assert_eq!(judge(true, None, now()), Verdict::Asked);
    assert_eq!(judge(true, Some("bo@kumla.example"), now()), Verdict::Asked);
    assert_eq!(judge(true, amira, at("2026-12-17T22:59:00Z")), Verdict::Cancelled);
    assert_eq!(judge(true, amira, at("2026-12-17T23:00:00Z")), Verdict::Asked, "midnight in Stockholm");
}

#[test]
fn a_wish_is_met_once_a_day() {
    for (method, met) in
        [(AnswerMethod::Counter, Verdict::CounterDeclined), (AnswerMethod::Refresh, Verdict::SentAgain)]
    {
        assert_eq!(judge(|_, answer| answer.method = method), met);
        let again = |ago| {
            judge(|standing, answer| {
                answer.method = method;
                standing.served_at = Some(now() - ago);
            })
        };
        assert_eq!(again(TimeDelta::hours(23)), Verdict::TooSoon);
        assert_eq!(again(TimeDelta::hours(24)), met);
    }
    let stale = judge(|_, answer| (answer.method, answer.sequence) = (AnswerMethod::Counter, 0));
    assert_eq!(stale, Verdict::Stale);
}
