"""Data of the small corpus to train on, and the smallest network."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.embedding.space import Embedding
from stylogeny.generation.autoencoder import load
from stylogeny.generation.learned.config import TrainingConfig
from stylogeny.generation.learned.data import TrainingData, prepare
from stylogeny.generation.styles import Corpus


@pytest.fixture(scope="session")
def corpus(small_space: Embedding) -> Corpus:
    return Corpus.of(small_space)


@pytest.fixture(scope="session")
def data(corpus: Corpus) -> TrainingData:
    return prepare(corpus, np.ones(16), load("linear"))


@pytest.fixture(scope="session")
def plan() -> TrainingConfig:
    return TrainingConfig(size="tiny", batch=4)
