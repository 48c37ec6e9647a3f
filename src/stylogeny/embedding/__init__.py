"""Pictures to vectors in which time and style are legible."""

from .build import embed as embed
from .space import Embedding as Embedding

__all__ = ["Embedding", "embed"]
