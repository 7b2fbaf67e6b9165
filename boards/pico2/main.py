import boards.pico2.pins  # noqa: F401  the release pins are safe before anything else is loaded
from boards.pico2 import board
from boards.start import run

run(board)
