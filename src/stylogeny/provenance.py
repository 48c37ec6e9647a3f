"""How a result was made: one record, in every object, file and manifest that says so.

The shape is that of tskit's provenance records (https://tskit.dev/tskit/docs/stable/provenance.html):
``schema_version``, ``software``, ``parameters``, ``environment``, and beside them the digests of the ``inputs``.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import __version__

SCHEMA_VERSION = 1


def software() -> dict[str, str]:
    """The software that runs now, by name and version."""
    return {"stylogeny": __version__}


def environment() -> dict[str, str]:
    """What it runs on, as far as a result may depend on it."""
    return {"python": platform.python_version(), "system": platform.system()}


@dataclass(frozen=True)
class Provenance:
    """How one result was made.

    Parameters
    ----------
    parameters : mapping
        What was asked: JSON-able values by name, the seed among them.
    inputs : mapping
        Digests of what it was made from, by name.
    software, environment : mapping
        Versions by name. Default: those that run now.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    software: Mapping[str, str] = field(default_factory=software)
    environment: Mapping[str, str] = field(default_factory=environment)

    def with_parameters(self, **more: object) -> Provenance:
        """The same record with parameters added or replaced."""
        return Provenance({**self.parameters, **more}, self.inputs, self.software, self.environment)

    def document(self) -> dict[str, Any]:
        """The record as JSON-able values."""
        return {
            "schema_version": SCHEMA_VERSION,
            "software": dict(self.software),
            "parameters": dict(self.parameters),
            "environment": dict(self.environment),
            "inputs": dict(self.inputs),
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Provenance:
        """The record that :meth:`document` wrote down."""
        return cls(*(dict(document.get(name, {})) for name in ("parameters", "inputs", "software", "environment")))
