"""A style as a low-rank change of a trained network."""
