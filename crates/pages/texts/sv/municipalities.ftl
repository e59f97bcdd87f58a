# Kommunerna bredvid varandra.
nav-municipalities = Kommuner
municipalities-title = Kommuner
municipalities-words = En person kan räknas i flera kommuner. Därför går kommunerna inte att lägga ihop till länet.
municipalities-not-reached = Kommuner som ingen har deltagit för
municipalities-none = Det finns inga siffror för kommunerna i perioden.
