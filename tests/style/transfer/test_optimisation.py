"""A picture in a style has that style's statistics."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.generation.styles import Style
from stylogeny.style import RandomFilters, stylise
from stylogeny.style.transfer.optimisation import lineage
from stylogeny.style.transfer.style_code import texture_code

SMALL = RandomFilters(channels=8, sizes=(3, 7), levels=3)


@pytest.mark.parametrize(("optimiser", "steps"), [("lbfgs", 20), ("adam", 40)])
def test_the_picture_takes_the_style_and_keeps_the_layout(disc, looks, optimiser, steps):
    made = stylise(disc, looks[0], size=64, steps=steps, optimiser=optimiser, features=SMALL)
    code = {
        k: texture_code(p)
        for k, p in (("made", made.picture), ("disc", disc), ("style", looks[0]), ("other", looks[1]))
    }
    far = {k: np.linalg.norm(code["made"] - code[k]) for k in ("style", "disc", "other")}
    assert far["style"] < 0.6 * np.linalg.norm(code["disc"] - code["style"]) and far["style"] < far["other"]
    grey, layout = made.picture.mean(2).ravel(), disc.mean(2).ravel()
    assert np.corrcoef(grey, layout)[0, 1] > 0.4
    again = stylise(disc, looks[0], size=64, steps=steps, optimiser=optimiser, features=SMALL)
    assert np.array_equal(made.picture, again.picture)


def test_alpha_and_beta_trade(disc, looks):
    faithful = stylise(disc, looks[0], size=64, steps=12, beta=1.0, features=SMALL)
    painted = stylise(disc, looks[0], size=64, steps=12, beta=300.0, features=SMALL)
    assert faithful.content < painted.content and painted.style < faithful.style


def test_colours_can_be_kept(disc, looks):
    made = stylise(disc, looks[0], size=64, steps=8, colour="content", features=SMALL).picture.astype(float)
    spread = np.abs(made - made.mean(2, keepdims=True)).mean()
    own = np.abs(disc - disc.mean(2, keepdims=True)).mean()
    assert spread == pytest.approx(own, abs=4)  # the style is saturated, the content almost grey
    assert made.std() > 5


def test_bad_calls(disc, looks):
    for kwargs, line in [
        ({"styles": []}, "at least one style"),
        ({"styles": looks, "weights": [1]}, "one weight"),
        ({"styles": looks, "weights": [-1, 2]}, "one weight"),
        ({"styles": looks, "optimiser": "sgd"}, "optimiser"),
        ({"styles": looks, "colour": "none"}, "colour"),
        ({"styles": looks, "size": 8}, "size"),
        ({"styles": looks, "steps": 0}, "one step"),
        ({"styles": ["/no/such.png"]}, "no such file"),
    ]:
        with pytest.raises(StylogenyError, match=line):
            stylise(disc, **kwargs)


def test_lineage_is_the_loudest_works(tmp_path):
    class Works:
        pictured = np.array([True, True, False, True])

        def picture(self, row):
            return tmp_path / f"{row}.png"

    paths, shares = lineage(Style("x", np.array([0.1, 0.5, 0.4, 0.0])), Works())
    assert [p.stem for p in paths] == ["1", "0"] and shares == pytest.approx([5 / 6, 1 / 6])
