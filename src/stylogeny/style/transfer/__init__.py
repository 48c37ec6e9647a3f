"""Style transfer, by optimisation and in one pass."""
