"""Pretrained diffusers pipelines, told a style of the run."""
