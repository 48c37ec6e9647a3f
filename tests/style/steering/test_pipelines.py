from __future__ import annotations

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.style import learn
from stylogeny.style.steering.pipelines import open_pipeline, paint_steered


def test_a_folder_opens_paints_and_is_steered(tiny, clip, pictures, tmp_path):
    from helpers.tiny_models import sd15

    sd15(tiny).save_pretrained(tmp_path / "sd")
    pipe = open_pipeline(tmp_path / "sd")
    e = learn(pictures[4:], encoder=clip, texture=False)
    call = {"num_inference_steps": 2, "height": 16, "width": 16}
    plain, session = paint_steered(pipe, ["a ship", "a dog"], [], seed=3, call=call)
    assert session is None and len(plain) == 2 and plain[0].dtype == np.uint8
    steered, session = paint_steered(
        pipe, ["a ship", "a dog"], [e], seed=3, call=call, steering={"steps": 3, "lr": 0.01}
    )
    assert len(steered) == 2 and all(s.after > s.before for s in session.log)
    together, _ = paint_steered(
        pipe, ["a ship", "a dog"], [], seed=3, together=True, call={**call, "negative_prompt": "x"}
    )
    assert len(together) == 2
    again, _ = paint_steered(pipe, ["a ship", "a dog"], [], seed=3, call=call)
    assert all(np.array_equal(a, b) for a, b in zip(plain, again))


def test_what_is_no_pipeline(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(StylogenyError, match="no usable pipeline"):
        open_pipeline(tmp_path / "empty")
