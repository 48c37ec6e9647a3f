from __future__ import annotations

import pytest
import torch

from stylogeny.style import learn, steer


@pytest.fixture(scope="module")
def e(clip, pictures):
    return learn(pictures[:4], encoder=clip)


def test_blend_reaches_the_style_in_closed_form(pipe, e):
    with steer(pipe, e, method="blend", strength=1.0) as session:
        hidden = pipe.encode_prompt("a harbour", "cpu", 1, False)[0][0]
    assert session.log[0].after == pytest.approx(1, abs=1e-5)
    ids = pipe.tokenizer("a harbour").input_ids
    feature = torch.from_numpy(e.projection) @ hidden[len(ids) - 1]
    # the joint space (24) is wider than the hidden one (16): least squares gets as near as the projection allows
    basis = torch.linalg.qr(torch.from_numpy(e.projection)).Q
    best = (basis.T @ torch.from_numpy(e.vector)).norm()
    assert float(feature @ torch.from_numpy(e.vector) / feature.norm()) == pytest.approx(float(best), abs=0.02)
