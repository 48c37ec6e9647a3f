"""Pictures to vectors in which time and style are legible."""
