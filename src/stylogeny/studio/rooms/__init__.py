"""The rooms of the studio, in the order of its navigation."""

from ..map.room import ROOM as MAP
from ..room import Room
from .place import ROOM as PLACE
from .queue import ROOM as QUEUE
from .story import ROOM as STORY
from .without import ROOM as WITHOUT
from .work import ROOM as WORK

ROOMS: tuple[Room, ...] = (MAP, WORK, WITHOUT, PLACE, STORY, QUEUE)
