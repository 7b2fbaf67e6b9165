"""The heap of boards: an image that is too large is named by `make heap` and refused by an emulated board."""

import pytest

from sim.device import board as boards, build
from sim.device.device import Device
from sim.emulator.emulator import Emulator
from sim.emulator.i2c import Ds3231
from sim.emulator.image import populate
from sim.gate.board_lines import LineReader
from tests.board import firmware
from tests.heap import __main__ as heap, emulated, figures, plan
from tests.heap.figures import Figures, Stage

NAME = "pico"
MORE_BYTES = 20 * 1024
TRIAL_MAX_S = 120.0
RUNS_S = 20.0  # virtual, after that
BOARD = f"boards/{NAME}/board.py"
LAST = 'board: "Board" = Rp2(pins, engine, RP2040)\n'
LARGER = ((BOARD, LAST, f"{LAST}ballast = bytes({MORE_BYTES})\n"),)


def judged(path, changes):
    """What a board that runs this image says about one with these changes, which is on trial."""
    new = build.assemble(boards.find(NAME), firmware.slot(NAME, changes), version="9.9.9")
    files = {
        **firmware.image(NAME),
        **{f"b/{name.removeprefix('a/')}": data for name, data in new.files.items() if name != build.MAIN},
    }
    state = {name: data for name, data in plan.state(NAME).items() if "journal" not in name}
    populate(NAME, path, {**files, **state})
    rtc = Ds3231()
    board = Emulator(NAME, path, rtc=rtc, paced=False)
    reader = LineReader(board.port)
    said: list[str] = []
    try:
        rtc.set(plan.NOW_S)
        board.power_on()
        words = ("is confirmed", "bytes free are less than", "is withdrawn", "MemoryError")
        board.run_until(
            lambda: said.extend(reader.lines()) or any(word in line for word in words for line in said), TRIAL_MAX_S
        )
        board.run(RUNS_S)
        said += reader.lines()
    finally:
        reader.close()
        board.close()
    return "\n".join(said)


def test_an_image_as_it_is_passes_its_trial(tmp_path):
    said = judged(tmp_path / "flash.bin", ())
    assert "is confirmed" in said and "Error" not in said, said


def test_one_that_is_20_kb_larger_does_not(tmp_path):
    said = judged(tmp_path / "flash.bin", LARGER)
    assert "bytes free are less than" in said and "is confirmed" not in said, said


def test_a_terminal_that_runs_on_the_smallest_board_answers_commands(board):
    """It has dropped what a start uses once: its modules are loaded again."""
    terminal = board(*firmware.UNWATCHED, name=NAME, model="gm67", paced=True, on=True)
    assert terminal.opens(0)
    terminal.goes_through()
    for _ in range(2):
        checks = Device(str(terminal.port)).call("selftest()")["checks"]
        good = {each["name"] for each in checks if each["ok"]}
        assert good >= {"image", "engine", "identity", "config", "trust"}, checks


def test_the_same_bytes_are_named_in_a_heap_of_32_bits():
    found = figures.measure(NAME, MORE_BYTES, only="gate")
    (line,) = heap.short(found)
    assert line.startswith(f"{NAME}: ") and "bytes free at the worst moment (" in line


@pytest.mark.parametrize(("free", "wrong"), [(16 * 1024, 0), (16 * 1024 - 16, 1)])
def test_both_sides_of_what_must_be_left(free, wrong):
    found = Figures("pico2", 100_000, 1, (Stage("started", 10, 10, 90_000, 9), Stage("idle", 10, 10, free, 9)))
    assert len(heap.short(found)) == wrong
    assert not wrong or "idle" in heap.short(found)[0]


@pytest.mark.parametrize(
    ("key", "more", "wrong"),
    [
        ("started_vm_bytes", emulated.ALIKE_BYTES, False),
        ("started_vm_bytes", emulated.ALIKE_BYTES + 1, True),
        ("lacks_bytes", 1, True),
    ],
)
def test_how_far_two_measurements_of_the_emulator_may_be_apart(key, more, wrong):
    one, other = [f"[pico]\nstarted_vm_bytes = {a}\nlacks_bytes = {b}\n" for a, b in
                  ((5000, 0), (5000 + more * (key != "lacks_bytes"), more * (key == "lacks_bytes")))]  # fmt: skip
    assert emulated.differ(one, other) is wrong
