import numpy as np

from stylogeny.generation.autoencoder import load
from stylogeny.generation.closed_form.latents import LatentSet
from stylogeny.generation.closed_form.patch_index import PatchIndex, patches_of

from ..conftest import painting


def test_a_collage_comes_from_its_parts_exactly_and_approximately():
    codec = load("linear")
    pictures = [painting(r) for r in range(60)]
    latents = LatentSet.of(pictures, codec)
    collage = pictures[17].copy()
    collage[:, 40:] = pictures[42][:, 40:]
    asked = LatentSet.of([collage], codec)
    exact, approximate = PatchIndex.of(latents), PatchIndex.of(latents, exact=100)
    assert set(exact.likely(asked, 2)) == set(approximate.likely(asked, 2)) == {17, 42}
    assert approximate.index.nlist > 1
    both = set(exact.likely(asked, 12)) & set(approximate.likely(asked, 12))
    assert len(both) >= 7  # of 12 in 60, 2.4 by chance


def test_exact_search_finds_what_comparing_everything_finds():
    codec = load("linear")
    latents = LatentSet.of([painting(r) for r in range(9)], codec)
    asked = LatentSet.of([painting(20)], codec)
    query, values = patches_of(asked.groups[0][1]).numpy(), latents.groups[0][1]
    near = np.stack([
        np.linalg.norm(query[:, None] - patches_of(values[[r]]).numpy(), axis=2).min(axis=1) for r in range(9)
    ])  # fmt: skip
    votes = np.bincount(near.argsort(axis=0)[:3].ravel(), minlength=9)
    found = PatchIndex.of(latents).likely(asked, 9)
    assert (np.diff(votes[found[:3]]) <= 1).all()
    assert votes[found[0]] >= np.sort(votes)[-2]
