"""The readers of this computer that a gate can use, and its trust list, as options name them."""

import argparse
from typing import TYPE_CHECKING, Any

from sim.capture import recording
from sim.trouble import Trouble

if TYPE_CHECKING:
    from hal.interfaces import Clock, FrameSource, Scanner
    from sim.capture.recorder import Recorder
    from sim.trust.file import TrustFile

_BAUD_MIN, _BAUD_MAX = 300, 4_000_000
_CAMERA_DIGITS = 3


def scanner(args: argparse.Namespace, clock: "Clock", recorder: "Recorder | None") -> "Scanner":
    """The scanner on the serial line."""
    if not _BAUD_MIN <= args.baud <= _BAUD_MAX:
        raise Trouble(f"--baud {args.baud}: choose {_BAUD_MIN} to {_BAUD_MAX}; scanners mostly speak 115200")
    from hal.desktop.serial_port import SerialPort
    from hal.scanner.bare import SerialScanner
    from terminal.frame import IDLE_MS

    port: Any = SerialPort(args.serial, args.baud)
    if recorder is not None:
        port = recording.Heard(port, recorder, clock.now_ms)
    if args.scanner == "bare":
        return SerialScanner(port)
    from hal.scanner.gm65 import Gm65
    from hal.scanner.gm67 import Gm67
    from hal.scanner.module import ScannerModule

    return ScannerModule(port, Gm65(IDLE_MS) if args.scanner == "gm65" else Gm67(IDLE_MS))


def camera(args: argparse.Namespace) -> "FrameSource":
    """The webcam, or the video, that is named. Raises Trouble."""
    from hal.desktop.camera import Camera

    numbered = args.camera.isascii() and args.camera.isdecimal()
    if not args.camera or (numbered and len(args.camera) > _CAMERA_DIGITS):
        raise Trouble(f"--camera {args.camera}: write its number, 0 for the first, or a path")
    device = int(args.camera) if numbered else args.camera
    return Camera(device)


def trust(args: argparse.Namespace) -> "tuple[TrustFile, str]":
    """The trust list to use, and what to print of it."""
    from sim.trust import file as trust_file
    from terminal import sm2

    if args.trust is None:
        if args.operator_key is not None:
            raise Trouble("--operator-key has nothing to check without --trust; name the binary list, too")
        from sim.gate.lists import test_list
        from sim.issuer.issuer import make_pki

        return test_list(make_pki()), "believing the test issuer of `ridegate mint`"
    return trust_file.load(args.trust, args.operator_key, sm2.REFERENCE), f"believing {args.trust}"
