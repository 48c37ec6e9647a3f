"""Whether a machine drew a picture, as findings: the grid of our decoder, and the detector of a run."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from ..detection.decoder_trace import DecoderTrace, decoder_trace
from ..detection.detector import DRAWN as SAID_DRAWN
from ..detection.detector import REAL as SAID_REAL
from ..detection.detector import Detection, Detector, generated
from .finding import AGREES, CANNOT_SAY, DISAGREES, LEVEL, NOTES, PictureFinding, cannot_say

DECODER, DRAWN = "our decoder", "drawn by a machine"


def machine_findings(picture: np.ndarray, detector: Detector | None = None) -> Sequence[PictureFinding]:
    """What its pixels say of how a picture uint8[H, W, 3] was made.

    Parameters
    ----------
    picture : ndarray
    detector : Detector, optional
        Of the run; without one nothing is said of other machines.
    """
    found = [decoder_finding(decoder_trace(picture))]
    if detector is None:
        return [*found, cannot_say(DRAWN, "no detector was taught on this run (--teach)")]
    return [*found, drawn_finding(generated(picture, detector))]


def decoder_finding(trace: DecoderTrace) -> PictureFinding:
    """Whether a picture came through our decoder, and where its grid begins."""
    if math.isnan(trace.score):
        return cannot_say(DECODER, "the picture is too small, or shows too little")
    if math.isnan(trace.false_alarm):
        return cannot_say(DECODER, "pictures as small were not measured")
    row, column = trace.phase
    known = "real pictures that came through no decoder"
    if trace.false_alarm > LEVEL:
        return PictureFinding(DECODER, NOTES, "no trace of it", trace.false_alarm, LEVEL, known)
    where = "" if (row, column) == (0, 0) else f": the picture was cut, its grid begins at row {row}, column {column}"
    said = f"it came through our decoder{where}"
    return PictureFinding(DECODER, NOTES, said, trace.false_alarm, trace.false_alarm, known)


def drawn_finding(detection: Detection) -> PictureFinding:
    """Whether one of the generators that a run's detector knows drew a picture."""
    if math.isnan(detection.score):
        return cannot_say(DRAWN, "the picture is too small, or shows too little")
    known = f"works of the run; at 5 % false alarms {detection.power:.0%} of drawn pictures of this size are told"
    state = {SAID_DRAWN: DISAGREES, SAID_REAL: AGREES}.get(detection.said, CANNOT_SAY)
    said = detection.said if state != CANNOT_SAY else "neither is ruled out at 5 %"
    return PictureFinding(DRAWN, state, said, detection.false_alarm, LEVEL, known)
