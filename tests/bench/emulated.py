"""From the last byte on the wire to the edge at the relay, on an emulated pico2 behind the model of a GM65:
`python -m tests.bench stage`.

The firmware is the one `ridegate build` makes, its files of state are written into the flash image before power comes.
The stages follow from the events of the emulator: a serial byte, a flash operation and an edge bear
the time at which they happened. Numbers of a board they are not: the emulator's VM runs bytecode 20 to 50 times
faster than an RP2350, while a flash operation takes as long as on the part and a call into the chip 0.04 ms more.
"""

import itertools
import tempfile
import time
from pathlib import Path

from boards import state, trust_counter
from boards.format import config
from boards.state import Identity, State
from sim.device import board as boards, build
from sim.emulator.emulator import Emulator
from sim.emulator.event import Event
from sim.emulator.i2c import Ds3231
from sim.emulator.image import populate
from sim.emulator.scanner.gm65 import Gm65
from terminal import policy, sm2
from tests.builder import code_builder, list_builder, signer
from tests.builder.code_builder import NOW_S

BOARD = "pico2"
RUNS = 10
RUNS_QUICK = 4
BYTE_US = 10e6 / 115200
START_S = 40  # power, self-check, set-up of the module, first answer
ANSWER_S = 10
SETTLE_S = 0.9  # the pulse and the record of the passage
STAGES = (
    ("judged", "from the last byte on the wire, the code is judged"),
    ("stored", "the ride is in the journal"),
    ("relay", "the relay's edge"),
)


def state_files(folder: Path) -> dict[str, bytes]:
    """What a provisioned terminal keeps, as boards/state.py writes it."""
    kept = State(str(folder / "state"))
    identity = Identity(True, 7, 1, bytes(range(32)), (signer.public_xy("operator"),))
    kept.write_identity(identity, sm2.REFERENCE.digest)
    settings = config.Config(
        policy.make(),
        config.Timing("entry", 500, 5000, 3),
        config.Place(1, 2, 3, 4, 5),
        config.Scanner("gm65", 115200, 20, 100),
        256,
        10,
        config.Panel("none", 0),
        "ds3231",
        config.FLAT,
        None,
    )
    kept.write(state.CONFIG, config.encode(settings))
    trust = list_builder.usual(sign=signer.sign)
    kept.write(state.TRUST, trust)
    kept.write(state.SEQUENCE, trust_counter.in_force_from(trust, sm2.REFERENCE.digest))
    kept.write_number(state.CLOCK, NOW_S)
    return {f"state/{path.name}": path.read_bytes() for path in (folder / "state").iterdir()}


def code(account: int, generated_s: int) -> bytes:
    """An acceptable code of this account."""
    bcd = bytes.fromhex(f"310417{account:012d}1f")
    return code_builder.build(account=bcd, generated_s=generated_s, user_expiry_s=NOW_S + 86400)


def ride(board: Emulator, payload: bytes, patience_s: float = ANSWER_S) -> tuple[float, ...]:
    """Show a code and let the passenger through: milliseconds of each stage, then of all of them.

    Raises TimeoutError when the gate stays shut.
    """
    mark = board.events.mark()
    board.show(payload)
    try:
        edge = board.wait_for(lambda event: event.kind == "relay" and event.level == 1, patience_s, mark)
    finally:
        board.hide()
    events = board.events.since(mark)
    last_us = next(arrived_us(event) for event in events if _carries(event, payload))
    written = [event.t_us for event in events if event.kind == "flash" and last_us < event.t_us < edge.t_us]
    if not written:
        raise ValueError("the gate was released and nothing was written before")
    board.passage()
    time.sleep(SETTLE_S)
    times = (last_us, written[0], written[-1], edge.t_us)
    return *((end - begin) / 1000 for begin, end in itertools.pairwise(times)), (edge.t_us - last_us) / 1000


def arrived_us(event: Event) -> float:
    """When the stop bit of the last byte was over."""
    return event.t_us + len(event.data["data"]) * BYTE_US


def _carries(event: Event, payload: bytes) -> bool:
    return event.kind == "uart" and event.direction == "in" and event.data["data"] == payload


def measure(runs: int = RUNS) -> dict[str, list[tuple[float, ...]]]:
    """So many rides of phones never seen before ("new"), and of one that comes again with a new code each time
    ("known"): milliseconds of each stage, then of all of them.
    """
    with tempfile.TemporaryDirectory() as scratch:
        flash = Path(scratch) / "flash.bin"
        image = build.build(boards.find(BOARD))
        populate(BOARD, flash, {**image.files, **state_files(Path(scratch) / "state")})
        clock = Ds3231()
        clock.set(NOW_S + 60)
        first = time.time()
        with Emulator(BOARD, flash, scanner=Gm65(), rtc=clock) as board:
            board.power_on()
            ride(board, code(1, NOW_S + 60), START_S)

            def now_s() -> int:
                return NOW_S + 60 + int(time.time() - first)

            fresh = [ride(board, code(100 + number, now_s())) for number in range(runs)]
            again = [ride(board, code(1, now_s())) for _ in range(runs)]
    return {"new": fresh, "known": again}
