"""Samplers led to what is wanted of their draws."""
