"""The headline findings in words, each with its number and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..corpus.calendar import lag_text, year_text
from ..influence.graph import InfluenceGraph
from .analysis import Analysis
from .inputs import ReportInputs
from .sections.answers import verdict
from .sections.cards import caption

SATURATED = 0.01  # mean innovation below which almost nothing is new
COLLAPSE = 0.5  # share of later works from which descent says more about dates than about the work
MIN_PERIODS = 3  # from which something is said of innovation over time


@dataclass(frozen=True)
class Finding:
    """A sentence, and the sentence under it that says how sure it is."""

    claim: str
    detail: str


def findings(inputs: ReportInputs, analysis: Analysis) -> list[Finding]:
    """At most six findings, the plainest first."""
    if not len(analysis.rows):
        return [Finding("No work here has a usable date, so nothing can be said about influence.", "")]
    out = [_traced(analysis), *_foremost(analysis), *_long_tie(analysis), *_inventive_period(analysis)]
    for answer in list(inputs.credits)[:1]:
        detail = verdict(answer) or "Its controls and its interval are below."
        out.append(Finding(answer.sentence, detail))
    return out


def order_test(graph: InfluenceGraph) -> Finding | None:
    """Whether the order of the works matters: what everything else here stands or falls with. None where not asked."""
    evidence = None if graph.model is None else graph.model.evidence
    if evidence is None:
        return None
    margin = evidence.against_shuffled
    against = f"({margin.gain:+.2f} nats per work against shuffled dates, {margin.score:.1f} standard deviations)"
    if evidence.speaks:
        return Finding(
            "The order of these works matters.",
            f"Their own dates explain them better than the same dates dealt out anew {against}. That is a test of all "
            "ties together, not of any one of them.",
        )
    return Finding(
        "No sign that the order of these works matters.",
        f"Shuffled dates explain them as well as their own {against}. Read every tie here as likeness, not as descent.",
    )


def _name(analysis: Analysis, row: int) -> str:
    about = caption(analysis, row)
    return f"“{about.title}” ({about.artist + ', ' if about.artist else ''}{about.year})"


def _traced(analysis: Analysis) -> Finding:
    """How much of the works is traced to earlier ones."""
    share = analysis.graph.innovation[analysis.rows].astype(np.float64)
    half = 1.645 * share.std() / np.sqrt(len(share))
    if share.mean() <= SATURATED:
        return Finding(
            "Nearly everything these works look like can be traced to earlier works here.",
            "The model finds a parent for almost every work, which says that the corpus is dense, or the model too "
            "sure.",
        )
    return Finding(
        f"About {100 * (1 - share.mean()):.0f} % of what these works look like can be traced to earlier works here.",
        f"The rest, {100 * share.mean():.0f} % (± {100 * half:.1f}), has no ancestor in this corpus: it is new, or it "
        "came from something the corpus does not hold.",
    )


def _foremost(analysis: Analysis) -> list[Finding]:
    """The work with most descendants, and another that was taken up most directly."""
    graph, out = analysis.graph, []
    top = analysis.foremost(graph.importance, 1)
    if top:
        low, high = analysis.descendants_interval(top[0])
        later = int((graph.years[analysis.rows] > graph.years[top[0]]).sum())
        detail = (
            f"It has {graph.importance[top[0]]:,.0f} expected descendants among {later:,} later works "
            f"({low:,} to {high:,} in 90 % of {analysis.genealogies} sampled genealogies)."
        )
        if graph.importance[top[0]] > COLLAPSE * later:
            detail += " When nearly all descends from one work, being early is most of the reason."
        out.append(Finding(f"No work left more behind it than {_name(analysis, top[0])}.", detail))
    direct = analysis.foremost(graph.fertility, 2)
    direct = [r for r in direct if r not in top][:1] or direct[:1]
    if direct:
        low, high = analysis.offspring_interval(direct[0])
        count = graph.fertility[direct[0]]
        claim = f"{_name(analysis, direct[0])} was among the most directly taken up."
        answers = f"{count:.{0 if count >= 10 else 1}f} works answer to it at first hand"
        out.append(Finding(claim, f"{answers} ({low} to {high})."))
    return out


def _long_tie(analysis: Analysis) -> list[Finding]:
    """The heaviest tie across a long silence."""
    return [
        Finding(
            f"The strongest tie across a long silence joins {_name(analysis, tie.parent)} to "
            f"{_name(analysis, tie.child)}.",
            f"{lag_text(tie.lag)} lie between them; the model puts {100 * tie.weight:.0f} % of the later work down to "
            "the earlier one. A hypothesis to look into, not a finding of fact.",
        )
        for tie in analysis.long_ties(1)
    ]


def _inventive_period(analysis: Analysis) -> list[Finding]:
    """The period that owes least to its past, where it is surely another than the one that owes most."""
    periods = analysis.innovation_over_time()
    if len(periods) < MIN_PERIODS:
        return []
    best, least = max(periods, key=lambda p: p.innovation), min(periods, key=lambda p: p.innovation)
    if best.low <= least.high:
        return []
    return [
        Finding(
            f"The works around {year_text(best.year)} owe least to what came before them here.",
            f"{100 * best.innovation:.0f} % of them has no ancestor in the corpus ({100 * best.low:.0f}–"
            f"{100 * best.high:.0f} %), against {100 * least.innovation:.0f} % ({100 * least.low:.0f}–"
            f"{100 * least.high:.0f} %) around {year_text(least.year)}.",
        )
    ]
