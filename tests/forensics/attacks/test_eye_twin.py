"""The twin sees what the eye sees, and its gradients lead where they point."""

import numpy as np
import torch

from helpers.pictures import noise
from stylogeny.embedding.backbones.backbone import backbone
from stylogeny.embedding.backbones.features import features
from stylogeny.forensics.attacks.eye_twin import eye_features, head_vector, measured


def test_features_are_those_of_the_built_in_backbone():
    picture = np.asarray(noise(0, side=96))
    pixels = torch.from_numpy(picture).permute(2, 0, 1)[None].float()
    twin = eye_features(pixels, measured(picture)).numpy()
    real = backbone("built-in").features([picture])[0]
    assert np.corrcoef(twin, real)[0, 1] > 0.999
    assert np.linalg.norm(twin - real) < 0.03 * np.linalg.norm(real)


def test_vectors_are_the_heads_but_for_how_the_year_is_read(stripe_space, stripe_works, stripe_cache):
    seen = features(stripe_works, backbone("statistics"), cache=stripe_cache)[5]
    vector, year = head_vector(stripe_space.head, torch.from_numpy(seen))
    real = stripe_space.head.vectors(seen[None])[0]
    assert np.corrcoef(vector.numpy(), real)[0, 1] > 0.98
    assert 1400 < float(year) < 2000
