"""The feed of a history with fans, as a page."""
