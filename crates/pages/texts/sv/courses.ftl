# Kommande kurser, och sidan om en kurs.
courses-title = Kommande kurser
courses-month = Månad
courses-any-month = Alla månader
courses-area = Ämne
courses-any-area = Alla ämnen
courses-municipality = Kommun
courses-any-municipality = Hela länet
courses-format = Sätt att delta
courses-any-format = Alla sätt att delta
courses-available = Bara med lediga platser
courses-filter = Visa kurser
courses-count = { $count ->
    [one] { $count } kurs
   *[other] { $count } kurser
}
courses-more-meetings = { $count ->
    [one] och en träff till
   *[other] och { $count } träffar till
}
courses-none = Det finns inga kommande kurser just nu
courses-none-words = Nya kurser visas här så snart de är publicerade.
courses-none-chosen = Inga kurser passar ditt val
courses-none-chosen-words = Prova att ta bort något av det du har valt:
courses-without = Visa även annat än { $choice }
courses-all = Visa alla kommande kurser

pages = Sidor
pages-part = sida { $number } av { $count }
pages-before = Föregående sida
pages-after = Nästa sida

area-1 = Informationskunnighet
area-2 = Kommunikation och samarbete
area-3 = Skapa digitalt innehåll
area-4 = Säkerhet
area-5 = Problemlösning
format-on-site = på plats
format-remote = på distans
format-hybrid = på plats eller på distans
seats-left = { $left } av { $all } platser kvar
seats-full = { $count ->
    [0] Fullt, ingen på väntelistan
    [one] Fullt, { $count } på väntelistan
   *[other] Fullt, { $count } på väntelistan
}
hours = { $count ->
    [one] { $count } studietimme
   *[other] { $count } studietimmar
}

course-back = Alla kurser
course-meetings = { $count ->
    [one] Träff
   *[other] Träffar
}
course-cancelled = Inställd
course-trainer = Kursledare: { $name }
course-link = Länk till videomötet
course-format = Sätt att delta
course-hours = Längd
course-seats = Platser
course-for = För
course-areas = Ämne
course-bring = Ta med
course-closes = Anmäl dig senast
course-cancel-until = Sista dag att avboka

book-library = Anmäl dig för
book-seat = Anmäl dig
book-words = Du får en bekräftelse i ett mejl, och träffarna till din kalender.
book-wait = Ställ dig på väntelistan
book-full-words = Alla platser är tagna. Du kan ställa dig på väntelistan. Den som står först får platsen när någon avbokar.
book-clash-waiting = Du kan ändå stå på väntelistan. Du får bara en plats om tiden är fri då.
book-sign-in = Logga in och anmäl dig
book-sign-in-words = Du loggar in med din e-postadress på jobbet. Du behöver inget lösenord.
book-other-role = I den här rollen kan du inte anmäla dig.
book-change-role = Byt roll
book-already = Du är anmäld.
book-waiting-already = Du står på väntelistan.
book-show = Visa din anmälan
swap-heading = Vill du byta?
swap-words = Du får en plats här och avbokar:
swap-late = Det räknas som sen avbokning.
swap = Byt
swap-safe = Får du ingen plats här har du kvar den du har.
