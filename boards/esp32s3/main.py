import boards.esp32s3.pins  # noqa: F401  the release pins are safe before anything else is loaded
from boards.esp32s3 import board
from boards.start import run

run(board)
