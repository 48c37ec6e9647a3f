"""A credit answer with hostile text in it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stylogeny.counterfactual.answer import BaselineScore, Credit, Estimate, ScoreEstimate
from stylogeny.counterfactual.baselines import OURS
from stylogeny.provenance import Provenance

CREDIT = Credit(
    name='"Work <b>2</b>"',
    kind="work",
    works=("w2",),
    estimand="lineage",
    deletion="sampled",
    metric="bound",
    metrics={
        "bound": ScoreEstimate(
            12.0,
            (4.0, 19.0),
            np.array([4.0, 12.0, 19.0]),
            controls={"random": Estimate(1.0, (0.0, 2.0)), "matched": Estimate(3.0)},
            factual=1.0,
            unit="bits/dim",
        ),
        "rarity": ScoreEstimate(
            71.0, (2.0, 300.0), controls={"matched": Estimate(12.0)}, factual=100.0, unit="samples"
        ),
    },
    table=pd.DataFrame(),
    notes=("<u>note</u>",),
    baselines={
        OURS: BaselineScore(12.0, "per cent worse", 97.0, "12.000 % worse, above 97 % of works"),
        "leave-one-out": BaselineScore(0.1, "per cent worse", 40.0, "0.1 % worse; <i>Parody</i> stays in its data"),
    },
    provenance=Provenance({"seed": 0}),
    slug="w2",
)
