"""Sentences as data."""
