"""A style to pictures: a protocol, families of generators behind it, and one verb that fits any of them to a corpus."""

from .fit import fit as fit
from .generator import Drawing as Drawing
from .generator import Generator as Generator

__all__ = ["Drawing", "Generator", "fit"]
