"""The terminal's core in this process, with everything around it that an operator can make go wrong."""

import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hal.camera_scanner import CameraScanner
from hal.desktop.pixel import Pixels
from hal.desktop.system_clock import SystemClock
from sim.gate import audit
from sim.gate.station import Station, Told
from sim.gate.turnstile import LATCHES, latch_ms
from sim.issuer.issuer import Pki
from sim.page import wallet
from sim.page.eyes import Eyes, EyesDecoder, FaultyScanner
from sim.page.gate_report import GateReport
from sim.page.list_choice import lists
from sim.page.offset_clock import OffsetClock
from sim.page.storage import FailingStorage
from sim.page.trace import Stopwatch, Trace
from sim.trust.file import TrustFile
from terminal import policy, records, sm2

if TYPE_CHECKING:
    from hal.interfaces import FrameSource
    from sim.capture.recorder import Recorder

    Tell = Callable[..., None]

PULSE_MS = 1000  # long enough to be seen
DARK_S = 1.2  # how long the power is away when it is cut
_RETRY_S = 1.0


class Core:
    """A terminal in this process. Its thread is the only one that may call it, `see` apart.

    tell(kind, **data): told what happens, see `sim.page.happening`. host: a camera of this computer or None.
    own: a trust list to believe instead of the test industry's. recorder: of a recording under way. turnstile:
    one of `sim.gate.turnstile.KINDS`.
    """

    how = "core"
    can = frozenset(
        ("clock", "trust", "storage", "sensor", "scanner", "emergency", "power_cut", "fare", "mode", "turnstile")
    )

    def __init__(
        self,
        pki: Pki,
        engine: sm2.Engine,
        folder: Path,
        tell: "Tell",
        host: "FrameSource | None" = None,
        own: TrustFile | None = None,
        recorder: "Recorder | None" = None,
        turnstile: str = LATCHES,
    ) -> None:
        self.clock = OffsetClock(SystemClock())
        self.engine = engine
        self.key = secrets.token_bytes(records.KEY_BYTES)  # on a board it lies beside the journal
        self._folder = folder
        self._tell = tell
        self._recorder = recorder
        self._lists = {"current": own, "missing": None} if own else lists(pki, int(time.time()))
        self._policy = policy.make(fare_fen=wallet.FARE_FEN)
        self._chosen = {"trust": "current", "storage": "sound", "sensor": "sound", "scanner": "sound", "mode": "entry"}
        self._chosen["turnstile"] = turnstile
        self._eyes = Eyes(host)
        self._report = GateReport(tell, self._eyes)
        camera = CameraScanner(self._eyes, EyesDecoder(self._eyes, self._report.looked), self.clock.ticks_us)
        self._scanner = FaultyScanner(camera, self._eyes, self._report.heard)
        self._storage: list[FailingStorage] = []
        self._watch = Stopwatch()
        self._station: Station | None = None
        self._start_s = 0.0
        self._pulled = False

    # The terminal as a whole

    def open(self) -> None:
        """Switch it on. Raises OSError when a device does not open."""
        self._start()
        for name in ("mode", "policy", "clock", "trust", "storage", "scanner", "sensor", "turnstile"):
            self._tell(name, **self._setting(name))

    def close(self) -> None:
        """Switch it off in peace."""
        if self._station is not None:
            self._station.close()
            self._station = None

    def turn(self) -> bool:
        """One turn; whether there is more to do at once."""
        station = self._station
        if station is None:
            self._restart()
            return False
        station.turn()
        answers = station.log.take()
        for told in answers:
            self._answered(told)
        self._report.compare(station, self._chosen["mode"], bool(answers))
        return station.loop.busy()

    def _start(self) -> None:
        chosen = self._chosen
        self._storage = []
        station = Station(
            self.clock,
            self._scanner,
            self._list(),
            self.engine,
            self._folder,
            key=self.key,
            direction=chosen["mode"],  # type: ignore[arg-type]
            pulse_ms=PULSE_MS,
            latch_ms=latch_ms(chosen["turnstile"]),
            policy=self._policy,
            stored=self._behind,
            judge=self._watch.judge,
            tap=None if self._recorder is None else self._recorder.tap,
        )
        station.turnstile.sensor.stuck = chosen["sensor"] == "stuck"
        try:
            station.open()
        except OSError:
            station.close()
            raise
        station.turnstile.sensor.broken = chosen["sensor"] == "broken"
        station.turnstile.pull_emergency(self._pulled)
        self._station = station
        self._report.power(True)

    def _restart(self) -> None:
        if time.monotonic() < self._start_s:
            return
        try:
            self._start()
        except OSError:
            self._start_s = time.monotonic() + _RETRY_S
            self._tell("panel", zh="暂停服务", en="Out of service", lamp="red")
            return
        self._tell("log", zh="恢复供电, 已读回日志", en="Power is back; the journal was read again")

    def _behind(self, store: Any) -> FailingStorage:
        storage = FailingStorage(store)
        storage.switch(self._chosen["storage"])
        self._storage.append(storage)
        return storage

    def _list(self) -> Any:
        file = self._lists[self._chosen["trust"]]
        if self._recorder is not None:
            self._recorder.believes(file)
        return None if file is None else file.open(self.engine)

    # The world in front of it

    def hold_up(self, payloads: tuple[bytes, ...], turn: int) -> None:
        """Phones in front of the reader; none takes them away."""
        self._report.held_up(payloads)
        self._eyes.hold_up(payloads, turn)

    def see(self, pixels: Pixels, still: bool) -> None:
        """A frame of a browser's camera, or a picture. From any thread."""
        self._eyes.offer(pixels, still)

    def push(self) -> bool:
        """Somebody pushes; whether the arms gave way."""
        return self._station is not None and self._station.turnstile.push()

    @property
    def list_sequence(self) -> int | None:
        """Of the trust list in place, None without one."""
        trust = None if self._station is None else self._station.loop.trust
        return None if trust is None else trust.sequence

    @property
    def facts(self) -> dict[str, Any]:
        """What never changes, for pages and recorders."""
        states = {"trust": tuple(self._lists)}
        return {"how": self.how, "engine": self.engine.name, "list_sequence": self.list_sequence, "states": states}

    def audit(self) -> tuple[bool, str]:
        """Check the whole journal: whether it is sound, and what stands in it."""
        station = self._station
        if station is None:
            return False, "no power"
        found = audit.check(station.store, self.engine, self.key)
        outcomes = ", ".join(f"{count} {name}" for name, count in sorted(found.outcomes.items()))
        words = f"{found.records} records, {found.rides} rides: {outcomes or 'none'}"
        return found.broken is None, f"{words}; {found.broken or 'every MAC holds, the chain is whole'}"

    # What an operator does. Arguments are checked already (`sim.page.command`).

    def do(self, name: str, arguments: dict[str, Any]) -> None:
        """One of `can`. Raises ValueError, for the page, when this terminal cannot."""
        if name in self._chosen:
            self._choose(name, str(arguments.get("state", arguments.get("direction"))))
        elif name == "clock":
            self.clock.offset_s, self.clock.trusted = arguments["offset_s"], arguments["trusted"]
        elif name == "fare":
            name = "policy"
            self._policy = self._policy._replace(fare_fen=arguments["fen"])
            if self._station is not None:
                self._station.loop.policy = self._policy
        elif name == "emergency":
            self._pulled = arguments["active"]
            if self._station is not None:
                self._station.turnstile.pull_emergency(self._pulled)
            return
        elif name == "power_cut":
            self._cut()
            return
        self._tell(name, **self._setting(name))

    def _choose(self, name: str, state: str) -> None:
        if name == "trust" and state not in self._lists:
            raise ValueError(f"there is no {state} list with --trust")
        self._chosen[name] = state
        station = self._station
        if name == "scanner":
            self._scanner.switch(state)
        elif name == "storage":
            for storage in self._storage:
                storage.switch(state)
        elif name == "mode":
            self.close()  # the terminal starts again with another configuration
            self._start_s = 0.0
        elif station is not None and name == "turnstile":
            station.turnstile.latch_ms = latch_ms(state)
        elif station is not None and name == "trust":
            station.loop.trust = self._list()
        elif station is not None:
            station.turnstile.sensor.stuck, station.turnstile.sensor.broken = state == "stuck", state == "broken"

    def _cut(self) -> None:
        """The power goes: what is in memory is gone, what is in the journal's folder stays."""
        if self._station is None:
            return
        self._station.close()  # the kernel would close the files of a process that dies, too
        self._station = None
        self._start_s = time.monotonic() + DARK_S
        self._report.power(False)
        self._tell("panel", zh="", en="", lamp="off")
        self._tell("gate", relay=False, arms="locked", emergency=self._pulled, faults=0, ready=False, passed=0)

    def _setting(self, name: str) -> dict[str, Any]:
        if name == "clock":
            return {"offset_s": self.clock.offset_s, "trusted": self.clock.trusted}
        if name == "policy":
            return {"fare_fen": self._policy.fare_fen, "policy": self._policy}
        if name == "mode":
            return {"direction": self._chosen["mode"]}
        out: dict[str, Any] = {"state": self._chosen[name]}
        if name == "trust":
            file = self._lists[self._chosen[name]]
            out |= {"sequence": self.list_sequence, "file": file}
        return out

    # What is told

    def _answered(self, told: Told) -> None:
        judged = told.decision.step != 0
        self._report.answered()
        self._tell(
            "decision",
            decision=told.decision,
            marks=told.marks,
            timings=told.timings,
            trace=self._watch.trace if judged else Trace(),
            now_s=self.clock.now_s(),
            fare_fen=self._policy.fare_fen,
        )
