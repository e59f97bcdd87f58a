# Närvaro.
nav-attendance = Närvaro
attendance-title = Närvaro
attendance-today = I dag
attendance-none-today = Du har inga träffar i dag.
attendance-next = Nästa träff är { $when }.
attendance-none-coming = Träffar visas här när du står som kursledare eller arrangör.
attendance-courses = Se kommande kurser
attendance-missing = { $count ->
    [one] { $count } träff saknar närvaro
   *[other] { $count } träffar saknar närvaro
}
attendance-missing-words = Öppna en träff och skicka in vilka som var där.
attendance-latest = Senast inskickat
attendance-done = Inskickad

attendance-of = Närvaro: { $title }
attendance-called-off = Träffen är inställd. Det finns ingen närvaro att skicka in.
attendance-reported = Närvaron skickades in { $at }.
attendance-reported-by = Närvaron skickades in { $at } av { $name }.
attendance-again = Blev något fel? Ändra nedan och skicka in igen. Den nya listan ersätter den gamla.
attendance-early = Träffen har inte börjat än. Kontrollera att det är rätt träff.
attendance-present = Kryssa för dem som var där
attendance-all = Alla var där
attendance-nobody = Ingen är anmäld till träffen. Kom någon ändå? Skriv hur många längre ner.
attendance-added = Kom utan att vara anmälda
attendance-known = { $count ->
    [one] { $count } person till kan ha kommit
   *[other] { $count } personer till kan ha kommit
}
attendance-known-legend = Kryssa för dem som kom ändå
attendance-waiting = stod på väntelistan
attendance-left = har avbokat
attendance-for = Arbetsplats för { $name }
attendance-choose = Välj arbetsplats
attendance-emails = E-postadresser till andra som kom (frivilligt)
attendance-emails-hint = För dig som vet vem det är. Skriv en adress på varje rad.
attendance-external = Antal som kom utan att finnas i registret (frivilligt)
attendance-external-hint = Skriv bara antalet, inga namn.
attendance-held = Blev träffen av?
attendance-held-yes = Ja
attendance-held-no = Nej, den hölls inte
attendance-sign-words = När du skickar in listan intygar du att den stämmer.
attendance-sign = Signera och skicka in
attendance-sending = Skickar …
attendance-kept = Ingen kontakt med nätet just nu. Listan är sparad i telefonen och skickas så snart kontakten är tillbaka. Låt sidan vara öppen.
