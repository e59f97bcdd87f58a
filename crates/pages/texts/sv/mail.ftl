# Vad som blir av mejlen.
nav-mail = Mejl
mail-title = Mejl
mail-words = Här ser du hur det går för mejlen. Texten i dem ser bara mottagaren.
mail-oldest = Det äldsta väntande skulle ha gått
mail-notices = Händelser som inte har blivit mejl än
mail-dead-notices = Händelser som inte kan bli mejl
mail-show = Visa mejl som är
mail-show-sent = Visa skickade
mail-none = Det finns inga sådana mejl.
mail-written = Skrevs { $at }
mail-bounced = Kom tillbaka { $at }
mail-tries-count = { $count ->
    [0] Inga försök än
    [one] { $count } försök
   *[other] { $count } försök
}
mail-dead = Gick inte att skicka
mail-ambiguous = Ovisst
mail-queued = Väntar
mail-transmitting = Skickas nu
mail-sent = Skickat
mail-superseded = Ersatt av ett nyare
mail-abandoned = Uppgivet

mail-back = Alla mejl
mail-recipient = Till
mail-written-at = Skrevs
mail-next-try-at = Nästa försök
mail-expires-at = Skickas inte efter
mail-doubted-at = Ovisst sedan
mail-sent-at = Skickades
mail-bounced-at = Kom tillbaka
mail-answer = Senaste svar från e-postservern
mail-bounce = Varför det kom tillbaka
mail-message-id = Message-ID
mail-decide-words = Försök igen när felet är åtgärdat. Ett mejl som du ger upp skickas inte, och nyare mejl om samma anmälan går vidare.
mail-retry = Försök igen
mail-abandon = Ge upp
mail-tries = Försök
mail-try = Försök { $count }
mail-no-tries = Inga försök har gjorts än.
mail-try-sent = e-postservern tog emot det
mail-try-deferred = det skickades inte, men kan skickas igen
mail-try-doubtful = det är ovisst om det kom fram
mail-try-refused = e-postservern tar inte emot det

mail-unreached-title = Mejl som inte når fram
mail-unreached-words = Deltagare på dina kommande kurser som mejlen om anmälan inte har nått. Ring dem, eller be chefen rätta adressen.
mail-unreached-none = Mejlen har nått alla på dina kommande kurser.

mail-kind-confirmation = Bekräftelse
mail-kind-waiting-listed = Plats på väntelistan
mail-kind-seat-given = Plats från väntelistan
mail-kind-meeting-changed = Ändrad träff
mail-kind-meeting-cancelled = Inställd träff
mail-kind-session-cancelled = Inställd kurs
mail-kind-booking-cancelled = Avbokning
mail-kind-summons = Kallelse
mail-kind-reminder = Påminnelse
mail-kind-attendance-missing = Närvarorapport saknas
mail-kind-cancellation-asked = Fråga om avbokning
mail-kind-counter-declined = Svar på förslag om ny tid
mail-kind-invitations-resent = Inbjudningar igen
mail-kind-survey-invitation = Enkät
mail-kind-survey-reminder = Påminnelse om enkät
mail-kind-address-failed = Adress som inte fungerar
mail-kind-sign-in = Inloggning
mail-kind-unknown = Annat mejl
