"""The planted history of `helpers.planted_history`, one a session."""

from helpers.planted_history import graph as graph
