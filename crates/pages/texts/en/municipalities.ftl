# The municipalities beside each other.
nav-municipalities = Municipalities
municipalities-title = Municipalities
municipalities-words = A person is counted in each municipality that she takes part for. So municipalities do not add up to the county.
municipalities-not-reached = Municipalities that nobody has taken part for
municipalities-none = There are no figures of municipalities in the period.
