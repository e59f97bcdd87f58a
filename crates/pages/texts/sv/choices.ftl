# Egna val.
choices-title = Mina val
choices-email = Vi skickar mejl till { $email }. Fråga din chef om adressen ska ändras.
choices-language = Språk
choices-reminders = Påminnelser
choices-remind = Påminn mig med ett mejl en arbetsdag före varje träff
choices-remind-not = Påminn mig inte
choices-save = Spara
choices-more = Mer
choices-my-data = Allt som finns om dig
choices-account = Konto: byt roll, och se var du är inloggad

digiteket-title = Din profil i Digiteket
digiteket-lead = Regionen följer hur många som har en profil i Digiteket. Här svarar du för dig själv. Det senaste svaret gäller.
digiteket-stated = Svarat { $at }.
digiteket-profile = Har du en profil?
digiteket-yes = Ja
digiteket-no = Nej
digiteket-since = Första dag (frivilligt)
digiteket-since-hint = Skriv som 2026-10-27. Utan dag räknas den från i dag.
digiteket-until = Sista dag (frivilligt)
digiteket-until-hint = Bara om du har avslutat profilen.

feed-title = Kalenderadress
feed-lead = Med en kalenderadress ser du alla dina träffar i din egen kalender, alltid som de är just nu.
feed-yours = Din adress
feed-how = Kopiera adressen. Välj att prenumerera på en kalender i ditt kalenderprogram, och klistra in den där.
feed-secret = Adressen är hemlig: den som har den kan läsa dina träffar. Har någon annan fått den? Ta bort den och skapa en ny.
feed-make = Skapa en kalenderadress
feed-end = Ta bort adressen
