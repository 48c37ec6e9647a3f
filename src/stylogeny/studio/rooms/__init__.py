"""The rooms of the studio, in the order of its navigation."""

from ..map.room import ROOM as MAP
from ..room import Room
from .futures import ROOM as FUTURES
from .place import ROOM as PLACE
from .queue import ROOM as QUEUE
from .society import ROOM as SOCIETY
from .story import ROOM as STORY
from .style import ROOM as STYLE
from .without import ROOM as WITHOUT
from .work import ROOM as WORK

ROOMS: tuple[Room, ...] = (MAP, WORK, WITHOUT, FUTURES, SOCIETY, PLACE, STYLE, STORY, QUEUE)
