"""What a faulty scanner module means for a passenger: recovered and accepted, or refused; never a wrong acceptance."""

import pytest

from hal.desktop.engine import desktop_engine
from sim.issuer.issuer import trust_toml
from sim.trust import file as trust_file
from terminal import codes
from terminal.decide import decide
from terminal.gate import JUDGE, Gate
from terminal.history import History
from terminal.policy import STANDARD
from tests.rig import command
from tests.rig.scanner_rig import NAMES, NOW_S, PKI, Bench

each_module = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def judge(tmp_path_factory):
    path = tmp_path_factory.mktemp("trust") / "trust.toml"
    path.write_text(trust_toml(PKI), encoding="utf-8")
    engine = desktop_engine()
    opened = trust_file.load(path, None, engine).open(engine)
    return lambda payload: decide(payload, opened, STANDARD, History(1), NOW_S)


def results(judge, payloads):
    return [judge(payload).result for payload in payloads]


@each_module
def test_a_sound_module(name, judge):
    bench = Bench(name)
    bench.set_up()
    assert results(judge, bench.read(command.code())) == [codes.ACCEPTED]


@each_module
def test_utf8_is_recovered_and_told(name, judge):
    bench = Bench(name)
    bench.set_up()
    bench.model.fault("utf8")
    (payload,) = bench.read(command.code())
    decision = judge(payload)
    assert decision.result == codes.ACCEPTED and decision.recovered == ("utf8",)


def test_a_firmware_that_takes_symbols_for_text_is_refused(judge):
    bench = Bench("gm65", firmware=0x69)
    bench.model.stuck = {0xBC}
    bench.set_up()
    refused = 0
    for number in range(8):
        code = command.code(number)
        for payload in bench.read(code):
            result = judge(payload).result
            assert payload == code or result not in (codes.ACCEPTED, codes.INTERNAL)
            refused += result != codes.ACCEPTED
    assert refused == 8


@pytest.mark.parametrize("name", ["gm65"])
def test_lost_bytes_are_refused(name, judge):
    bench = Bench(name)
    bench.set_up()
    bench.model.view.drop_rate = 0.01
    code = command.code()
    for _ in range(20):
        for payload in bench.read(code):
            assert (judge(payload).result == codes.ACCEPTED) == (payload == code)


@each_module
def test_added_bytes_are_refused_until_they_are_switched_off(name, judge):
    bench = Bench(name)
    bench.set_up()
    bench.model.fault("prefix")
    code = command.code()
    first = bench.read(code)
    assert first == [code] if name == "gm65" else results(judge, first) == [codes.NOT_A_RIDE_CODE]
    bench.run(10_000)
    assert results(judge, bench.read(code)) == [codes.ACCEPTED]


@each_module
def test_what_is_said_twice_is_judged_once(name):
    bench = Bench(name)
    bench.set_up()
    bench.model.fault("twice")
    gate = Gate()
    judged = [gate.on_scan((payload,), bench.now_ms) for payload in bench.read(command.code())]
    assert [[effect[0] for effect in effects] for effects in judged] == [[JUDGE], []]


@each_module
def test_the_first_bytes_after_a_reset_at_another_rate_open_nothing(name, judge):
    bench = Bench(name)
    bench.set_up()
    bench.model.reset(bench.wire.now_us, "factory")
    code = command.code()
    bench.show(code)
    got = bench.run(12_000)
    assert code in got
    assert {judge(payload).result for payload in got if payload != code} <= {
        codes.NOT_A_RIDE_CODE,
        codes.BAD_LENGTH,
        codes.UNSUPPORTED_VERSION,
        codes.OVERSIZED,
        codes.FOREIGN_CODE,
    }
