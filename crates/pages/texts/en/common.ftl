# Words of all pages.
skip = Skip to the content
nav-courses = Courses
nav-mine = My bookings
nav-choices = My choices
nav-main = Main menu
nav-account = { $name } ({ $role })
nav-sign-in = Sign in
nav-sign-out = Sign out
nav-accessibility = Accessibility
nav-privacy = Your data

role-staff = staff
role-manager = manager
role-trainer = trainer
role-organiser = organiser
role-coordinator = coordinator

form-summary = There is a problem
form-title-prefix = Error:

failure-not-found = There is no such page
failure-not-found-words = There is nothing here, or you may not see it. Check the address. Do you have several roles? Change role on your account page.
failure-cross-site = Nothing has been done
failure-cross-site-words = What was sent did not come from a page of Kursplats. Open the page again and try once more.
failure-refused = That did not work
failure-ours = Try again in a moment
failure-home = To the start page

start-title = Courses for library staff
start-lead = Here you book courses. The meetings come to your calendar. When a course is full, you can join the waiting list.
start-courses = See coming courses
