"""The gates of one station and the computer that joins them, without people, in a virtual time that others advance."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from hal.desktop import durable
from hal.fake.scanner import Scanner
from sim.gate import families
from sim.gate.core_gate import CoreGate
from sim.gate.event import Event
from sim.gate.lists import test_list
from sim.gate.member import Member
from sim.gate.sentinel_gate import SENTINEL, SentinelGate
from sim.issuer import family_mint
from sim.station.board_gate import BoardGate
from sim.station.computer import Computer
from sim.station.line import GateLine, Weather
from sim.station.plan import EXIT, VERDICTS, GatePlan, Plan
from sim.station.service import Service
from terminal import history, records, sm2, trip

if TYPE_CHECKING:
    from sim.gate.families import Families
    from sim.gate.virtual_clock import VirtualTime
    from sim.issuer.issuer import Pki
    from sim.trust.file import TrustFile

QUIET_MS = 200  # a gate that rests has one turn in so long
ACTIVE_MS = 7000  # behind whatever happens at a gate: longer than any of its timers
_TURNS_MAX = 400  # of a gate in one step, while it is busy

Hear = Callable[[str, Event], None]
Asked = Callable[[str], None]


def test_key(plan: Plan, name: str) -> bytes:
    """A key of a simulated station, the same every time: a real one is drawn."""
    return hashlib.sha256(f"ridegate TEST {plan.name} {plan.seed} {name}".encode()).digest()


class Gates:
    """plan: of the station; its people and changes are not looked at. folder: for the journals. hear: is handed every
    event of a gate, behind its name. asked: how each question to the eligibility service ended. first: the terminal id
    of the first gate. own: the list of the gates, in place of the test industry's. kept: the acquirer's answers are
    looked for beside the journals. codes_max, trips_max, disk: see `Member`. active_ms: so long a gate at which
    something has happened has a turn in every step.
    """

    def __init__(
        self,
        plan: Plan,
        pki: "Pki",
        engine: sm2.Engine,
        folder: Path,
        time: "VirtualTime",
        hear: Hear,
        asked: Asked,
        first: int = 1,
        own: "TrustFile | None" = None,
        kept: bool = False,
        codes_max: int = history.CAPACITY_MAX,
        trips_max: int = trip.CAPACITY_MAX,
        disk: durable.Disk = durable,
        active_ms: int = ACTIVE_MS,
    ) -> None:
        self.plan = plan
        self.gates: dict[str, Any] = {}  # a `Gate` each; of a board, what a station asks of one
        self.kinds = {each.name: each.kind for each in plan.gates}
        self.scanners: dict[str, Any] = {}  # where codes are shown
        self.terminals = {each.name: number for number, each in enumerate(plan.gates, first)}
        self.weather = Weather(plan.delay_ms, plan.lost_percent)
        self._pki, self._engine, self._folder, self._time = pki, engine, folder, time
        self._hear_of = hear
        self._own, self._kept, self._disk = own, kept, disk
        self._codes_max, self._trips_max = codes_max, trips_max
        self._stays_ms = active_ms
        self._active_ms = dict.fromkeys(self.kinds, 0)
        self._lines: dict[str, GateLine] = {}
        self.boards: dict[str, BoardGate] = {}
        seal = records.sealer(engine.digest, self.key("station"))
        names = {number: name for name, number in self.terminals.items()}
        self.computer = Computer(seal, names, plan.trip_max_s, plan.begins_s - plan.known_s)
        self.service = Service(VERDICTS[plan.unregistered], plan.answer_ms, asked)
        for each in plan.gates:
            self._build(self.terminals[each.name], each, seal)

    def key(self, name: str) -> bytes:
        """The key of one of its gates, or of the station."""
        return test_key(self.plan, name)

    def _build(self, terminal_id: int, each: GatePlan, seal: records.Sealer) -> None:
        plan, name = self.plan, each.name
        scanner: Any = Scanner()
        direction = 2 if each.kind == EXIT else 1
        place = records.Place(terminal_id, 1, 1, plan.line, plan.station, direction, 0)
        asking = self.service.asks(each.unknown) if each.asks else None
        line = None
        gate: Any
        if each.kind == SENTINEL:
            asking = self.service.asks(each.unknown)
            file = test_list(self._pki)
            gate = SentinelGate(file, self._engine, self._time, asking, scanner=scanner, place=place)
        elif each.board is not None:
            folder = self._folder / name
            folder.mkdir()
            gate = scanner = BoardGate(each.board, self._pki, folder, self._time, self.key(name), terminal_id)
            self.boards[name] = gate
        else:
            draw = Random(f"{plan.seed} {name}")
            line = GateLine(self.weather, self._time.now_ms, draw, lambda data: self.computer.take(name, data))
            self._lines[name] = line
            member = Member(
                place,
                self.key(name),
                seal,
                line,
                plan.trip_max_s,
                codes_max=self._codes_max,
                trips_max=self._trips_max,
                disk=self._disk,
            )
            settings = {"mode": each.kind, "trip": each.trip}
            folder = self._folder / name
            folder.mkdir()
            gate = CoreGate(
                self._pki,
                self._engine,
                folder,
                self._time,
                scanner=scanner,
                own=self._own,
                asked=asking,
                settings=settings,
                kept=self._kept,
                member=member,
                families=self._families(each.families),
            )
        self.gates[name], self.scanners[name] = gate, scanner
        self.computer.joins(name, None if line is None else line.answer)
        gate.listen(lambda event: self._hear(name, event))

    def _families(self, read: tuple[str, ...]) -> "Families | None":
        """Those of a gate. Raises Trouble for keys that are none."""
        if not read:
            return None
        text = self.plan.keys
        return families.made(read, family_mint.keys(self._pki) if text is None else text, "keys of the station")

    def _hear(self, name: str, event: Event) -> None:
        self.wake(name)
        self._hear_of(name, event)

    def open(self) -> None:
        """Switch everything on. Raises OSError when a journal's disk fails."""
        for gate in self.gates.values():
            gate.open()
        for each in self.plan.gates:
            if each.lane == "staffed":
                self.gates[each.name].control("lane", "staffed")

    def close(self) -> None:
        """Switch everything off."""
        for gate in self.gates.values():
            gate.close()

    def wake(self, name: str) -> None:
        """Something happens at this gate: it gets a turn in every step for a while."""
        self._active_ms[name] = self._time.now_ms() + self._stays_ms

    def turn(self, waited_at: Callable[[str], bool]) -> bool:
        """One step of the gates and their lines; whether one is busy. waited_at: whether people stand at that gate."""
        now_ms = self._time.now_ms()
        for line in self._lines.values():
            line.carry()
        busy = False
        for name, gate in self.gates.items():
            active = self._active_ms[name] > now_ms or waited_at(name)
            busy = busy or active
            if active or now_ms % QUIET_MS == 0:
                turns = 1
                while gate.turn() and turns < _TURNS_MAX:
                    turns += 1
        return busy

    def lost(self) -> int:
        """Messages that arrived nowhere; only the simulation knows."""
        return sum(line.lost for line in self._lines.values())

    def places(self) -> Mapping[str, Path]:
        """The folder of each gate that keeps a journal."""
        return {name: self._folder / name for name in self.kinds if name in self._lines or name in self.boards}
