"""Facts about a simulated history: an index of lookups, builders that read facts off it, and the facts' types."""
