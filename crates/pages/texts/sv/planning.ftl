# Att planera kurser.
nav-planning = Planering
planning-title = Planering
planning-new = Planera en kurs
planning-show = Visa
planning-coming = Kommande
planning-drafts = Utkast
planning-past = Tidigare
planning-called-off = Inställda
planning-none-coming = Du har inga kommande kurser som är publicerade.
planning-none-drafts = Du har inga utkast.
planning-none-past = Du har inga avslutade kurser.
planning-none-called-off = Du har inga inställda kurser.
planning-count = { $count ->
    [one] { $count } kurs
   *[other] { $count } kurser
}
planning-draft = Utkast
planning-published = Publicerad
planning-closed = Avslutad
planning-cancelled = Inställd
planning-few = För få anmälda
planning-taken = { $taken } av { $all } platser tagna, { $waiting } på väntelistan

planning-back = Till kursen
planning-as-others = Visa sidan som andra ser den
planning-few-words = Färre anmälda än { $count }, som är det lägsta antalet.
planning-few-acts = Bestäm om kursen blir av. Du kan ändra det lägsta antalet, flytta en träff eller ställa in.
planning-draft-words = Bara du och andra som planerar ser utkastet. Publicera när det är klart.
planning-publish = Publicera
planning-fewest = Lägsta antal deltagare
planning-opens = Anmälan öppnar
planning-change = Ändra kursen
planning-print = Lista att skriva ut
planning-basis = Underlag till e-lista (CSV)
planning-needs = Behov
planning-call-off = Ställ in kursen
planning-no-trainer = Ingen kursledare
planning-attendance-done = Visa närvaron
planning-attendance-missing = Skicka in närvaro
planning-change-meeting = Ändra träffen
planning-change-meeting-of = Ändra träffen { $when }
planning-call-off-meeting = Ställ in träffen
planning-call-off-meeting-of = Ställ in träffen { $when }
planning-day-off = Dagen är { $day }.
planning-busy-place = Lokalen används då också av { $title }, { $when }.
planning-busy-trainer = Kursledaren leder då också { $title }, { $when }.
planning-busy-both = Lokalen och kursledaren är upptagna då av { $title }, { $when }.
planning-people = Deltagare
planning-nobody = Ingen är anmäld än.
planning-nobody-draft = Ingen kan anmäla sig förrän kursen är publicerad.
planning-seated = { $count ->
    [one] { $count } anmäld
   *[other] { $count } anmälda
}
planning-waiting = { $count ->
    [one] { $count } på väntelistan
   *[other] { $count } på väntelistan
}
planning-left = { $count ->
    [one] { $count } har avbokat
   *[other] { $count } har avbokat
}
planning-place = Plats på väntelistan
planning-name = Namn
planning-library = Bibliotek
planning-mail = Senaste mejl
planning-answer = Svar från kalendern
planning-unreached = Mejl når inte fram
planning-answer-yes = Ja
planning-answer-perhaps = Kanske
planning-answer-no = Nej
planning-mail-sent = Skickat { $at }
planning-mail-queued = På väg sedan { $at }
planning-mail-failed = Skickades inte, { $at }
planning-mail-bounced = Kom tillbaka, skrevs { $at }

planning-list = Närvarolista
planning-list-of = Närvarolista: { $title }
planning-list-words = Skriv ut sidan från webbläsaren. Kryssa för dem som är där, och skicka in listan på sidan Närvaro efteråt.
planning-list-nobody = Ingen är anmäld än, så listan har bara tomma rader.
planning-list-sign = Kursledarens namnteckning:
planning-meeting-number = Träff { $count }

planning-needs-of = Behov: { $title }
planning-needs-words = Uppgifterna får bara användas för att ordna kursen. Det antecknas att du har läst dem.
planning-needs-none = Ingen har berättat om några behov.
planning-needs-totals = Antal
planning-needs-people = Vem som behöver vad

planning-reason = Orsak
planning-reason-hint = Alla anmälda får läsa den.
calling-off-session = Ställ in kursen
calling-off-meeting = Ställ in träffen
calling-off-told = { $count ->
    [0] Ingen är anmäld.
    [one] { $count } anmäld får besked i ett mejl.
   *[other] { $count } anmälda får besked i ett mejl.
}
calling-off-session-words = Alla anmälningar avslutas, och träffarna tas bort ur kalendrarna.
calling-off-meeting-words = De andra träffarna och anmälningarna står kvar.
calling-off-keep = Nej, ställ inte in

planning-capacity = Antal platser
planning-capacity-hint = { $count ->
    [0] Inga platser är tagna än.
    [one] { $count } plats är tagen. Fler platser går genast till väntelistan.
   *[other] { $count } platser är tagna. Fler platser går genast till väntelistan.
}
planning-cancel-until = Sista dag att avboka (frivilligt)
planning-cancel-until-hint = Till exempel 2027-01-19. Lämna tomt för en vecka före första träffen.
planning-bring = Ta med (frivilligt)
planning-save = Spara

meeting-lead = På nästa sida ser du vilka som berörs. Inget ändras förrän du har sett det.
meeting-go-on = Fortsätt
meeting-date = Dag
meeting-date-hint = Till exempel 2027-01-26.
meeting-starts = Börjar
meeting-ends = Slutar
meeting-clock-hint = Till exempel 09.00.
meeting-breaks = Pauser, i minuter (frivilligt)
meeting-place = Lokal eller adress (frivilligt)
meeting-travel = Hur man hittar dit (frivilligt)
meeting-link = Länk till videomöte (frivilligt)
meeting-link-hint = Bara den som har en plats ser länken.
meeting-trainer = Kursledare (frivilligt)
meeting-trainer-hint = Skriv namnet som det står i registret. Då kan kursledaren själv skicka in närvaron.
meeting-when = Tid
meeting-none = Inte angivet
meeting-check = Kontrollera ändringen
meeting-unchanged = Du har inte ändrat något.
meeting-changes = Det här ändras
meeting-what = Vad
meeting-was = Nu
meeting-becomes = Efter ändringen
meeting-concerned = Vilka som berörs
meeting-seated = { $count ->
    [one] { $count } person har en plats.
   *[other] { $count } personer har en plats.
}
meeting-waiting = { $count ->
    [one] { $count } person på väntelistan får också besked.
   *[other] { $count } personer på väntelistan får också besked.
}
meeting-told-moved = De får besked i ett mejl, och träffen flyttas i deras kalendrar.
meeting-told = De får besked i ett mejl.
meeting-nobody = Ingen får något mejl om det här.
meeting-clashes = { $count ->
    [one] { $count } deltagare har något annat då
   *[other] { $count } deltagare har något annat då
}
meeting-clash = { $name }: { $title }, { $at }
meeting-clashes-words = Deras anmälningar står kvar. De får själva välja vad de vill avboka.
meeting-no-clashes = Ingen av dem är anmäld till någon annan kurs då.
meeting-save = Spara ändringen
meeting-save-all-the-same = Spara ändå
meeting-change-more = Ändra uppgifterna

new-lead = På nästa sida ser du alla träffar. Inget sparas förrän du har sett dem.
new-course = Kurs
new-choose-course = Välj en kurs
new-fewest-hint = Är det färre anmälda när kursen närmar sig påminns du om att bestämma.
new-meetings = Träffar
new-first = Första träffen
new-times = Antal träffar
new-times-hint = Träffarna är en gång i veckan, samma tid. Helgdagar hoppas över.
new-booking = Anmälan
new-opens = Första dag att anmäla sig (frivilligt)
new-opens-hint = Lämna tomt om anmälan öppnar när kursen publiceras.
new-closes = Sista dag att anmäla sig (frivilligt)
new-closes-hint = Lämna tomt om anmälan stänger när kursen börjar.
new-check = Kontrollera kursen
new-meetings-count = { $count ->
    [one] { $count } träff
   *[other] { $count } träffar
}
new-passed-over = De här dagarna hoppas över:
new-unknown-trainer = Kursledaren finns inte som kursledare i registret. Du skickar själv in närvaron.
new-save = Spara som utkast
new-draft-words = Du publicerar utkastet på nästa sida.

participant-seated = Har en plats
participant-waiting = Står på väntelistan
participant-left = Har avbokat
participant-unreached = Mejl till personen kommer tillbaka. Be chefen eller samordnaren att rätta adressen.
participant-invitations = Kalenderinbjudningar
participant-no-invitations = Inga inbjudningar har skickats.
participant-withdrawn = Borttagen ur kalendern
participant-no-answer = inget än
participant-resend = Skicka inbjudningarna igen
participant-end = Avboka personen
participant-reason = Orsak (frivilligt)
participant-reason-hint = Personen får läsa den.
participant-cancel = Avboka
