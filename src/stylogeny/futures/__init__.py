"""Works that do not exist yet: imagined, grown into trees, searched for, forecast.

sg.futures.grow(graph, root="Impressionism")     # a tree of answers, and answers to those
sg.futures.save(tree, "mine")                    # and sg.futures.read("mine", graph)
sg.futures.search(graph, objective="novel")      # the most plausible or the most novel works
sg.futures.career(graph, "Claude Monet")         # an artist held still, and what came next
sg.futures.school(graph, "Impressionism")        # artists who never lived, within a style
"""

from .careers import career as career
from .careers import school as school
from .exploration.search import search as search
from .tree import Futures as Futures
from .tree import grow as grow
from .tree_io import read as read
from .tree_io import save as save

__all__ = ["Futures", "career", "grow", "read", "save", "school", "search"]
