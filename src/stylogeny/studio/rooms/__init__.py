"""The rooms of the studio, in the order of its navigation."""

from ..room import Room
from .queue import ROOM as QUEUE
from .work import ROOM as WORK

ROOMS: tuple[Room, ...] = (WORK, QUEUE)
