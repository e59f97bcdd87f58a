# The registers behind the indicators.
nav-registers = Registers
registers-title = Registers

grants-title = Project grants
grants-none = No decisions are registered.
grant-add = Register a decision
grant-save = Save
grant-number = Registry number
grant-call = Call
grant-no-call = No call
grant-libraries = Libraries that get the grant
grant-municipalities = Municipalities that get the grant
grant-decision = Decision
grant-day = Day of the decision
grant-amount = Amount in whole kronor
grant-kronor = { $count } kronor
grant-criterion = Does the IT-knowledge criterion hold?
grant-criterion-call = as in the call
grant-criterion-reason = Why it is not as in the call (optional)
grant-with = The IT-knowledge criterion holds
grant-without = The IT-knowledge criterion does not hold
grant-revoked = Revoked { $day }
grant-revoke = Revoke { $number }
decision-granted = granted
decision-rejected = rejected
decision-withdrawn = withdrawn
call-add = Register a call
call-title = Name of the call
call-year = Year
call-number = Registry number (optional)
call-criterion = Is the IT-knowledge criterion one of its criteria?
revocation-words = A revoked grant is not counted. Locked reports stay, and show it as a deviation.
revocation-day = The day it was revoked
revocation-reason = Why
revocation-hint = Name no person.
revocation-do = Revoke the grant

plans-title = Action plans
plans-none = There is no action plan yet.
plan-add = Add an action plan
plan-title = Title
plan-save = Save
plan-forward = Bring the plan forward
plan-state = New state
plan-day = On which day
plan-reference = Where the document is (optional)
plan-reference-hint = Registry number or web address. Without it the plan does not count as drawn up.
plan-planned = Planned
plan-draft = Draft
plan-referred = On referral
plan-adopted = Adopted
plan-superseded = Superseded

waves-title = Waves of the self-assessment
waves-none = There are no waves.
wave-add = Add a wave
wave-add-words = The wave gets the usual test of 24 statements.
wave-save = Save
wave-back = The wave
wave-name = Name
wave-open = open
wave-closed = closed
wave-responses = { $count ->
    [one] { $count } questionnaire is answered.
   *[other] { $count } questionnaires are answered.
}
wave-valid = { $count ->
    [one] { $count } is valid.
   *[other] { $count } are valid.
}
wave-links-made = { $count ->
    [one] { $count } link is given out.
   *[other] { $count } links are given out.
}
wave-links-used = { $count ->
    [one] { $count } is used.
   *[other] { $count } are used.
}
wave-links = Links to the test
wave-links-words = Each link works once. Nobody can see who has answered what.
wave-links-make = Make links
wave-links-once = The links are shown only now. Copy them before you leave the page.
wave-municipality = Municipality
wave-count = Number of links
wave-import = Import answers from elsewhere
wave-close = Close the wave
wave-close-words = When you close it no more answers are taken, and the result is shown. It cannot be undone.
wave-result = Show the result

surveys-title = Surveys of library managers
surveys-none = There are no surveys.
surveys-no-programme = A survey belongs to a programme, and there is none yet.
survey-add = Add a survey
survey-save = Save
survey-programme = Programme
survey-title = Title
survey-scale = Scale of answers (optional)
survey-last = Last day to answer
survey-draft = Draft
survey-open = Open
survey-closed = Closed
survey-asked = { $count ->
    [one] { $count } person is asked.
   *[other] { $count } people are asked.
}
survey-answered = { $count ->
    [one] { $count } has answered.
   *[other] { $count } have answered.
}
survey-rate = The response rate is { $rate }%.
survey-send = Send the survey
survey-send-words = Everybody who manages a public library today gets an e-mail. Those who do not answer are reminded after 7 and 14 days.
survey-paper = Was the survey made on paper?
survey-paper-words = Write the numbers, and the survey is closed.
survey-paper-save = Save the numbers
survey-invited = Asked
survey-strengthened = Yes, strengthened
survey-not-strengthened = No
survey-dont-know = Don't know
survey-result = Show the result
scale-yes-no = yes, no or don't know
scale-five = five steps

import-title = Import a table
import-back = Back to the register
import-words = Choose the file that the spreadsheet has saved as CSV, or copy the rows with the header and paste them. All of it is imported, or nothing.
import-grants = Columns: registryNumber, call, libraries, municipalityCodes, decision, decisionDate, amountKronor, criterion, criterionReason. Several libraries have | between them.
import-collaborations = Columns: library, theme, from, to, contact, activities.
import-answers = Columns: municipalityCode, and one for each statement, like q1. Blank is unanswered.
import-file = The file
import-file-hint = At most 1 MB, saved as CSV. Nothing is imported before you have seen what it says.
import-look-file = Look at the file
import-paste = Or paste the table
import-table = The table
import-hint = The columns can be in any order, with semicolons, commas or tabs between them.
import-look = Look first
import-do = Import
import-found = How the table was read
import-rows = { $count ->
    [one] { $count } row could be read.
   *[other] { $count } rows could be read.
}
import-accepted = { $count ->
    [0] None is imported as long as something is wrong.
    [one] { $count } can be imported.
   *[other] { $count } can be imported.
}
import-first = The first rows
import-line = Line
import-cells = Content
import-cell = Line { $line }, { $column }: { $reason }

programmes-title = Programmes
programmes-none = There is no programme yet.
programme-add = Add a programme
programme-save = Save
programme-name = Name
programme-goal = The goal, in the programme's own words (optional)
programme-baseline = First wave
programme-final = Last wave
programme-waves-hint = The self-assessment (I1) compares the first with the last.
programme-no-wave = None is chosen

definitions-title = Definitions of the indicators
definitions-words = Every change makes a new version. Locked reports keep the one that was in force.
definition-version = Version { $count }
definition-from = In force from { $day }
definition-made = Made { $at }
definition-versions = Versions
definition-new = New version
definition-new-words = The new version comes into force after all earlier ones, and after every locked report.
definition-valid-from = First day it is in force
definition-valid-from-hint = Write it as 2027-01-01.
definition-reason = Why
definition-save = Save the new version
rule-target = Target, in per cent
rule-answered = So much of the test must be answered, in per cent
rule-method = Where profiles are counted
rule-method-register = in the register of staff
rule-method-aggregate = in the municipalities' figures
rule-unit-counted = What an occasion is
rule-unit-day = every day with meetings
rule-unit-session = the whole course
rule-for-staff = Does only what is for staff count?
rule-met = The plan counts from the state
rule-reading = When a library counts
rule-reading-overlap = when it co-operates at some time in the period
rule-reading-last-day = when it co-operates on the last day of the period
rule-small = Fewer people than this are not shown
rule-yes = yes
rule-no = no
