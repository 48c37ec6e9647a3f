"""What one picture owes to whom: its pieces, its lineage, and the two as one account."""
