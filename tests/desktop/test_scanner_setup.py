"""Drivers of scanner modules against models of the modules: the obligations of a scanner, and set-up from any state."""

import random
import sys

import pytest

from hal.scanner.transparency import SYMBOL, SYMBOLS
from sim.emulator.scanner import Symbol
from sim.emulator.scanner.gm65 import BAUD_OF, ENABLES
from tests.rig import hal_contract
from tests.rig.scanner_rig import NAMES, Bench, codes

each_module = pytest.mark.parametrize("name", NAMES)
A, B, C = codes(3, seed=7)


@each_module
@pytest.mark.parametrize("obligation", hal_contract.of("scanner"), ids=hal_contract.name)
def test_obligations(obligation, name):
    bench = Bench(name)
    bench.set_up()
    bench.scanner.close()

    def broken(value):
        bench.wire.port.broken = value

    obligation(
        hal_contract.ScannerRig(
            bench.scanner,
            bench.show,
            bench.model.hide,
            bench.wire.pass_ms,
            lambda: bench.now_ms,
            lambda: broken(True),
            lambda: broken(False),
            together=False,
        )
    )


def stray(name: str, numbers: random.Random):
    """A module in any state that it may have been left in."""
    bench = Bench(name)
    model = bench.model
    if name == "gm65":
        for at in range(0x60, 0xD0):
            model.memory[at] = numbers.randrange(256)
        for at in (*range(0x2A), *ENABLES):
            model.memory[at] = numbers.randrange(256)
        divisor = numbers.choice(list(BAUD_OF))
        model.memory[0x2A], model.memory[0x2B] = divisor & 255, divisor >> 8
        model.memory[0x02] &= 0xFE
    else:
        for parameter in model.memory:
            model.memory[parameter] = numbers.randrange(3)
        model.memory[0x9C] = numbers.choice((6, 7, 8, 9, 10))
        model.memory[0xF205] = numbers.randrange(6)
    model.reset(0)
    bench.wire.pass_ms(500)
    return bench


@each_module
def test_set_up_from_the_factory(name):
    bench = Bench(name)
    assert bench.model.baud == 9600
    assert bench.set_up() < 2500
    assert bench.model.baud == 115200 and bench.wrong() == []
    assert bench.kinds() == {"corrected"}
    assert bench.read(A) == [A]


@each_module
def test_what_was_set_up_survives_a_power_cut_and_is_not_written_again(name):
    bench = Bench(name)
    bench.set_up()
    saves = bench.model.saves
    bench.scanner.close()
    bench.model.power(False, bench.wire.now_us)
    bench.model.power(True, bench.wire.now_us)
    bench.wire.pass_ms(500)
    assert bench.set_up() < 400
    assert bench.scanner.report() == () and bench.model.saves == saves


@each_module
@pytest.mark.parametrize("seed", range(20))
def test_set_up_from_any_state(name, seed):
    bench = stray(name, random.Random(seed))
    bench.set_up()
    assert bench.wrong() == []
    for payload in (A, SYMBOL, *SYMBOLS[1:], b"\r\n", bytes(range(255, -1, -1)) * 4):
        assert bench.read(payload) == [payload]
    kinds = ("Code 128", "Data Matrix", "PDF417")
    for symbol in [Symbol(b"1234567890", kind) for kind in kinds] + [bench.model.setup_code("utf8", "baud")]:
        assert bench.read(symbol, 1500) == []
    assert bench.read(B) == [B] and bench.model.baud == 115200
    if name == "gm67":
        assert bench.read(Symbol(C, "Han Xin")) == [C]


@each_module
@pytest.mark.parametrize("late", [True, False])
def test_the_rate_changes_whichever_side_changes_first(name, late):
    bench = Bench(name, late_baud=late) if name == "gm65" else Bench(name)
    bench.set_up()
    assert bench.model.baud == 115200 and bench.wrong() == []


def test_a_gm67_that_left_the_factory_at_115200():
    bench = Bench("gm67", factory_baud=115200)
    bench.set_up()
    assert bench.read(A) == [A]


@each_module
def test_set_up_while_a_code_is_held_up(name):
    bench = stray(name, random.Random(99))
    bench.show(A, B)
    bench.set_up()
    got = bench.run(30_000)  # it may have been set to rest for 25 s before
    assert {A, B} <= set(got) and set(got) <= {A, B}
    assert bench.wrong() == []


@each_module
def test_a_module_that_was_never_there(name):
    bench = Bench(name)
    bench.model.fault("dead")
    with pytest.raises(OSError, match="TX and RX"):
        bench.set_up()


@each_module
def test_a_module_that_dies_during_set_up(name):
    for ms in range(20, Bench(name).set_up() - 60, 80):
        bench = Bench(name)
        bench.scanner.open()
        bench.run(ms)
        bench.model.fault("dead")
        with pytest.raises(OSError, match="TX and RX"):
            while bench.now_ms < 60_000:
                assert not bench.scanner.setup(bench.now_ms)
                bench.wire.pass_ms(2)


def test_a_gm67_that_sleeps_loses_no_command():
    bench = Bench("gm67")
    bench.model.fault("sleepy")
    bench.wire.pass_ms(3000)
    bench.set_up()
    assert bench.wrong() == []
    bench.run(20_000)
    assert bench.read(A) == [A] and "found" not in bench.kinds()


@each_module
def test_noise_at_any_time_does_no_harm(name):
    numbers = random.Random(5)
    bench = Bench(name)
    bench.scanner.open()
    for _ in range(120):
        bench.wire.say(numbers.randbytes(numbers.randrange(1, 60)))
        bench.run(numbers.randrange(1, 120))
    bench.run(15_000)
    assert bench.wrong() == [] and bench.model.baud == 115200
    assert bench.read(A) == [A]


@each_module
def test_a_loop_that_is_slow_loses_nothing(name):
    bench = Bench(name)
    bench.set_up()
    sent = codes(15, seed=3)
    got = []
    for code in sent:
        bench.show(code)
        for _ in range(4):  # a cold decision takes so long on a slow board
            got += bench.turn(60)
        bench.model.hide()
    for _ in range(20):
        got += bench.turn(60)
    assert got == sent
    for _ in range(200):
        bench.turn(60)
    assert bench.wrong() == [] and "found" not in bench.kinds()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@each_module
def test_over_a_real_line(name, tmp_path):
    from tests.rig.scanner_pty import Pty, now_ms

    model = Bench(name).model
    line = Pty(model, tmp_path)
    scanner = line.scanner(name)
    scanner.open()
    began_ms = now_ms()
    while not scanner.setup(now_ms()):
        line.wait_ms(1)
        assert now_ms() - began_ms < 10_000
    assert model.baud == 115200 and all(each[3] for each in scanner.report())

    def read(payload):
        model.show(payload, t_us=now_ms() * 1000)
        until_ms = now_ms() + 3000
        while now_ms() < until_ms:
            got = scanner.poll(now_ms())
            if got:
                model.hide()
                return got
            line.wait_ms(1)
        raise AssertionError("nothing came")

    for payload in (A, SYMBOL, B):
        assert read(payload) == (payload,)
    line.unplug()
    with pytest.raises(OSError):
        for _ in range(100):
            scanner.poll(now_ms())
    with pytest.raises(OSError):
        scanner.open()
    line.plug()
    scanner.open()
    assert read(C) == (C,)
    scanner.close()
    line.unplug()
