# The municipalities beside each other.
nav-municipalities = Municipalities
municipalities-title = Municipalities
municipalities-words = A person can be counted in several municipalities. So municipalities do not add up to the county.
municipalities-not-reached = Municipalities that nobody has taken part for
municipalities-none = There are no figures of municipalities in the period.
