"""The map of a history, for the studio and for notebooks: where works stand, what a browser is sent, what draws it."""
