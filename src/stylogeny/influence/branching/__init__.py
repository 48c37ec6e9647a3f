"""The branching model of influence and its EM."""
