# Granskningsloggen och gallringen.
records-title = Handlingar
audit-title = Granskningslogg
audit-words = Här står vem som gjorde vad och när. Det senaste står först.
audit-kind = Vad som hände
audit-any = Allt
audit-show = Visa
audit-all = Visa hela loggen
audit-none = Inget i loggen passar ditt val.
audit-nobody = systemet
audit-by = Av { $name }
audit-about = Om { $name }
audit-changes = { $count ->
    [one] { $count } ändring
   *[other] { $count } ändringar
}
audit-further = { $count ->
    [one] och { $count } rad till
   *[other] och { $count } rader till
}

disposal-title = Gallring
disposal-words = Här står hur länge uppgifter sparas. Utan ett beslut gallras inget.
disposal-rules = Regler
disposal-caption = Hur länge varje slag sparas
disposal-what = Vad
disposal-kept = Sparas
disposal-change = Ändra
disposal-due = Att gallra nu
disposal-do = Gallra nu
disposal-do-words = Det som gallras går inte att få tillbaka. Protokollet säger hur många, aldrig vilka. Är det mycket kan det ta en stund.
disposal-protocols = Protokoll
disposal-none = Inget har gallrats än.
disposal-undecided = inget beslut
disposal-ongoing = pågår
disposal-done = klart
rule-change = Ändra regeln för { $title }
rule-counted = Tiden räknas { $from }.
rule-amount = Hur länge
rule-unit = Enhet
rule-decision = Beslut
rule-decision-hint = Beslutets diarienummer. Lämna tomt om inget är beslutat. Då gallras inget.
rule-save = Spara regeln
unit-days = dagar
unit-months = månader
