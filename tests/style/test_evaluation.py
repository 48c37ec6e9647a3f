"""Evaluation against cases whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.style import ClipEncoder, evaluate_pictures, learn
from stylogeny.style.evaluation import csls, independent_encoder


def test_csls_takes_hubs_down():
    rng = np.random.default_rng(0)
    background = rng.normal(size=(60, 8))
    hub = background.mean(0) * 5 + 0.1 * rng.normal(size=8)  # near everything
    mate = rng.normal(size=8)
    x = mate + 0.6 * hub / np.linalg.norm(hub) * np.linalg.norm(mate)
    plain = [float(v @ x / np.linalg.norm(v) / np.linalg.norm(x)) for v in (hub, mate)]
    fair = csls(x[None], np.stack([hub, mate]), background, k=60)[0]
    assert fair[1] - fair[0] > 2 * (plain[1] - plain[0])  # the hub loses ground to the true mate
    # with the definition written out
    cos = lambda a, b: a @ b / np.linalg.norm(a) / np.linalg.norm(b)  # noqa: E731
    r = lambda v: np.mean(sorted(cos(v, b) for b in background)[-3:])  # noqa: E731
    assert csls(x[None], mate[None], background, k=3)[0, 0] == pytest.approx(2 * cos(x, mate) - r(x) - r(mate))


def test_the_optimised_encoder_never_evaluates(clip, other, pictures):
    e = learn(pictures[:4], encoder=clip)
    renamed = ClipEncoder(clip.model, clip.tokenizer, "a new name")
    for encoder in (clip, renamed):
        with pytest.raises(StylogenyError, match="cannot evaluate"):
            evaluate_pictures(pictures[:2], references=pictures[4:], encoder=encoder, optimised=e)
    assert independent_encoder(other, [e]) is other
    own = evaluate_pictures(
        pictures[:2], references=pictures[2:4], encoder=other, optimised=e, background=pictures, prompts=["a", "b"]
    )
    far = evaluate_pictures(pictures[:2], references=pictures[4:], encoder=other, optimised=e, background=pictures)
    assert own.style > far.style and own.fidelity is not None and far.fidelity is None
    with pytest.raises(StylogenyError, match="one prompt per picture"):
        evaluate_pictures(pictures[:2], references=pictures[4:], encoder=other, prompts=["a"])
