"""Shortcuts: hypotheses kept on disk, and estimates of credit that need no refit."""
