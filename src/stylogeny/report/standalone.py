"""Pages that are one file: the report's style and the pictures are inside them."""

from __future__ import annotations

import importlib.resources

import jinja2

from .. import __version__


def self_contained(template: str, **context: object) -> str:
    """A page that needs no other file, from a template that extends ``standalone.html``."""
    env = jinja2.Environment(
        loader=jinja2.PackageLoader("stylogeny.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["percent"] = lambda share: f"{100 * share:.0f}\u202f%"
    css = (importlib.resources.files(__package__) / "static" / "report.css").read_text(encoding="utf-8")
    return env.get_template(template).render(context | {"css": css, "version": __version__})
