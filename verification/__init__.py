"""Scripts that measure the package against known truth, theory and other methods: see CONTRIBUTING.md."""
