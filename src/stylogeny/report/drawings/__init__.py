"""Drawings of the report as inline SVG: text is escaped, nothing moves."""
