# Egna anmälningar.
mine-title = Mina bokningar
mine-none = Du har inga kommande bokningar.
mine-find = Hitta en kurs
mine-coming = Kommande
mine-waiting = På väntelistan
mine-waiting-words = Får du en plats skickar vi ett mejl till dig.
mine-past = Tidigare
mine-certificate = Intyg (PDF)
mine-certificate-of = Intyg (PDF) för { $title }
mine-certificate-all = Intyg över allt du har varit med på (PDF)
mine-place = Du står på plats { $count }
mine-cancelled = Avbokad
mine-called-off = Inställd
mine-hours = { $count ->
    [0] Ingen närvaro är registrerad än.
    [one] Du har varit med i { $count } studietimme.
   *[other] Du har varit med i { $count } studietimmar.
}

booking-back = Mina bokningar
booking-seat = Du är anmäld
booking-waiting = Du står på väntelistan, på plats { $count }
booking-cancelled = Anmälan är avbokad
booking-called-off = Kursen är inställd
booking-begun = Kursen har börjat
booking-next = Det här händer nu
booking-seat-next = Du får en bekräftelse i ett mejl inom en minut, och träffarna till din kalender. Tio dagar före kursen kommer en kallelse.
booking-cancel-until = Sista dag att avboka är { $day }. Efter den dagen räknas det som sen avbokning.
booking-waiting-next = Alla platser är tagna. Den som står först får platsen när någon avbokar, och då får du ett mejl.
booking-cancelled-next = Du behöver inte göra något mer. Träffarna försvinner ur din kalender.
booking-called-off-next = Arrangören har ställt in kursen. Du behöver inte göra något.
booking-begun-next = Anmälan går inte längre att avboka här. Kan du inte vara med? Hör av dig till arrangören.
booking-end = Kan du inte komma?
booking-end-words = Om du avbokar kan någon annan få din plats.
booking-late = Sista dagen att avboka har gått. Du kan ändå avboka, och det räknas som sen avbokning.
booking-cancel = Avboka
booking-leave-line = Lämna väntelistan
