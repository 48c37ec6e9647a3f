"""Worlds without something: how copies hang, what is left of the works, and their run folders."""
