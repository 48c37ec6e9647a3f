"""The rooms of the studio, in the order of its navigation."""

from ..map.room import ROOM as MAP
from ..room import Room
from .queue import ROOM as QUEUE
from .work import ROOM as WORK

ROOMS: tuple[Room, ...] = (MAP, WORK, QUEUE)
