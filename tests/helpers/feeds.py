"""Posts and settings of a public, as small as a test needs them."""

from __future__ import annotations

import numpy as np

from stylogeny.society.artists import TRAITS
from stylogeny.society.parameters import SocietyParameters
from stylogeny.society.public.fandom import SEASONS, Fandom, PublicSetting
from stylogeny.society.public.posts import Posts

YEAR = 1951


def setting_of(fans: int = 200, *, luck: int = 1, **values: float | str) -> PublicSetting:
    """A public of fans; `values` are of the fandom, or of the society's parameters."""
    own = {k: v for k, v in values.items() if k in Fandom.__dataclass_fields__}
    rest = {k: v for k, v in values.items() if k not in own}
    fandom = Fandom(fans, **own)  # type: ignore[arg-type]
    return PublicSetting(fandom, SocietyParameters(**rest), start=YEAR - 1, seed=3, luck=luck)  # type: ignore[arg-type]


def posts_of(count: int, *, time: int | None = None, seed: int = 0) -> Posts:
    """Works by as many artists, of random traits, posted in the first season of a year."""
    number = 4 * np.arange(10, 10 + count)
    return Posts(
        number=number,
        author=np.arange(count),
        to=np.full(count, -1),
        work=number // 4,
        about=np.full(count, -1),
        time=np.full(count, YEAR * SEASONS if time is None else time),
        made=np.full(count, YEAR),
        traits=np.random.default_rng(seed).normal(size=(count, TRAITS)).astype(np.float32),
        tone=np.zeros(count, dtype=np.float32),
    )
