"""What a work would be worth on average, had it been drawn anew who followed whom.

Net credit is about this history. Run history again from a work's year with other luck and other works are followed:
what can be said beforehand is only what the prior says, by date and by artist, about who will look at it. So expected
descendants are those of the fitted prior in place of the posterior,

    x_j = 1 + sum_i (1 - innovation) p(j | i) x_i        over all later works i,

the mean share of influence taken for every work's own. A work made early has more to come; fame is left out, since it
is luck too. The sum over all later works is a difference of running totals for each lag bin, so it is linear in the
number of works.
"""

from __future__ import annotations

import numpy as np

from .branching.prior import LAGS, Labels, lag_bin
from .graph import InfluenceGraph


def expected_descendants(graph: InfluenceGraph) -> np.ndarray:
    """Descendants each work may expect under the prior alone, float64[n]; 0 for works outside the graph."""
    order = graph.dated
    n, inside = len(graph), len(order)
    t, artist = graph.years[order], Labels(graph.works).artist[order]
    preference = graph.require_model().kernels.preference
    g = np.exp(np.asarray(preference.log_lag))
    extra = np.exp(np.asarray(preference.log_own)) - g  # what an artist's own work counts more than another's
    # works in bin b after work k are positions later[k, b] to later[k, b + 1];
    # those before it, sooner[k, b + 1] to sooner[k, b]
    sooner = np.stack([np.searchsorted(t, t - lag, side="left") for lag in LAGS], axis=1)
    later = np.stack([np.searchsorted(t, t + lag, side="right") for lag in LAGS], axis=1)
    total = (sooner[:, :-1] - sooner[:, 1:]) @ g
    by_artist = np.argsort(artist, kind="stable")
    careers = np.split(by_artist, np.flatnonzero(np.diff(artist[by_artist])) + 1)
    own: list[tuple[np.ndarray, np.ndarray]] = [(by_artist[:0], np.zeros(0))] * inside
    for career in careers:
        lag = t[career][None, :] - t[career][:, None]  # [earlier, later]
        weight = np.where(lag > 0, extra[lag_bin(lag)], 0.0)
        total[career] += weight.sum(axis=0)
        for k, row in enumerate(career):
            own[row] = career[k + 1 :], weight[k, k + 1 :]
    follows = 1.0 - float(graph.innovation[order].mean(dtype=np.float64)) if inside else 0.0
    flow = np.zeros(inside)  # each later work's expected line, its share of influence, over all it might have followed
    after = np.zeros(inside + 1)  # running total of `flow` from the end
    line = np.ones(inside)  # itself and its descendants
    for k in range(inside - 1, -1, -1):
        reach = after[later[k]]
        rows, weight = own[k]
        line[k] = 1.0 + g @ (reach[:-1] - reach[1:]) + weight @ flow[rows]
        flow[k] = follows * line[k] / total[k] if total[k] > 0 else 0.0
        after[k] = after[k + 1] + flow[k]
    out = np.zeros(n)
    out[order] = line - 1.0
    return out
