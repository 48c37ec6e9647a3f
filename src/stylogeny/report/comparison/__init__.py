"""A run beside the world without something: a page of pictures."""
