from __future__ import annotations

import numpy as np
import pytest
import torch

from helpers.tiny_models import draw, load_adapter, sd15
from stylogeny.errors import StylogenyError
from stylogeny.style import AestheticEmbedding, learn, steer


@pytest.fixture(scope="module")
def e(clip, pictures):
    return learn(pictures[:4], encoder=clip)


def test_a_style_as_an_image_token_is_what_the_pipeline_would_make_of_it(tiny, e, fingerprint, tmp_path):
    pipe = sd15(tiny)
    with pytest.raises(StylogenyError, match="load_ip_adapter"), steer(pipe, e, method="ip-adapter"):
        pass
    load_adapter(pipe, 24, tmp_path)
    zero = [torch.zeros(2, 1, 24)]
    pipe.set_ip_adapter_scale(0.0)
    plain, before = draw(pipe, "snow", ip_adapter_image_embeds=zero), fingerprint(pipe)
    vector = torch.from_numpy(e.vector * np.float32(e.norm))[None, None]
    pipe.set_ip_adapter_scale(0.6)
    expected = draw(pipe, "snow", ip_adapter_image_embeds=[torch.cat([torch.zeros_like(vector), vector])])
    pipe.set_ip_adapter_scale(0.0)
    with steer(pipe, e, method="ip-adapter", strength=0.6):
        inside = draw(pipe, "snow")
    assert np.abs(inside - expected).max() < 1e-5 and np.abs(inside - plain).max() > 1e-4
    assert fingerprint(pipe) == before
    assert np.array_equal(draw(pipe, "snow", ip_adapter_image_embeds=zero), plain)
    with (
        pytest.raises(StylogenyError, match="width 9"),
        steer(pipe, AestheticEmbedding(np.ones(9)), method="ip-adapter"),
    ):
        pass
