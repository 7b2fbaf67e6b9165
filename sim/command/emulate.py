"""`ridegate emulate`: a board on the desktop that boots the very files a real one runs."""

import argparse
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sim.command import options
from sim.device import emulate, emulated_board as prepared
from sim.micropython import vm
from sim.output import ctrl_c, show
from sim.output.stream import OutputLost
from sim.output.trouble import Trouble

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
  ridegate emulate --board esp32s3 --network network.toml
  mpremote connect PORT exec "print(1+1)"
  echo '{"do": "emergency", "open": true}' | nc -U -q 1 CONTROL

sim/emulator/README.md says what differs from a board, sim/emulator/control.py
what the control socket takes.

exit status: 0 ended by Ctrl-C; 2 bad usage, or it cannot be started.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `emulate`; its function is `run`."""
    parser = options.command(
        subparsers, "emulate", "boot the firmware of a board without the board", _DESCRIPTION, _EPILOG, run
    )
    options.board(parser)
    parser.add_argument(
        "--scanner",
        choices=prepared.SCANNERS,
        help="the module on the wire; bare: none, bytes come from the control socket (the board's first)",
    )
    parser.add_argument("--flash", type=Path, metavar="FILE", help="the flash (build/emulator/BOARD-SCANNER.bin)")
    parser.add_argument(
        "--network",
        type=Path,
        metavar="FILE",
        help="as `flash` takes it: its WLAN is around the board, the broker on this computer at the same port",
    )
    parser.add_argument(
        "--unique-id",
        type=_unique_id,
        metavar="HEX",
        help="of its chip; two boards at one broker want two (the same for all if left out)",
    )
    options.image(parser, "what `ridegate build` wrote, for a new flash; built now if left out")


def _unique_id(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if not emulate.ID_MIN_BYTES <= len(found) <= emulate.ID_MAX_BYTES:
        sizes = f"{emulate.ID_MIN_BYTES} to {emulate.ID_MAX_BYTES}"
        raise argparse.ArgumentTypeError(f"a unique id is {sizes} bytes in hexadecimal")
    return found


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    board = emulate.find(args.board)
    name = args.scanner or prepared.usual_scanner(board)
    model = prepared.scanner(board, name)
    path = args.flash or vm.build_folder() / "emulator" / f"{board.id}-{name}.bin"
    around = None if args.network is None else emulate.network(args.network, board)
    made = emulate.prepare(board, path, name, args.image)

    from sim.emulator.emulator import UNIQUE_ID, Emulator

    chip = args.unique_id or UNIQUE_ID
    ended = threading.Event()
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with Emulator(prepared.wired(board), path, scanner=model, network=around, unique_id=chip) as emulated:
            show.line(f"flash {path}{' (new)' if made else ''}")
            _serve(emulated, ended)
    except OutputLost:
        raise
    except (OSError, ValueError, vm.RuntimeMissing) as error:
        raise Trouble(f"{path}: {error}") from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0


def _serve(emulated: "Emulator", ended: threading.Event) -> None:
    from sim.emulator.control import Control

    control = Control(emulated, emulated.port.with_name("control"))
    try:
        show.line(f"port {emulated.port}")
        show.line(f"control {control.path}", flush=True)
        stop = emulated.events.listen(lambda event: _tell(event, ended))
        emulated.power_on()
        ctrl_c.wait(ended)
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
