"""A style vector to pictures."""
