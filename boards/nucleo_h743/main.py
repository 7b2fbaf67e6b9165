import boards.nucleo_h743.pins  # noqa: F401  the release pins are safe before anything else is loaded
from boards.nucleo_h743 import board
from boards.start import run

run(board)
