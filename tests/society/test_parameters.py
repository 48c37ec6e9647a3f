"""Parameters of a society: plain numbers within reason."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest

from stylogeny.errors import StylogenyError
from stylogeny.society.parameters import SocietyParameters


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("output", 1.5),
        ("shown", 5),
        ("keep", -0.1),
        ("fame", np.nan),
        ("own", np.inf),
        ("patience", 0),
        ("attention", -1),
        ("step", 1e9),
        ("births", 1),
        ("step", "long"),
        ("jump", True),
    ],
)
def test_parameters_are_held_to_what_they_can_be(name: str, value: object) -> None:
    with pytest.raises(StylogenyError, match=f"parameter {name} .got {value}.; it is") as error:
        SocietyParameters(**{name: value})  # type: ignore[arg-type]
    assert "\n" not in str(error.value)


def test_a_parameter_is_a_plain_number_whatever_it_came_as() -> None:
    assert json.dumps(asdict(SocietyParameters(step=np.float32(0.5), fame=1))).count("0.5") >= 1  # type: ignore[arg-type]
    assert type(SocietyParameters(fame=1).fame) is float
