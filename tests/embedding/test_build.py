"""The verb on a little painted corpus: time is legible for artists never seen, the same bytes again."""

from dataclasses import replace

import pytest

from helpers.stripes import QUICK, paint_stripes
from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.embedding.build import embed
from stylogeny.errors import StylogenyError


def test_time_is_legible_for_artists_never_seen(stripe_space):
    measures = stripe_space.measures
    assert measures.works == 72 and measures.artists == 12
    assert measures.date_error_mean < 0.8 * measures.date_error_of_a_constant
    assert measures.date_error_macro is None  # no century has thirty works
    assert measures.order_accuracy > 0.75


def test_provenance_says_how_the_space_was_made(stripe_space):
    parameters = stripe_space.provenance.parameters
    assert parameters["seed"] == 1 and parameters["head"]["dim"] == QUICK.dim
    assert stripe_space.backbone == "statistics" and stripe_space.edition == parameters["edition"]


def test_the_built_in_backbone_is_the_default(stripe_works):
    space = embed(stripe_works.select(range(24)), config=replace(QUICK, min_steps=20))
    assert space.backbone == "built-in" and space.provenance.parameters["blocks"] == list(backbone("built-in").blocks)
    assert space.head.tensors["mean"].shape == (sum(backbone("built-in").blocks),)


def test_same_seed_same_bytes(stripe_works, stripe_cache, tmp_path):
    for name in ("a", "b"):
        embed(stripe_works, backbone="statistics", config=QUICK, seed=5, cache=stripe_cache).save(
            tmp_path / f"{name}.safetensors"
        )
    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()


def test_too_few_works_is_one_clear_line(tmp_path):
    works = paint_stripes(tmp_path, artists=2, works=1)
    with pytest.raises(StylogenyError, match="four dated works"):
        embed(works)
