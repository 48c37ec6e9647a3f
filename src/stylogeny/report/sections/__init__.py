"""What the parts of the report are filled with, as values that the templates read."""
