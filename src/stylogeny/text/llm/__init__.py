"""A language model as a writer: the endpoint, what of its replies can be used, and where answers are kept."""
