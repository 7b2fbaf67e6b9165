"""Whole engines of boards: the machine code of each core against oracle signatures, vectors and exceptional points."""

import dataclasses
import functools
import random

import pytest

from sim.issuer import sm2_sign
from terminal import sm2
from tests.kernel import board, cpu, oracle, reference, vectors
from tests.kernel.board import OWN, VIPER
from tests.kernel.xtensa import LX7

P, N = sm2.P, sm2.N
OWN_MACHINES = [(core, OWN[core.name]) for core in (cpu.ARMV7EM, cpu.ARMV6M, cpu.RV32IMC)]
SLOW = (cpu.ARMV7EM, VIPER)
MACHINES = [*OWN_MACHINES, SLOW]
each_machine = pytest.mark.parametrize(
    "core_kernel", MACHINES, ids=[f"{kernel}-{core.name}" for core, kernel in MACHINES]
)
Z = slice(2 * 32, 3 * 32)


@functools.cache
def machine(core, kernel):
    return board.engine(core, kernel, quick=True, counted=False).machine


@functools.cache
def python():
    return reference.machine(260)


def in_bytes(number):
    return number.to_bytes(32, "big")


def xy_of(private):
    return sm2_sign.public_key(private, "xy")


@functools.cache
def prepared_key(engine, xy):
    key = engine.decode(xy)
    sm2.finish(engine.prepare(key))
    return key


def verdict(engine, xy, e, rs, prepared=False):
    key = prepared_key(engine, xy) if prepared else engine.decode(xy)
    return sm2.finish(engine.verify(key, e, rs))


@each_machine
def test_every_engine_proves_itself(core_kernel):
    sm2.prove(machine(*core_kernel).engine)


def test_every_vector_through_the_formulas():
    assert list(vectors.wrong(python().engine, vectors.vectors())) == []
    assert list(vectors.wrong(python().engine, vectors.vectors()[::25], prepared=True)) == []


@each_machine
def test_a_sample_of_the_vectors_as_machine_code(core_kernel):
    some = vectors.vectors()[:: 80 if core_kernel == SLOW else 16]
    assert {vector["valid"] for vector in some} == {True, False}
    assert list(vectors.wrong(machine(*core_kernel).engine, some)) == []


@each_machine
def test_signatures_of_an_oracle_hold_and_tampered_ones_do_not(core_kernel):
    count = 3 if core_kernel == SLOW else 20
    assert list(oracle.wrong(machine(*core_kernel).engine, oracle.cases(count, seed=11))) == []


def test_signatures_of_an_oracle_on_xtensa():
    assert list(oracle.wrong(machine(LX7, "xtensa").engine, oracle.cases(2, seed=12))) == []


def test_the_oracle_is_of_one_mind_and_says_the_same_every_time(capfd):
    some = list(oracle.cases(19, seed=11))
    assert all(oracle.confirmed(case) for case in some)
    assert some == list(oracle.cases(19, seed=11))
    assert len({case.what for case in some}) == 16
    assert list(oracle.wrong(sm2.REFERENCE, iter(some))) == []
    bad = dataclasses.replace(some[0], valid=False)
    assert not oracle.confirmed(bad)
    assert list(oracle.wrong(sm2.REFERENCE, iter([bad]))) == ["0: good"]
    capfd.readouterr()  # gmssl-pyx reports each bad signature on stderr


def test_a_signature_on_xtensa():
    engine = machine(LX7, "xtensa").engine
    xy = xy_of(99)
    e, rs = bytes(range(32)), sm2_sign.sign_with_digest(99, bytes(range(32)))
    key = engine.decode(bytes([2 + (xy[-1] & 1)]) + xy[:32])
    assert key.xy == xy
    assert engine.digest(b"abc") == sm2_sign.sm3(b"abc")
    assert sm2.finish(engine.verify(key, e, rs))
    assert not sm2.finish(engine.verify(key, e[:31] + b"\0", rs))


@each_machine
def test_keys_that_are_none(core_kernel):
    engine = machine(*core_kernel).engine
    point = in_bytes(sm2.GX) + in_bytes(sm2.GY)
    odd = sm2.GY & 1
    assert engine.decode(bytes([2 + odd]) + point[:32]).xy == point
    assert engine.decode(bytes([3 - odd]) + point[:32]).xy == point[:32] + in_bytes(P - sm2.GY)
    assert engine.decode(point).xy == engine.decode(b"\4" + point).xy == point
    x = next(x for x in range(1, 99) if sm2_sign.lift_x(x, False) is None)
    y_wrong = in_bytes(sm2.GY ^ 1)
    lengths = (b"", point[:32], b"\4" + point[:32], b"\5" + point, point + b"\0")
    places = (
        b"\2" + in_bytes(x),
        b"\2" + in_bytes(P),
        b"\2" + b"\xff" * 32,
        in_bytes(P) + point[32:],
        point[:32] + y_wrong,
    )
    for none in lengths + places:
        assert engine.decode(none) is None


def exceptional():
    """(what, key, e, r||s, verdict): the formulas meet equal, opposite or no points on the way."""
    for private in (1, N - 1, 3, pow(2, -1, N), 1 << 64):
        xy = xy_of(private)
        draw = random.Random(private)
        for number in range(4):
            k, s = draw.randrange(1, N), draw.randrange(1, N)
            if number == 1:
                s = 1 << (64 * (number + private) % 192)
            if number == 2:  # the sum is infinity
                t = -s * pow(private, -1, N) % N
                yield "infinity", xy, in_bytes(k), in_bytes((t - s) % N) + in_bytes(s), False
                continue
            t = draw.randrange(1, N)
            if number == 3:  # s plus a little: the same digits at the top
                t = s + (1 << 64) if s + (1 << 64) < N else s - (1 << 64)
            x1 = sm2_sign.multiply_base((s + t * private) % N)[0]
            r = (t - s) % N
            e = (r - x1) % N
            yield f"key {private:x}, {number}", xy, in_bytes(e), in_bytes(r) + in_bytes(s), True
            yield f"key {private:x}, {number}, bad", xy, in_bytes(e ^ 1), in_bytes(r) + in_bytes(s), False


def check_exceptional(made, cases):
    met = 0
    for what, xy, e, rs, wanted in cases:
        for prepared in (False, True):
            assert verdict(made.engine, xy, e, rs, prepared) is wanted, what
            met += not any(made._slots[Z])
    return met


def test_exceptional_points_get_the_answer_of_the_reference():
    cases = list(exceptional())
    for what, xy, e, rs, wanted in cases:
        assert verdict(sm2.REFERENCE, xy, e, rs) is wanted, what
    assert check_exceptional(python(), cases) > 10


def test_exceptional_points_in_machine_code():
    assert check_exceptional(machine(*MACHINES[0]), list(exceptional())[:8]) > 1


def test_signatures_may_be_verified_while_a_key_is_prepared():
    engine = python().engine
    private = 0x1234567
    xy = xy_of(private)
    rs = sm2_sign.sign(private, b"a")
    e = sm2.message_digest(engine, engine.decode(xy), sm2.IDENTITY, b"a")
    key = engine.decode(xy)
    for number, _ in enumerate(engine.prepare(key)):
        if number in (0, 3, 5, 7):
            assert verdict(engine, xy, e, rs)
            assert not key.table
    assert len(key.table[0]) == 2048
    other = engine.decode(xy)
    sm2.finish(engine.prepare(other))
    assert key.table == other.table
    assert list(engine.prepare(key)) == [], "once is enough"
    assert sm2.finish(engine.verify(key, e, rs))


def test_the_slots_between_two_yields_are_few():
    engine = python().engine
    xy = xy_of(77)
    for prepared, most in ((False, 14), (True, 8)):
        key = engine.decode(xy)
        if prepared:
            sm2.finish(engine.prepare(key))
        steps = sum(1 for _ in engine.verify(key, bytes(32), sm2_sign.sign(77, b"")))
        assert 2 <= steps <= most
