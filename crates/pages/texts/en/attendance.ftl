# Attendance.
nav-attendance = Attendance
attendance-title = Attendance
attendance-today = Today
attendance-none-today = You have no meetings today.
attendance-next = The next meeting is { $when }.
attendance-none-coming = Meetings are shown here when you are their trainer or organiser.
attendance-courses = See coming courses
attendance-missing = { $count ->
    [one] { $count } meeting without attendance
   *[other] { $count } meetings without attendance
}
attendance-missing-words = Open a meeting and send in who was there.
attendance-latest = Sent in last
attendance-done = Sent in

attendance-of = Attendance: { $title }
attendance-called-off = The meeting is called off. There is no attendance to send in.
attendance-reported = The attendance was sent in { $at }.
attendance-reported-by = The attendance was sent in { $at } by { $name }.
attendance-again = Is something wrong? Change it below and send it in again. The new list replaces the old one.
attendance-early = The meeting has not begun yet. Check that it is the right one.
attendance-present = Tick those who were there
attendance-all = Everybody was there
attendance-nobody = Nobody is booked on this meeting. Did somebody come all the same? Write how many further down.
attendance-added = Came without being booked
attendance-known = { $count ->
    [one] { $count } more person may have come
   *[other] { $count } more people may have come
}
attendance-known-legend = Tick those who came all the same
attendance-waiting = was on the waiting list
attendance-left = has cancelled
attendance-for = Workplace of { $name }
attendance-choose = Choose a workplace
attendance-emails = E-mail addresses of others who came (optional)
attendance-emails-hint = If you know who it is. Write one address on each line.
attendance-external = Number of people who came and are not in the register (optional)
attendance-external-hint = Write the number only, no names.
attendance-held = Did the meeting take place?
attendance-held-yes = Yes
attendance-held-no = No, it was not held
attendance-sign-words = By sending in the list you certify that it is right.
attendance-sign = Sign and send in
attendance-sending = Sending …
attendance-kept = No contact with the network just now. The list is kept on the phone and sent as soon as the contact is back. Leave the page open.
