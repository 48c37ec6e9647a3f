"""Facts about a simulated history, read off its tables."""
