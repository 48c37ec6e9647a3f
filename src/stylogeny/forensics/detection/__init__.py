"""Was a picture drawn by a machine, and did it come through a decoder?"""

from .decoder_trace import DecoderTrace, decoder_trace
from .detector import Detection, Detector, generated
from .teaching import detector_of

__all__ = ["DecoderTrace", "Detection", "Detector", "decoder_trace", "detector_of", "generated"]
