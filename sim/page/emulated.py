"""The firmware of a board under the emulator, behind the same page.

Its scanner module is shown what this computer reads out of the frames; what it decides is read off its log, what
it does off its wires. Microseconds of single steps are the firmware's own business: none are told.
"""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hal.camera_scanner import CameraScanner
from hal.desktop.pixel import Pixels
from hal.desktop.system_clock import SystemClock
from hal.symbol import Symbol
from sim.device import build, emulate, emulated_board as prepared
from sim.device.board_log import Listener
from sim.device.emulated_scene import ANSWER, hexadecimal
from sim.emulator.emulator import Emulator
from sim.emulator.event import Event
from sim.gate import power_on
from sim.gate.turnstile import FREE, LATCHES, LOCKED, OPEN, TURN_MS, TURNING, latch_ms
from sim.issuer.issuer import Pki
from sim.page import board_answer, unjudged
from sim.page.eyes import PICTURE, Eyes, EyesDecoder
from sim.page.trace import Trace
from sim.trouble import Trouble
from sim.vm import RuntimeMissing
from terminal import codes, records

if TYPE_CHECKING:
    Tell = Callable[..., None]

_BOOT_MAX_S = 30.0
_GONE_S = 0.6  # without a symbol in view: the phone was taken away
_PROMPT_S = 3.0
_DARK_S = 1.5
_ANSWER_MAX_S = 3.0
_STARTED = re.compile(r"ridegate |out of service|Traceback")


class Emulated:
    """A board that boots its firmware. board_name, scanner: as `ridegate emulate` takes them."""

    can = frozenset(("emergency", "power_cut", "clock", "sensor", "turnstile"))

    def __init__(
        self,
        board_name: str,
        scanner: str | None,
        pki: Pki,
        folder: Path,
        tell: "Tell",
        turnstile: str = LATCHES,
    ) -> None:
        self.how = board_name
        self._board = emulate.find(board_name)
        self._scanner = scanner or prepared.usual_scanner(self._board)
        self._camera = prepared.CAMERA in self._board.scanners
        if self._scanner == prepared.BARE and not self._camera:
            raise Trouble("--scanner bare: the firmware believes a module only; choose gm65 or gm67")
        self._model = prepared.scanner(self._board, self._scanner)
        self._pki = pki
        self._folder = folder
        self._tell = tell
        self._turnstile = turnstile
        self._clock = SystemClock()
        self._eyes = Eyes()
        self._reader = CameraScanner(self._eyes, EyesDecoder(self._eyes, self._looked), self._clock.ticks_us)
        self._emulator: Emulator | None = None
        self._log: Listener | None = None
        self._lines = self._events = 0
        self._payloads: tuple[bytes, ...] = ()
        self._judged = b""
        self._seen_s = self._prompt_s = self._on_s = self._turned_s = self._asked_s = 0.0
        self._emergency = False
        self._passed = 0
        self._gate: dict[str, Any] = {}

    def open(self) -> None:
        """Build the image, write a flash, power on. Raises OSError when it does not start."""
        key = os.urandom(records.KEY_BYTES)
        flash = self._folder / "flash.bin"
        image = build.build(self._board)
        try:
            prepared.write(self._board, flash, prepared.files(self._board, image, self._scanner, key))
            self._emulator = Emulator(prepared.wired(self._board), flash, scanner=self._model)
        except RuntimeMissing as missing:
            raise OSError(str(missing)) from None
        self._emulator.turnstile.latch_ms = latch_ms(self._turnstile)
        self._log = Listener(self._emulator.port)
        self._eyes.open()
        self._emulator.power_on()
        line = self._log.wait_for(_STARTED, 0, _BOOT_MAX_S)
        if line is None or not line.startswith("ridegate "):
            raise OSError(f"the firmware does not start: {line or 'no word'}")
        self._tell("power", on=True)
        self._tell("log", zh=f"固件已启动: {line}", en=f"The firmware has started: {line}")
        self._tell("policy", fare_fen=0)
        self._tell("clock", offset_s=0, trusted=True)
        self._tell("sensor", state="sound")
        self._tell("turnstile", state=self._turnstile)
        self._show(codes.IDLE, "idle")

    @property
    def facts(self) -> dict[str, Any]:
        """What never changes, for pages and recorders."""
        return {
            "how": self.how,
            "engine": f"{self._board.title}, {self._scanner}",
            "list_sequence": 1,
            "states": {"sensor": ("sound", "stuck")},
        }

    def audit(self) -> tuple[bool, str]:
        """What the contacts did before the first decision; the journal stays on the board, for `ridegate journal`."""
        wrong = [] if self._emulator is None else power_on.released(self._emulator.events.since(0))
        return not wrong, "; ".join(["on the board's flash", *wrong])

    def close(self) -> None:
        """Power off."""
        if self._log is not None:
            self._log.close()
            self._log = None
        if self._emulator is not None:
            self._emulator.close()
            self._emulator = None
        self._eyes.close()

    def turn(self) -> bool:
        """Look at the frames, at the log, at the wires."""
        board, log = self._emulator, self._log
        if board is None or log is None:
            return False
        now_s = time.monotonic()
        if not board.powered:
            if now_s >= self._on_s:
                board.power_on()
                self._tell("power", on=True)
                self._tell("unjudged", why=unjudged.IN_SERVICE)
            return False
        self._look(board, now_s)
        mark, self._lines = self._lines, log.mark()
        for line in log.since(mark, "")[: self._lines - mark]:
            self._heard(line)
        mark, self._events = self._events, board.events.mark()
        for event in board.events.since(mark)[: self._events - mark]:
            self._happened(event)
        if self._turned_s and now_s >= self._turned_s:
            self._turned_s = 0.0
            self._passed += 1
            board.passage(bounces=2)
        if self._prompt_s and now_s >= self._prompt_s:
            self._show(codes.EMERGENCY if self._emergency else codes.IDLE, "green" if self._emergency else "idle")
        if self._asked_s and now_s - self._asked_s > _ANSWER_MAX_S:
            self._asked_s = 0.0
            self._tell("unjudged", why=unjudged.UNANSWERED)
        self._compare(board)
        return False

    def _look(self, board: Emulator, now_s: float) -> None:
        payloads = self._reader.poll(self._clock.now_ms())
        if payloads:
            self._seen_s = now_s
            if payloads != self._payloads:
                self._payloads = payloads
                self._judged = payloads[0]
                shown = payloads[:1] if self._camera else payloads
                board.show(*(hexadecimal(each) if self._camera else each for each in shown))
                self._tell("payloads", payloads=payloads)
        elif self._payloads and now_s - self._seen_s > _GONE_S:
            self._payloads = ()
            board.hide()

    def hold_up(self, payloads: tuple[bytes, ...], turn: int) -> None:
        """Phones in front of the reader; none takes them away."""
        self._asked_s = time.monotonic() if payloads else 0.0
        self._eyes.hold_up(payloads, turn)

    def see(self, pixels: Pixels, still: bool) -> None:
        """A frame of a browser's camera, or a picture. From any thread."""
        self._eyes.offer(pixels, still)

    def push(self) -> bool:
        """Somebody pushes; whether the arms gave way."""
        if self._gate.get("arms") not in (FREE, OPEN) or self._turned_s:
            return False
        self._turned_s = time.monotonic() + TURN_MS / 1000
        return True

    def do(self, name: str, arguments: dict[str, Any]) -> None:
        """One of `can`."""
        board = self._emulator
        if board is None:
            return
        if name == "emergency":
            self._emergency = arguments["active"]
            board.emergency(self._emergency)
            self._tell("unjudged", why=unjudged.EMERGENCY if self._emergency else unjudged.IN_SERVICE)
            self._show(codes.EMERGENCY if self._emergency else codes.IDLE, "green" if self._emergency else "idle")
        elif name == "power_cut":
            board.cut_power()
            self._on_s = time.monotonic() + _DARK_S
            self._tell("power", on=False)
            self._tell("unjudged", why=unjudged.NO_POWER)
            self._tell("panel", zh="", en="", lamp="off")
        elif name == "clock":
            if not arguments["trusted"]:
                board.rtc.forget()
            else:
                board.rtc.set(time.time() + arguments["offset_s"])
            self._tell("clock", **arguments)
            self._tell(
                "log", zh="时钟芯片已改, 断电后生效", en="The clock chip was changed; it counts after a power cut"
            )
        elif name == "sensor":
            if arguments["state"] == "broken":
                raise ValueError("the emulated sensor can be stuck, not broken")
            board.turnstile.stuck = arguments["state"] == "stuck"
            self._tell("sensor", **arguments)
        elif name == "turnstile":
            board.turnstile.latch_ms = latch_ms(arguments["state"])
            self._tell("turnstile", **arguments)

    # What is told

    def _looked(self, pixels: Pixels, symbols: tuple[Symbol, ...]) -> None:
        corners = tuple(symbol.corners for symbol in symbols)
        self._tell("frame", pixels=pixels, source=self._eyes.source, corners=corners)
        if self._eyes.source == PICTURE and not symbols:
            self._tell("notice", zh="图片里没有找到二维码", en="No symbol was found in this picture")

    def _heard(self, line: str) -> None:
        if ANSWER.match(line) is None:
            if _STARTED.match(line):
                self._tell("log", zh=f"固件: {line}", en=f"Firmware: {line}")
                self._show(codes.IDLE, "idle")
            return
        answer = board_answer.parse(line, self._judged)
        if answer is None:
            return
        self._asked_s = 0.0
        row = codes.of(answer.decision.result)
        accepted = answer.decision.result == codes.ACCEPTED
        words = codes.EMERGENCY if self._emergency else (row.zh, row.en)
        self._show(words, "green" if accepted or self._emergency else "red")
        self._prompt_s = time.monotonic() + _PROMPT_S
        self._tell(
            "decision",
            decision=answer.decision,
            marks=None,
            timings=self._reader.timings,
            trace=Trace(self._judged if answer.decision.step != 0 else b""),
            now_s=int(time.time()),
            fare_fen=0,
            us=answer.us,
        )

    def _happened(self, event: Event) -> None:
        if event.kind in ("crash", "reset"):
            self._tell("log", zh=f"板: {event.kind}", en=f"Board: {event.kind}")

    def _show(self, words: tuple[str, str], lamp: str) -> None:
        self._prompt_s = 0.0
        self._tell("panel", zh=words[0], en=words[1], lamp=lamp)

    def _compare(self, board: Emulator) -> None:
        coil, released = board.turnstile.coil["entry"], board.turnstile.released["entry"]
        arms = OPEN if self._emergency else TURNING if self._turned_s else FREE if released else LOCKED
        now = {
            "relay": bool(coil),
            "arms": arms,
            "emergency": self._emergency,
            "faults": 0,
            "ready": True,
            "passed": self._passed,
        }
        if now != self._gate:
            self._gate = now
            self._tell("gate", **now)
