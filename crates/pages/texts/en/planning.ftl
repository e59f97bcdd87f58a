# Planning courses.
nav-planning = Planning
planning-title = Planning
planning-new = Plan a course
planning-show = Show
planning-coming = Coming
planning-drafts = Drafts
planning-past = Past
planning-called-off = Called off
planning-none-coming = You have no coming courses that are published.
planning-none-drafts = You have no drafts.
planning-none-past = You have no courses that have ended.
planning-none-called-off = You have no courses that are called off.
planning-count = { $count ->
    [one] { $count } course
   *[other] { $count } courses
}
planning-draft = Draft
planning-published = Published
planning-closed = Ended
planning-cancelled = Called off
planning-few = Too few booked
planning-taken = { $taken } of { $all } seats taken, { $waiting } on the waiting list

planning-back = To the course
planning-as-others = Show the page as others see it
planning-few-words = Fewer booked than { $count }, which is the lowest number.
planning-few-acts = Decide whether the course will be held. You can change the lowest number, move a meeting or call it off.
planning-draft-words = Only you and others who plan see the draft. Publish it when it is ready.
planning-publish = Publish
planning-fewest = Lowest number of participants
planning-opens = Booking opens
planning-change = Change the course
planning-print = List to print
planning-basis = Basis of the attendance list (CSV)
planning-needs = Needs
planning-call-off = Call off the course
planning-no-trainer = No trainer
planning-attendance-done = Show the attendance
planning-attendance-missing = Send in attendance
planning-change-meeting = Change the meeting
planning-change-meeting-of = Change the meeting { $when }
planning-call-off-meeting = Call off the meeting
planning-call-off-meeting-of = Call off the meeting { $when }
planning-day-off = The day is a day off in Sweden ({ $day }).
planning-busy-place = The room is then also used by { $title }, { $when }.
planning-busy-trainer = The trainer then also leads { $title }, { $when }.
planning-busy-both = The room and the trainer are then taken by { $title }, { $when }.
planning-people = Participants
planning-nobody = Nobody is booked yet.
planning-nobody-draft = Nobody can book before the course is published.
planning-seated = { $count ->
    [one] { $count } booked
   *[other] { $count } booked
}
planning-waiting = { $count ->
    [one] { $count } on the waiting list
   *[other] { $count } on the waiting list
}
planning-left = { $count ->
    [one] { $count } has cancelled
   *[other] { $count } have cancelled
}
planning-place = Place on the waiting list
planning-name = Name
planning-library = Library
planning-mail = Last mail
planning-answer = Answer of the calendar
planning-unreached = Mail does not get through
planning-answer-yes = Yes
planning-answer-perhaps = Perhaps
planning-answer-no = No
planning-mail-sent = Sent { $at }
planning-mail-queued = On its way since { $at }
planning-mail-failed = Not sent, { $at }
planning-mail-bounced = Came back, written { $at }

planning-list = Attendance list
planning-list-of = Attendance list: { $title }
planning-list-words = Print this page from your browser. Tick those who are there, and send the list in on the page Attendance afterwards.
planning-list-nobody = Nobody is booked yet, so the list has empty rows only.
planning-list-sign = Signature of the trainer:
planning-meeting-number = Meeting { $count }

planning-needs-of = Needs: { $title }
planning-needs-words = This may be used to arrange the course only. It is written down that you have read it.
planning-needs-none = Nobody has told of any needs.
planning-needs-totals = Numbers
planning-needs-people = Who needs what

planning-reason = Reason
planning-reason-hint = Everybody booked will read it.
calling-off-session = Call off the course
calling-off-meeting = Call off the meeting
calling-off-told = { $count ->
    [0] Nobody is booked.
    [one] { $count } person booked is told by e-mail.
   *[other] { $count } people booked are told by e-mail.
}
calling-off-session-words = All bookings end, and the meetings are taken out of the calendars.
calling-off-meeting-words = The other meetings and the bookings stay.
calling-off-keep = No, do not call it off

planning-capacity = Seats
planning-capacity-hint = { $count ->
    [0] No seats are taken yet.
    [one] { $count } seat is taken. More seats go to the waiting list at once.
   *[other] { $count } seats are taken. More seats go to the waiting list at once.
}
planning-cancel-until = Last day to cancel (optional)
planning-cancel-until-hint = For example 2027-01-19. Leave it empty for a week before the first meeting.
planning-bring = Bring (optional)
planning-save = Save

meeting-lead = The next page shows who is concerned. Nothing is changed before you have seen it.
meeting-go-on = Continue
meeting-date = Day
meeting-date-hint = For example 2027-01-26.
meeting-starts = Begins
meeting-ends = Ends
meeting-clock-hint = For example 09:00.
meeting-breaks = Breaks, in minutes (optional)
meeting-place = Room or address (optional)
meeting-travel = How to get there (optional)
meeting-link = Link to the video meeting (optional)
meeting-link-hint = Only those who have a seat see the link.
meeting-trainer = Trainer (optional)
meeting-trainer-hint = Write the name as it stands in the register. The trainer can then send in the attendance herself.
meeting-when = Time
meeting-none = Not given
meeting-check = Check the change
meeting-unchanged = You have not changed anything.
meeting-changes = What is changed
meeting-what = What
meeting-was = Now
meeting-becomes = After the change
meeting-concerned = Who is concerned
meeting-seated = { $count ->
    [one] { $count } person has a seat.
   *[other] { $count } people have a seat.
}
meeting-waiting = { $count ->
    [one] { $count } person on the waiting list is told as well.
   *[other] { $count } people on the waiting list are told as well.
}
meeting-told-moved = They are told by e-mail, and the meeting is moved in their calendars.
meeting-told = They are told by e-mail.
meeting-nobody = Nobody gets a mail about this.
meeting-clashes = { $count ->
    [one] { $count } participant has something else then
   *[other] { $count } participants have something else then
}
meeting-clash = { $name }: { $title }, { $at }
meeting-clashes-words = Their bookings stay. They choose themselves what to cancel.
meeting-no-clashes = None of them is booked on another course then.
meeting-save = Save the change
meeting-save-all-the-same = Save all the same
meeting-change-more = Change what I wrote

new-lead = The next page shows all meetings. Nothing is saved before you have seen them.
new-course = Course
new-choose-course = Choose a course
new-fewest-hint = With fewer booked when the course comes near, you are reminded to decide.
new-meetings = Meetings
new-first = First meeting
new-times = Number of meetings
new-times-hint = The meetings are once a week, at the same time. Holidays are passed over.
new-booking = Booking
new-opens = First day to book (optional)
new-opens-hint = Leave it empty if booking opens when the course is published.
new-closes = Last day to book (optional)
new-closes-hint = Leave it empty if booking closes when the course begins.
new-check = Check the course
new-meetings-count = { $count ->
    [one] { $count } meeting
   *[other] { $count } meetings
}
new-passed-over = These days are passed over:
new-unknown-trainer = The trainer is no trainer in the register. You send in the attendance yourself.
new-save = Save as a draft
new-draft-words = You publish the draft on the next page.

participant-seated = Has a seat
participant-waiting = Is on the waiting list
participant-left = Has cancelled
participant-unreached = Mail to this person comes back. Ask the manager or the coordinator to correct the address.
participant-invitations = Calendar invitations
participant-no-invitations = No invitations have been sent.
participant-withdrawn = Taken out of the calendar
participant-no-answer = none yet
participant-resend = Send the invitations again
participant-end = Cancel for this person
participant-reason = Reason (optional)
participant-reason-hint = The person will read it.
participant-cancel = Cancel the booking
