from __future__ import annotations

import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.provenance import Provenance
from stylogeny.style import AestheticEmbedding, learn


@pytest.fixture(scope="module")
def e(clip, pictures):
    return learn(pictures[:4], encoder=clip, origin=Provenance({"name": "Warm"}, {"embedding": "abc"}))


@pytest.fixture(scope="module")
def cold(clip, pictures):
    return learn(pictures[4:], encoder=clip)


def test_boosting_moves_towards_the_added_pictures(e, cold):
    boosted = e.add(cold, weight=0.5)
    assert e.vector @ cold.vector < boosted.vector @ cold.vector < 1
    assert boosted.pictures == e.pictures + cold.pictures
    assert boosted.name == "Warm" and boosted.provenance.inputs["embedding"] == "abc"
    assert boosted.provenance.parameters["added"]["weight"] == 0.5
    assert boosted.add(cold).pictures == e.pictures + 2 * cold.pictures


def test_file_round_trip(tmp_path, e):
    back = AestheticEmbedding.read(e.save(tmp_path / "e.safetensors"))
    assert np.array_equal(back.vector, e.vector) and np.array_equal(back.projection, e.projection)
    assert (back.encoder, back.norm, back.provenance) == (e.encoder, e.norm, e.provenance)


def test_a_file_of_the_first_version_says_how_to_make_it_again(tmp_path, e):
    from safetensors.numpy import save_file

    save_file({"aesthetic": e.vector}, tmp_path / "old.safetensors", metadata={"stylogeny": "aesthetic-embedding/1"})
    with pytest.raises(StylogenyError, match=r"older version.*again"):
        AestheticEmbedding.read(tmp_path / "old.safetensors")


def test_a_style_of_another_encoder_is_refused(e):
    assert e.require(encoder="clip", width=24) is e
    with pytest.raises(StylogenyError, match="belongs to encoder 'clip' of width 24"):
        e.require(width=768)


@pytest.mark.parametrize("shape", [(1, 768), (768,)])
@pytest.mark.parametrize("dtype", [torch.float16, torch.float32])
@pytest.mark.parametrize("norm", [0.54, 18.6])
def test_reads_the_reference_files(tmp_path, shape, dtype, norm):
    v = torch.nn.functional.normalize(torch.randn(768, generator=torch.Generator().manual_seed(0)), dim=0)
    torch.save((v * norm).to(dtype).reshape(shape), tmp_path / "aivazovsky.pt")
    e = AestheticEmbedding.from_pt(tmp_path / "aivazovsky.pt")
    np.testing.assert_allclose(e.vector, v.numpy(), atol=1e-3)
    assert e.norm == pytest.approx(norm, rel=1e-2)


def test_bad_embeddings_are_refused(e):
    for vector, line in [
        (np.full(8, np.nan), "finite"),
        (np.zeros(8), "zero"),
        (np.ones((2, 8)), "one vector"),
        (np.ones(0), "one vector"),
    ]:
        with pytest.raises(StylogenyError, match=line):
            AestheticEmbedding(vector)
    with pytest.raises(StylogenyError, match="text projection of width 8"):
        AestheticEmbedding(np.ones(8), projection=np.ones((3, 2)))
    with pytest.raises(StylogenyError, match="one encoder"):
        e.add(AestheticEmbedding(np.ones(7)))
