"""New, but not too new: the objective of creative adversarial networks, put into the terms of a traced graph.

Elgammal et al. 2017 (arXiv 1706.07068) reward a picture that a discriminator takes for art while a classifier of styles
cannot say which style it is. Here the discriminator is the model's density, as a real work's rank among works of its
time; the classifier is a logistic regression of the styles of the past. It serves as a baseline for :mod:`.search`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ...errors import StylogenyError
from ..offspring import OffspringModel

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

MIN_WORKS = 5  # that a style needs to be learned


@dataclass(frozen=True, eq=False)
class Ambiguity:
    """How art-like and how hard to put into a style works are.

    Parameters
    ----------
    model : OffspringModel
        The past; its works' styles, or artists where there are no styles, are what the classifier knows.
    weight : float
        How much ambiguity counts beside being taken for art.
    """

    model: OffspringModel
    weight: float = 1.0

    @cached_property
    def classifier(self) -> Pipeline:
        """A multinomial logistic regression of style on standardised vectors.

        Raises
        ------
        StylogenyError
            When fewer than two styles (or artists) have :data:`MIN_WORKS` dated works.
        """
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler

        graph = self.model.graph
        for column in ("style", "artist"):
            labels = graph.works.column(column).astype(str)[self.model.rows]
            names, count = np.unique(labels, return_counts=True)
            kept = np.isin(labels, names[(count >= MIN_WORKS) & (names != "")])
            if len(np.unique(labels[kept])) > 1:
                pipeline = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500, C=0.1))
                return pipeline.fit(graph.embedding.vectors[self.model.rows][kept], labels[kept])
        raise StylogenyError(
            f"works can be ambiguous between styles of at least {MIN_WORKS} works, and two such styles are needed"
        )

    def score(self, vectors: np.ndarray, log_density: np.ndarray) -> np.ndarray:
        """log D(art) + weight x entropy of P(style), as a share of the largest possible entropy, float64[k]."""
        chance = np.clip(self.classifier.predict_proba(np.asarray(vectors, dtype=np.float32)), 1e-12, 1.0)
        entropy = -(chance * np.log(chance)).sum(axis=1) / np.log(chance.shape[1])
        usual = self.model.reference[0]
        low, middle, high = np.quantile(usual, [0.1, 0.5, 0.9])
        art = -np.logaddexp(0.0, -(log_density - middle) * 4 / max(high - low, 1e-9))
        return np.asarray(art + self.weight * entropy)
