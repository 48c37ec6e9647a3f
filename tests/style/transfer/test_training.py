from __future__ import annotations

import numpy as np
import pytest

from helpers.captioned_run import captioned_run
from stylogeny.errors import StylogenyError
from stylogeny.style.transfer.training import fit, painter_of_run


def test_what_cannot_be_learned_from(disc, looks):
    for kwargs, line in [
        ({"contents": []}, "content and style pictures"),
        ({"size": 32}, "size of at least 64"),
        ({"codes": np.ones((1, 3))}, "one finite style vector per style"),
    ]:
        with pytest.raises(StylogenyError, match=line):
            fit(**{"contents": [disc], "styles": looks, **kwargs})


def test_a_run_has_one_painter_until_it_is_asked_for_another(tmp_path):
    run, works, _ = captioned_run(tmp_path / "captioned", n=12)
    first = painter_of_run(run, steps=3, most=4)
    written = (run.path / "painter.safetensors").stat().st_mtime_ns
    again = painter_of_run(run, steps=3, most=4)
    assert (run.path / "painter.safetensors").stat().st_mtime_ns == written
    picture = works.picture(0)
    assert np.array_equal(first.paint(picture, picture, size=32), again.paint(picture, picture, size=32))
    painter_of_run(run, steps=3, most=4, seed=1)
    assert (run.path / "painter.safetensors").stat().st_mtime_ns != written
