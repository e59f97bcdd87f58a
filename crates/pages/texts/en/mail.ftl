# What becomes of mail.
nav-mail = Mail
mail-title = Mail
mail-words = Here you see how the mail is doing. Only the recipient sees its text.
mail-oldest = The oldest that waits was due
mail-notices = Events that are no mail yet
mail-dead-notices = Events that cannot become mail
mail-show = Show mail that is
mail-show-sent = Show sent
mail-none = There is no such mail.
mail-written = Written { $at }
mail-bounced = Came back { $at }
mail-tries-count = { $count ->
    [0] Not tried yet
    [one] { $count } try
   *[other] { $count } tries
}
mail-dead = Could not be sent
mail-ambiguous = In doubt
mail-queued = Waiting
mail-transmitting = Being sent now
mail-sent = Sent
mail-superseded = Replaced by a newer one
mail-abandoned = Given up

mail-back = All mail
mail-recipient = To
mail-written-at = Written
mail-next-try-at = Next try
mail-expires-at = Not sent after
mail-doubted-at = In doubt since
mail-sent-at = Sent
mail-bounced-at = Came back
mail-answer = Latest answer of the mail server
mail-bounce = Why it came back
mail-message-id = Message-ID
mail-decide-words = Try again when the fault is mended. A mail that you give up is not sent, and newer mail about the same booking goes on.
mail-retry = Try again
mail-abandon = Give up
mail-tries = Tries
mail-try = Try { $count }
mail-no-tries = It has not been tried yet.
mail-try-sent = the mail server took it
mail-try-deferred = it was not sent, but can be sent again
mail-try-doubtful = nobody knows whether it arrived
mail-try-refused = the mail server does not take it

mail-unreached-title = Mail that does not get through
mail-unreached-words = Participants of your coming courses whom mail about their booking has not reached. Call them, or ask the manager to correct the address.
mail-unreached-none = Mail has reached everybody on your coming courses.

mail-kind-confirmation = Confirmation
mail-kind-waiting-listed = Place on the waiting list
mail-kind-seat-given = Seat from the waiting list
mail-kind-meeting-changed = Changed meeting
mail-kind-meeting-cancelled = Cancelled meeting
mail-kind-session-cancelled = Cancelled course
mail-kind-booking-cancelled = Cancelled booking
mail-kind-summons = Notice of the course
mail-kind-reminder = Reminder
mail-kind-attendance-missing = Attendance missing
mail-kind-cancellation-asked = Question about cancelling
mail-kind-counter-declined = Answer to another time
mail-kind-invitations-resent = Invitations again
mail-kind-survey-invitation = Survey
mail-kind-survey-reminder = Reminder of a survey
mail-kind-address-failed = Address that does not work
mail-kind-sign-in = Sign-in
mail-kind-unknown = Other mail
