# Sidorna om tillgänglighet och om uppgifter.
accessibility-title = Tillgänglighet
accessibility-lead = Vi vill att alla ska kunna använda Kursplats. Här står hur tillgängliga sidorna är, och hur du säger till när något inte fungerar.
accessibility-state = Hur tillgängliga sidorna är
accessibility-state-words = Sidorna är byggda efter WCAG 2.2, nivå AA. Vi känner inte till några brister i dag.
accessibility-how = Hur vi har kontrollerat
accessibility-how-words = Varje sida prövas av ett program i en riktig webbläsare före varje ny version: på telefon och dator, med och utan JavaScript. Ingen utomstående har granskat dem än.
accessibility-tell = Säg till när något inte fungerar
accessibility-tell-words = Svara på ett mejl från Kursplats, eller hör av dig till den som ordnar kursen. Berätta vilken sida det gäller, så svarar vi inom två veckor.
accessibility-authority = Är du inte nöjd med svaret? Myndigheten för digital förvaltning har tillsyn enligt lagen om tillgänglighet till digital offentlig service.
accessibility-digg = Anmäl till Digg

privacy-title = Dina uppgifter
privacy-lead = Här står vad Kursplats vet om dig, varför, och hur länge.
privacy-what = Vad vi sparar
privacy-what-name = Ditt namn, din e-postadress, ditt bibliotek och din roll där.
privacy-what-bookings = Dina anmälningar, och om du var med på träffarna.
privacy-what-needs = Det du själv berättar att du behöver, om du gör det. Egna ord bara med ditt samtycke.
privacy-what-digiteket = Svaret på om du har en profil i Digiteket, från dig eller din chef.
privacy-not = Vi sparar aldrig personnummer. Vi använder inga kakor för reklam eller statistik, bara en som håller dig inloggad.
privacy-why = Varför
privacy-why-words = För att ordna kurserna, och för att regionen ska kunna följa upp hur många som har fått fortbildning. Uppföljningen visar antal, inte vem du är.
privacy-who = Vem som ser dem
privacy-who-words = Du själv. Din chef ser dina anmälningar. Arrangören ser dem som är anmälda till sina kurser. Samordnaren vid regionen ser registret. Dina behov ser bara du och arrangören.
privacy-long = Hur länge
privacy-long-words = Dina behov tas bort 14 dagar efter sista träffen. Mejlens texter tas bort när de inte behövs längre. Resten sparas så länge regionens beslut om gallring säger.
privacy-rights = Dina rättigheter
privacy-rights-words = Du får veta vad som finns om dig, och få fel rättade. Hör av dig till samordnaren, eller svara på ett mejl från Kursplats. Du kan också klaga hos Integritetsskyddsmyndigheten.
