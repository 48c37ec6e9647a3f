"""The headline findings in words, each with its number and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .analysis import Analysis
from .content import verdict
from .inputs import ReportInputs

SATURATED = 0.01  # mean innovation below which almost nothing is new
COLLAPSE = 0.5  # share of later works from which descent says more about dates than about the work


@dataclass(frozen=True)
class Finding:
    """A sentence, and the sentence under it that says how sure it is."""

    claim: str
    detail: str


def _name(reading: Analysis, row: int) -> str:
    table = reading.graph.works.table
    title = str(table["title"].iat[row] or table["id"].iat[row])
    by = str(table["artist"].iat[row])
    year = f"{np.floor(reading.graph.years[row]):.0f}"
    return f"“{title}” ({by + ', ' if by else ''}{year})"


def findings(material: ReportInputs, reading: Analysis) -> list[Finding]:
    """At most six findings, the plainest first."""
    graph, rows = material.graph, reading.rows
    out: list[Finding] = []
    if not len(rows):
        return [Finding("No work here has a usable date, so nothing can be said about influence.", "")]
    share = graph.innovation[rows].astype(np.float64)
    half = 1.645 * share.std() / np.sqrt(len(share))
    if share.mean() > SATURATED:
        claim = (
            f"About {100 * (1 - share.mean()):.0f} % of what these works look like can be traced to earlier works here."
        )
        detail = (
            f"The rest, {100 * share.mean():.0f} % (± {100 * half:.1f}), has no ancestor in this corpus: it is new, or it "
            "came from something the corpus does not hold."
        )
    else:
        claim = "Nearly everything these works look like can be traced to earlier works here."
        detail = "The model finds a parent for almost every work, which says that the corpus is dense, or the model too sure."
    out.append(Finding(claim, detail))
    top = reading.foremost(graph.importance, 1)
    if top:
        low, high = reading.descendants_interval(top[0])
        later = int((graph.years[rows] > graph.years[top[0]]).sum())
        detail = (
            f"It has {graph.importance[top[0]]:,.0f} expected descendants among {later:,} later works "
            f"({low:,} to {high:,} in 90 % of {reading.genealogies} sampled genealogies)."
        )
        if graph.importance[top[0]] > COLLAPSE * later:
            detail += " When nearly all descends from one work, being early is most of the reason."
        out.append(Finding(f"No work left more behind it than {_name(reading, top[0])}.", detail))
    direct = reading.foremost(graph.fertility, 2)
    direct = [r for r in direct if r not in top][:1] or direct[:1]
    if direct:
        low, high = reading.offspring_interval(direct[0])
        out.append(
            Finding(
                f"{_name(reading, direct[0])} was among the most directly taken up.",
                f"{graph.fertility[direct[0]]:.{0 if graph.fertility[direct[0]] >= 10 else 1}f} works answer to it at first hand ({low} to {high}).",
            )
        )
    ties = reading.long_ties(1)
    if ties:
        tie = ties[0]
        out.append(
            Finding(
                f"The strongest tie across a long silence joins {_name(reading, tie.parent)} to "
                f"{_name(reading, tie.child)}.",
                f"{tie.lag:.0f} years lie between them; the model puts {100 * tie.weight:.0f} % of the later work down to the "
                "earlier one. A hypothesis to look into, not a finding of fact.",
            )
        )
    periods = reading.innovation_over_time()
    if len(periods) >= 3:
        best = max(periods, key=lambda p: p[1])
        least = min(periods, key=lambda p: p[1])
        if best[2][0] > least[2][1]:
            out.append(
                Finding(
                    f"The works around {best[0]:.0f} owe least to what came before them here.",
                    f"{100 * best[1]:.0f} % of them has no ancestor in the corpus ({100 * best[2][0]:.0f}–{100 * best[2][1]:.0f} %), "
                    f"against {100 * least[1]:.0f} % ({100 * least[2][0]:.0f}–{100 * least[2][1]:.0f} %) around {least[0]:.0f}.",
                )
            )
    for answer in list(material.credits)[:1]:
        detail = verdict(answer) or "Its controls and its interval are below."
        out.append(Finding(answer.sentence, detail))
    return out
