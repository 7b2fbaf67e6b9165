"""Grey pixels as arrays, which is what numpy and OpenCV compute with."""

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
