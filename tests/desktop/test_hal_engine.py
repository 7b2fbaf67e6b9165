"""The desktop's SM2 engine."""

import hashlib
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from hal.desktop import libcrypto
from hal.desktop.engine import desktop_engine, python_engine
from sim.issuer import sm2_sign
from terminal import sm2
from tests.rig import engine_contract
from tests.rig.engine_contract import signed, verified

ROOT = Path(__file__).resolve().parent.parent.parent


def _engines() -> dict[str, sm2.Engine]:
    """Those of this computer by name; where it has libcrypto, also what that would be on computers that lack some."""
    engines = {engine.name: engine for engine in (desktop_engine(), python_engine())}
    if len(engines) > 1:
        digest = desktop_engine().digest
        for what, nid, quick in (("curve unnamed", 0, True), ("no table", 1172, False), ("neither", 0, False)):
            engines[f"libcrypto, {what}"] = libcrypto.engine(digest, nid, quick)
    return engines


ENGINES = _engines()
every_engine = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES.keys())
with_libcrypto = pytest.mark.skipif(len(ENGINES) < 3, reason="no libcrypto of OpenSSL 3 here")


@pytest.mark.parametrize("prepared", (False, True))
@every_engine
def test_an_engine_answers_every_vector(engine: sm2.Engine, prepared: bool):
    engine_contract.answers_every_vector(engine, prepared)


@pytest.mark.parametrize("form", engine_contract.FORMS)
@every_engine
def test_signatures_of_random_keys_hold_and_changed_ones_do_not(engine: sm2.Engine, form: str):
    engine_contract.holds_for_random_keys_and_no_change(engine, form, libcrypto.TABLE_AT + 2)


@pytest.mark.parametrize("turns", (1, libcrypto.TABLE_AT + 1))
@every_engine
def test_sums_that_are_infinity_and_doublings_are_no_trap(engine: sm2.Engine, turns: int):
    engine_contract.knows_rare_sums(engine, turns)


@every_engine
def test_a_signature_is_64_bytes_also_where_fewer_would_say_the_same(engine: sm2.Engine):
    engine_contract.takes_64_bytes_alone(engine)


@every_engine
def test_a_signature_is_two_numbers_from_1_to_n_minus_1_that_do_not_add_up_to_n(engine: sm2.Engine):
    engine_contract.refuses_what_is_out_of_range(engine)


@with_libcrypto
def test_a_key_that_stays_gets_a_table_and_no_other():
    engine = desktop_engine()
    private, e, signature = signed(2)
    key = engine.decode(sm2_sign.public_key(private))
    for _ in range(libcrypto.TABLE_AT - 1):
        assert verified(engine, key, e, signature)
    assert key.table.table is None
    assert verified(engine, key, e, signature)
    assert key.table.table is not None
    prepared = engine.decode(sm2_sign.public_key(private))
    sm2.finish(engine.prepare(prepared))
    assert prepared.table.table is not None and prepared.table.table is not key.table.table


@with_libcrypto
def test_what_is_missing_is_done_without():
    engine = ENGINES["libcrypto, neither"]
    key = engine.decode(sm2_sign.public_key(signed(2)[0]))
    sm2.finish(engine.prepare(key))
    assert key.table.table is None


def test_threads_share_an_engine_and_its_keys():
    engine = desktop_engine()
    signatures = [signed(seed) for seed in range(3)]
    keys = [engine.decode(sm2_sign.public_key(private)) for private, _, _ in signatures]
    wrong = []
    begin = threading.Barrier(4)

    def work(first: int) -> None:
        begin.wait()
        for turn in range(60):
            at = (first + turn) % 3
            _, e, signature = signatures[at]
            good = turn % 2 == 0
            if verified(engine, keys[at], e if good else bytes(32), signature) is not good:
                wrong.append((first, turn))
            if engine.decode(keys[at].xy).xy != keys[at].xy:
                wrong.append((first, turn, "key"))

    threads = [threading.Thread(target=work, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


_GROWN = """
import sys
from hal.desktop.engine import desktop_engine
from sim.issuer import sm2_sign
from terminal import sm2

engine = desktop_engine()
private = sm2_sign.private_key(b"leak", "engine")
good, e = sm2_sign.public_key(private), bytes(32)
signature = sm2_sign.sign_with_digest(private, e)

def resident_kb():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4

def work(times):
    for _ in range(times):
        for _ in range(60):
            engine.decode(good), engine.decode(b"\\2" + bytes([255]) * 32), engine.decode(bytes(64))
        key = engine.decode(good)
        sm2.finish(engine.verify(key, e, signature)), sm2.finish(engine.verify(key, e, signature[::-1]))
        sm2.finish(engine.prepare(key))
        for _ in range(10):
            sm2.finish(engine.verify(key, e, signature))

work(20)
before = resident_kb()
work(150)
print(resident_kb() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no /proc here")
def test_nothing_is_left_of_keys_tables_and_refusals():
    """9,000 keys, 18,000 refused ones, 150 tables of some 80 KB: not to let one kind of them go would be seen."""
    out = subprocess.run([sys.executable, "-c", _GROWN], cwd=ROOT, check=True, capture_output=True, text=True)
    assert int(out.stdout) < 1024


def test_without_libcrypto_the_engine_is_of_python_and_says_so():
    def missing(_: Callable[..., bytes]) -> sm2.Engine:
        raise OSError("no libcrypto here")

    engine = desktop_engine(missing)
    assert engine.name == python_engine().name
    sm2.prove(engine)


def test_names_say_what_an_engine_is_made_of():
    sm3 = "hashlib sm3" if "sm3" in hashlib.algorithms_available else "python sm3"
    assert python_engine().name == f"python integers, {sm3}"
    assert desktop_engine().name in (f"libcrypto, {sm3}", f"python integers, {sm3}")


@every_engine
def test_keys_come_in_three_forms_and_no_other(engine: sm2.Engine):
    engine_contract.decodes_three_forms_and_no_other(engine)


@pytest.mark.parametrize("parts", [(), (b"",), (b"abc",), (b"a", b"", b"bc"), (bytes(200), memoryview(b"x" * 70))])
def test_the_digest_is_that_of_the_reference(parts):
    assert desktop_engine().digest(*parts) == sm2.REFERENCE.digest(*[bytes(part) for part in parts])


def test_the_digest_of_the_standard():
    want = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert desktop_engine().digest(b"abc").hex() == want
