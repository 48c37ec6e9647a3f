"""The rooms of the studio, in the order of its navigation."""

from ..map.room import ROOM as MAP
from ..room import Room
from .queue import ROOM as QUEUE
from .without import ROOM as WITHOUT
from .work import ROOM as WORK

ROOMS: tuple[Room, ...] = (MAP, WORK, WITHOUT, QUEUE)
