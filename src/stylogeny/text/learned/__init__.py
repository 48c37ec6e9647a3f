"""A writer trained on the run's own words: masked discrete diffusion, facts held in place."""
