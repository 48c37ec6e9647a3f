"""Generators trained on a corpus: one network, several families."""
