"""`ridegate emulate`: a board on the desktop that boots the very files a real one runs."""

import argparse
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sim import show, vm
from sim.device import board as boards, build, emulated_board as prepared
from sim.device.board import Board
from sim.trouble import Trouble

if TYPE_CHECKING:
    from sim.emulator.emulator import Emulator
    from sim.emulator.event import Event

_QUIET = {"flash", "pin", "uart", "buzzer"}

_DESCRIPTION = """\
Boot the firmware of a board in the MicroPython VM, with a gate, a scanner module,
a clock chip and a display around it. Prints the port, on which unmodified
mpremote and `ridegate flash` work, and a control socket, then a line an event.

A flash that is not there yet is made: the image built now, provisioned with the
test issuer's keys and list. One that is there is booted as it stands."""
_EPILOG = """\
examples:
  ridegate emulate --board pico2
  ridegate emulate --board pico2 --scanner gm67 --flash /tmp/gate.bin
  mpremote connect PORT exec "print(1+1)"
  echo '{"do": "emergency", "open": true}' | nc -U -q 1 CONTROL

sim/emulator/README.md says what differs from a board, sim/emulator/control.py
what the control socket takes.

exit status: 0 ended by Ctrl-C; 2 bad usage, or it cannot be started.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `emulate`; its function is `run`."""
    parser = subparsers.add_parser(
        "emulate",
        help="boot the firmware of a board without the board",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--board", required=True, metavar="BOARD", help="the name of a folder in boards/")
    parser.add_argument(
        "--scanner",
        choices=prepared.SCANNERS,
        help="the module on the wire; bare: none, bytes come from the control socket (the board's first)",
    )
    parser.add_argument("--flash", type=Path, metavar="FILE", help="the flash (build/emulator/BOARD-SCANNER.bin)")
    parser.add_argument(
        "--image", type=Path, metavar="DIR", help="what `ridegate build` wrote, for a new flash; built now if left out"
    )
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    board = find(args.board)
    name = args.scanner or prepared.usual_scanner(board)
    model = prepared.scanner(board, name)
    path = args.flash or vm.build_folder() / "emulator" / f"{board.id}-{name}.bin"
    made = _prepare(board, path, name, args.image)

    from sim.emulator.emulator import Emulator

    ended = threading.Event()
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with Emulator(prepared.wired(board), path, scanner=model) as emulated:
            show.line(f"flash {path}{' (new)' if made else ''}")
            _serve(emulated, ended)
    except BrokenPipeError:
        raise
    except (OSError, ValueError, vm.RuntimeMissing) as error:
        raise Trouble(f"{path}: {error}") from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def find(name: str) -> Board:
    """A board that can be emulated. Raises Trouble naming those there are."""
    from sim.emulator.board_table import BOARDS

    board = boards.find(name)
    if name not in BOARDS:
        raise Trouble(f"{name} is not in sim/emulator/board_table.py; there are {', '.join(sorted(BOARDS))}")
    return board


def _prepare(board: Board, path: Path, scanner: str, folder: Path | None) -> bool:
    """Make the flash if there is none; whether it was made."""
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


def _serve(emulated: "Emulator", ended: threading.Event) -> None:
    from sim.emulator.control import Control

    control = Control(emulated, emulated.port.with_name("control"))
    try:
        show.line(f"port {emulated.port}")
        show.line(f"control {control.path}", flush=True)
        stop = emulated.events.listen(lambda event: _tell(event, ended))
        emulated.power_on()
        ended.wait()
        stop()
    finally:
        control.close()


def _tell(event: "Event", ended: threading.Event) -> None:
    if event.kind in _QUIET:
        return
    words = " ".join(f"{name}={value}" for name, value in event.data.items() if name != "rows")
    try:
        show.line(f"{event.t_us / 1e6:14.6f}  {event.kind}  {words}".rstrip(), flush=True)
    except OSError:  # standard output was closed
        ended.set()
