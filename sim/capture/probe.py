"""Sits between a station's core and its devices and records the answers of the devices, turn by turn."""

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, Protocol

from sim.capture import memory
from sim.capture.player import fields, plain
from sim.judge.verdict import facts_of
from terminal import codes
from terminal.decide import Decision
from terminal.history import History
from terminal.policy import Policy
from terminal.run import Hal, Loop, Marks
from terminal.trust import TrustList

if TYPE_CHECKING:
    from sim.gate.families import Families
    from sim.gate.lane import GateLane

Judging = Generator[int | None, None, Decision | None]

IDLE_MAX_S = 5  # so often it is written that nothing happened


class Sink(Protocol):
    """Receives what the probe records. One thread calls it; it never raises and never waits."""

    def started(self, setup: dict[str, Any], trust: TrustList | None) -> None: ...
    def believed(self, trust: TrustList | None) -> None: ...
    def ruled(self, rules: dict[str, Any]) -> None: ...
    def idled(self, seconds: list[list[Any]]) -> None: ...
    def turned(self, turn: dict[str, Any], payloads: tuple[bytes, ...]) -> None: ...
    def decided(self, decision: dict[str, Any]) -> None: ...
    def edge(self, topic: str, data: dict[str, Any]) -> None: ...


class Probe:
    """Handed to a `Station`, which asks it to stand between its loop and everything else.

    A power cut ends one station and begins another: the same probe serves both.
    """

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self._number = 0
        self._setup: dict[str, Any] | None = None
        self._trust: TrustList | None = None
        self._rules: Policy | None = None
        self._idle: list[list[Any]] = []
        self._level: tuple[Any, ...] = ()
        self._judged_s: int | None = None
        self._scanner: Any = None
        self._lane: GateLane | None = None
        self._begin()

    def between(self, hal: Hal, judge: Callable[..., Any], journal: Any) -> tuple[Hal, Callable[..., Any], Any]:
        """The same devices, judge and journal, listened to."""
        self._scanner = hal.scanner
        names = ("scanner", "relay", "sensor", "emergency", "panel")
        scanner, relay, sensor, emergency, panel = (_Listened(name, getattr(hal, name), self) for name in names)
        clock, log = _Clock(hal.clock, self), _Log(hal.log, self)
        tapped = Hal(clock, scanner, relay, sensor, emergency, panel, hal.watchdog, log)
        return tapped, self._judge(judge), _Listened("journal", journal, self)

    def opened(
        self, gate: Any, history: History, rules: Policy, lane: "GateLane | None", families: "Families | None"
    ) -> None:
        """The station is open; nothing has happened yet. lane: with trips, or None. families: read there, or None."""
        settings = [getattr(gate, f"_{name}") for name in ("direction", "pulse_ms", "passage_ms", "queue_max")]
        self._setup = {
            "gate": settings,
            "capacity": history.capacity,
            "seed": memory.used(history),
            "floor_s": history.floor_s,
            "policy": fields(rules),
        }
        self._rules, self._lane = rules, lane
        if lane is not None and lane.lane.trips is not None:
            self._setup["trips"] = memory.trips(lane.lane.trips)
        if families is not None:
            self._setup["families"] = families.setup()

    def turn(self, loop: Loop) -> None:
        """One turn of the loop, on record when anything happened in it."""
        self._changes(loop)
        self._begin()
        loop.step()
        self._end()

    def _changes(self, loop: Loop) -> None:
        """Record what an operator has changed since the last turn."""
        if self._setup is not None:
            self._flush()
            self.sink.started(self._setup, loop.trust)
            self._setup, self._trust, self._level = None, loop.trust, ()
        if loop.trust is not self._trust:
            self._flush()
            self._trust = loop.trust
            self.sink.believed(self._trust)
        if loop.policy is not self._rules:
            self._flush()
            self._rules = loop.policy
            self.sink.ruled(fields(self._rules))

    def _begin(self) -> None:
        self.ms: list[int] = []
        self.s: list[int | None] = []
        self.facts: dict[str, Any] = {}
        self.failing: set[str] = set()
        self.acted = False  # the loop did something, or a device reported something
        self.payloads: tuple[bytes, ...] = ()

    def _end(self) -> None:
        level = (self.facts.get("emergency"), frozenset(self.failing))
        self._number += 1
        if not self.acted and level == self._level:
            now_s = self.s[-1] if self.s else None
            if self._idle and self._idle[-1][0] == now_s:
                self._idle[-1][1] += 1
            else:
                if len(self._idle) >= IDLE_MAX_S:
                    self._flush()
                self._idle.append([now_s, 1])
            return
        self._level = level
        self._flush()
        if self.failing:
            self.facts["failing"] = sorted(self.failing)
        self.sink.turned({"n": self._number, "ms": self.ms, "s": self.s, **self.facts}, self.payloads)

    def _flush(self) -> None:
        if self._idle:
            self.sink.idled(self._idle)
            self._idle = []

    def close(self) -> None:
        """Write what is still to be written."""
        self._flush()

    # What is heard

    def called(self, name: str, call: str, arguments: tuple[Any, ...], answer: Any) -> None:
        """A device has answered."""
        where = f"{name}.{call}"
        if where == "scanner.poll":
            if answer:
                self.acted, self.payloads = True, answer
                if self._card():
                    self.facts["card"] = True
        elif where == "sensor.passages":
            if answer:
                self.acted = True
                self.facts["people"] = answer
                self.sink.edge("/sensor", {"n": self._number + 1, "people": answer})
        elif where == "emergency.active":
            if self._level and answer != self._level[0]:
                self.sink.edge("/emergency", {"n": self._number + 1, "active": answer})
            self.facts["emergency"] = answer
        elif where != "scanner.hold":
            self.acted = True
            if name == "relay":
                self.sink.edge("/relay", {"n": self._number + 1, "do": call, "arguments": list(arguments)})
            elif where == "panel.show":
                zh, en, lamp = arguments
                self.sink.edge("/panel", {"n": self._number + 1, "zh": zh, "en": en, "lamp": lamp})

    def failed(self, name: str, call: str) -> None:
        """A device has raised OSError."""
        self.failing.add(f"{name}.{call}")
        if call not in ("poll", "passages", "active"):
            self.acted = True

    def _judge(self, judge: Callable[..., Any]) -> Callable[..., Any]:
        def judged(payload: bytes, *rest: Any) -> Judging:
            self.facts["judge"] = True
            self._judged_s = rest[-1]
            return self._listening(judge(payload, *rest))

        return judged

    def _card(self) -> bool:
        """Whether what the reader handed out last is a card (`terminal.card.Media`)."""
        return getattr(self._scanner, "card", False)

    def _listening(self, judging: Judging) -> Judging:
        passed = 0
        try:
            while True:
                try:
                    step = next(judging)
                except StopIteration as end:
                    decision: Decision | None = end.value
                    if decision is None:
                        self.facts["same_tap"] = True
                    return decision
                passed = passed if step is None else step
                yield step
        except OSError:
            self.facts["list_at"] = passed
            raise
        finally:
            self.acted = True
            self.facts["decided"] = True

    def told(self, decision: Decision, marks: Marks) -> None:
        """The terminal has answered."""
        self.acted = True
        judged = decision.step != 0
        out: dict[str, Any] = {"n": self._number + 1, "now_s": self._judged_s if judged else None}
        names = ("result", "step", "recovered", "family", "offset", "issuer", "account", "generated_s")
        out |= dict(zip(names, plain(decision), strict=True))
        if self._lane is not None:
            out["trip"] = self._trip(decision)
        facts = facts_of(decision)
        out["cause"] = facts["cause"]
        out["validity_s"] = facts["code"] and facts["code"]["validity_s"]
        if self._card():
            out |= {"medium": "card", "authenticated": facts.get("authenticated", "none")}
        capture_us, decode_us = getattr(self._scanner, "timings", None) or (None, None)
        read, decided, stored, released = marks if judged else (None, None, None, None)
        out["us"] = {
            "capture": capture_us,
            "decode": decode_us,
            "decide": _between(read, decided),
            "store": _between(decided, stored),
            "relay": _between(stored, released),
        }
        self.sink.decided(out)


    def _trip(self, decision: Decision) -> int:
        """What the ride that was just written states of its trip."""
        stated = None if self._lane is None else self._lane.stated
        return 0 if decision.result != codes.ACCEPTED or stated is None else stated.trip


class _Listened:
    """A device of which every call is recorded."""

    def __init__(self, name: str, device: Any, probe: Probe) -> None:
        self._name = name
        self._device = device
        self._probe = probe

    def __getattr__(self, call: str) -> Any:
        found = getattr(self._device, call)
        if not callable(found):
            return found
        name, probe = self._name, self._probe

        def listened(*arguments: Any) -> Any:
            try:
                answer = found(*arguments)
            except OSError:
                probe.failed(name, call)
                raise
            probe.called(name, call, arguments, answer)
            return answer

        self.__dict__[call] = listened
        return listened


class _Clock:
    """A clock whose answers are kept."""

    def __init__(self, clock: Any, probe: Probe) -> None:
        self._clock = clock
        self._probe = probe
        self.ticks_us = clock.ticks_us

    def now_s(self) -> int | None:
        now_s: int | None = self._clock.now_s()
        self._probe.s.append(now_s)
        return now_s

    def now_ms(self) -> int:
        now_ms: int = self._clock.now_ms()
        self._probe.ms.append(now_ms)
        return now_ms


class _Log:
    """The terminal's log, and the record."""

    def __init__(self, log: Any, probe: Probe) -> None:
        self._log = log
        self._probe = probe

    def decision(self, decision: Any, marks: Any, payload: bytes) -> None:
        self._probe.told(decision, marks)
        self._log.decision(decision, marks, payload)

    def event(self, name: str, *values: Any) -> None:
        self._log.event(name, *values)


def _between(earlier_us: int | None, later_us: int | None) -> int | None:
    return None if earlier_us is None or later_us is None else later_us - earlier_us
