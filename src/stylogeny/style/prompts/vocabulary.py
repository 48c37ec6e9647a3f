"""Words of captions and queries: folded, cut into letter groups, and hashed, so that no vocabulary has to be kept."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Sequence

import numpy as np

from ...corpus.calendar import year_text
from ...corpus.works import Works

BUCKETS = 1 << 14
_WORD = re.compile(r"[^\W_]+")
FIELDS = ("title", "artist", "style", "genre", "medium")


def words(text: str) -> list[str]:
    """Lower-case words without accents; a year brings its decade and century along."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    out = []
    for word in _WORD.findall(folded):
        out.append(word)
        if word.isdecimal() and len(word) in (3, 4):
            year = int(word)
            out += [f"{year // 10 * 10}s", f"century{year // 100 + 1}"]
        elif re.fullmatch(r"[0-9]{3}0s", word):
            out.append(f"century{int(word[:-1]) // 100 + 1}")
        elif re.fullmatch(r"[0-9]{1,2}(st|nd|rd|th)", word):
            out.append(f"century{int(word[:-2])}")
    return out


def pieces(word: str) -> list[str]:
    """A word, and its groups of four letters (harbour and harbor share most of theirs)."""
    marked = f"<{word}>"
    return [word, *(marked[i : i + 4] for i in range(len(marked) - 3) if not word[0].isdecimal())]


def buckets_of(text: str) -> np.ndarray:
    """Bucket numbers of a text's pieces, int64[m] (m at least 1)."""
    numbers = [zlib.crc32(p.encode()) % (BUCKETS - 1) + 1 for w in words(text) for p in pieces(w)]
    return np.array(numbers or [0], dtype=np.int64)


def captions(works: Works) -> list[dict[str, str]]:
    """Each work in words: the text columns, the year, and early or late within its movement."""
    columns = {name: works.column(name) for name in FIELDS}
    years, out = works.year, []
    third: dict[str, tuple[float, float]] = {}
    for style in set(columns["style"]):
        inside = years[(columns["style"] == style) & np.isfinite(years)]
        if style and len(inside) >= 9:
            third[style] = (float(np.quantile(inside, 1 / 3)), float(np.quantile(inside, 2 / 3)))
    for row in range(len(works)):
        caption = {name: str(values[row]) for name, values in columns.items() if values[row]}
        if np.isfinite(years[row]):
            caption["year"] = year_text(years[row])
            low, high = third.get(caption.get("style", ""), (-np.inf, np.inf))
            if years[row] <= low or years[row] >= high:
                caption["style"] = f"{'early' if years[row] <= low else 'late'} {caption['style']}"
        out.append(caption)
    return out


def vocabulary_of(texts: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The buckets that hashed texts use, int64[v] in order, and their inverse document frequencies, float32[v]."""
    buckets, count = np.unique(np.concatenate([np.unique(ids) for ids in texts]), return_counts=True)
    return buckets, (np.log((1 + len(texts)) / (1 + count)) + 0.1).astype(np.float32)


def rows_of(buckets: np.ndarray, vocabulary: np.ndarray) -> np.ndarray:
    """Positions of buckets in a vocabulary; buckets that it lacks are left out (what no caption says means nothing)."""
    at = np.minimum(np.searchsorted(vocabulary, buckets), len(vocabulary) - 1)
    return at[vocabulary[at] == buckets]
