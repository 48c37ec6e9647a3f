"""How far an attacker can move a share, proved: means over windows of a picture, and over parts of a corpus."""
