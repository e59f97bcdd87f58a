# The pages about accessibility and about data.
accessibility-title = Accessibility
accessibility-lead = We want everybody to be able to use Kursplats. Here you read how accessible the pages are, and how to tell us when something does not work.
accessibility-state = How accessible the pages are
accessibility-state-words = The pages are built to WCAG 2.2, level AA. We know of no shortcomings today.
accessibility-how = How we have checked
accessibility-how-words = Every page is tried by a program in a real browser before each new version: on phone and computer, with and without JavaScript. Nobody from outside has reviewed them yet.
accessibility-tell = Tell us when something does not work
accessibility-tell-words = Answer an e-mail from Kursplats, or tell whoever arranges the course. Say which page it is about, and we answer within two weeks.
accessibility-authority = Are you not content with the answer? The Swedish Agency for Digital Government supervises the law on accessibility to digital public service.
accessibility-digg = Report to Digg

privacy-title = Your data
privacy-lead = Here you read what Kursplats knows about you, why, and for how long.
privacy-what = What we keep
privacy-what-name = Your name, your e-mail address, your library and your role there.
privacy-what-bookings = Your bookings, and whether you were at the meetings.
privacy-what-needs = What you tell us yourself that you need, if you do. Your own words only with your consent.
privacy-what-digiteket = The answer to whether you have a profile in Digiteket, from you or your manager.
privacy-not = We never keep personal identity numbers. We use no cookies for advertising or statistics, only one that keeps you signed in.
privacy-why = Why
privacy-why-words = To arrange the courses, and so that the region can follow up how many have been trained. The follow-up shows numbers, not who you are.
privacy-who = Who sees it
privacy-who-words = You do. Your manager sees your bookings. The organiser sees those who are booked on her courses. The coordinator at the region sees the register. Your needs are seen by you and the organiser alone.
privacy-long = For how long
privacy-long-words = Your needs are removed 14 days after the last meeting. The texts of e-mails are removed when they are needed no more. The rest is kept as long as the region's decision on disposal says.
privacy-rights = Your rights
privacy-rights-words = You may know what there is about you, and have mistakes corrected. Turn to the coordinator, or answer an e-mail from Kursplats. You may also complain to the Swedish Authority for Privacy Protection.
