"""The studio: a run in the browser. Rooms at addresses, long work in jobs, all that is kept in the run folder."""
