"""Vectors and dates to who descends from whom."""

from .branching.fitting import candidates_of as candidates_of
from .tracing import trace as trace
