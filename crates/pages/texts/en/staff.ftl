# The staff of the libraries that one answers for.
nav-staff = My staff
nav-people = Staff
nav-away = Away
staff-title = Staff
staff-library = Library
staff-any-library = All libraries
staff-find = Search
staff-none = Nobody fits what you look for.
staff-all = Show all
staff-not-today = Works at no library today
staff-waiting = On the waiting list, at place { $count }
person-name = Name
person-email = E-mail address
person-email-hint = The address at work. Summons go there, and the person signs in with it.
person-email-failed = Mail to the address comes back. Check it.
person-add = Add a person
person-add-words = The person can sign in and book courses as soon as you have saved.
person-save = Save
person-work = Workplaces
person-work-none = No workplaces are shown to you.
person-bookings = Coming courses
person-bookings-none = No coming courses.
person-cancel-of = Cancel { $title }

employment-add = Add a workplace
employment-first-day = First day
employment-last-day = Last day (optional)
employment-day-hint = Write it like 2026-10-27.
employment-category = Occupation
employment-change = Change or end at { $library }
employment-end-words = Is the person leaving? Write the last day. Bookings of courses after that day are cancelled.
employment-end-hint = Write it like 2026-10-27. Leave it empty if the employment goes on.
category-librarian = librarian
category-assistant = assistant
category-manager = manager
category-other = other

profile-title = Profile in Digiteket
profile-yes = Has a profile
profile-no = Has no profile
profile-unknown = Nobody has answered
attest-profile = What do you attest?
attest-save = Attest

away-title = Who is away when?
away-none = Nobody is booked on a coming course.
away-count = { $count ->
    [0] Nobody has a seat yet.
    [one] { $count } person is away.
   *[other] { $count } people are away.
}
away-waiting = on the waiting list

enrol-title = Book for your staff
enrol-whom = Whom do you book for?
enrol-words = Everybody gets an e-mail about the booking, and can cancel it herself.
enrol-already = Booked already
enrol-booked = booked
enrol-none = All of your staff are booked already.
enrol-do = Book for them
