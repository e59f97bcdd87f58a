# Coming courses, and the page of one.
courses-title = Coming courses
courses-month = Month
courses-any-month = All months
courses-area = Topic
courses-any-area = All topics
courses-municipality = Municipality
courses-any-municipality = The whole county
courses-format = How to take part
courses-any-format = All ways to take part
courses-available = Only with seats left
courses-filter = Show courses
courses-count = { $count ->
    [one] { $count } course
   *[other] { $count } courses
}
courses-more-meetings = { $count ->
    [one] and one more meeting
   *[other] and { $count } more meetings
}
courses-none = There are no coming courses right now
courses-none-words = New courses are shown here as soon as they are published.
courses-none-chosen = No courses fit your choice
courses-none-chosen-words = Try to take away something that you have chosen:
courses-without = Show other than { $choice } too
courses-all = Show all coming courses

pages = Pages
pages-part = page { $number } of { $count }
pages-before = Previous page
pages-after = Next page

area-1 = Information literacy
area-2 = Communication and collaboration
area-3 = Digital content creation
area-4 = Safety
area-5 = Problem solving
format-on-site = on site
format-remote = remote
format-hybrid = on site or remote
seats-left = { $left } of { $all } seats left
seats-full = { $count ->
    [0] Full, nobody on the waiting list
    [one] Full, { $count } on the waiting list
   *[other] Full, { $count } on the waiting list
}
hours = { $count ->
    [one] { $count } study hour
   *[other] { $count } study hours
}

course-back = All courses
course-meetings = { $count ->
    [one] Meeting
   *[other] Meetings
}
course-cancelled = Cancelled
course-trainer = Trainer: { $name }
course-link = Link to the video meeting
course-format = How to take part
course-hours = Length
course-seats = Seats
course-for = For
course-areas = Topic
course-bring = Bring
course-closes = Book before
course-cancel-until = Last day to cancel

book-library = Book for
book-seat = Book a seat
book-words = You get a confirmation by e-mail, and the meetings for your calendar.
book-wait = Join the waiting list
book-full-words = All seats are taken. You can join the waiting list. The first in line gets the seat when somebody cancels.
book-clash-waiting = You can be on the waiting list all the same. You only get a seat if you are free at that time.
book-sign-in = Sign in and book
book-sign-in-words = You sign in with your e-mail address at work. You need no password.
book-other-role = You cannot book in this role.
book-change-role = Change role
book-already = You are booked.
book-waiting-already = You are on the waiting list.
book-show = Show your booking
swap-heading = Do you want to swap?
swap-words = You get a seat here and cancel:
swap-late = It counts as late.
swap = Swap
swap-safe = If you get no seat here, you keep the one you have.
