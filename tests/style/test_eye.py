from __future__ import annotations

import numpy as np
import pytest

from helpers.stripes import stripe_cache as stripe_cache
from helpers.stripes import stripe_space as stripe_space
from helpers.stripes import stripe_works as stripe_works
from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.errors import StylogenyError
from stylogeny.generation.styles import Corpus
from stylogeny.style import AestheticEmbedding, learn
from stylogeny.style.eye import BuiltInEye, eye_name
from stylogeny.style.in_run import Manner, in_space


@pytest.fixture(scope="module")
def learned(stripe_space, tmp_path_factory):
    """A style file of the four latest works, learned without anything downloaded."""
    works = stripe_space.works
    rows = np.argsort(works.year)[-4:]
    path = tmp_path_factory.mktemp("e") / "late.safetensors"
    e = learn([works.picture(int(r)) for r in rows], encoder=BuiltInEye(backbone(stripe_space.backbone)))
    e.save(path)
    return path, rows


def test_a_learned_style_lies_in_a_run_where_its_pictures_do(learned, stripe_space):
    path, rows = learned
    e = AestheticEmbedding.read(path)
    assert e.encoder == eye_name(stripe_space.edition) and e.examples.shape == (4, e.width)
    style = in_space(e, Corpus.of(stripe_space))
    late = stripe_space.works.year > np.median(stripe_space.works.year)
    assert style.weights[late].sum() > 0.9
    near, far = (np.linalg.norm(style.vector - stripe_space.vectors[k].mean(0)) for k in (rows, ~late))
    assert near < 0.6 * far


def test_a_learned_style_paints_with_its_own_texture(learned, stripe_space):
    manner = Manner.of(str(learned[0]), Corpus.of(stripe_space))
    assert manner.learned and len(manner.looks) == 1
    artist = str(stripe_space.works.column("artist")[0])
    both = Manner.of(f"0.3*{artist}+0.7*{learned[0]}", Corpus.of(stripe_space))
    assert [share for share, _ in both.style.parts] == pytest.approx([0.3, 0.7])
    assert sum(both.weights[:-1]) == pytest.approx(0.3) and both.weights[-1] == pytest.approx(0.7)


def test_a_style_of_another_eye_is_refused(learned, stripe_space, tmp_path):
    e = AestheticEmbedding.read(learned[0])
    corpus = Corpus.of(stripe_space)
    other = AestheticEmbedding(e.vector, eye_name("another edition"))
    with pytest.raises(StylogenyError, match="another edition"):
        in_space(other, corpus)
    with pytest.raises(StylogenyError, match="belongs to clip"):
        in_space(AestheticEmbedding(e.vector[:24], "clip"), corpus)
    with pytest.raises(StylogenyError, match="needs a run with an embedding"):
        in_space(e, Corpus.of(stripe_space.works))
