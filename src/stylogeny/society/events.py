"""What audiences say to artists, kept for a later simulation to hear.

What an audience says to an artist may enter a *later* simulation when a person asks for it (``stylogeny talk
--record-events``): each message is one line of JSON in ``RUN/futures/NAME/events.jsonl`` with ``year`` (int, when it
is heard), ``artist`` (id), ``kind`` (``praise``, ``blame`` or ``remark``), ``weight`` (float in [-1, 1]: how much
attention it adds or takes away, 0 for a remark) and ``text``. ``kind`` and ``weight`` come from a fixed list of words
(:func:`judge`), never from a language model.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import StylogenyError
from ..futures.storage import EVENTS
from ..text.word_files import read

REMEMBERED = 2000  # characters of a message that are kept


def judge(text: str) -> tuple[str, float]:
    """Whether a message praises or blames, and how much, in [-1, 1].

    Words of a fixed list count, the other way round after a negation.
    """
    words = re.findall(r"[\w']+", text.casefold().replace("’", "'"))
    praise, blame, negations = map(read("opinions").words, ("praise", "blame", "negations"))
    score = 0
    for k, word in enumerate(words):
        sign = (word in praise) - (word in blame)
        score += -sign if set(negations) & set(words[max(k - 3, 0) : k]) else sign
    weight = float(np.tanh(score / 2))
    return ("praise" if weight > 0 else "blame" if weight < 0 else "remark"), round(weight, 4)


def add_event(folder: Path | str, *, year: int, artist: str, text: str) -> dict[str, Any]:
    """Append an audience's message to a future's ``events.jsonl``; returns what was written."""
    kind, weight = judge(text)
    event = {"year": int(year), "artist": artist, "kind": kind, "weight": weight, "text": text.strip()[:REMEMBERED]}
    with open(Path(folder) / EVENTS, "a", encoding="utf-8") as out:
        out.write(json.dumps(event, ensure_ascii=False) + "\n")
    return event


def read_events(folder: Path | str) -> list[dict[str, Any]]:
    """The audience events of a future, in the order they were said; none when there is no file.

    Raises
    ------
    StylogenyError
        When a line is not an event.
    """
    file = Path(folder) / EVENTS
    if not file.exists():
        return []
    out = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            e = json.loads(line)
            event = {"year": int(e["year"]), "artist": str(e["artist"]), "kind": str(e["kind"])}
            weight = float(np.clip(float(e["weight"]), -1, 1))
            if np.isnan(weight):
                raise ValueError("weight is not a number")
            event |= {"weight": weight, "text": str(e["text"])}
        except (ValueError, KeyError, TypeError) as error:
            raise StylogenyError(
                f"line {number} of {EVENTS} is no audience event", got=f"{type(error).__name__}: {error}",
                fix="each line is JSON with year, artist, kind, weight and text",
            ) from error  # fmt: skip
        out.append(event)
    return out
