"""The first start of a new image: it proves that it works here, is confirmed, and restarts; or the chooser goes back.

Whatever is raised here is what the chooser keeps as the reason, and a hang ends by the watchdog that the chooser has
started. No passenger is admitted meanwhile.
"""

import gc

import machine

from boards import loaded
from boards.start import OutOfService
from boards.state import CONFIG, IDENTITY, TRUST
from terminal import sm2
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from boards.interfaces import Board
    from boards.start import Terminal
    from boards.state import State

HEAP_MIN_BYTES = 34 * 1024  # beside a whole terminal: passengers take some 18 KB, and 16 KB stay free (`make heap`)


class Failed(Exception):
    """Raised when this image does not work on this board."""


def run(terminal: "Terminal", board: "Board", state: "State", root: str) -> None:
    """Start everything there is, look at it, confirm, restart. Raises Failed, and whatever goes wrong.

    A provisioned terminal has to come up to its loop: identity, configuration, trust list and journal are read by
    this image as they were by the one before. Equipment that is missing is not the image's fault.
    """
    terminal.watch()
    if state.has(IDENTITY) and state.has(CONFIG):
        loaded.forget(loaded.OF_A_TRIAL, True)
        try:
            terminal.start()
        except OutOfService as why:
            raise Failed(str(why)) from None
        if state.has(TRUST) and not terminal.has_list():
            raise Failed("it takes none of the trust lists that are here")
    else:
        sm2.prove(board.engine())
    gc.collect()
    if gc.mem_free() < HEAP_MIN_BYTES:
        raise Failed(f"{gc.mem_free()} bytes free are less than {HEAP_MIN_BYTES}")
    from boards import release, slot

    wrong = release.unsafe(board, root)
    if not wrong and not terminal.tend():
        wrong = release.closed(board)
    if wrong:
        raise Failed(wrong)
    slot.confirm(root)
    terminal.log.line("the image on trial is confirmed; restarting")
    machine.reset()
