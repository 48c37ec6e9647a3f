"""Pages that are one file: the report's style and the pictures are inside them."""

from __future__ import annotations

from .. import __version__
from .environment import environment, static


def self_contained(template: str, **context: object) -> str:
    """A page that needs no other file, from a template that extends ``standalone.html``."""
    own = {"css": static("report.css"), "version": __version__}
    return environment().get_template(template).render(context | own)
