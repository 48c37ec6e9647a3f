"""A history as a film: years pass on a map of styles, a voice tells what happens, and the history plays itself."""
