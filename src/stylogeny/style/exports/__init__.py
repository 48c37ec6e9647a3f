"""A style in the forms other tools read."""
