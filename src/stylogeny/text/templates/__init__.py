"""Sentences as data: TOML files, and what reads and checks them."""
