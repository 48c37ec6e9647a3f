"""Searches over futures."""
