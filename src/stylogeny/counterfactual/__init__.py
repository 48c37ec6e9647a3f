"""Histories that did not happen, and what they are worth."""
