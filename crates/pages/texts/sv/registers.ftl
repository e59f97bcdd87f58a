# Registren bakom indikatorerna.
nav-registers = Register
registers-title = Register

grants-title = Projektbidrag
grants-none = Inga beslut är registrerade.
grant-add = Registrera ett beslut
grant-save = Spara
grant-number = Diarienummer
grant-call = Utlysning
grant-no-call = Ingen utlysning
grant-libraries = Bibliotek som får bidraget
grant-municipalities = Kommuner som får bidraget
grant-decision = Beslut
grant-day = Beslutsdag
grant-amount = Belopp i hela kronor
grant-kronor = { $count } kronor
grant-criterion = Gäller it-kriteriet?
grant-criterion-call = som i utlysningen
grant-criterion-reason = Varför det inte är som i utlysningen (frivilligt)
grant-with = It-kriteriet gäller
grant-without = It-kriteriet gäller inte
grant-revoked = Återtaget { $day }
grant-revoke = Återta { $number }
decision-granted = beviljat
decision-rejected = avslaget
decision-withdrawn = återkallat
call-add = Registrera en utlysning
call-title = Namn på utlysningen
call-year = År
call-number = Diarienummer (frivilligt)
call-criterion = Är it-kriteriet ett av villkoren?
revocation-words = Ett återtaget bidrag räknas inte. Låsta rapporter står kvar, och visar det som en avvikelse.
revocation-day = Dagen då det återtogs
revocation-reason = Varför
revocation-hint = Nämn ingen person vid namn.
revocation-do = Återta bidraget

plans-title = Handlingsplaner
plans-none = Ingen handlingsplan finns än.
plan-add = Lägg till en handlingsplan
plan-title = Titel
plan-save = Spara
plan-forward = För planen vidare
plan-state = Nytt läge
plan-day = Vilken dag
plan-reference = Var dokumentet finns (frivilligt)
plan-reference-hint = Diarienummer eller webbadress. Utan det räknas planen inte som framtagen.
plan-planned = Planerad
plan-draft = Utkast
plan-referred = På remiss
plan-adopted = Fastställd
plan-superseded = Ersatt

waves-title = Självskattningens mätomgångar
waves-none = Det finns inga mätomgångar.
wave-add = Lägg till en mätomgång
wave-add-words = Mätomgången får det vanliga testet med 24 påståenden.
wave-save = Spara
wave-back = Mätomgången
wave-name = Namn
wave-open = pågår
wave-closed = stängd
wave-responses = { $count ->
    [one] { $count } enkät är besvarad.
   *[other] { $count } enkäter är besvarade.
}
wave-valid = { $count ->
    [one] { $count } är giltig.
   *[other] { $count } är giltiga.
}
wave-links-made = { $count ->
    [one] { $count } länk är utlämnad.
   *[other] { $count } länkar är utlämnade.
}
wave-links-used = { $count ->
    [one] { $count } är använd.
   *[other] { $count } är använda.
}
wave-links = Länkar till testet
wave-links-words = Varje länk kan användas en gång. Ingen kan se vem som har svarat vad.
wave-links-make = Skapa länkar
wave-links-once = Länkarna visas bara nu. Kopiera dem innan du lämnar sidan.
wave-municipality = Kommun
wave-count = Antal länkar
wave-import = Importera svar från annat håll
wave-close = Stäng mätomgången
wave-close-words = När du stänger den tas inga fler svar emot, och resultatet visas. Det går inte att ångra.
wave-result = Visa resultatet

surveys-title = Enkäter till verksamhetsansvariga
surveys-none = Det finns inga enkäter.
surveys-no-programme = En enkät hör till ett program, och det finns inget än.
survey-add = Lägg till en enkät
survey-save = Spara
survey-programme = Program
survey-title = Rubrik
survey-scale = Svarsskala (frivilligt)
survey-last = Sista dag att svara
survey-draft = Utkast
survey-open = Pågår
survey-closed = Stängd
survey-asked = { $count ->
    [one] { $count } person är tillfrågad.
   *[other] { $count } personer är tillfrågade.
}
survey-answered = { $count ->
    [one] { $count } har svarat.
   *[other] { $count } har svarat.
}
survey-rate = Svarsfrekvensen är { $rate } %.
survey-send = Skicka enkäten
survey-send-words = Alla som är verksamhetsansvariga vid ett folkbibliotek i dag får ett mejl. De som inte svarar påminns efter 7 och 14 dagar.
survey-paper = Gjordes enkäten på papper?
survey-paper-words = Skriv antalen, så stängs enkäten.
survey-paper-save = Spara antalen
survey-invited = Tillfrågade
survey-strengthened = Ja, har stärkts
survey-not-strengthened = Nej
survey-dont-know = Vet inte
survey-result = Visa resultatet
scale-yes-no = ja, nej eller vet inte
scale-five = fem steg

import-title = Importera en tabell
import-back = Tillbaka till registret
import-words = Välj filen som kalkylprogrammet har sparat som CSV, eller kopiera raderna med rubrikraden och klistra in dem. Allt importeras, eller inget.
import-grants = Kolumner: diarienummer, utlysning, bibliotek, kommunkoder, beslut, beslutsdatum, belopp, it-kriteriet, skäl. Flera bibliotek skrivs med | emellan.
import-collaborations = Kolumner: bibliotek, tema, från, till, kontakt, aktiviteter.
import-answers = Kolumner: kommunkod, och en för varje påstående, som q1. Tomt är obesvarat.
import-file = Filen
import-file-hint = Högst 1 MB, sparad som CSV. Inget importeras förrän du har sett vad som står i den.
import-look-file = Granska filen
import-paste = Eller klistra in tabellen
import-table = Tabellen
import-hint = Kolumnerna kan stå i vilken ordning som helst, med semikolon, komma eller tabb emellan.
import-look = Granska först
import-do = Importera
import-found = Så lästes tabellen
import-rows = { $count ->
    [one] { $count } rad kunde läsas.
   *[other] { $count } rader kunde läsas.
}
import-accepted = { $count ->
    [0] Ingen importeras så länge något är fel.
    [one] { $count } kan importeras.
   *[other] { $count } kan importeras.
}
import-first = De första raderna
import-line = Rad
import-cells = Innehåll
import-cell = Rad { $line }, { $column }: { $reason }

programmes-title = Program
programmes-none = Det finns inget program än.
programme-add = Lägg till ett program
programme-save = Spara
programme-name = Namn
programme-goal = Målet, med programmets egna ord (frivilligt)
programme-baseline = Första mätomgången
programme-final = Sista mätomgången
programme-waves-hint = Självskattningen (I1) jämför den första med den sista.
programme-no-wave = Ingen är vald

definitions-title = Indikatorernas definitioner
definitions-words = Varje ändring ger en ny version. Låsta rapporter behåller den som gällde.
definition-version = Version { $count }
definition-from = Gäller från { $day }
definition-made = Gjordes { $at }
definition-versions = Versioner
definition-new = Ny version
definition-new-words = Den nya versionen börjar gälla efter alla tidigare, och efter varje låst rapport.
definition-valid-from = Första dag den gäller
definition-valid-from-hint = Skriv som 2027-01-01.
definition-reason = Varför
definition-save = Spara den nya versionen
rule-target = Mål, i procent
rule-answered = Så stor del av testet ska vara besvarad, i procent
rule-method = Var profilerna räknas
rule-method-register = i personalregistret
rule-method-aggregate = i kommunernas uppgifter
rule-unit-counted = Vad ett tillfälle är
rule-unit-day = varje dag med träffar
rule-unit-session = hela kursen
rule-for-staff = Räknas bara det som är för personalen?
rule-met = Planen räknas från läget
rule-reading = När ett bibliotek räknas
rule-reading-overlap = när det samverkar någon gång under perioden
rule-reading-last-day = när det samverkar på periodens sista dag
rule-small = Färre personer än så visas inte
rule-yes = ja
rule-no = nej
