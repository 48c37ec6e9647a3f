"""Vectors and dates to who descends from whom."""
