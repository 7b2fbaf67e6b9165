"""Every fault that a model of a scanner module has: named by the report or the test symbol, and recovered from."""

import pytest

from hal.scanner.transparency import SYMBOL, SYMBOLS
from tests.rig.scanner_rig import NAMES, Bench, codes

each_module = pytest.mark.parametrize("name", NAMES)
A = codes(1, seed=7)[0]


@each_module
def test_re_encoding_is_named_and_mended(name):
    bench = Bench(name)
    bench.set_up()
    bench.model.fault("utf8")
    got = bench.read(A)
    assert got == [A.decode("latin-1").encode()]  # what the terminal recovers, and says so
    bench.run(3000)
    register = {"gm65": "0x000D", "gm67": "F2 06"}[name]
    assert ("changed", register) in [each[:2] for each in bench.scanner.report()]
    assert bench.read(A) == [A] and bench.wrong() == []


@each_module
def test_re_encoding_that_cannot_be_switched_off_is_named_twice(name):
    bench = Bench(name)
    bench.model.fault("utf8")
    bench.model.fault("stuck")
    bench.set_up()
    register = {"gm65": "0x000D", "gm67": "F2 06"}[name]
    assert bench.wrong() == [("register", register)]
    (arrived,) = bench.read(SYMBOL)
    assert [each[:2] for each in bench.scanner.transparency(arrived)] == [("utf8", register)]
    saves = bench.model.saves
    bench.run(30_000)
    assert bench.model.saves == saves  # it is not tried for ever


def test_a_firmware_that_takes_symbols_for_text():
    bench = Bench("gm65", firmware=0x69)
    bench.set_up()
    assert bench.model.zone[0xBC] == 8
    for payload in SYMBOLS:
        assert bench.read(payload) == [payload]
    stubborn = Bench("gm65", firmware=0x69)
    stubborn.model.stuck = {0xBC}
    stubborn.set_up()
    assert stubborn.wrong() == [("register", "0x00BC")]
    (arrived,) = stubborn.read(SYMBOLS[1])
    assert arrived[:2] == b"\xba\xcf"
    (found,) = stubborn.scanner.transparency(arrived, SYMBOLS[1])
    assert found[:2] == ("recoded", "0x00BC") and "8D->BA, 87->CF" in found[2]


@pytest.mark.parametrize("fault", ["gbk", "prefix"])
def test_other_output_settings_of_the_gm65(fault):
    bench = Bench("gm65")
    bench.set_up()
    bench.model.stuck = {0x0D, 0x60}
    bench.model.fault(fault)
    shown = SYMBOLS[2] if fault == "gbk" else SYMBOL
    (arrived,) = bench.read(shown)
    found = bench.scanner.transparency(arrived, shown)
    assert found[0][1] == {"gbk": "0x000D", "prefix": "0x0060"}[fault]
    assert found[0][0] == {"gbk": "recoded", "prefix": "prefix"}[fault]


def test_lost_bytes_of_a_bare_stream_are_named():
    bench = Bench("gm65")
    bench.set_up()
    bench.model.view.drop_rate = 0.02
    (arrived,) = bench.read(SYMBOL)
    assert [each[:2] for each in bench.scanner.transparency(arrived)] == [("dropped", "")]
    damaged = 0
    for code in codes(20):
        got = bench.read(code)
        damaged += got != [code]
        assert code in got or all(len(each) < len(code) for each in got)
    assert damaged > 10


def test_lost_bytes_of_packets_are_asked_for_again():
    bench = Bench("gm67")
    bench.set_up()
    bench.model.view.drop_rate = 0.002  # three of five long packets
    delivered = 0
    for code in codes(20):
        got = bench.read(code, 7000)
        assert set(got) <= {code}
        delivered += got == [code]
    assert delivered >= 18


@each_module
def test_a_module_that_resets_itself_to_its_memory(name):
    bench = Bench(name)
    bench.set_up()
    bench.model.reset(bench.wire.now_us)
    assert bench.read(A) == [A]
    bench.run(10_000)
    assert bench.wrong() == []


@each_module
def test_a_module_that_resets_itself_to_the_factory(name):
    bench = Bench(name)
    bench.set_up()
    bench.model.reset(bench.wire.now_us, "factory")
    before_ms = bench.now_ms
    bench.show(A)
    while bench.model.baud == 9600:
        bench.turn()
        assert bench.now_ms - before_ms < 10_000
    got = bench.run(3000)
    assert A in got and bench.wrong() == [] and "found" in bench.kinds()


@each_module
def test_a_module_at_another_rate(name):
    bench = Bench(name)
    bench.set_up()
    bench.model.fault("baud")
    assert bench.model.baud == 38400
    bench.show(A)
    got = bench.run(8000)
    assert got.count(A) >= 3 and bench.model.baud == 115200 and bench.wrong() == []


@each_module
def test_a_strangers_set_up_code_is_refused(name):
    bench = Bench(name)
    bench.set_up()
    before = bytes(bench.model.zone) if name == "gm65" else dict(bench.model.values)
    for what in ("utf8", "baud", "unlock"):
        assert bench.read(bench.model.setup_code(what), 1000) == []
    assert before == (bytes(bench.model.zone) if name == "gm65" else bench.model.values)


@each_module
def test_a_strangers_set_up_code_that_works_all_the_same_is_undone(name):
    bench = Bench(name)
    bench.set_up()
    bench.model.fault("open")  # locked, and yet it obeys
    bench.read(bench.model.setup_code("utf8", "unlock"), 300)
    bench.run(12_000)
    assert bench.read(A) == [A] and bench.wrong() == []
    bench.read(bench.model.setup_code("baud"), 300)
    bench.run(12_000)
    assert bench.read(A) == [A] and bench.model.baud == 115200


@each_module
def test_a_dead_module_is_a_fault_and_is_found_when_it_comes_back(name):
    bench = Bench(name)
    bench.set_up()
    bench.model.power(False, bench.wire.now_us)
    before_ms = bench.now_ms
    with pytest.raises(OSError, match="TX and RX"):
        bench.run(20_000)
    assert bench.now_ms - before_ms < 12_000
    assert ("silent", "") in bench.wrong()
    for _ in range(10):
        bench.wire.pass_ms(1000)
        with pytest.raises(OSError, match="TX and RX"):
            bench.scanner.open()
        with pytest.raises(OSError, match="TX and RX"):
            bench.scanner.poll(bench.now_ms)
    bench.model.power(True, bench.wire.now_us)
    for _ in range(12):
        bench.wire.pass_ms(1000)
        try:
            bench.scanner.open()
            break
        except OSError:
            pass
    bench.show(A)
    assert A in bench.run(4000)
    assert bench.wrong() == []


@each_module
def test_a_module_that_says_everything_twice(name):
    bench = Bench(name)
    bench.set_up()
    bench.model.fault("twice")
    assert bench.read(A) == [A, A]  # the gate leaves the second alone: the phone is still there
    bench.run(10_000)
    assert bench.wrong() == []
