"""Pages for people: the report on a run, catalogues, careers, films and trees of futures."""
