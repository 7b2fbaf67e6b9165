import boards.openmv_rt1062.pins  # noqa: F401  the release pins are safe before anything else is loaded
from boards.openmv_rt1062 import board
from boards.start import run

run(board)
