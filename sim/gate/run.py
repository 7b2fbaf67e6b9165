"""`ridegate run`: a gate at work in the terminal window."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sim.trouble import Trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from hal.interfaces import Scanner
    from sim.gate.telling import Teller
    from terminal.trust import TrustList

_PAUSE_S = 0.4
_PAUSE_MAX_S = 60.0
_BAUD_MIN, _BAUD_MAX = 300, 4_000_000
_CAMERA_DIGITS = 3
_MODULES = ("bare", "gm65", "gm67")

_DESCRIPTION = """\
在终端窗口里运行一座模拟闸机: 出码、拍照、解码、核验、记录、开闸。
Run a gate in this window: test codes on simulated phones are photographed,
decoded, judged, recorded and let through.

Without options it plays a session of short scenes and ends by itself. With
--camera or --serial it watches a real reader until Ctrl-C; only the turnstile
is simulated then. No real gate is opened by this program."""

_EPILOG = """\
examples:
  ridegate run
  ridegate run --pause 2            slower, for an audience
  ridegate run --json               one JSON object for each event
  ridegate run --camera 0           hold a phone to this computer's webcam; make
                                    codes for it: ridegate mint --form png,blocks
  ridegate run --serial /dev/ttyUSB0 --trust trust.bin --operator-key operator.pub
  ridegate run --serial /dev/ttyUSB0 --scanner gm65
                                    a module that is set up first, and watched
  ridegate run --emulate pico2      the firmware of a board decides

exit status: 0 everything came as expected (or Ctrl-C); 1 something did not;
2 bad usage, or a device does not open.
"""


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `run`; its function is `run`."""
    parser = subparsers.add_parser(
        "run",
        help="a whole gate at work in this window 模拟闸机",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    reader = parser.add_mutually_exclusive_group()
    reader.add_argument(
        "--camera", metavar="N", help="watch a webcam: 0 is the first; a path names another, or a video"
    )
    reader.add_argument("--serial", metavar="PORT", help="watch a serial scanner, such as /dev/ttyUSB0 or COM3")
    reader.add_argument("--emulate", metavar="BOARD", help="play the session on the firmware of an emulated board")
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
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status as told in its help. Raises Trouble."""
    if args.emulate is not None:
        return _emulated(args)
    args.scanner = args.scanner or "bare"
    teller = _teller(args.json)
    if args.camera is None and args.serial is None:
        if args.scanner != "bare":
            raise Trouble("--scanner goes with --serial: it says which module is on the line")
        if args.trust is not None or args.operator_key is not None:
            raise Trouble("--trust and --operator-key go with --camera or --serial; the session has its own test list")
        from sim.gate import session

        try:
            return 0 if session.play(teller, _pause(args)) else 1
        except OSError as error:
            raise Trouble(f"the journal's disk fails: {error}; set TMPDIR to a folder with room") from None
    return _live(args, teller)


def _emulated(args: argparse.Namespace) -> int:
    if args.trust is not None or args.operator_key is not None or args.pause is not None:
        raise Trouble("--emulate has its own test list and its own time; leave --trust, --operator-key and --pause out")
    from sim.gate import run_emulated

    return run_emulated.run(args.emulate, args.scanner, args.json)


def _live(args: argparse.Namespace, teller: "Teller") -> int:
    from hal.desktop.engine import desktop_engine
    from hal.desktop.system_clock import SystemClock
    from sim.gate import live

    engine = desktop_engine()
    trust, believed = _trust(args)
    clock = SystemClock(trust.issued_s)
    scanner = _scanner(args, clock.ticks_us)
    where = f"camera {args.camera}" if args.camera is not None else f"serial port {args.serial}"
    words = f"Watching {where}; {believed}. 请刷码, show a code; Ctrl-C ends."
    try:
        live.watch(teller, clock, scanner, trust, engine, words)
    except Trouble as trouble:
        look = (
            "" if args.camera is not None else ". Is it plugged in, and may this user read it (Linux: group dialout)?"
        )
        raise Trouble(f"{where}: {trouble}{look}") from None
    return 0


def _scanner(args: argparse.Namespace, ticks_us: "Callable[[], int]") -> "Scanner":
    if args.camera is None:
        if not _BAUD_MIN <= args.baud <= _BAUD_MAX:
            raise Trouble(f"--baud {args.baud}: choose {_BAUD_MIN} to {_BAUD_MAX}; scanners mostly speak 115200")
        from hal.desktop.serial_port import SerialPort
        from hal.serial_scanner import SerialScanner
        from terminal.frame import IDLE_MS

        port = SerialPort(args.serial, args.baud)
        if args.scanner == "bare":
            return SerialScanner(port)
        from hal.gm65 import Gm65
        from hal.gm67 import Gm67
        from hal.scanner_module import ScannerModule

        return ScannerModule(port, Gm65(IDLE_MS) if args.scanner == "gm65" else Gm67(IDLE_MS))
    if args.scanner != "bare":
        raise Trouble("--scanner goes with --serial: it says which module is on the line")
    from hal.camera_scanner import CameraScanner
    from hal.desktop.camera import Camera
    from hal.desktop.decoder import ZxingDecoder

    numbered = args.camera.isascii() and args.camera.isdecimal()
    if not args.camera or (numbered and len(args.camera) > _CAMERA_DIGITS):
        raise Trouble(f"--camera {args.camera}: write its number, 0 for the first, or a path")
    device = int(args.camera) if numbered else args.camera
    return CameraScanner(Camera(device), ZxingDecoder(), ticks_us)


def _trust(args: argparse.Namespace) -> "tuple[TrustList, str]":
    """The list to believe and what to say of it."""
    from hal.desktop.engine import desktop_engine
    from sim.trust import file as trust_file
    from terminal import sm2

    engine = desktop_engine()
    if args.trust is None:
        if args.operator_key is not None:
            raise Trouble("--operator-key has nothing to check without --trust; name the binary list, too")
        from sim.gate.stage import test_list
        from sim.issuer.issuer import make_pki

        return test_list(make_pki()).open(engine), "believing the test issuer of `ridegate mint`"
    file = trust_file.load(args.trust, args.operator_key, sm2.REFERENCE)
    return file.open(engine), f"believing {args.trust}"


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
