"""A board that is emulated: which ones there are, and its flash before its first start."""

from pathlib import Path
from typing import TYPE_CHECKING

from sim.device import board as boards, build, emulated_board as prepared, network_file
from sim.device.board import Board
from sim.output.trouble import Trouble

if TYPE_CHECKING:
    from sim.emulator.network import Network

ID_MIN_BYTES, ID_MAX_BYTES = 6, 12  # of a chip's unique id: an ESP32's, an STM32's


def find(name: str) -> Board:
    """A board that can be emulated. Raises Trouble naming those there are."""
    from sim.emulator import board_table

    board = boards.find(name)
    if name not in board_table.names():
        there = ", ".join(board_table.names())
        raise Trouble(f"{name}: sim/emulator/board_table.py has not its chip; there are {there}")
    return board


def prepare(board: Board, path: Path, scanner: str, folder: Path | None) -> bool:
    """Make the flash if there is none, of the image in `folder` or of this checkout; whether it was made. Raises
    Trouble.
    """
    if path.exists():
        if folder is not None:
            raise Trouble(f"{path} is there already, and --image is for a new one; remove it, or use `ridegate flash`")
        return False
    image = build.build(board) if folder is None else build.read(folder)
    if image.board != board.id:
        raise Trouble(f"{folder}: an image for {image.board}, not for {board.id}")
    if image.build == build.PRODUCTION:
        raise Trouble(f"{folder}: a production image takes no test keys; flash it with `ridegate flash --production`")
    prepared.write(board, path, prepared.files(board, image, scanner))
    return True


def network(path: Path, board: Board) -> "Network":
    """The network of a network configuration: its WLAN, and its broker on this computer at the same port. Raises
    Trouble.
    """
    from sim.emulator.network import Network

    made = network_file.load(path, board)
    ssid, password = (text.decode() for text in made.texts[:2])
    return Network(ssid, password, {(made.host(), made.port): made.port})
