from __future__ import annotations

import numpy as np
import pytest

from helpers.tiny_models import sd15
from stylogeny.errors import StylogenyError
from stylogeny.style.baselines.comparison import Row, at_equal_fidelity, compare

CALL = {"num_inference_steps": 1, "height": 16, "width": 16, "guidance_scale": 3.0}


def test_comparison_has_a_row_for_each_method_and_dial(tiny, clip, other, pictures):
    rows = compare(
        sd15(tiny), pictures[:2], ["snow"], encoder=clip, evaluator=other, seconds=0.01, size=16,
        dials=(0.5, 1.0), background=pictures, steering={"steps": 1}, **CALL,
    )  # fmt: skip
    methods = [r.method for r in rows]
    assert methods == ["plain", *["aesthetic gradients"] * 2, *["textual inversion"] * 2, *["DreamBooth-LoRA"] * 2]
    assert all(np.isfinite([r.style, r.fidelity, r.seconds]).all() for r in rows)
    with pytest.raises(StylogenyError, match="cannot evaluate"):
        compare(sd15(tiny), pictures[:2], ["snow"], encoder=clip, evaluator=clip, **CALL)


def test_equal_fidelity_is_where_all_methods_reach():
    rows = [
        Row("plain", 0, 0.1, 0.30, 0), Row("a", 0.5, 0.2, 0.28, 0), Row("a", 1, 0.6, 0.20, 0),
        Row("b", 0.5, 0.4, 0.24, 0), Row("b", 1, 0.5, 0.22, 0),
    ]  # fmt: skip
    level, style = at_equal_fidelity(rows)
    assert level == 0.24 and style == pytest.approx({"a": 0.4, "b": 0.4})  # a: halfway between (.28, .2) and (.20, .6)
