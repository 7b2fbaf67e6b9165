"""A gate whose terminal is a board's own firmware under the emulator.

What it reports comes from the board: its lamps, the dots of its display, its contacts, the journal on its flash, and
the event lines of its serial (`hal/micropython/log.py`). Arms and passengers are this computer's; so is the reading of
the pictures whose symbols the emulated module is shown.

Length: one gate, read from its start to its report.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hal.desktop.engine import desktop_engine
from hal.desktop.segment_folder import SegmentFolder
from hal.scanner.bare import BARE
from hal.scanner.camera import CameraScanner
from hal.scanner.model import CAMERA, MODULES
from hal.scanner.symbol import Symbol
from sim.device import build, emulate, emulated_board as prepared, scanner_wire
from sim.emulator.emulator import Emulator
from sim.emulator.image import ImageError, extract
from sim.emulator.scheduler import START_NS
from sim.gate import journal_audit
from sim.gate.board_report import BoardReport
from sim.gate.event import Arms, Event, Frame, Log, Passage, Scanned, Set
from sim.gate.frame_source import FrameDecoder, GateFrames
from sim.gate.gate import SETTINGS, Audit, Facts, Unable
from sim.gate.reporter import Reporter
from sim.gate.turnstile import FREE, LATCHES, LOCKED, OPEN, TURN_MS, TURNING, latch_ms
from sim.issuer.issuer import Pki
from sim.micropython.vm import RuntimeMissing
from sim.output.trouble import Trouble
from sim.trust.file import TrustFile, signed_by
from terminal import records

if TYPE_CHECKING:
    from hal.desktop.pixel import Pixels

_GONE_MS = 600  # without a symbol in view: the phone was taken away
_STEP_MS = 10
_DIRECTION: Literal["entry"] = "entry"


class EmulatedGate:
    """See `Gate`. board_name, scanner: as `ridegate emulate` takes them. folder: for its flash. image: another
    than the one that is built of this checkout. at_s: what its clocks begin with, now when left out.
    turnstile: one of `turnstile.KINDS`. paced: its time is the wall clock's, for people; else it passes in `pass_time`.
    key: of its records, drawn when left out.
    """

    def __init__(
        self,
        board_name: str,
        scanner: str | None,
        pki: Pki,
        folder: Path,
        image: "build.Image | None" = None,
        at_s: int | None = None,
        turnstile: str = LATCHES,
        paced: bool = True,
        key: bytes | None = None,
        terminal_id: int = prepared.TERMINAL_ID,
    ) -> None:
        self._board = emulate.find(board_name)
        self._scanner_name = scanner or prepared.usual_scanner(self._board)
        self._text_only = CAMERA in self._board.scanners
        if self._scanner_name == BARE and not self._text_only:
            names = " or ".join(MODULES)
            raise Trouble(f"--scanner {BARE}: the firmware believes a module only; choose {names}")
        self._module = prepared.scanner(self._board, self._scanner_name)
        raw = () if self._text_only else ("raw",)
        self.abilities = frozenset((*raw, "arms", "clock", "sensor", "turnstile", "emergency", "power"))
        self.installed: TrustFile | None = None  # the list that was written on its flash
        self._pki = pki
        self._folder = folder
        self._image = image
        self._at_s = at_s
        self._paced = paced
        self._now_ms = START_NS // 1_000_000  # while there is no board
        self._reporter = Reporter(self.now_ms)
        self._frames = GateFrames(self.now_ms)
        decoder = FrameDecoder(self._frames, self._looked)
        self._reader = CameraScanner(self._frames, decoder, lambda: time.perf_counter_ns() // 1000)
        self._key = os.urandom(records.KEY_BYTES) if key is None else key
        self._terminal_id = terminal_id
        self._emulator: Emulator | None = None
        self._board_report: BoardReport | None = None
        self._in_view: tuple[bytes, ...] = ()
        self._seen_ms = 0
        self._turn = 0
        self._turnstile = turnstile
        self._turned_ms: int | None = None  # when the turn under way ends
        self._passed = 0

    # The gate as a whole

    @property
    def facts(self) -> Facts:
        """See `Gate`."""
        started = None if self._board_report is None else self._board_report.started
        engine = None if started is None else f"{self._board.title}, {self._scanner_name}, {started.engine}"
        settings = {"sensor": ("sound", "stuck"), "turnstile": SETTINGS["turnstile"]}
        return Facts(self._board.id, engine, None if started is None else started.list_sequence, settings)

    def listen(self, listener: "Callable[[Event], None]") -> None:
        """See `Gate`."""
        self._reporter.listener = listener

    def open(self) -> None:
        """See `Gate`: build the image, write a flash, power on, and wait until the firmware is in service."""
        flash = self._folder / "flash.bin"
        image = self._image or build.build(self._board)
        try:
            files = prepared.files(
                self._board, image, self._scanner_name, self._key, self._at_s, self._terminal_id
            )
            prepared.write(self._board, flash, files)
            listed, operator_xy = files["state/trust.bin"], self._pki.operator.public_xy
            self.installed = signed_by(f"the list of {self._board.id}", listed, operator_xy, desktop_engine())
            self._emulator = Emulator(prepared.wired(self._board), flash, scanner=self._module, paced=self._paced)
        except RuntimeMissing as missing:
            raise OSError(str(missing)) from None
        if self._at_s is not None:
            self._emulator.rtc.set(self._at_s)
        self._emulator.turnstile.latch_ms = latch_ms(self._turnstile)
        report = self._board_report = BoardReport(self._emulator, self._reporter, lambda: self._reader.timings)
        self._frames.open()
        self._reporter.say(Set, "clock", (0, True))
        self._reporter.say(Set, "sensor", "sound")
        self._reporter.say(Set, "turnstile", self._turnstile)
        self.power(True)

        def turn() -> None:
            self.turn()
            self.pass_time(_STEP_MS)

        report.start(turn, self.now_ms)

    def close(self) -> None:
        """See `Gate`."""
        if self._board_report is not None:
            self._board_report.close()
            self._board_report = None
        if self._emulator is not None:
            self._now_ms = self.now_ms()
            self._emulator.close()
            self._emulator = None
        self._frames.close()

    def turn(self) -> bool:
        """See `Gate`: look at the pictures, the wires and the serial."""
        board, report = self._emulator, self._board_report
        if board is None or report is None:
            return False
        self._look(board)
        report.turn(self.now_ms())
        self._walk(board)
        return False

    def now_ms(self) -> int:
        """See `Gate`."""
        return self._now_ms if self._emulator is None else self._emulator.now_us() // 1000

    def now_s(self) -> int:
        """See `Gate`."""
        return int(time.time() if self._emulator is None else self._emulator.now_s())

    def pass_time(self, ms: int) -> None:
        """See `Gate`."""
        if self._emulator is not None:
            self._emulator.run(ms / 1000)

    def audit(self) -> Audit:
        """See `Gate`: the journal as it lies on the flash now."""
        files = self.journal()
        if self._board_report is not None:
            self._board_report.look_at_contacts()
        engine = desktop_engine()
        with tempfile.TemporaryDirectory(prefix="ridegate-") as scratch:
            folder = Path(scratch) / "journal"
            folder.mkdir()
            for name, data in files.items():
                (folder / name).write_bytes(data)
            store = SegmentFolder(folder)
            store.open()
            try:
                return journal_audit.audit(store, engine, self._key)
            finally:
                store.close()

    def journal(self) -> dict[str, bytes]:
        """The segments of its journal as they lie on the flash now, by name. Raises OSError."""
        if self._emulator is None:
            raise OSError("the board is closed")
        with tempfile.TemporaryDirectory(prefix="ridegate-") as scratch:
            copy = Path(scratch) / "flash.bin"
            self._emulator.flash.copy_to(copy)
            try:
                found = extract(self._board.id, copy, "state/journal")
            except (ImageError, RuntimeMissing) as error:
                raise OSError(str(error)) from None
        return {name: data for name, data in found.items() if name.isdecimal()}

    def diagnose(self) -> str | None:
        """See `Gate`."""
        return None if self._emulator is None else scanner_wire.diagnose(self._emulator)

    # In front of it

    def show(self, *payloads: bytes) -> None:
        """See `Gate`."""
        self._turn += 1
        self._frames.hold_up(payloads, self._turn)

    def present(self, *payloads: bytes) -> None:
        """Put these payloads in front of the module as they are, without a picture, until `hide`."""
        if self._board_report is not None:
            self._board_report.present(payloads)
            self._reporter.say(Scanned, payloads)

    def hide(self) -> None:
        """See `Gate`."""
        self._frames.hold_up((), self._turn)
        if self._emulator is not None and not self._in_view:
            self._emulator.hide()

    def see(self, pixels: "Pixels", still: bool) -> None:
        """See `Gate`."""
        self._frames.offer(pixels, still)

    def push(self) -> bool:
        """See `Gate`."""
        if self._turned_ms is not None or self._arms() not in (FREE, OPEN):
            return False
        self._turned_ms = self.now_ms() + TURN_MS
        return True

    def emergency(self, active: bool) -> None:
        """See `Gate`."""
        if self._emulator is not None:
            self._emulator.emergency(active)

    def power(self, on: bool) -> None:
        """See `Gate`."""
        if self._emulator is None:
            return
        if on:
            self._emulator.power_on()
        else:
            self._emulator.cut_power()

    def control(self, name: str, value: "str | int | tuple[int, int]") -> None:
        """See `Gate`."""
        board = self._emulator
        if board is None or name not in ("clock", "sensor", "turnstile"):
            raise Unable(f"an emulated board has no setting {name}; the core in this process has")
        if name == "clock":
            assert isinstance(value, tuple)
            if value[1]:
                board.rtc.set(self.now_s() + value[0])
            else:
                board.rtc.forget()
            words = ("时钟芯片已改, 断电后生效", "The clock chip was changed; it counts after a power cut")
            self._reporter.say(Log, *words)
        elif name == "turnstile":
            board.turnstile.latch_ms = latch_ms(str(value))
        elif value == "broken":
            raise Unable("the emulated sensor can be stuck, not broken")
        else:
            board.turnstile.stuck = value == "stuck"
        self._reporter.say(Set, name, value)

    # What it reports

    def _look(self, board: Emulator) -> None:
        payloads = self._reader.poll(self.now_ms())
        if payloads:
            self._seen_ms = self.now_ms()
            if payloads != self._in_view:
                self._in_view = payloads
                shown = payloads[:1] if self._text_only else payloads
                self.present(*(hexadecimal(each) if self._text_only else each for each in shown))
        elif self._in_view and self.now_ms() - self._seen_ms > _GONE_MS:
            self._in_view = ()
            board.hide()

    def _looked(self, pixels: "Pixels", symbols: tuple[Symbol, ...]) -> None:
        self._reporter.say(Frame, pixels, self._frames.source, tuple(symbol.corners for symbol in symbols))

    def _walk(self, board: Emulator) -> None:
        """The arms, and the passenger who walks through them."""
        if self._turned_ms is not None and self.now_ms() >= self._turned_ms:
            self._turned_ms = None
            self._passed += 1
            board.passage(bounces=2)
        self._reporter.changed(Arms, self._arms())
        self._reporter.changed(Passage, self._passed)

    def _arms(self) -> str:
        if self._emulator is None:
            return LOCKED
        turnstile = self._emulator.turnstile
        if turnstile.emergency_open:
            return OPEN
        if self._turned_ms is not None:
            return TURNING
        return FREE if turnstile.released[_DIRECTION] else LOCKED


def hexadecimal(payload: bytes) -> bytes:
    """For a camera that hands out text: bytes as hexadecimal digits; what is text already stays."""
    return payload if payload.isascii() and payload.isalnum() else payload.hex().encode()
