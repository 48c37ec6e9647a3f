"""What a network has learned so far: a sheet of pictures for the artists with most works."""

from __future__ import annotations

from ...runs import Run
from ..contact_sheet import save_sheet, sheet
from .checkpoint import PREVIEW
from .generator import LearnedGenerator

EARLY = (0.5, 1.0, 2.0, 4.0, 8.0)  # minutes after which the preview is made anew; then every LATER
LATER = 5.0


def preview_times(minutes: float, *, after: float = 0.0) -> list[float]:
    """Minutes at which the preview is made, the last one `minutes`; none that lie before `after`."""
    times, last = list(EARLY), EARLY[-1]
    while (last := last + LATER) < minutes:
        times.append(last)
    return [t for t in times if after < t < minutes] + ([minutes] if minutes > after else [])


def preview(run: Run, generator: LearnedGenerator, *, artists: int = 6, columns: int = 4) -> None:
    """One row per artist, those with most works first; always the same noise, so that progress can be seen."""
    works = generator.corpus.works
    counts = works.table.loc[works.pictured, "artist"].value_counts()
    names = [str(n) for n, c in counts.items() if n and c >= 2][:artists]
    if not names:
        return
    pictures = [p for name in names for p in generator.generate(name, n=columns, seed=0)]
    captions = [name if i == 0 else "" for name in names for i in range(columns)]
    save_sheet(run.file(PREVIEW), sheet(pictures, columns, captions=captions))
