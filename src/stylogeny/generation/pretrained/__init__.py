"""Pretrained diffusers pipelines, given a style of the run."""
