"""A painter whose history is known: ground truth that can be re-run without one work."""
