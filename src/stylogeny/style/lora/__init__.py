"""A style as a LoRA: of a run's own denoiser, and of a diffusers model's."""
