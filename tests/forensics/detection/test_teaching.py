"""What a run's detector is taught on: its own works, and what its generators make of others."""

import numpy as np
import pytest
from scipy import sparse

from stylogeny.errors import StylogenyError
from stylogeny.forensics.detection.detector import DetectionExample, Detector
from stylogeny.forensics.detection.teaching import FILE, GENERATORS, Sizes, detector_of, examples, sizes_of
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.runs import Run


@pytest.fixture(scope="module")
def graph(stripe_space) -> InfluenceGraph:
    n = len(stripe_space.works)
    return InfluenceGraph(stripe_space, sparse.csr_array((n, n)), np.ones(n), stripe_space.works.year)


def test_the_sizes_fit_the_works_and_too_few_or_too_small_ones_are_refused(graph):
    sizes = sizes_of(graph)
    assert sizes.side == 72 and all(saved < sizes.side for saved in sizes.saved)
    with pytest.raises(StylogenyError, match="needs 80 works"):
        list(examples(graph, sizes))
    with pytest.raises(StylogenyError, match="too small for a detector"):
        Sizes.of(np.array([30, 40]))


def test_what_was_taught_is_kept_in_the_run(graph, tmp_path):
    rng = np.random.default_rng(0)
    some = [
        DetectionExample(rng.integers(0, 255, (60, 60, 3)).astype(np.uint8), bool(k % 2), str(k), GENERATORS[k % 2])
        for k in range(80)
    ]
    Detector.fit(some, sides=(48,), qualities=(0,), kinds=("residue",)).save(tmp_path / FILE)
    kept = detector_of(Run(tmp_path, create=True), graph)
    assert kept.generators == (GENERATORS[1],) and set(kept.probes) == {48}
