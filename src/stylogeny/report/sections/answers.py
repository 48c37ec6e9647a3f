"""Answers to "what would the world lack?" as the pages tell them: the sentence, its verdict, controls and other
methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from ...counterfactual.answer import Credit, Estimate
from ...counterfactual.baselines import OURS
from ...counterfactual.intervals import change_text
from ...counterfactual.worlds.regions import by_group
from ...text.numerals import listed
from ..drawings.charts import interval
from .change_map import ChangeMap

LEAST_PLACED = 20  # works without which no map is drawn
APART = 10  # percentiles between two methods from which they disagree
LEAST_PAIRS = 10  # histories below which nothing is said of pairs
CONTROLS = {"random": "as many at random", "matched": "as many of the same dates and styles"}
SCORES = {
    "bound": "all held-out works",
    "descendants": "the works that descend from {it}",
    "own style": "works of {its} style",
    "own decades": "works of {its} decades",
    "difficulty": "describing what is deleted itself",
    "rarity": "coming as near {it} by chance",
}
MEANING = {
    "lineage": "The question: how much poorer would the world's pictures be had this never been made, nor anything "
    "that descends from it? Works keep the share of themselves that does not come through it.",
    "net": "The question: how much poorer would the world's pictures be had this never been made, and had those who "
    "drew on it turned to what else they knew?",
}


def verdict(answer: Credit) -> str:
    """How often the answer exceeds its matched control, history by history; empty where that cannot be said."""
    lead = answer.lead
    control = lead.controls.get("matched")
    if control is None or len(lead.draws) < LEAST_PAIRS or len(lead.draws) != len(control.draws):
        return ""
    more, n = int((lead.draws > control.draws).sum()), len(lead.draws)
    others = "as many works of the same dates and styles"
    start = f"In {more} of {n} resampled histories the loss is larger than that of {others}"
    if more >= 0.95 * n:
        return f"{start}: it is not merely that something of that time is gone."
    return f"{start}: what is particular to this question does not stand clear of its time."


def disagreement(answer: Credit) -> str:
    """Why other methods rank the work higher or lower than this one does; empty where they were not asked."""
    ranks = {name: score.percentile for name, score in answer.baselines.items() if score.percentile is not None}
    ours, alone = ranks.pop(OURS, None), ranks.get("leave-one-out")
    if ours is None or alone is None:
        return ""
    others = ", ".join(f"{name} {rank:.0f} %" for name, rank in ranks.items())
    start = f"By the history it stands above {ours:.0f} % of works; by {others}."
    if ours - alone > APART:
        lower = listed([name for name, rank in ranks.items() if ours - rank > APART])
        return (
            f"{start} They ask what the pictures lack without this one picture. What descends from it stays in their "
            f"data and says much the same, so it is dispensable to {lower}."
        )
    if alone - ours > APART:
        higher = listed([name for name, rank in ranks.items() if rank - ours > APART])
        return (
            f"{start} They ask what the pictures lack without this one picture: it is unlike the rest, and so it is "
            f"missed by {higher}. The history asks what came of it, and finds little."
        )
    return f"{start} They agree: what would be missed is mostly the work itself, or as much of both."


@dataclass(frozen=True)
class AnswerCard:
    """A credit answer as the templates show it.

    Parameters
    ----------
    sentence, estimand, deletion, metric, notes
        The answer's own.
    meaning : str
        What its estimand asks.
    drawing : Markup
        The interval beside those of the controls.
    controlled, widened, outside : bool
        Whether there are controls, whether the interval is widened, and whether the point lies outside of it.
    bootstraps : int
        Resampled histories behind it.
    verdict, disagreement : str
        See :func:`verdict` and :func:`disagreement`.
    scores : list
        Every score but the headline: what it measures, without the works, and without as many others like them.
    where : Markup, or None
        Where the loss falls, by style and time.
    groups : list
        Artists and styles that lose most: the name, per cent harder to account for, and the same of the control.
    baselines : list
        Methods and what they say, this one first.
    provenance : mapping
        How it was made.
    """

    sentence: str
    estimand: str
    meaning: str
    deletion: str
    metric: str
    drawing: Markup
    controlled: bool
    widened: bool
    outside: bool
    bootstraps: int
    notes: tuple[str, ...]
    verdict: str
    disagreement: str
    scores: list[tuple[str, str, str]]
    where: Markup | None
    groups: list[tuple[str, str, str]]
    baselines: list[tuple[str, str]]
    provenance: Mapping[str, object]


def answer_of(answer: Credit) -> AnswerCard:
    """What a page shows of an answer."""
    lead = answer.lead
    without = f"Without {answer.pronouns[0]}: {lead}"
    rows: list[tuple[str, Estimate, bool]] = [(without, lead, True)]
    rows += [(f"Control: {CONTROLS.get(name, name)}: {c}", c, False) for name, c in lead.controls.items()]
    ends = lead.interval
    baselines = sorted(answer.baselines.items(), key=lambda b: (b[0] != OURS, b[0]))
    return AnswerCard(
        sentence=answer.sentence,
        estimand=answer.estimand,
        meaning=MEANING[answer.estimand],
        deletion=answer.deletion,
        metric=answer.metric,
        drawing=interval([(text, e.point, e.interval, strong) for text, e, strong in rows], unit=" %"),
        controlled=len(rows) > 1,
        widened=any(answer.conformal_widening) and lead is answer.headline,
        outside=ends is not None and not ends[0] <= lead.point <= ends[1],
        bootstraps=len(answer.draws),
        notes=answer.notes,
        verdict=verdict(answer),
        disagreement=disagreement(answer),
        scores=_scores(answer),
        where=_where(answer),
        groups=_groups(answer),
        baselines=[(name, score.text) for name, score in baselines],
        provenance=answer.provenance.document(),
    )


def _scores(answer: Credit) -> list[tuple[str, str, str]]:
    """Every score but the one drawn: its meaning, without the works, and without as many like them."""
    every, (it, its) = {**answer.regions, **answer.metrics}, answer.pronouns
    return [
        (SCORES.get(name, name).format(it=it, its=its), str(score), str(score.controls.get("matched", "")))
        for name, score in every.items()
        if score is not answer.lead
    ]


def _where(answer: Credit) -> Markup | None:
    """Per cent harder to account for, by style and time."""
    where = answer.where
    if len(where) < LEAST_PLACED:
        return None
    more, factual = where["more"].to_numpy(), where["factual"].to_numpy()
    found = ChangeMap.of(where["style"].to_numpy(), where["year"].to_numpy(), 100 * more, base=factual)
    return found.drawing(lambda value: f"{value:.2g} % harder to account for")


def _groups(answer: Credit, *, most: int = 5) -> list[tuple[str, str, str]]:
    """The artists and the styles that lose most, with what they would lose without as many others."""
    if not len(answer.where):
        return []
    out = []
    for column in ("artist", "style"):
        table = by_group(answer.where, column)
        for name, works, percent, control in table.head(most).itertuples(index=False):
            if percent > 0:
                out.append((f"{name} ({works} works)", change_text(percent), change_text(control)))
    return out
