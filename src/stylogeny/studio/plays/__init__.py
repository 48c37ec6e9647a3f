"""What the society room does: histories that are played, as immutable moments, and what is seen of each."""
