"""A simulated history as a whole: played, painted, saved, spoken with."""
