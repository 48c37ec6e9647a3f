"""What every page is made with: the templates, their filters, and the style sheet."""

from __future__ import annotations

import importlib.resources
import json
import re

import jinja2

from ..corpus.calendar import lag_text


def environment() -> jinja2.Environment:
    """The templates; text is escaped, and a name that is missing is an error."""
    env = jinja2.Environment(
        loader=jinja2.PackageLoader("stylogeny.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["percent"] = lambda value: f"{100 * value:.0f}\u202f%"
    env.filters["lag"] = lag_text
    env.filters["count"] = lambda value: f"{value:,.0f}" if value >= 10 else f"{value:.1f}"
    env.filters["whole"] = lambda value: f"{value:,}"
    env.filters["tidy"] = lambda text: re.sub(r"(\d) %", "\\1\u202f%", text)
    env.filters["json"] = lambda value: json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, default=str)
    return env


def static(name: str) -> str:
    """The text of a static file: the style sheet or a script."""
    return (importlib.resources.files(__package__) / "static" / name).read_text(encoding="utf-8")
