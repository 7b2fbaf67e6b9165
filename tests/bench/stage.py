"""From the photons to the relay, stage by stage: on this desktop, and on an emulated pico2 (tests/bench/emulated.py).

The desktop's gate is the one of `ridegate run --terminal`: camera, decoder, loop, checks and journal are real, the
phones are drawn and the arms are simulated. Exposure and the cable of a camera are not in it.
"""

import statistics
import tempfile
from pathlib import Path

from hal.desktop.engine import desktop_engine
from sim.emulator.image import ImageError
from sim.gate.core_gate import CoreGate
from sim.gate.event import Decided, Event
from sim.gate.turnstile import TURN_MS
from sim.gate.virtual_clock import VirtualTime
from sim.issuer import issuer
from sim.issuer.phone import Phone
from sim.micropython import vm
from sim.output.trouble import Trouble
from terminal import codes
from tests.bench import emulated
from tests.bench.line import Absent, Effort, Line, Measured, Subject
from tests.bench.yardstick import Yardstick

NOW_S = 1_793_000_000
RIDES = 30
RIDES_QUICK = 9
ARITHMETIC = ("decode", "decide")
STAGES = (
    ("decode", "the frame is decoded"),
    ("decide", "the code is judged"),
    ("store", "the ride is in the journal, durably"),
    ("relay", "the relay's edge"),
)


def rides(count: int) -> list[tuple[float, dict[str, float]]]:
    """For each of so many passengers, all new: seconds that gmssl took for a signature just before, and milliseconds
    of each stage.
    """
    pki = issuer.make_pki()
    yardstick = Yardstick()
    out = []
    answers: list[Decided] = []

    def hear(event: Event) -> None:
        if isinstance(event, Decided):
            answers.append(event)

    with tempfile.TemporaryDirectory(prefix="ridegate-bench-") as folder:
        gate = CoreGate(pki, desktop_engine(), Path(folder), VirtualTime(NOW_S), fare_fen=0)
        gate.listen(hear)
        gate.open()
        try:
            for number in range(count + 1):
                code = Phone(pki, number).code(gate.now_s())
                yard_s = yardstick.seconds(1)
                answers.clear()
                gate.show(code)
                _turn(gate, 2000, answers)
                stages = _one(answers)
                if number:
                    out.append((yard_s, stages))
                gate.hide()
                gate.push()
                _turn(gate, TURN_MS + 200, [])
        finally:
            gate.close()
    return out


def _turn(gate: CoreGate, ms: int, until: list[Decided]) -> None:
    """Let the gate work for so long, or until there is an answer."""
    end_ms = gate.now_ms() + ms
    while gate.now_ms() < end_ms and not until:
        gate.turn()
        gate.pass_time(1)


def _one(answers: list[Decided]) -> dict[str, float]:
    if len(answers) != 1 or answers[0].decision.result != codes.ACCEPTED:
        raise SystemExit(f"the gate stays shut: {answers}")
    stages = answers[0].stages
    times = (stages.decode_us, stages.decide_us, stages.store_us, stages.relay_us)
    if None in times:
        raise SystemExit("a stage was not reached")
    return {name: (us or 0) / 1000 for (name, _), us in zip(STAGES, times, strict=True)}


def measure(effort: Effort) -> Measured:
    """The desktop, then the emulated board."""
    found = rides(RIDES_QUICK if effort.quick else RIDES)
    for name, title in STAGES:
        yield _stage(f"stage/desktop/{name}", f"desktop: {title}", [(yard_s, each[name]) for yard_s, each in found])
    wholes = [(yard_s, sum(each.values())) for yard_s, each in found]
    yield _stage("stage/desktop/whole", "desktop: from the frame to the relay", wholes)
    try:
        yield from _emulated(effort)
    except (vm.RuntimeMissing, Trouble, ImageError, TimeoutError) as error:
        yield Absent("stage/pico2", str(error))


def _stage(key: str, title: str, found: list[tuple[float, float]]) -> Line:
    """Arithmetic in verifications by gmssl; the disk has nothing to do with those, so its share is only shown."""
    times = sorted(ms for _, ms in found)
    ms = statistics.median(times)
    if key.endswith(ARITHMETIC):
        value = statistics.median(ms / 1000 / yard_s for yard_s, ms in found)
        measured = f"{ms:.2f} ms, at most {times[-1]:.1f}"
        return Line(key, f"{title}, in gmssl verifications", value, "x", True, measured)
    return Line(key, title, ms, "ms", True, f"at most {times[-1]:.1f} ms", told=True)


def _emulated(effort: Effort) -> Measured:
    rides = emulated.measure(emulated.RUNS_QUICK if effort.quick else emulated.RUNS)
    for phone, found in rides.items():
        *stages, whole = zip(*found, strict=True)
        for (name, title), times in zip(emulated.STAGES, stages, strict=True):
            yield _board(f"stage/pico2/{phone}/{name}", f"emulated pico2, {phone} phone: {title}", times)
        yield _board(f"stage/pico2/{phone}/whole", f"emulated pico2, {phone} phone: wire to relay", whole)


def _board(key: str, title: str, times: tuple[float, ...]) -> Line:
    """Emulated milliseconds: the VM's share is this machine's, the flash's and the wire's are the part's."""
    ms = statistics.median(times)
    return Line(key, title, ms, "ms", True, f"at most {max(times):.1f} ms", told=True)


SUBJECT = Subject("stage", "From the photons to the relay", measure)
