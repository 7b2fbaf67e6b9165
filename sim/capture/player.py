"""Plays a recording on the terminal's core. Runs on CPython and MicroPython alike.

Length: one terminal, a method for each kind of step.

A terminal is a function of what its devices answer. So a recorded turn holds every answer that mattered (clocks, scan,
sensor, contact, failures) and is played to the same loop, gate, journal and checks; nothing of them is imitated here.
A script is a list of steps, each a list that JSON can hold:

    ["start", setup]                  power on; see `Player.start`
    ["list", name] ["policy", rules]  what is in force from here on
    ["idle", [[now_s, turns], …]]     turns in which nothing happened but that the replay memory aged
    ["turn", n, ms, s, facts]         one turn: the clocks' answers in their order, and `facts` (see `Player.turn`)
    ["scan", n, ms, s, payloads]      without turns on record: a scan at this moment, judged to its end; who is let in
                                      walks through at once; behind them, where no code is on record, its answer
    ["wait", ms, s]                   time passes up to this moment; ["pass", ms, s] a passenger walks through;
    ["emergency", ms, s, active]      the contact
"""

from binascii import hexlify, unhexlify

from sim.capture.replay_devices import Cell, Clock, Device, Forgetful, Hours, Storage, Turn, Unseen
from terminal import policy as policies, records, sm2
from terminal.decide import Decision, steps
from terminal.gate import Gate
from terminal.history import History
from terminal.journal import Journal
from terminal.port import TYPE_CHECKING
from terminal.refusals import Refusals
from terminal.ridecode import RideCode
from terminal.run import Hal, Loop

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sim.capture.memory import KeptLane
    from terminal.family.judging import Judging

SLOTS_A_TURN = 8  # of the replay memory, as the loop ages them
TICK_MS = 100  # between two turns while a passenger is admitted and no turns are on record
TURNS_MAX = 1000  # one decision takes about a hundred
UNSEEN = "unseen"  # stands for a list of which a masked capture only says that it was there
PLACE = records.Place(1, 1, 1, 1, 1, 1, 0)
_SEGMENT_BYTES = 65_536
_SEGMENTS_MAX = 1 << 20  # never full: a recorded failure is played back, another does not happen
_POLICY_KEYS = ("versions", "services", "account_types", "recoveries")


def rules(fields: "dict[str, Any]") -> policies.Policy:
    """A policy from its fields as JSON holds them. Raises ValueError, TypeError or KeyError."""
    given = dict(fields)
    for name in _POLICY_KEYS:
        if given.get(name) is not None:
            given[name] = tuple([unhexlify(one) if name == "services" else one for one in given[name]])
    return policies.make(**given)


def fields(rules: policies.Policy) -> "dict[str, Any]":
    """A policy as JSON holds it."""
    names = ("versions", "services", "zone_s", "skew_s", "grace_s", "validity_max_s", "account_types", "fare_fen",
             "limit_enforced", "recoveries")  # fmt: skip
    out: dict[str, Any] = {}
    for name in names:
        value = getattr(rules, name)
        if name in _POLICY_KEYS and value is not None:
            value = [hexlify(one).decode() if name == "services" else one for one in value]
        out[name] = value
    return out


class Player:
    """One terminal and its script. lists: opened trust lists by name. ticks_us, ticks_diff: a stopwatch.

    tell(row) is called with each outcome: ["decision", n, now_s, result, step, recovered, family, offset, issuer,
    account, generated_s, trip, us], ["release", n] and ["one_code", n]. trip: what the ride states, None without
    trips. families: makes of a setup's families what judges their codes; None where this runtime cannot, and takes the
    recorded answers. Trap: the account is there in full.
    """

    def __init__(
        self,
        engine: sm2.Engine,
        lists: "dict[str | None, Any]",
        ticks_us: "Callable[[], int]",
        ticks_diff: "Callable[[int, int], int]",
        tell: "Callable[[list[Any]], None]",
        families: "Callable[[dict[str, Any]], Judging] | None" = None,
    ) -> None:
        self._engine = engine
        self._lists = lists
        lists[UNSEEN] = Unseen()
        self._ticks_us = ticks_us
        self._ticks_diff = ticks_diff
        self._tell = tell
        self._families = families
        self._turn = Turn()
        self._clock = Clock(self._turn)
        self._kinds: dict[str, Callable[..., None]] = {
            "start": self.start,
            "list": self.believe,
            "policy": self.rule,
            "idle": self.idle,
            "turn": self.turn,
            "scan": self.scan,
            "wait": self.wait,
            "pass": self.walk,
            "emergency": self.emergency,
        }

    def step(self, step: "list[Any]") -> None:
        """Play one step of the script."""
        self._kinds[step[0]](*step[1:])

    def start(self, setup: "dict[str, Any]") -> None:
        """Power on. setup: gate (the arguments of `Gate`), capacity, seed [[account, generated_s, until_s], …] and
        floor_s of the replay memory, policy, list; trips (sim/capture/memory.py) where it has any; families where it
        reads any: read, keys, None where they are not on record, and the panel's words [[result, zh, en], …]."""
        turn, done = self._turn, self._happened
        self._scanner, relay, sensor, self._emergency, panel = [
            Device(name, turn, done) for name in ("scanner", "relay", "sensor", "emergency", "panel")
        ]
        history = self._history = History(setup["capacity"])
        segments: Any = Forgetful()
        journal = Journal(segments, Cell(), self._engine.digest, bytes(32), PLACE, _SEGMENT_BYTES, _SEGMENTS_MAX)
        chosen = rules(setup["policy"])
        lane: Any = _lane(self._clock, setup.get("trips"))
        self._lane: KeptLane | None = lane
        sm2.finish(journal.open(history, chosen, None, False, lane))
        if lane is not None:
            lane.restore()
        for account, generated_s, until_s in setup["seed"]:
            history.add(unhexlify(account), generated_s, until_s)
        history.floor_s = setup["floor_s"]
        storage: Any = Storage(journal, turn)
        hours: Any = Hours()
        self._storage = storage
        hal = Hal(self._clock, self._scanner, relay, sensor, self._emergency, panel, self._scanner, self)
        gate = Gate(*setup["gate"])
        known = setup.get("families")
        self._judging_families: Judging | None = None
        if known is not None:
            gate.words = {result: (zh, en) for result, zh, en in known["words"]}
            if self._families is not None and known["keys"] is not None:
                self._judging_families = self._families(known)
        trust = self._lists[setup["list"]]
        self._loop = Loop(gate, trust, chosen, history, storage, hal, self._judge, Refusals(hours))
        self._walks = setup.get("walks", True)
        self._list_at: int | None = None
        self._same_tap = False
        self._judging = False  # whether a decision was under way on record
        self._ended = True  # whether the one under way here may end in this turn
        self._released = False
        self._answer: dict[str, Any] | None = None
        self._stated: int | None = None  # of the trip, by a recorded answer
        self._now_s: int | None = None
        self._us = self._at_ms = 0

    def believe(self, name: "str | None") -> None:
        """Another trust list, or none."""
        self._loop.trust = self._lists[name]

    def rule(self, fields: "dict[str, Any]") -> None:
        """Another policy."""
        self._loop.policy = rules(fields)

    def idle(self, seconds: "list[list[Any]]") -> None:
        """Turns in which nothing happened."""
        most = 2 * self._history.capacity + 2 * SLOTS_A_TURN
        for now_s, turns in seconds:
            if now_s is not None and self._history.count:
                self._history.age(now_s, min(turns * SLOTS_A_TURN, most))

    def turn(self, number: int, ms: "list[int]", s: "list[int | None]", facts: "dict[str, Any]") -> None:
        """One recorded turn. facts, what is left out is nothing: scan (payloads, hex), people (passages), emergency,
        failing (calls that raised OSError), judge (a decision began), decided (it ended), list_at (the step that the
        trust list's storage failed behind), same_tap (what was judged has its answer already, or another medium came),
        answer (what was decided, where neither code nor card is on record)."""
        turn = self._turn
        self._answer = facts.get("answer", self._answer)
        self._ended = facts.get("decided", False) or not self._judging
        self._emergency.pulled = facts.get("emergency", self._emergency.pulled)
        self._list_at = facts.get("list_at")
        self._same_tap = facts.get("same_tap", False)
        if self._list_at is not None:
            turn.at(number, ms, s)
            self._loop.step()
        turn.at(number, ms, s)
        turn.scan = tuple([unhexlify(one) for one in facts.get("scan", ())])
        turn.people = facts.get("people", 0)
        turn.failing = facts.get("failing", ())
        self._loop.step()
        if facts.get("judge"):
            self._judging = True
        if facts.get("decided"):
            self._judging = False

    def scan(
        self, number: int, ms: int, s: "int | None", payloads: "list[str]", *answer: "dict[str, Any] | None"
    ) -> None:
        """A scan, judged to its end. answer: what was decided, where no code is on record; None for nothing."""
        self.wait(ms, s)
        if answer:
            self._answer = answer[0]
            self._same_tap = answer[0] is None
        self._step(number, ms, s, tuple([unhexlify(one) for one in payloads]))
        for _ in range(TURNS_MAX):
            if not self._loop.busy():
                break
            self._step(number, ms, s)
        self._walk_on(number, ms, s)

    def wait(self, ms: int, s: "int | None") -> None:
        """Time passes."""
        while self._storage.waiting and self._at_ms + TICK_MS < ms:
            self._at_ms += TICK_MS
            self._step(self._turn.number, self._at_ms, s)
            self._walk_on(self._turn.number, self._at_ms, s)
        self._step(self._turn.number, ms, s)
        self._walk_on(self._turn.number, ms, s)
        self._at_ms = ms

    def walk(self, ms: int, s: "int | None") -> None:
        """A passenger walks through."""
        self._step(self._turn.number, ms, s, (), 1)

    def emergency(self, ms: int, s: "int | None", active: bool) -> None:
        """The emergency contact changes."""
        self._emergency.pulled = active
        self._step(self._turn.number, ms, s)

    def _step(self, number: int, ms: int, s: "int | None", scan: "tuple[bytes, ...]" = (), people: int = 0) -> None:
        self._turn.at(number, [ms], [s])
        self._turn.scan = scan
        self._turn.people = people
        self._loop.step()

    def _walk_on(self, number: int, ms: int, s: "int | None") -> None:
        """The passengers who were admitted walk through."""
        while self._released and self._walks:
            self._released = False
            self._step(number, ms, s, (), 1)

    def _happened(self, what: str) -> None:
        self._released = self._released or what == "release"
        self._tell([what, self._turn.number])

    def _judge(
        self, payload: bytes, trust: "Any", rules: policies.Policy, history: History, now_s: "int | None"
    ) -> "Any":
        """`decide.steps`, all of it in the turn in which it ended on record: how many slices it took depends on the
        engine, and nothing that happens in between can change the answer."""
        self._now_s = now_s
        self._us = 0
        while not self._ended:
            yield None
        if self._list_at is not None:
            yield self._list_at
            raise OSError(5, "the trust list could not be read when this was recorded")
        families = self._judging_families
        if families is not None and families.of(payload) is not None:
            self._answer = None  # it is judged again
        if self._answer is not None:
            answer, self._answer = self._answer, None
            self._stated = answer.get("trip")
            return _stand_in(answer)
        if self._same_tap and self._lane is None:  # its code or card is not on record, and it has no answer
            return None
        walk: Any = steps if families is None else families.steps
        judging: list[Any] = [payload, trust, rules, history, now_s]
        if self._lane is not None:
            judging.append(walk)
            walk = self._lane.lane.judge
        started = self._ticks_us()
        decision = sm2.finish(walk(*judging))
        self._us = self._ticks_diff(self._ticks_us(), started)
        return decision

    def event(self, name: str, *values: "Any") -> None:
        """The terminal's log: what devices did is reported by the devices."""

    def decision(self, decision: Decision, marks: "Any", payload: bytes) -> None:
        """The terminal's log."""
        judged = decision.step != 0
        row = ["decision", self._turn.number, self._now_s if judged else None]
        trip = self._stated if self._lane is None else self._lane.ridden()
        self._stated = None
        self._tell(row + plain(decision) + [trip, self._us if judged else None])


def _lane(clock: Clock, trips: "dict[str, Any] | None") -> "KeptLane | None":
    if trips is None:
        return None
    from sim.capture.memory import KeptLane  # a terminal without trips does without it

    return KeptLane(clock, trips)


def plain(decision: Decision) -> "list[Any]":
    """[result, step, recovered, family, offset, issuer, account, generated_s]: what two decisions are compared by."""
    code = decision.code
    of_code: list[Any] = [None, None, None]
    if code is not None and decision.family is None:
        of_code = [hexlify(code.issuer).decode(), hexlify(code.account).decode(), code.generated_s]
    out = [decision.result, decision.step, list(decision.recovered), decision.family, decision.offset]
    out.extend(of_code)
    return out


def _stand_in(answer: "dict[str, Any]") -> Decision:
    """A recorded decision, with a code that holds no more than a journal has to know of it."""
    code = None
    if answer.get("account") is not None:
        account, issuer = unhexlify(answer["account"]), unhexlify(answer["issuer"])
        generated_s = answer["generated_s"]
        raw = bytearray(332)
        raw[10:14] = issuer
        raw[136:146] = account
        raw[195:197] = answer["validity_s"].to_bytes(2, "big")
        raw[263:267] = generated_s.to_bytes(4, "big")
        values: list[Any] = [None] * 19
        values[0], values[4], values[9] = bytes(raw), issuer, account
        values[3], values[6], values[10], values[11] = 0, bytes(3), 0, 0
        values[14], values[17] = answer["validity_s"], generated_s
        code = RideCode(*values)
    recovered = tuple(answer["recovered"])
    return Decision(answer["result"], answer["step"], code, recovered, answer["family"], answer["offset"], None)
