"""Generative families: a loss and a sampler each."""
