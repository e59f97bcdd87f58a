//! What happened: the input to the history, and to the notices people get.

crate::words! {
    /// The kinds of change that are kept in the history.
    pub enum EventKind {
        /// A course came into the catalogue.
        CourseAdded = "courseAdded",
        /// A course was changed.
        CourseChanged = "courseChanged",
        /// A municipality or library came into the register.
        LibraryAdded = "libraryAdded",
        /// A municipality or library was changed.
        LibraryChanged = "libraryChanged",
        /// A person came into the register.
        PersonAdded = "personAdded",
        /// A person's name or address was changed.
        PersonChanged = "personChanged",
        /// An employment was added.
        EmploymentAdded = "employmentAdded",
        /// An employment was changed or ended.
        EmploymentChanged = "employmentChanged",
        /// A session was planned, or registered afterwards.
        SessionPlanned = "sessionPlanned",
        /// A session was published.
        SessionPublished = "sessionPublished",
        /// A session was changed.
        SessionChanged = "sessionChanged",
        /// A session was cancelled.
        SessionCancelled = "sessionCancelled",
        /// A meeting got another time or place.
        MeetingChanged = "meetingChanged",
        /// A single meeting was cancelled.
        MeetingCancelled = "meetingCancelled",
        /// The attendance of a meeting was reported.
        AttendanceReported = "attendanceReported",
        /// A booking got a seat at once.
        BookingConfirmed = "bookingConfirmed",
        /// A booking was put in line.
        BookingWaiting = "bookingWaiting",
        /// A booking in line got a seat.
        SeatGiven = "seatGiven",
        /// A booking learnt that a meeting of its session was changed.
        BookingMoved = "bookingMoved",
        /// A booking ended by its owner or on her behalf.
        BookingCancelled = "bookingCancelled",
        /// A booking ended because its session did.
        BookingCancelledWithSession = "bookingCancelledWithSession",
        /// A booking got its summons.
        BookingSummoned = "bookingSummoned",
        /// A booking was reminded of a meeting.
        BookingReminded = "bookingReminded",
        /// Somebody was asked for the attendance of a meeting.
        AttendanceAsked = "attendanceAsked",
        /// A calendar answered an invitation of a booking.
        InvitationAnswered = "invitationAnswered",
        /// A calendar said no, and the person was asked whether to cancel.
        CancellationAsked = "cancellationAsked",
        /// A calendar wished for another time, and was told that the meeting stays.
        CounterDeclined = "counterDeclined",
        /// The invitations of a booking were sent again because somebody asked.
        InvitationsResent = "invitationsResent",
        /// A programme was added.
        ProgrammeAdded = "programmeAdded",
        /// A programme was changed.
        ProgrammeChanged = "programmeChanged",
        /// A report was begun.
        ReportAdded = "reportAdded",
        /// A draft of a report, or a comment in it, was changed.
        ReportChanged = "reportChanged",
        /// A report was locked.
        ReportLocked = "reportLocked",
        /// A revision of a locked report was begun.
        ReportRevised = "reportRevised",
        /// An indicator got a new version of its definition.
        DefinitionAdded = "definitionAdded",
        /// A wave of the self-assessment was added.
        WaveAdded = "waveAdded",
        /// A wave was changed.
        WaveChanged = "waveChanged",
        /// A wave was closed for good.
        WaveClosed = "waveClosed",
        /// Links to a wave were made. That they are used is not kept.
        WaveLinksMade = "waveLinksMade",
        /// A file of answers was imported into a wave.
        WaveImported = "waveImported",
        /// The answers of a wave were deleted, and its sums kept.
        WaveAnswersForgotten = "waveAnswersForgotten",
        /// A survey of managers was added.
        SurveyAdded = "surveyAdded",
        /// A survey was sent.
        SurveySent = "surveySent",
        /// Somebody was asked to answer a survey.
        SurveyInvited = "surveyInvited",
        /// Somebody was reminded of a survey.
        SurveyReminded = "surveyReminded",
        /// A survey was closed, and its answers became numbers.
        SurveyClosed = "surveyClosed",
        /// Somebody's profile in Digiteket was stated, by herself or for her.
        DigiteketProfileStated = "digiteketProfileStated",
        /// A municipality's number of profiles was registered.
        DigiteketCountAdded = "digiteketCountAdded",
        /// A municipality's number of profiles was corrected.
        DigiteketCountChanged = "digiteketCountChanged",
        /// A call for grants was registered.
        GrantCallAdded = "grantCallAdded",
        /// A call for grants was changed.
        GrantCallChanged = "grantCallChanged",
        /// A decision on a grant was registered.
        GrantAdded = "grantAdded",
        /// A decision on a grant was corrected.
        GrantChanged = "grantChanged",
        /// A grant was revoked.
        GrantRevoked = "grantRevoked",
        /// An action plan was registered.
        ActionPlanAdded = "actionPlanAdded",
        /// An action plan got another title or reference.
        ActionPlanChanged = "actionPlanChanged",
        /// An action plan came into another state.
        ActionPlanAdvanced = "actionPlanAdvanced",
        /// A library's collaboration was registered.
        CollaborationAdded = "collaborationAdded",
        /// A library's collaboration was changed or ended.
        CollaborationChanged = "collaborationChanged",
        /// A library's collaboration was confirmed, or denied.
        CollaborationConfirmed = "collaborationConfirmed",
        /// Mail to a person came back.
        AddressFailed = "addressFailed",
        /// A person who wished to sign in was sent a link and a code.
        SignInMailed = "signInMailed",
        /// A person signed in.
        SignedIn = "signedIn",
        /// A person's account at an identity provider became known as hers.
        IdentityConnected = "identityConnected",
        /// A code was typed that was not the right one, or an identity provider was not believed.
        SignInRefused = "signInRefused",
        /// A sign-in was ended before its time.
        SignInEnded = "signInEnded",
        /// A person got a second factor.
        FactorAdded = "factorAdded",
        /// A person removed a second factor of hers.
        FactorRemoved = "factorRemoved",
        /// A person's second factors were taken away, so that she begins anew.
        FactorsReset = "factorsReset",
        /// A person got new recovery codes.
        RecoveryCodesMade = "recoveryCodesMade",
        /// A person proved a sign-in by a second factor, at first or again.
        FactorShown = "factorShown",
        /// What was shown was not a second factor of the person's.
        FactorRefused = "factorRefused",
        /// A token was made.
        TokenMade = "tokenMade",
        /// A token was revoked.
        TokenRevoked = "tokenRevoked",
        /// A person's data were restricted: kept, and nothing else done with them.
        PersonRestricted = "personRestricted",
        /// A person's data were used again.
        PersonReleased = "personReleased",
        /// A person's name and address were replaced for good.
        PersonPseudonymised = "personPseudonymised",
        /// Rules of disposal were decided.
        DisposalRulesChanged = "disposalRulesChanged",
        /// A run of disposal was begun.
        DisposalStarted = "disposalStarted",
        /// A run of disposal was finished.
        DisposalFinished = "disposalFinished",
        /// A person got other roles, or was shut out or let in again.
        RolesChanged = "rolesChanged",
        /// Records were disposed of, by a rule and its decision.
        RecordsDisposed = "recordsDisposed",
        /// What the audit log says of somebody in words was forgotten.
        LogMadePoorer = "logMadePoorer",
    }
}
