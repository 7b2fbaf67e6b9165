"""Hard frames of ride codes, for tests and benchmarks: everything in them comes from a seed.

A scene is lit, warped once, blurred by lens and hand at three times the resolution of the sensor, and only then
sampled, made noisy and quantised, all in linear light. How strong each trouble is was set once, so that plain
zxing-cpp 3.1.1 reads the share of frames that it read of other people's hard sets.
"""

from tests.frames.film import film, films
from tests.frames.kind import KINDS, Frame, frame, frames

__all__ = ["KINDS", "Frame", "film", "films", "frame", "frames"]
