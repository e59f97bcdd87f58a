# Personalen på de bibliotek som man ansvarar för.
nav-staff = Min personal
nav-people = Personal
nav-away = Borta
staff-title = Personal
staff-library = Bibliotek
staff-any-library = Alla bibliotek
staff-find = Sök
staff-none = Ingen passar det du söker.
staff-all = Visa alla
staff-not-today = Arbetar inte på något bibliotek i dag
staff-waiting = Står på väntelistan, på plats { $count }
person-name = Namn
person-email = E-postadress
person-email-hint = Adressen på jobbet. Dit går kallelser, och med den loggar personen in.
person-email-failed = Mejl till adressen kommer tillbaka. Kontrollera den.
person-add = Lägg till en person
person-add-words = Personen kan logga in och anmäla sig till kurser så snart du har sparat.
person-save = Spara
person-work = Arbetsplatser
person-work-none = Inga arbetsplatser visas för dig.
person-bookings = Kommande kurser
person-bookings-none = Inga kommande kurser.
person-cancel-of = Avboka { $title }

employment-add = Lägg till en arbetsplats
employment-first-day = Första dag
employment-last-day = Sista dag (frivilligt)
employment-day-hint = Skriv som 2026-10-27.
employment-category = Yrke
employment-change = Ändra eller avsluta på { $library }
employment-end-words = Slutar personen? Skriv sista dagen. Anmälningar till kurser efter den dagen avbokas.
employment-end-hint = Skriv som 2026-10-27. Lämna tomt om anställningen fortsätter.
category-librarian = bibliotekarie
category-assistant = assistent
category-manager = verksamhetsansvarig
category-other = annat

profile-title = Profil i Digiteket
profile-yes = Har en profil
profile-no = Har ingen profil
profile-unknown = Ingen har svarat
attest-profile = Vad intygar du?
attest-save = Intyga

away-title = Vem är borta när?
away-none = Ingen är anmäld till en kommande kurs.
away-count = { $count ->
    [0] Ingen har en plats än.
    [one] { $count } person är borta.
   *[other] { $count } personer är borta.
}
away-waiting = står på väntelistan

enrol-title = Anmäl din personal
enrol-whom = Vilka anmäler du?
enrol-words = Var och en får ett mejl om sin anmälan, och kan själv avboka.
enrol-already = Redan anmälda
enrol-booked = anmäld
enrol-none = Alla i din personal är redan anmälda.
enrol-do = Anmäl dem
