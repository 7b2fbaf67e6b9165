"""`python -m sim.emulator`: switch an emulated board on and keep it running until Ctrl-C."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from sim.emulator import board_table
from sim.emulator.control import Control
from sim.emulator.emulator import Emulator
from sim.emulator.event import Event
from sim.output import ctrl_c

_QUIET = {"flash", "pin", "display", "uart"}


def _tell(event: Event) -> None:
    if event.kind not in _QUIET:
        words = " ".join(f"{name}={value}" for name, value in event.data.items())
        print(f"{event.t_us / 1e6:14.6f} {event.kind} {words}", file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m sim.emulator", description=__doc__)
    parser.add_argument("--board", required=True, choices=board_table.names())
    parser.add_argument("--flash", type=Path, required=True, help="image of the flash; made when it is not there")
    parser.add_argument("--control", type=Path, help="path of the control socket (default: beside the port)")
    parser.add_argument("--fail-open", action="store_true", help="the gate is held shut by its supply")
    parser.add_argument("--off", action="store_true", help="leave the power switch off")
    parser.add_argument("--quiet", action="store_true", help="do not print events")
    options = parser.parse_args(arguments)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    try:
        board = Emulator(options.board, options.flash, fail_open=options.fail_open)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    with board:
        control = Control(board, options.control or board.port.with_name("control"))
        if not options.quiet:
            board.events.listen(_tell)
        print(f"port {board.port}\ncontrol {control.path}", flush=True)
        if not options.off:
            board.power_on()
        ctrl_c.wait(ended)
        control.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
