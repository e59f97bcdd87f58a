# Uppföljningen: de sju indikatorerna.
nav-follow-up = Uppföljning
follow-up-title = Uppföljning
period = Period
period-from = Första dag
period-to = Sista dag
period-own = Egna dagar
period-own-hint = Fyll i om du väljer egna dagar, som 2026-07-01.
period-day-hint = Skriv som 2026-12-31.
period-show = Visa perioden
period-year = Helår { $year }
period-half-year = Halvår { $number } { $year }
period-quarter = Kvartal { $number } { $year }
period-words = { $from } – { $to }
period-open = från och med { $day }
view-internal = Du ser den interna vyn, med alla siffror.
view-public = Du ser den publika vyn, där små tal är dolda.
view-show-internal = Visa den interna vyn
view-show-public = Visa den publika vyn

indicator-1 = Självskattning
indicator-2 = Profil i Digiteket
indicator-3 = Förmåga att leda digital förändring
indicator-4 = Fortbildningstillfällen
indicator-5 = Projektbidrag
indicator-6 = Handlingsplan
indicator-7 = Samverkan om 1177
indicator-back = Alla indikatorer
indicator-value = Värde
indicator-target = Mål
indicator-status = Status
indicator-missing = Det här saknas
indicator-warnings = Se över
indicator-figures = Siffror
indicator-versions = Definitionen ändrades under perioden. Värdet efter tidigare definitioner:
indicator-earlier = { $value } efter den som gällde från { $day }
status-met = Målet är nått
status-not-met = Målet är inte nått än
status-no-target = Inget mål att jämföra med
status-no-data = Underlag saknas
status-suppressed = Visas inte: antalet är för litet
status-insufficient = Något fattas i underlaget
target-percent = minst { $count } %
target-higher = högre i sista mätomgången än i första
target-drawn-up = framtagen under perioden
target-none = inget mål är satt
percent = { $number } %
value-share = { $part } av { $whole }
value-none = –
value-done = framtagen
value-not-done = inte framtagen

trend-title = Utveckling
trend-quarters = Värdet för varje kvartal
trend-waves = Medelvärdet i varje mätomgång
trend-surveys = Andelen i varje enkät
trend-words = Staplar från vänster till höger. Samma siffror står i tabellen nedanför.
trend-when = När
trend-quarter = Kv { $count }
trend-mean = Medel

breakdowns-title = Fördelningar
breakdowns-words = Samma person kan finnas i flera delar. Därför går unika deltagare inte att lägga ihop.
breakdown-by = Efter { $what }
breakdown-organiser = En arrangör
breakdown-all-organisers = Alla arrangörer

evidence-title = Underlag
evidence-none = Det finns inget underlag i perioden.
evidence-year = Visa hela året
evidence-count = { $count ->
    [one] { $count } rad är granskad.
   *[other] { $count } rader är granskade.
}
evidence-caption = Varje rad som har granskats, och varför den inte räknas
evidence-what = Vad
evidence-date = Datum
evidence-counted = Räknas
evidence-staff = Personal
evidence-others = Andra
evidence-flags = Av, för, med
evidence-yes = ja
evidence-no = nej
evidence-duplicate = Kan vara inlagd två gånger
evidence-internal = Underlaget visas i den interna vyn.
flag-by = av
flag-for = för
flag-with = med
