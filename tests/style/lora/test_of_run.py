"""A LoRA of a run's network: of pictures, and of what the run knows by name."""

import numpy as np
import pytest

from helpers.embedded_run import embedded_run
from helpers.stripes import stripe_cache as stripe_cache
from helpers.stripes import stripe_space as stripe_space
from helpers.stripes import stripe_works as stripe_works
from stylogeny.cli import main
from stylogeny.errors import StylogenyError
from stylogeny.generation.learned.lora.fine_tuning import FineTuning
from stylogeny.generation.styles import Corpus
from stylogeny.style.lora.of_run import examples, learn_lora, seen

HOW = FineTuning(rank=1, batch=2)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    run = embedded_run(tmp_path_factory.mktemp("run") / "run")
    assert main(["train", str(run.path), "--steps", "1", "--network", "tiny", "--batch", "2", "--quiet"]) == 0
    return run


def test_a_style_of_the_run_by_name(run):
    adapter = learn_lora(["0.75*Rosso+0.25*Azzurri"], run, how=HOW, steps=1)
    vectors = Corpus.open(run).space.vectors
    np.testing.assert_allclose(
        adapter.point, 0.75 * vectors[1::2].mean(axis=0) + 0.25 * vectors[::2].mean(axis=0), atol=1e-5
    )
    assert adapter.provenance.parameters["pictures"] == 8 and adapter.name == "0.75*Rosso+0.25*Azzurri"
    assert learn_lora(["Rosso"], run, name="mine", how=HOW, steps=1).name == "mine"


def test_what_is_no_style_is_refused(run, tmp_path):
    corpus = Corpus.open(run)
    with pytest.raises(StylogenyError, match="did you mean"):
        learn_lora(["Rossa"], run, how=HOW, steps=1)
    with pytest.raises(StylogenyError, match="no such history"):
        learn_lora(["futures/absent"], run, how=HOW, steps=1)
    with pytest.raises(StylogenyError, match="several pictures or folders, or one style"):
        examples([run.path / "w0.png", "Rosso"], run, corpus)
    with pytest.raises(StylogenyError, match="not made from pictures"):  # the run's vectors were given
        learn_lora([run.path / "w0.png"], run, how=HOW, steps=1)
    with pytest.raises(StylogenyError, match="stylogeny train"):
        learn_lora(["Rosso"], embedded_run(tmp_path / "untrained"), how=HOW, steps=1)


def test_new_pictures_lie_beside_those_like_them(stripe_space):
    space, row = stripe_space, 5
    (point,) = seen([space.works.picture(row)], space)
    distances = np.linalg.norm(space.vectors - point, axis=1)
    assert row in np.argsort(distances)[:3]
