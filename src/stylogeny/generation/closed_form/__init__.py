"""The closed-form generator: local diffusion over the works themselves, nothing trained."""
