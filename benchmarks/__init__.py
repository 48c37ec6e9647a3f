"""Scripts that measure speed and memory as ratios to a named rival in the same run: see CONTRIBUTING.md."""
