"""A station in front of a simulated camera, with time that passes when told to: where scenes are played."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from hal.camera_scanner import CameraScanner
from hal.desktop.engine import desktop_engine
from hal.desktop.reading.live_decoder import LiveDecoder
from hal.desktop.virtual_camera import VirtualCamera
from sim.gate.session_clock import SessionClock
from sim.gate.station import Station, Told
from sim.gate.turnstile import LATCH_MS
from sim.issuer import phone
from sim.issuer.issuer import Pki, trust_toml
from sim.trust.file import TrustFile
from sim.trust.source import compile_list, parse_source
from terminal import codes

if TYPE_CHECKING:
    from sim.capture.recorder import Recorder

_FRAME_MS = 33
_TURNS_MAX = 4000  # a decision takes about a hundred
_WAIT_MS = 1000


class Stage:
    """The gate of the session. pki: the test industry it believes; utc_s: when the session begins."""

    def __init__(
        self, pki: Pki, utc_s: int, folder: Path, recorder: "Recorder | None" = None, latch_ms: int = LATCH_MS
    ) -> None:
        engine = desktop_engine()
        self.clock = SessionClock(utc_s)
        self.camera = VirtualCamera(seed=1)
        decoder: Any = LiveDecoder()
        file = test_list(pki)
        if recorder is not None:
            from sim.capture.recording import Looked

            decoder = Looked(decoder, recorder)
            recorder.believes(file)
        scanner = CameraScanner(self.camera, decoder, self.clock.ticks_us)
        trust = file.open(engine)
        self.list_sequence: int = trust.sequence
        tap = None if recorder is None else recorder.tap
        self.station = Station(self.clock, scanner, trust, engine, folder, latch_ms=latch_ms, tap=tap)

    def open(self) -> None:
        """Open the gate; it is at rest then."""
        self.station.open()
        self.wait(_WAIT_MS)

    def hold_up(self, payloads: tuple[bytes, ...], scene: int) -> None:
        """Hold phones that show these payloads in front of the camera; none takes them away."""
        self.camera.show(*phone.held(payloads, scene))

    def until_answered(self) -> Told | None:
        """Let the terminal work until it has answered, or only shown something: its answer, None when there
        was none.
        """
        panel = self.station.panel
        before = panel.shown
        for _ in range(_TURNS_MAX):
            self.station.turn()
            self.clock.advance(1)
            told = self.station.log.take()
            if told:
                return told[0]
            if panel.shown != before and panel.shown is not None and panel.shown[:2] != codes.IDLE:
                return None
        return None

    def watch(self, ms: int) -> list[Told]:
        """Let the terminal look at every frame for so long; what it answered."""
        return self._pass(ms, _FRAME_MS)

    def wait(self, ms: int) -> list[Told]:
        """Let time pass, with a look now and then; what was answered."""
        return self._pass(ms, _WAIT_MS)

    def _pass(self, ms: int, slice_ms: int) -> list[Told]:
        end_ms = self.clock.now_ms() + ms
        while self.clock.now_ms() < end_ms:
            self.station.turn()
            self.clock.advance(min(slice_ms, end_ms - self.clock.now_ms()))
        self.station.turn()
        return self.station.log.take()


def test_list(pki: Pki, source: str | None = None) -> TrustFile:
    """The test industry's list, compiled and signed by its operator, as a terminal would be handed it.

    source: another list than that of the whole industry, as TOML.
    """
    engine = desktop_engine()
    image = compile_list(parse_source(source or trust_toml(pki)), pki.operator)
    key = engine.decode(pki.operator.public_xy)
    return TrustFile("the test industry's list", image, () if key is None else (key,), True)
