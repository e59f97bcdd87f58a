# Ord som finns på alla sidor.
skip = Hoppa till innehållet
nav-courses = Kurser
nav-mine = Mina bokningar
nav-choices = Mina val
nav-main = Huvudmeny
nav-account = { $name } ({ $role })
nav-sign-in = Logga in
nav-sign-out = Logga ut
nav-accessibility = Tillgänglighet
nav-privacy = Dina uppgifter

role-staff = personal
role-manager = chef
role-trainer = kursledare
role-organiser = arrangör
role-coordinator = samordnare

form-summary = Det finns ett problem
form-title-prefix = Fel:

failure-not-found = Sidan finns inte
failure-not-found-words = Det finns inget här, eller så har du inte rätt att se det. Kontrollera adressen. Har du flera roller? Byt roll på sidan Konto.
failure-cross-site = Inget har gjorts
failure-cross-site-words = Det som skickades kom inte från en sida i Kursplats. Öppna sidan på nytt och försök igen.
failure-refused = Det gick inte
failure-ours = Försök igen om en stund
failure-home = Till startsidan

start-title = Kurser för bibliotekspersonal
start-lead = Här anmäler du dig till kurser. Träffarna kommer till din kalender. Är det fullt kan du ställa dig på väntelistan.
start-courses = Se kommande kurser
