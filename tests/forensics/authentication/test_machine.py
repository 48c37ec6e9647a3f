"""What is said of how a picture was made, for traces and detections of every kind."""

from __future__ import annotations

import numpy as np
import pytest

from stylogeny.forensics.authentication.machine import decoder_finding, drawn_finding, machine_findings
from stylogeny.forensics.detection.decoder_trace import DecoderTrace
from stylogeny.forensics.detection.detector import CANNOT, DRAWN, REAL, Detection


@pytest.mark.parametrize(
    ("trace", "state", "said"),
    [
        (DecoderTrace(np.nan, (0, 0), 1.0), "cannot say", "too small"),
        (DecoderTrace(0.3, (0, 0), np.nan), "cannot say", "not measured"),
        (DecoderTrace(0.01, (0, 0), 0.3), "notes", "no trace"),
        (DecoderTrace(0.3, (0, 0), 0.01), "notes", "came through our decoder"),
        (DecoderTrace(0.3, (3, 5), 0.01), "notes", "row 3, column 5"),
    ],
)
def test_our_decoder(trace, state, said):
    finding = decoder_finding(trace)
    assert finding.state == state and said in finding.said


@pytest.mark.parametrize(
    ("detection", "state"),
    [
        (Detection(np.nan, 1.0, 1.0, 0.0, CANNOT), "cannot say"),
        (Detection(0.0, 0.2, 0.2, 0.6, CANNOT), "cannot say"),
        (Detection(2.0, 0.01, 0.4, 0.6, DRAWN), "disagrees"),
        (Detection(-2.0, 0.6, 0.02, 0.9, REAL), "agrees"),
    ],
)
def test_a_detector(detection, state):
    assert drawn_finding(detection).state == state


def test_of_one_colour_or_without_a_detector_nothing_is_said():
    assert {f.state for f in machine_findings(np.full((140, 140, 3), 90, np.uint8))} == {"cannot say"}
