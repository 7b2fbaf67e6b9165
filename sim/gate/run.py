"""`ridegate run`: a gate at work, on a page of this computer's browser or in the terminal window."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.capture import recording
from sim.gate import turnstile
from sim.trouble import Trouble

if TYPE_CHECKING:
    from hal.desktop.system_clock import SystemClock
    from hal.interfaces import FrameSource, Scanner
    from sim.capture.recorder import Recorder
    from sim.gate.telling import Teller
    from sim.trust.file import TrustFile

_PAUSE_S = 0.4
_PAUSE_MAX_S = 60.0
_BAUD_MIN, _BAUD_MAX = 300, 4_000_000
_CAMERA_DIGITS = 3
_PORT_MAX = 65535
_MODULES = ("bare", "gm65", "gm67")

_DESCRIPTION = """\
在本机网页上运行一座模拟闸机: 出码、拍照、解码、核验、记录、开闸。
Run a gate on this computer and look at it in a browser: test codes on virtual
phones, the browser's camera or a dropped picture are decoded, judged, recorded
and let through; every answer is explained down to its bytes.

The page is served on 127.0.0.1 only, and nothing leaves this computer. A session
of short scenes is played on it; any phone you choose ends that. Where nobody is
at the terminal (standard input is none) it ends with the session. --terminal,
--json, --pause and --serial keep everything in this window instead. No real gate
is opened by this program."""

_EPILOG = """\
examples:
  ridegate run
  ridegate run --camera 0           hold a phone to this computer's webcam; make
                                    codes for it: ridegate mint --form png,blocks
  ridegate run --emulate pico2      the firmware of a board decides
  ridegate run --lan                a real phone as the virtual one: scan the
                                    symbol in this window, it works once
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
2 bad usage, or a device does not open.
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
    reader = parser.add_mutually_exclusive_group()
    reader.add_argument(
        "--camera", metavar="N", help="watch a webcam: 0 is the first; a path names another, or a video"
    )
    reader.add_argument("--serial", metavar="PORT", help="watch a serial scanner, such as /dev/ttyUSB0 or COM3")
    reader.add_argument("--emulate", metavar="BOARD", help="let the firmware of an emulated board decide")
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
        help="whom to believe at a real reader (the test issuer of `ridegate mint`)",
    )
    parser.add_argument(
        "--operator-key", type=Path, metavar="FILE", help="the operator's public key, for a binary list"
    )
    parser.add_argument(
        "--pause", type=float, metavar="SECONDS", help=f"between two scenes ({_PAUSE_S}; 0 when nobody watches)"
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
    """Carry out the command; the exit status as told in its help. Raises Trouble."""
    if not (args.terminal or args.json or args.serial is not None or args.pause is not None):
        return _page(args)
    if args.port is not None or args.lan is not None or args.stay or args.no_open:
        raise Trouble("--port, --lan, --stay and --no-open are for the page; leave out what asks for this window")
    if args.emulate is not None:
        return _emulated(args)
    args.scanner = args.scanner or "bare"
    latch_ms = turnstile.latch_ms(args.turnstile)
    teller = _teller(args.json)
    if args.camera is None and args.serial is None:
        _no_reader(args)
        from hal.desktop.engine import desktop_engine
        from sim.gate import session

        try:
            with recording.begin(args, "core", desktop_engine().name) as recorder:
                return 0 if session.play(teller, _pause(args), recorder, latch_ms) else 1
        except OSError as error:
            raise Trouble(f"the journal's disk fails: {error}; set TMPDIR to a folder with room") from None
    return _live(args, teller, latch_ms)


def _page(args: argparse.Namespace) -> int:
    if args.camera is None and args.emulate is None and not args.stay:
        _no_reader(args)
    if args.emulate is None and args.scanner is not None:
        raise Trouble("--scanner goes with --serial: it says which module is on the line")
    if args.emulate is not None and (args.trust is not None or args.operator_key is not None):
        raise Trouble("--emulate has its own test list and its own time; leave --trust, --operator-key and --pause out")
    if args.port is not None and not 0 <= args.port <= _PORT_MAX:
        raise Trouble(f"--port {args.port}: choose 1 to {_PORT_MAX}, or leave it out")
    from sim.page import run as page

    return page.run(args, None if args.camera is None else _camera(args))


def _no_reader(args: argparse.Namespace) -> None:
    """Raises Trouble for options that only a reader has a use for."""
    if args.scanner not in (None, "bare"):
        raise Trouble("--scanner goes with --serial: it says which module is on the line")
    if args.trust is not None or args.operator_key is not None:
        raise Trouble("--trust and --operator-key go with --camera or --serial; the session has its own test list")


def _emulated(args: argparse.Namespace) -> int:
    if args.trust is not None or args.operator_key is not None or args.pause is not None:
        raise Trouble("--emulate has its own test list and its own time; leave --trust, --operator-key and --pause out")
    if args.record is not None or args.record_level is not None:
        raise Trouble("--record with --emulate needs the page: leave --terminal and --json out")
    from sim.gate import run_emulated

    return run_emulated.run(args.emulate, args.scanner, args.json, turnstile.latch_ms(args.turnstile))


def _live(args: argparse.Namespace, teller: "Teller", latch_ms: int) -> int:
    from hal.desktop.engine import desktop_engine
    from hal.desktop.system_clock import SystemClock
    from sim.gate import live

    engine = desktop_engine()
    file, believed = _trust(args)
    trust = file.open(engine)
    clock = SystemClock(trust.issued_s)
    where = f"camera {args.camera}" if args.camera is not None else f"serial port {args.serial}"
    words = f"Watching {where}; {believed}. 请刷码, show a code; Ctrl-C ends."
    try:
        with recording.begin(args, "core", engine.name) as recorder:
            scanner = _scanner(args, clock, recorder)
            if recorder is not None:
                recorder.believes(file)
            tap = None if recorder is None else recorder.tap
            live.watch(teller, clock, scanner, trust, engine, words, tap, latch_ms)
    except live.Silent as silent:
        raise Trouble(f"{where}: {silent}") from None
    except Trouble as trouble:
        look = (
            "" if args.camera is not None else ". Is it plugged in, and may this user read it (Linux: group dialout)?"
        )
        raise Trouble(f"{where}: {trouble}{look}") from None
    return 0


def _scanner(args: argparse.Namespace, clock: "SystemClock", recorder: "Recorder | None") -> "Scanner":
    if args.camera is None:
        if not _BAUD_MIN <= args.baud <= _BAUD_MAX:
            raise Trouble(f"--baud {args.baud}: choose {_BAUD_MIN} to {_BAUD_MAX}; scanners mostly speak 115200")
        from hal.desktop.serial_port import SerialPort
        from hal.serial_scanner import SerialScanner
        from terminal.frame import IDLE_MS

        port: Any = SerialPort(args.serial, args.baud)
        if recorder is not None:
            port = recording.Heard(port, recorder, clock.now_ms)
        if args.scanner == "bare":
            return SerialScanner(port)
        from hal.gm65 import Gm65
        from hal.gm67 import Gm67
        from hal.scanner_module import ScannerModule

        return ScannerModule(port, Gm65(IDLE_MS) if args.scanner == "gm65" else Gm67(IDLE_MS))
    if args.scanner != "bare":
        raise Trouble("--scanner goes with --serial: it says which module is on the line")
    from hal.camera_scanner import CameraScanner
    from hal.desktop.reading.live_decoder import LiveDecoder

    decoder: Any = LiveDecoder()
    if recorder is not None:
        decoder = recording.Looked(decoder, recorder)
    return CameraScanner(_camera(args), decoder, clock.ticks_us)


def _camera(args: argparse.Namespace) -> "FrameSource":
    from hal.desktop.camera import Camera

    numbered = args.camera.isascii() and args.camera.isdecimal()
    if not args.camera or (numbered and len(args.camera) > _CAMERA_DIGITS):
        raise Trouble(f"--camera {args.camera}: write its number, 0 for the first, or a path")
    device = int(args.camera) if numbered else args.camera
    return Camera(device)


def _trust(args: argparse.Namespace) -> "tuple[TrustFile, str]":
    """The list to believe and what to say of it."""
    from sim.trust import file as trust_file
    from terminal import sm2

    if args.trust is None:
        if args.operator_key is not None:
            raise Trouble("--operator-key has nothing to check without --trust; name the binary list, too")
        from sim.gate.stage import test_list
        from sim.issuer.issuer import make_pki

        return test_list(make_pki()), "believing the test issuer of `ridegate mint`"
    return trust_file.load(args.trust, args.operator_key, sm2.REFERENCE), f"believing {args.trust}"


def _teller(json: bool) -> "Teller":
    if json:
        from sim.gate.telling import JsonTeller

        return JsonTeller()
    from sim.gate.window import Window

    return Window()


def _pause(args: argparse.Namespace) -> float:
    if args.pause is None:
        return _PAUSE_S if sys.stdout.isatty() and not args.json else 0.0
    pause_s: float = args.pause
    if not 0 <= pause_s <= _PAUSE_MAX_S:
        raise Trouble(f"--pause {args.pause}: choose 0 to {_PAUSE_MAX_S:.0f} seconds")
    return pause_s
