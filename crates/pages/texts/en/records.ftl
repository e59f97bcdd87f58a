# The audit log and disposal.
records-title = Records
audit-title = Audit log
audit-words = Here you see who did what, and when. The latest comes first.
audit-kind = What happened
audit-any = Everything
audit-show = Show
audit-all = Show the whole log
audit-none = Nothing in the log fits your choice.
audit-nobody = the system
audit-by = By { $name }
audit-about = About { $name }
audit-changes = { $count ->
    [one] { $count } change
   *[other] { $count } changes
}
audit-further = { $count ->
    [one] and { $count } row more
   *[other] and { $count } rows more
}

disposal-title = Disposal
disposal-words = Here you see how long data are kept. Without a decision nothing is disposed of.
disposal-rules = Rules
disposal-caption = How long each kind is kept
disposal-what = What
disposal-kept = Kept
disposal-change = Change
disposal-due = Due now
disposal-do = Dispose now
disposal-do-words = What is disposed of cannot be had back. The protocol says how many, never which. If it is much it may take a while.
disposal-protocols = Protocols
disposal-none = Nothing has been disposed of yet.
disposal-undecided = no decision
disposal-ongoing = under way
disposal-done = done
rule-change = Change the rule for { $title }
rule-counted = The time is counted { $from }.
rule-amount = How long
rule-unit = Unit
rule-decision = Decision
rule-decision-hint = Registry number of the decision. Leave it empty if nothing is decided. Then nothing is disposed of.
rule-save = Save the rule
unit-days = days
unit-months = months
