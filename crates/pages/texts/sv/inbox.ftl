# Inkorgen: det som ska bestämmas.
nav-inbox = Inkorg
inbox-title = Inkorg
inbox-none = Inget väntar på dig just nu.
inbox-planning = Till planeringen
inbox-count = { $count ->
    [one] { $count } sak väntar på dig.
   *[other] { $count } saker väntar på dig.
}
inbox-few = För få anmälda
inbox-few-words = Bestäm om kursen blir av, flyttas eller ställs in.
inbox-few-why = { $taken } anmälda, lägst { $fewest }
inbox-decide = Bestäm
inbox-starts = Börjar { $when }
inbox-unreported = Närvaro saknas
inbox-unreported-words = Skicka in vilka som var där.
inbox-unreported-why = Träffen var { $when }
inbox-report = Skicka in närvaro
inbox-drafts = Utkast som snart börjar
inbox-drafts-words = Ingen kan anmäla sig förrän du har publicerat.
inbox-draft-why = Inte publicerad
inbox-publish = Granska och publicera
inbox-unreached = Mejl når inte fram
inbox-unreached-words = Mejl till de här deltagarna kommer tillbaka. Be chefen eller samordnaren att rätta adressen.
inbox-declined = Har tackat nej i kalendern
inbox-declined-words = De har svarat nej men har kvar sin plats. Fråga dem om de vill avboka.
inbox-see = Visa kursen
