# The inbox: what is to be decided.
nav-inbox = Inbox
inbox-title = Inbox
inbox-none = Nothing waits for you just now.
inbox-planning = To the planning
inbox-count = { $count ->
    [one] { $count } thing waits for you.
   *[other] { $count } things wait for you.
}
inbox-few = Too few booked
inbox-few-words = Decide whether the course is held, moved or called off.
inbox-few-why = { $taken } booked, at least { $fewest } needed
inbox-decide = Decide
inbox-starts = Begins { $when }
inbox-unreported = Attendance is missing
inbox-unreported-words = Send in who was there.
inbox-unreported-why = The meeting was { $when }
inbox-report = Send in attendance
inbox-drafts = Drafts that begin soon
inbox-drafts-words = Nobody can book before you have published.
inbox-draft-why = Not published
inbox-publish = Look through and publish
inbox-unreached = Mail does not get through
inbox-unreached-words = Mail to these participants comes back. Ask the manager or the coordinator to correct the address.
inbox-declined = Has declined in the calendar
inbox-declined-words = They have answered no and still have their seat. Ask whether they want to cancel.
inbox-see = Show the course
