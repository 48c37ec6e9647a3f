from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from helpers.captioned_run import captioned_run
from helpers.patterns import stripes
from stylogeny.errors import StylogenyError
from stylogeny.generation.styles import Corpus
from stylogeny.provenance import Provenance
from stylogeny.style import AestheticEmbedding
from stylogeny.style.in_run import Manner, looks_of, weighted_files
from stylogeny.style.transfer.texture import Texture


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return Corpus.open(captioned_run(tmp_path_factory.mktemp("words"))[0])


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("styles")
    texture = Texture.of([stripes(4, (230, 60, 40))])
    AestheticEmbedding(np.ones(5), "clip", provenance=Provenance({"name": "stripes"}), texture=texture).save(
        folder / "with.safetensors"
    )
    AestheticEmbedding(np.ones(5), "clip").save(folder / "without.safetensors")
    Image.new("RGB", (32, 32)).save(folder / "picture.png")
    return folder


def test_names_of_a_run_are_mixed_as_they_are_asked_for(corpus):
    one = Manner.of("Cubism", corpus)
    assert not one.learned and len(one.looks) == 6 and sum(one.weights) == pytest.approx(1)
    two = Manner.of(["Cubism", "Impressionism"], corpus)
    assert [share for share, _ in two.style.parts] == [0.5, 0.5] and len(two.looks) == 12
    less = Manner.of("Cubism - 0.5*Impressionism", corpus)
    assert [style.name for _, style in less.style.parts] == ["Cubism"] and less.looks
    with pytest.raises(StylogenyError, match="at least one positive share"):
        Manner.of("0*Cubism - 0.5*Impressionism", corpus)


def test_weights_of_files_are_as_written(files):
    styles, weights = weighted_files([f"0.5*{files}/with.safetensors+-1*{files}/without.safetensors"])
    assert weights == [0.5, -1.0] and styles[0].name == "stripes"
    assert weighted_files([f"{files}/with.safetensors"])[1] == [1.0]
    with pytest.raises(StylogenyError, match="a style file is expected"):
        weighted_files(["Cubism"])


def test_looks_are_textures_and_pictures(files):
    looks, weights = looks_of([f"{files}/with.safetensors", f"{files}/picture.png"])
    assert isinstance(looks[0], Texture) and weights == [1.0, 1.0]
    with pytest.raises(StylogenyError, match="has no texture"):
        looks_of([f"{files}/without.safetensors"])
    with pytest.raises(StylogenyError, match=r"add --run RUN"):
        looks_of(["Cubism"])
