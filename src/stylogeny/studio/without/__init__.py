"""Behind the room without: worlds that were asked for, and credits whose interval narrows."""
