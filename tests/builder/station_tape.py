"""Records what the gates of a morning were given, turn by turn: `python -m tests.builder.station_tape` writes the tape.

The morning is that of `ridegate run --station` without its crowds: everyone whom it names, and every change. What is
expected of a player (tests/core/station_gates.py) is computed from the gates of the morning themselves.

`make morning` (--whole) records all of it, crowds included, and plays it on both runtimes: one hash, or status 1.
"""

import hashlib
import json
import re
import sys
import tempfile
import time
from pathlib import Path

from hal.desktop.engine import desktop_engine
from sim.gate.core_gate import PULSE_MS
from sim.gate.event import Decided
from sim.issuer.wallet import FARE_FEN
from sim.micropython import vm
from sim.station import plan_file as plans
from sim.station.morning import Morning
from sim.station.plan import SENTINEL
from terminal import notice
from tests.core.station_gates import PlayedStation
from tests.on_micropython import compiled_tests

WHOLE = Path(plans.__file__).parent / "morning.toml"
HEAP = "4M"  # the morning without its crowds runs in the heap of a board: tests/core/test_station.py
TAPE = Path(__file__).resolve().parent.parent / "core" / "station.tape"


def text() -> str:
    """The station file without its crowds, and without what they lead to."""
    whole = WHOLE.read_text(encoding="utf-8")
    whole = whole[: whole.index("[expect]")]
    return re.sub(r"\[\[crowd\]\].*?(?=\n\[\[|\n# [A-Z])", "", whole, flags=re.DOTALL)


class _Recorded:
    """One gate of the morning, with its ways in listened to."""

    def __init__(self, tape: "_Tape", number: int, gate, scanner) -> None:
        self.results: list[int] = []
        self.sent = hashlib.sha256()
        self.heard = self.given = False
        self._tape, self._number, self._gate = tape, number, gate
        self._notices: list[str] = []
        self._listener = gate._reporter.listener
        gate.listen(self._hear)
        member = gate._member
        self._seal, send, take, show = member._seal, member.send, member.line.take, scanner.show

        def sends(made: notice.Notice) -> None:
            self.sent.update(notice.encode(made, self._seal))
            send(made)

        def takes() -> tuple[bytes, ...]:
            arrived = take()
            self._notices += [data.hex() for data in arrived]
            return arrived

        def shows(*payloads: bytes) -> None:
            self.note("code", payloads[0].hex())
            show(*payloads)

        member.send, member.line.take, scanner.show = sends, takes, shows
        turn, control, power, emergency, start = gate.turn, gate.control, gate.power, gate.emergency, gate._start

        def turns() -> bool:
            before = None if gate._station is None else gate._station.turnstile.passed
            self.heard = False
            busy = turn()
            if gate._station is None:
                return busy
            self._tape.turned(self, busy or self.heard or self.given or bool(self._notices))
            passed = gate._station.turnstile.passed
            if before is not None and passed > before:
                self._tape.passed(self, passed - before)
            return busy

        def controls(name: str, value) -> None:
            if name in ("staff", "lane"):
                self.note(name, list(value) if name == "staff" else value == "staffed")
            control(name, value)

        def powers(on: bool) -> None:
            if not on:
                self.note("off", None)
            power(on)

        def emergencies(active: bool) -> None:
            self.note("emergency", active)
            emergency(active)

        def starts() -> None:
            self.note("on", None)
            start()

        gate.turn, gate.control, gate.power, gate.emergency, gate._start = turns, controls, powers, emergencies, starts

    def _hear(self, event) -> None:
        self.heard = True
        if isinstance(event, Decided):
            self.results.append(event.decision.result)
        self._listener(event)

    def note(self, what: str, value) -> None:
        self.given = what not in ("off", "on") or self.given
        self._tape.note(self._number, what, value)

    def taken(self) -> list[str]:
        taken, self._notices = self._notices, []
        self.given = False
        return taken


class _Tape:
    """Entries in their order; the turns of one moment are one entry."""

    def __init__(self, morning: Morning) -> None:
        self.entries: list[list] = []
        self._morning = morning
        self._open: dict[_Recorded, list] = {}  # the turn of this moment
        self._at_ms = -1

    def note(self, number: int, what: str, value) -> list:
        entry = [self._morning.time.now_ms(), number, what, value]
        self.entries.append(entry)
        return entry

    def turned(self, gate: _Recorded, matters: bool) -> None:
        now_ms = self._morning.time.now_ms()
        if now_ms != self._at_ms:
            self._at_ms = now_ms
            self._open.clear()
        entry = self._open.get(gate)
        if entry is not None:
            entry[3] += gate.taken()
        elif matters:
            self._open[gate] = self.note(gate._number, "turn", gate.taken())

    def passed(self, gate: _Recorded, count: int) -> None:
        self.note(gate._number, "pass", count)
        self._open.pop(gate, None)


def recorded(whole_morning: bool = False) -> list[str]:
    """The lines of the tape. whole_morning: with the crowds, and the trace's hash as `run --station` prints it."""
    story = WHOLE.read_text(encoding="utf-8") if whole_morning else text()
    engine = desktop_engine()
    with tempfile.TemporaryDirectory() as folder:
        morning = Morning(plans.parse(story), engine, Path(folder))
        tape = _Tape(morning)
        plan = {each.name: each for each in morning.plan.gates}
        names = [name for name in plan if plan[name].kind != SENTINEL]
        gates = [
            _Recorded(tape, number, morning._station.gates[name], morning.crowd.spots[name].scanner)
            for number, name in enumerate(names)
        ]
        service = morning._station.service.set

        def sets(state: str) -> None:
            tape.note(-1, "service", state)
            service(state)

        morning._station.service.set = sets
        file = morning._station.gates[names[0]]._lists["current"]
        morning.open()
        while not morning.over:
            morning.step()
        whole = hashlib.sha256()
        for name, gate in zip(names, gates, strict=True):
            for path in sorted((Path(folder) / name / "journal").glob("*")):
                whole.update(path.read_bytes())
            whole.update(b"".join(result.to_bytes(2, "big") for result in gate.results) + gate.sent.digest())
        head = {
            "begins_s": morning.plan.begins_s,
            "key": morning._station.key("station").hex(),
            "list": file.data.hex(),
            "operator": file.operator_keys[0].xy.hex(),
            "answer_ms": morning.plan.answer_ms,
            "statuses": {account.hex(): verdict for account, verdict in morning._station.service.statuses.items()},
            "gates": [
                {
                    "place": list(morning._station.gates[name]._member.place),
                    "key": morning._station.key(name).hex(),
                    "mode": plan[name].kind,
                    "trip": plan[name].trip,
                    "trip_max_s": morning.plan.trip_max_s,
                    "asks": plan[name].asks,
                    "unknown": plan[name].unknown,
                    "pulse_ms": PULSE_MS,
                    "fare_fen": FARE_FEN,
                }
                for name in names
            ],
            "expected": whole.hexdigest(),
        }
        if whole_morning:
            head["trace"] = morning.digest()
        morning.close()
    return [json.dumps(each, separators=(",", ":")) for each in (head, *tape.entries)]


_PLAYER = """
from tests.core.station_gates import PlayedStation
from tests.tool import lines
station = PlayedStation(lines.of({!r}))
station.play()
print(station.digest())
"""


def played(lines: list[str], folder: Path) -> dict[str, str]:
    """What both runtimes make of a tape: the hash of all journals, answers and notices. folder: for the VM's tape."""
    here = PlayedStation(lines, desktop_engine())
    here.play()
    tape = folder / "whole.tape"
    tape.write_text("\n".join(lines) + "\n", encoding="utf-8")
    there = vm.output(_PLAYER.format(str(tape)), [compiled_tests()], heap=HEAP)
    return {"CPython": here.digest(), "MicroPython": there.strip()}


def main(arguments: list[str]) -> int:
    """Write the tape, or play a whole morning on both runtimes; 1 when they differ."""
    if arguments != ["--whole"]:
        lines = recorded()
        TAPE.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{TAPE.name}: {len(lines)} lines")
        return 0
    began_s = time.process_time()
    lines = recorded(True)
    head = json.loads(lines[0])
    with tempfile.TemporaryDirectory() as folder:
        hashes = played(lines, Path(folder))
    print(f"trace of the morning, as `ridegate run --station` prints it   {head['trace']}")
    print(f"journals, answers and notices of its {len(head['gates'])} gates, recorded   {head['expected']}")
    for runtime, digest in hashes.items():
        print(f"  played on {runtime:11}   {digest}")
    same = set(hashes.values()) == {head["expected"]}
    words = "one hash on both runtimes" if same else "the runtimes DIFFER"
    print(f"{len(lines) - 1:,} entries, {time.process_time() - began_s:.0f} s of a processor here: {words}")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
