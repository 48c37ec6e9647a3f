"""Questions that people ask of a run: where a work came from, what came of it, what a period and a life were."""
