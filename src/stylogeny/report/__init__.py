"""The run as a page a person would send on."""
