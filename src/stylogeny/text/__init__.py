"""Words about a history: writers, facts and the templates they fill."""
