"""The rivals of steering, and a comparison on equal terms."""
