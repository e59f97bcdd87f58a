# Follow-up: the seven indicators.
nav-follow-up = Follow-up
follow-up-title = Follow-up
period = Period
period-from = First day
period-to = Last day
period-own = Days of your own
period-own-hint = Fill in if you choose days of your own, like 2026-07-01.
period-day-hint = Write it like 2026-12-31.
period-show = Show the period
period-year = Year { $year }
period-half-year = Half-year { $number } { $year }
period-quarter = Quarter { $number } { $year }
period-words = { $from } – { $to }
period-open = from { $day }
view-internal = You see the internal view, with all figures.
view-public = You see the public view, where small numbers are hidden.
view-show-internal = Show the internal view
view-show-public = Show the public view

indicator-1 = Self-assessment
indicator-2 = Profile in Digiteket
indicator-3 = Ability to lead digital change
indicator-4 = Training occasions
indicator-5 = Project grants
indicator-6 = Action plan
indicator-7 = Collaboration on 1177
indicator-back = All indicators
indicator-value = Value
indicator-target = Target
indicator-status = Status
indicator-missing = This is missing
indicator-warnings = Look over
indicator-figures = Figures
indicator-versions = The definition changed within the period. The value by earlier definitions:
indicator-earlier = { $value } by the one in force from { $day }
status-met = The target is met
status-not-met = The target is not met yet
status-no-target = No target to compare with
status-no-data = There is no evidence
status-suppressed = Not shown: the number is too small
status-insufficient = Something is missing in the evidence
target-percent = at least { $count }%
target-higher = higher in the last wave than in the first
target-drawn-up = drawn up in the period
target-none = no target is set
percent = { $number }%
value-share = { $part } of { $whole }
value-none = –
value-done = drawn up
value-not-done = not drawn up

trend-title = Trend
trend-quarters = The value of each quarter
trend-waves = The mean of each wave
trend-surveys = The share in each survey
trend-words = Bars from left to right. The same figures are in the table below.
trend-when = When
trend-quarter = Q{ $count }
trend-mean = Mean

breakdowns-title = Breakdowns
breakdowns-words = The same person can be in several parts. So unique participants cannot be added up.
breakdown-by = By { $what }
breakdown-organiser = An organiser
breakdown-all-organisers = All organisers

evidence-title = Evidence
evidence-none = There is no evidence in the period.
evidence-year = Show the whole year
evidence-count = { $count ->
    [one] { $count } row has been looked at.
   *[other] { $count } rows have been looked at.
}
evidence-caption = Every row that has been looked at, and why it is not counted
evidence-what = What
evidence-date = Date
evidence-counted = Counted
evidence-staff = Staff
evidence-others = Others
evidence-flags = By, for, with
evidence-yes = yes
evidence-no = no
evidence-duplicate = May have been entered twice
evidence-internal = The evidence is shown in the internal view.
flag-by = by
flag-for = for
flag-with = with
