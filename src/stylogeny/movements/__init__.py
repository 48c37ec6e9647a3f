"""Movements: groups of alike works by several artists, found and followed through time."""
