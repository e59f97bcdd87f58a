# Intyg, på papper.
certificate = Intyg
certificate-title = Intyg för { $name }: { $title }
certificate-title-all = Intyg för { $name }
certificate-begins = { $name } har varit med på den här kursen.
certificate-begins-all = { $name } har varit med på de här kurserna.
certificate-sum = Sammanlagt
certificate-hour = En studietimme är 45 minuter.
certificate-issued = Uppgifterna kommer från kursernas närvarolistor i Kursplats, som de såg ut { $day }.
