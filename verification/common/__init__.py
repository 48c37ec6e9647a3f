"""What verification scripts and benchmarks share: worlds, scores, tables and figures."""
