"""The rooms of the studio, in the order of its navigation."""

from ..room import Room
from .queue import ROOM as QUEUE
from .society import ROOM as SOCIETY
from .style import ROOM as STYLE
from .work import ROOM as WORK

ROOMS: tuple[Room, ...] = (WORK, SOCIETY, STYLE, QUEUE)
