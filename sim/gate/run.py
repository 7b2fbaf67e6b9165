"""`ridegate run`: a gate at work, on a page of this computer's browser or in the terminal window."""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sim.capture import recording
from sim.gate import reader, turnstile
from sim.trouble import Trouble

if TYPE_CHECKING:
    from sim.scenario.audience import Audience
    from sim.scenario.scenario import Scenario

_PAUSE_S = 0.4
_PAUSE_MAX_S = 60.0
_PORT_MAX = 65535
_MODULES = ("bare", "gm65", "gm67")
_NO_LINE = "--scanner goes with --serial: it says which module is on the line"

_CORE = (
    "A gate with real parts: codes from a test issuer, shown on simulated phones, photographed, decoded, judged by the "
    "terminal's own core, recorded in a journal. The turnstile, its passengers and the passing of time are simulated."
)
_BOARD = (
    "The firmware of a board in the MicroPython VM, with its own lamps, display, contacts and journal. Gate, scanner "
    "module and passengers are emulated; time is real, so this takes half a minute."
)
_DESCRIPTION = """\
在本机网页上运行一座模拟闸机: 出码、拍照、解码、核验、记录、开闸。
Run a gate on this computer and look at it in a browser: test codes on virtual
phones, the browser's camera or a dropped picture are decoded, judged, recorded
and let through; every answer is explained down to its bytes.

The page is served on 127.0.0.1 only, and nothing leaves this computer. A session
of short scenes is played on it; any phone you choose ends that. The program ends
with the session when standard input is no terminal. --terminal, --json, --pause
and --serial keep everything in this window instead. --scenario plays scenes of
your own. No real gate is opened by this program."""

_EPILOG = """\
examples:
  ridegate run
  ridegate run --camera 0           hold a phone to this computer's webcam; make
                                    codes for it: ridegate mint --form png,blocks
  ridegate run --emulate pico2      the firmware of a board decides
  ridegate run --lan                a real phone as the virtual one: scan the
                                    symbol in this window, it works once
  ridegate run --scenario my.toml   your own scenes: docs/scenarios.md
  ridegate run --no-open --port 9000
  ridegate run --record gate.mcap   keep what it sees and answers, for
                                    ridegate replay gate.mcap
in this window:
  ridegate run --terminal
  ridegate run --pause 2            slower, for an audience
  ridegate run --json               one JSON object for each event
  ridegate run --serial /dev/ttyUSB0 --trust trust.bin --operator-key operator.pub
  ridegate run --serial /dev/ttyUSB0 --scanner gm65
                                    a module that is set up first, and watched

The page knows `?lang=zh`, `?lang=en` and `?kiosk`: what a passenger sees (panel,
gate, camera, phones with good codes) and nothing of an operator's. docs/page.md
says more of it.

exit status: 0 everything came as expected (or Ctrl-C); 1 something did not;
2 bad usage, a scenario that is refused, or a device that does not open.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `run`; its function is `run`."""
    parser = subparsers.add_parser(
        "run",
        help="a whole gate at work, on a page 模拟闸机",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--camera", metavar="N", help="watch a webcam: 0 is the first; a path names another, or a video"
    )
    source.add_argument("--serial", metavar="PORT", help="watch a serial scanner, such as /dev/ttyUSB0 or COM3")
    source.add_argument("--emulate", metavar="BOARD", help="let the firmware of an emulated board decide")
    parser.add_argument("--baud", type=int, default=115200, metavar="N", help="speed of the serial line (115200)")
    parser.add_argument(
        "--scanner",
        choices=_MODULES,
        help="what is on the line: bare only listens; gm65 and gm67 find the module, set it up and watch it "
        "(bare; with --emulate the board's first)",
    )
    parser.add_argument(
        "--trust",
        type=Path,
        metavar="FILE",
        help="the trust list of a real reader (that of the test issuer of `ridegate mint`)",
    )
    parser.add_argument(
        "--operator-key", type=Path, metavar="FILE", help="the operator's public key, for a binary list"
    )
    parser.add_argument(
        "--scenario", type=Path, metavar="FILE", help="scenes to play in place of the standard ones: docs/scenarios.md"
    )
    parser.add_argument(
        "--pause", type=float, metavar="SECONDS", help=f"between two scenes ({_PAUSE_S}; 0 into a pipe)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line for each event")
    parser.add_argument("--terminal", action="store_true", help="everything in this window, no page")
    parser.add_argument("--port", type=int, metavar="N", help="of the page (8765, or a free one behind it)")
    parser.add_argument("--no-open", action="store_true", help="do not open the browser")
    parser.add_argument(
        "--stay", action="store_true", help="serve until Ctrl-C wherever this runs, and play no session by itself"
    )
    parser.add_argument(
        "--lan",
        nargs="?",
        const="",
        metavar="ADDRESS",
        help="serve the virtual phone alone on the local network; a phone gets in by a symbol printed here",
    )
    parser.add_argument(
        "--turnstile",
        choices=turnstile.KINDS,
        default=turnstile.LATCHES,
        help="latch: a pulse frees the arms until a passage or for 5 s, as most do; follow: while the contact is "
        "closed (latch)",
    )
    recording.add_arguments(parser)
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status as its help says. Raises Trouble."""
    if not (args.terminal or args.json or args.serial is not None or args.pause is not None):
        return _page(args, _scenario(args))
    if args.port is not None or args.lan is not None or args.stay or args.no_open:
        raise Trouble("--port, --lan, --stay and --no-open are for the page; leave out what asks for this window")
    if args.emulate is not None:
        return _emulated(args, _scenario(args))
    args.scanner = args.scanner or "bare"
    if args.camera is None and args.serial is None:
        return _session(args, _scenario(args))
    if args.scenario is not None:
        raise Trouble("--scenario shows codes by itself; in this window leave --camera and --serial out")
    return _reader(args)


def _scenario(args: argparse.Namespace) -> "Scenario":
    """The scenario to play, read before anything runs."""
    from sim.scenario import perform, scenario

    return perform.standard() if args.scenario is None else scenario.load(args.scenario)


def _session(args: argparse.Namespace, scenario: "Scenario") -> int:
    from hal.desktop.engine import desktop_engine
    from sim.gate.core_gate import CoreGate
    from sim.gate.virtual_clock import VirtualTime
    from sim.issuer.issuer import make_pki
    from sim.issuer.wallet import Wallet
    from sim.scenario.perform import perform

    _no_reader(args)
    wallet, engine = Wallet(make_pki()), desktop_engine()
    with tempfile.TemporaryDirectory(prefix="ridegate-") as folder:
        try:
            with recording.begin(args, "core", engine.name) as recorder:
                gate_time = VirtualTime(int(time.time()))
                gate = CoreGate(
                    wallet.pki, engine, Path(folder), gate_time, fare_fen=0, turnstile=args.turnstile, recorder=recorder
                )
                return 0 if perform(scenario, gate, wallet, _audience(args.json), _CORE, _pause(args)) else 1
        except OSError as error:
            raise Trouble(f"the journal's disk fails: {error}; set TMPDIR to a folder with room") from None


def _page(args: argparse.Namespace, scenario: "Scenario") -> int:
    if args.camera is None and args.emulate is None and not args.stay:
        _no_reader(args)
    if args.emulate is None and args.scanner is not None:
        raise Trouble(_NO_LINE)
    if args.emulate is not None:
        _own_list(args)
    if args.port is not None and not 0 <= args.port <= _PORT_MAX:
        raise Trouble(f"--port {args.port}: choose 1 to {_PORT_MAX}, or leave it out")
    from sim.page import run as page

    return page.run(args, scenario, None if args.camera is None else reader.camera(args))


def _no_reader(args: argparse.Namespace) -> None:
    """Raises Trouble for options that only a reader has a use for."""
    if args.scanner not in (None, "bare"):
        raise Trouble(_NO_LINE)
    if args.trust is not None or args.operator_key is not None:
        raise Trouble("--trust and --operator-key go with --camera or --serial; the session has its own test list")


def _own_list(args: argparse.Namespace) -> None:
    """Raises Trouble for options that an emulated board has no use for."""
    if args.trust is not None or args.operator_key is not None or args.pause is not None:
        raise Trouble("--emulate has its own test list and its own time; leave --trust, --operator-key and --pause out")


def _emulated(args: argparse.Namespace, scenario: "Scenario") -> int:
    _own_list(args)
    if args.record is not None or args.record_level is not None:
        raise Trouble("--record with --emulate needs the page: leave --terminal and --json out")
    from sim.gate.emulated_gate import EmulatedGate
    from sim.issuer.issuer import make_pki
    from sim.issuer.wallet import Wallet
    from sim.scenario.perform import perform
    from sim.vm import RuntimeMissing

    wallet = Wallet(make_pki())
    with tempfile.TemporaryDirectory(prefix="ridegate-") as folder:
        try:
            gate = EmulatedGate(args.emulate, args.scanner, wallet.pki, Path(folder), turnstile=args.turnstile)
            return 0 if perform(scenario, gate, wallet, _audience(args.json), _BOARD, 0.0) else 1
        except BrokenPipeError:
            raise
        except (OSError, RuntimeMissing) as error:
            raise Trouble(f"the emulator does not start: {error}") from None


def _reader(args: argparse.Namespace) -> int:
    from hal.desktop.engine import desktop_engine
    from sim.gate.core_gate import CoreGate
    from sim.gate.virtual_clock import RealTime
    from sim.issuer.issuer import make_pki
    from sim.scenario.perform import Silent, watch

    engine, pki = desktop_engine(), make_pki()
    file, believed = reader.trust(args)
    where = f"camera {args.camera}" if args.camera is not None else f"serial port {args.serial}"
    words = f"Watching {where}; {believed}. 请刷码, show a code; Ctrl-C ends."
    gate_time = RealTime(file.open(engine).issued_s)
    with tempfile.TemporaryDirectory(prefix="ridegate-") as folder:
        try:
            with recording.begin(args, "core", engine.name) as recorder:
                camera = None if args.camera is None else reader.camera(args)
                scanner = None if args.serial is None else reader.scanner(args, gate_time.clock, recorder)
                gate = CoreGate(
                    pki, engine, Path(folder), gate_time, camera, scanner, file, 0, args.turnstile, recorder
                )
                return 0 if watch(gate, _audience(args.json), words) else 1
        except Silent as silent:
            raise Trouble(f"{where}: {silent}") from None
        except (OSError, Trouble) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            hint = ". Is it plugged in, and may this user read it (Linux: group dialout)?"
            look = "" if args.serial is None else hint
            raise Trouble(f"{where}: {why}{look}") from None


def _audience(json: bool) -> "Audience":
    if json:
        from sim.scenario.audience import JsonLines

        return JsonLines()
    from sim.scenario.window import Window

    return Window()


def _pause(args: argparse.Namespace) -> float:
    if args.pause is None:
        return _PAUSE_S if sys.stdout.isatty() and not args.json else 0.0
    pause_s: float = args.pause
    if not 0 <= pause_s <= _PAUSE_MAX_S:
        raise Trouble(f"--pause {args.pause}: choose 0 to {_PAUSE_MAX_S:.0f} seconds")
    return pause_s
