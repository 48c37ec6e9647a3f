"""The works that speak for a style as another tool needs them: their pictures, what is on them, and their shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from ...artifacts import replacing
from ...corpus.pictures import read
from ...errors import StylogenyError
from ...generation.pretrained.conditioning import describe
from ...generation.styles import Corpus, Style

MOST = 24  # works that are taken along: enough for a LoRA, few enough to look at
LEAST_SHARE = 0.02  # of the heaviest work's share: what speaks less is left out


@dataclass(frozen=True)
class StyleSource:
    """One work that speaks for a style.

    Parameters
    ----------
    id, title, artist, date, genre, medium : str
        As the corpus has them; empty where it does not know.
    share : float
        How much of the style it is; the shares of all sum to 1.
    picture : Path
    """

    id: str
    title: str
    artist: str
    date: str
    genre: str
    medium: str
    share: float
    picture: Path

    @property
    def line(self) -> str:
        """The work in words."""
        return ", ".join(filter(None, (self.title or self.id, self.artist, self.date)))

    @property
    def caption(self) -> str:
        """What is on the picture, and nothing of how it is painted: that is what a trigger word is to learn."""
        return ", ".join(dict.fromkeys(filter(None, (self.title, self.genre)))) or "a picture"

    def document(self) -> dict[str, object]:
        """The work as JSON-able values."""
        said = {"id": self.id, "title": self.title, "artist": self.artist, "date": self.date}
        return {**said, "share": round(self.share, 4)}

    def pixels(self, side: int) -> np.ndarray:
        """The picture with its longest side `side`, uint8[H, W, 3]."""
        return read(self.picture, side)


@dataclass(frozen=True)
class StyleSources:
    """A style as the works that speak for it.

    Parameters
    ----------
    name : str
    works : sequence of StyleSource
        Heaviest first.
    prompt : str
        The style in words that models know: names, genre, decade.
    """

    name: str
    works: Sequence[StyleSource]
    prompt: str

    @classmethod
    def of(cls, style: Style, corpus: Corpus, *, name: str | None = None, most: int = MOST) -> StyleSources:
        """Of a resolved style.

        Raises
        ------
        StylogenyError
            When no work that speaks for it has a picture.
        """
        works = corpus.works
        heavy, shares = style.representatives(most, pictured=works.pictured)
        kept = shares > LEAST_SHARE * shares.max(initial=0.0)
        heavy, shares = heavy[kept], shares[kept] / max(float(shares[kept].sum()), 1e-300)
        if not len(heavy):
            raise StylogenyError("no work that speaks for this style has a picture", got=style.name)
        found = []
        for row, share in zip(heavy.tolist(), shares.tolist()):
            text = {
                c: str(works.table[c].iat[row] or "") for c in ("id", "title", "artist", "genre", "medium", "date_text")
            }
            date = text.pop("date_text") or works.when(row)
            found.append(StyleSource(**text, date=date, share=share, picture=works.picture(row)))
        return cls(name or style.words, found, describe(style, corpus))

    def sample(self, most: int) -> list[StyleSource]:
        """At most `most` of the works, from the heaviest to the lightest: of a mixture some of each part."""
        picked = np.linspace(0, len(self.works) - 1, min(most, len(self.works))).round().astype(int)
        return [self.works[k] for k in picked]


def save_png(path: Path, picture: np.ndarray) -> None:
    """Write a picture as PNG, whole or not at all."""
    with replacing(path) as part:
        Image.fromarray(picture).save(part, format="PNG")
