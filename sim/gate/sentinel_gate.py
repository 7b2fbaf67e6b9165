"""A sentinel, or an attendant's handheld, as a gate of this computer: it has no arms, no relay and no journal.

Its events say what is shown and whether it is ready; a code, a number or a decision is in none of them.
"""

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hal.fake.clock import Watchdog
from hal.fake.gate import Panel
from hal.scanner.camera import CameraScanner
from sim.gate.event import Condition, Event, Log, Power, Shown, Started
from sim.gate.frame_source import FrameDecoder, GateFrames
from sim.gate.gate import Audit, Facts, Unable
from sim.gate.lane import GateLane
from sim.gate.reporter import Reporter
from sim.gate.station import PLACE
from sim.version import VERSION
from terminal import policy, sm2
from terminal.family import paper, relative
from terminal.family.judging import Judging, reading as families
from terminal.lane import Lane
from terminal.sentinel import SHOW_MAX_MS as SHOW_MAX_MS, SHOW_MIN_MS as SHOW_MIN_MS, SHOW_MS, Devices, Sentinel, Watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from hal.desktop.pixel import Pixels
    from hal.interfaces import FrameSource, Scanner
    from sim.gate.asked import Asks
    from sim.gate.virtual_clock import GateTime
    from sim.trust.file import TrustFile
    from terminal import codes, records

SENTINEL, STAFF = "sentinel", "staff"
MODES = (SENTINEL, STAFF)
_READ = {SENTINEL: (relative.NAME,), STAFF: (paper.NAME, relative.NAME)}
_TYPED_MAX = 8  # numbers that wait to be read


class TypedIdentity:
    """A TEST reader of ID cards: the number is typed. It keeps the contract of a scanner."""

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque(maxlen=_TYPED_MAX)

    def open(self) -> None:
        """Read from now on."""
        self._waiting.clear()

    def close(self) -> None:
        """Forget what was not read."""
        self._waiting.clear()

    def type(self, number: bytes) -> None:
        """Type a number, as a card is put on the reader."""
        self._waiting.append(number)

    def poll(self, now_ms: int) -> tuple[bytes, ...]:
        """The next number, once."""
        return (self._waiting.popleft(),) if self._waiting else ()

    def hold(self, active: bool) -> None:
        """Nothing to do."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Who judges codes, as `Sentinel` and `Watch` take it."""

    judge: "Callable[..., Any]"
    identify: "Callable[[bytes], None]"
    row: "Callable[[int], codes.Code]"
    of: "Callable[[bytes], Any]"
    lacks: int


def reading(mode: str) -> Reading:
    """Who judges in that mode: a sentinel reads ride codes and `relative`, an attendant `paper` as well."""
    read = _READ[mode]
    judging = Judging((paper, relative), families(read))

    def identify(identity: bytes) -> None:
        judging.policy = families(read, identity)

    return Reading(judging.steps, identify, judging.row, judging.of, paper.ID_MISSING if mode == STAFF else 0)


class _Answered:
    """The log of a sentinel: notes that an answer is shown, and nothing of it."""

    def __init__(self) -> None:
        self.answers = 0

    def event(self, name: str, *values: int) -> None:
        self.answers += name == "answer"

    def decision(self, decision: object, marks: object, payload: bytes) -> None:
        """A sentinel reports none."""


class SentinelGate:
    """See `Gate`. file: the trust list. asked: the service, which a sentinel always has. host, scanner: as of
    `CoreGate`. show_ms: how long an answer is shown. mode: one of MODES. place: where it stands, as
    questions name it.
    """

    abilities = frozenset(("raw", "frame", "power"))

    def __init__(
        self,
        file: "TrustFile",
        engine: sm2.Engine,
        gate_time: "GateTime",
        asked: "Asks",
        host: "FrameSource | None" = None,
        scanner: "Scanner | None" = None,
        show_ms: int = SHOW_MS,
        mode: str = SENTINEL,
        place: "records.Place" = PLACE,
    ) -> None:
        self._time = gate_time
        self._engine = engine
        self._file = file
        self._reading = reading(mode)
        self._show_ms = show_ms
        self._reporter = Reporter(gate_time.now_ms)
        self._frames = GateFrames(gate_time.now_ms, host)
        decoder = FrameDecoder(self._frames, lambda pixels, symbols: None)
        self._camera = CameraScanner(self._frames, decoder, gate_time.clock.ticks_us)
        self._scanner = scanner
        self._asked = asked
        self._panel = Panel()
        self._log = _Answered()
        self._held = 0
        self.identity = TypedIdentity()
        self._devices = Devices(
            gate_time.clock, scanner or self._camera, self.identity, self._panel, Watchdog(gate_time.clock), self._log
        )
        question, port = asked.question(engine, gate_time.clock, place)
        self._asking = GateLane(Lane(gate_time.clock, question=question), port)
        self.sentinel = Sentinel(show_ms)
        self._watch: Watch | None = None

    @property
    def facts(self) -> Facts:
        """See `Gate`."""
        return Facts("core", self._engine.name, self._file.open(self._engine).sequence, {})

    @property
    def answers(self) -> int:
        """How many answers were shown."""
        return self._log.answers

    def open(self) -> None:
        """See `Gate`."""
        sm2.prove(self._engine)
        devices, reading = self._devices, self._reading
        for part in (devices.scanner, devices.identity, devices.panel, devices.watchdog):
            part.open()
        trust = self._file.open(self._engine)
        self.sentinel = Sentinel(self._show_ms, reading.row, reading.of, reading.lacks)
        question, port = self._asking.lane.question, self._asking.port
        assert question is not None
        parts = (self.sentinel, devices, question, port, trust, policy.STANDARD)
        self._watch = Watch(*parts, reading.judge, reading.identify)
        self._reporter.forget()
        self._reporter.say(Started, VERSION, "core", self._engine.name, trust.sequence)

    def close(self) -> None:
        """See `Gate`: what was under way is forgotten."""
        if self._watch is None:
            return
        self._watch = None
        self._asking.port.close()
        self._camera.symbols = ()
        for part in (self._devices.panel, self._devices.identity, self._devices.scanner):
            part.close()

    def turn(self) -> bool:
        """See `Gate`."""
        watch = self._watch
        if watch is None:
            return False
        watch.step()
        self._camera.symbols = ()  # what it saw is not kept for showing
        if self._panel.shown is not None:
            self._reporter.changed(Shown, *self._panel.shown)
        faults = self.sentinel.faults
        self._reporter.changed(Condition, faults, not faults and self.sentinel.ready(self.now_ms()))
        fault = self._asking.fault()
        if fault:
            self._reporter.say(Log, "资格快照读取失败, 已询问服务", f"The service was asked in its place: {fault}")
        return watch.busy()

    def now_ms(self) -> int:
        """See `Gate`."""
        return self._time.now_ms()

    def now_s(self) -> int:
        """See `Gate`."""
        return self._time.now_s()

    def pass_time(self, ms: int) -> None:
        """See `Gate`."""
        self._time.pass_time(ms)

    def show(self, *payloads: bytes) -> None:
        """See `Gate`."""
        self._held += 1
        self._frames.hold_up(payloads, self._held)

    def hide(self) -> None:
        """See `Gate`."""
        self._frames.hold_up((), self._held)

    def see(self, pixels: "Pixels", still: bool) -> None:
        """See `Gate`."""
        self._frames.offer(pixels, still)

    def present(self, number: str) -> None:
        """Put an ID card on its reader: the TEST reader is typed to."""
        self.identity.type(number.encode())

    def push(self) -> bool:
        """See `Gate`: there are no arms."""
        return False

    def emergency(self, active: bool) -> None:
        """See `Gate`."""
        raise Unable("a sentinel has no emergency contact; use --mode of a gate")

    def power(self, on: bool) -> None:
        """See `Gate`."""
        if on and self._watch is None:
            self.open()
        elif not on and self._watch is not None:
            self.close()
            self._reporter.say(Power, False)

    def control(self, name: str, value: "str | int | tuple[int, int]") -> None:
        """See `Gate`."""
        raise Unable(f"a sentinel has no {name}")

    def listen(self, listener: "Callable[[Event], None]") -> None:
        """See `Gate`."""
        self._reporter.listener = listener

    def diagnose(self) -> str | None:
        """See `Gate`."""
        report: Any = getattr(self._scanner, "report", tuple)()
        return next((detail for kind, _, detail, _ in report if kind == "silent"), None)

    def audit(self) -> Audit:
        """See `Gate`: it writes no journal."""
        raise Unable("a sentinel keeps no journal")
