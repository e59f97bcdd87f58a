//! Notices that are about no session.

use super::{Notice, NoticeKind, NoticeSurvey, Recipient};
use crate::{session::Format, sign_in::MailedWay, values::Line, wall_time};

impl Notice {
    /// A notice that is about a survey and no session.
    pub fn about_survey(kind: NoticeKind, recipient: Recipient, title: Line<200>, survey: NoticeSurvey) -> Self {
        Self { survey: Some(survey), ..Self::about_no_session(kind, recipient, title) }
    }

    /// A notice that lets somebody sign in to what the title names.
    pub fn about_signing_in(recipient: Recipient, title: Line<200>, way: MailedWay) -> Self {
        Self { sign_in: Some(way), ..Self::about_no_session(NoticeKind::SignIn, recipient, title) }
    }

    /// A notice that says where somebody signs in to what the title names: with her account at this organisation.
    pub fn about_signing_in_elsewhere(recipient: Recipient, title: Line<200>, organisation: Line<120>) -> Self {
        let kind = NoticeKind::SignInElsewhere;
        Self { sign_in_at: Some(organisation), ..Self::about_no_session(kind, recipient, title) }
    }

    fn about_no_session(kind: NoticeKind, recipient: Recipient, title: Line<200>) -> Self {
        Self {
            kind,
            recipient,
            booking_id: None,
            session_id: None,
            title,
            format: Format::Remote,
            time_zone: wall_time::ZONE.name().to_owned(),
            meetings: Vec::new(),
            invitations: Vec::new(),
            waiting_position: None,
            reason: None,
            bring: None,
            cancel_until: None,
            contact: None,
            concerns: None,
            survey: None,
            sign_in: None,
            sign_in_at: None,
        }
    }
}
