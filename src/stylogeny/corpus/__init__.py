"""Dated works: a table, its dates, its pictures, where it comes from."""

from .loading import load as load
from .works import Works as Works

__all__ = ["Works", "load"]
