"""The one-layer network: its filters ship with the package."""

import numpy as np

from stylogeny.embedding.backbones.patches import WEIGHTS, respond


def test_filters_ship_with_the_package_and_tell_brushwork_apart():
    """Responses to a striped picture differ from those to a blurred one, and hardly with its size."""
    assert WEIGHTS.stat().st_size < 8_000_000
    y, x = np.mgrid[0:180, 0:240]
    stripes = np.repeat((127 + 100 * np.sin(x * 0.9 + y * 0.3)).astype(np.uint8)[..., None], 3, axis=2)
    larger = np.kron(stripes, np.ones((2, 2, 1), np.uint8))
    flat = np.full_like(stripes, 127)
    base = respond(stripes)
    assert base.shape == (512,) and np.isfinite(respond(flat)).all()
    assert np.abs(base - respond(flat)).mean() > 3 * np.abs(base - respond(larger)).mean()
