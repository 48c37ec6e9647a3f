"""What of a model's reply can be used: readable words, JSON that satisfies a schema, one of several options."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}
READABLE = 0.95  # share of characters that can be printed, below which an answer is not words


class UnusableReply(Exception):
    """Why an answer could not be had or used."""


def completion_text(raw: bytes) -> str:
    """The text of a chat completion.

    Raises
    ------
    UnusableReply
        When it is none, or holds no readable words.
    """
    try:
        text = json.loads(raw)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise UnusableReply("not a chat completion") from error
    if not isinstance(text, str) or not text.strip():
        raise UnusableReply("an empty answer")
    if "</think>" in text:  # models that think aloud
        text = text.rsplit("</think>", 1)[1]
    text = text.strip()
    if not text or sum(c.isprintable() or c.isspace() for c in text) < READABLE * len(text):
        raise UnusableReply("not readable as words")
    return text


def check_schema(answer: str, schema: Mapping[str, Any]) -> None:
    """Check an answer against the parts of JSON schema that are used here: type, required, properties, enum, items.

    Raises
    ------
    UnusableReply
        When it is no JSON, or breaks the schema.
    """
    try:
        value = json.loads(answer)
    except ValueError as error:
        raise UnusableReply("not JSON") from error
    if fault := _fault(value, schema, "answer"):
        raise UnusableReply(fault)


def _fault(value: object, schema: Mapping[str, Any], where: str) -> str:
    """The first thing that breaks a schema, empty for none."""
    kind = str(schema.get("type"))
    if kind in TYPES:
        is_bool = kind in ("integer", "number") and isinstance(value, bool)
        if is_bool or not isinstance(value, TYPES[kind]):
            return f"{where} is not of type {kind}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{where} is not one of {schema['enum']}"
    if isinstance(value, dict):
        missing = [k for k in schema.get("required", ()) if k not in value]
        if missing:
            return f"{where} lacks {missing[0]}"
        inner = (_fault(value[k], s, f"{where}.{k}") for k, s in schema.get("properties", {}).items() if k in value)
        return next(filter(None, inner), "")
    if isinstance(value, list) and "items" in schema:
        return next(filter(None, (_fault(v, schema["items"], f"{where}[{k}]") for k, v in enumerate(value))), "")
    return ""


def chosen_option(answer: str, options: Sequence[str]) -> int:
    """Which option an answer names, by its number or its words.

    Raises
    ------
    UnusableReply
        When it names none, or more than one.
    """
    plain = answer.strip().strip(".\"'").casefold()
    number = plain.split(".")[0].split(")")[0].strip()
    if number.isdigit() and 1 <= int(number) <= len(options):
        return int(number) - 1
    named = [k for k, option in enumerate(options) if option.casefold() == plain]
    named = named or [k for k, option in enumerate(options) if option.casefold() in plain]
    if len(named) != 1:
        raise UnusableReply("none of the options was named")
    return named[0]
