# One's own choices.
choices-title = My choices
choices-email = We send e-mail to { $email }. Ask your manager if the address should be changed.
choices-language = Language
choices-reminders = Reminders
choices-remind = Remind me by e-mail one working day before each meeting
choices-remind-not = Do not remind me
choices-save = Save
choices-more = More
choices-my-data = Everything there is about you
choices-account = Account: change role, and see where you are signed in

digiteket-title = Your profile in Digiteket
digiteket-lead = The region follows how many have a profile in Digiteket. Here you answer for yourself. The latest answer counts.
digiteket-stated = Answered { $at }.
digiteket-profile = Do you have a profile?
digiteket-yes = Yes
digiteket-no = No
digiteket-since = First day (optional)
digiteket-since-hint = Write it like 2026-10-27. Without a day it counts from today.
digiteket-until = Last day (optional)
digiteket-until-hint = Only if you have ended the profile.

feed-title = Calendar address
feed-lead = With a calendar address you see all your meetings in your own calendar, always as they are now.
feed-yours = Your address
feed-how = Copy the address. Choose to subscribe to a calendar in your calendar program, and paste it there.
feed-secret = The address is secret: whoever has it can read your meetings. Has somebody else got it? Remove it and make a new one.
feed-make = Make a calendar address
feed-end = Remove the address
