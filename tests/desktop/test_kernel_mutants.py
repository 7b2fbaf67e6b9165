"""Changed instructions of the kernels: those that the proof at the start does not notice are few, and known one by one.

`make mutants` tries all of them and writes down the survivors.
"""

import random

import pytest

from tests.kernel import equal, mutant, mutate
from tests.kernel.mutant import KERNELS, Mutant

KEPT = mutate.kept()
# What mpy-cross wrote may be different with another mpy-cross; what we wrote is what it is.
OURS = [*mutant.FIELDS, KERNELS["sm3_thumb"]]
_SAMPLE = 12
each_kernel = pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS)


def made(kernel):
    return {(each.at, each.what): each for each in mutant.mutants(kernel)}


def current(kernel):
    """What is known of a kernel, if it is still the same."""
    known = KEPT.get(kernel.name)
    if kernel not in OURS and (known is None or mutate.digest(kernel) != known["code"]):
        pytest.skip("not what was tried: `make mutants` tries what this mpy-cross makes of today's source")
    return known


@pytest.mark.parametrize("kernel", OURS, ids=[kernel.name for kernel in OURS])
def test_what_was_tried_is_the_code_of_today(kernel):
    assert mutate.digest(kernel) == KEPT[kernel.name]["code"], f"run `make mutants ARGS={kernel.name}`"


@each_kernel
def test_the_start_notices_99_of_100(kernel):
    known = current(kernel)
    assert known["changes"] == len(made(kernel)) > 20
    assert mutate.share(*mutate.of_module(kernel)) >= mutate.SHARE_MIN


@each_kernel
def test_every_survivor_is_noticed_by_the_tests_or_changes_nothing(kernel):
    survivors = current(kernel)["survivors"]
    changed = made(kernel)
    inert = [each for each in survivors if each[2] == mutate.INERT]
    for at, what, why in [each for each in survivors if each not in inert] + inert[::8]:
        assert why in (*equal.RULES, mutate.TESTS, *([mutate.INERT] if kernel.compiled else []))
        assert mutate.verdict(kernel, changed[at, what]) == why, (at, what)


@each_kernel
def test_a_sample_of_the_others_does_not_start(kernel):
    survivors = {(at, what) for at, what, _ in current(kernel)["survivors"]}
    changed = made(kernel)
    for place in random.Random(3).sample(sorted(set(changed) - survivors), _SAMPLE):
        assert not mutant.starts(kernel, changed[place].code), place


@pytest.mark.parametrize(
    "kernel", [KERNELS["thumb"], KERNELS["sm3_thumb"], KERNELS["plan"]], ids=lambda each: each.name
)
def test_the_code_as_it_is_starts_and_passes(kernel):
    assert mutant.starts(kernel, kernel.code)
    assert mutant.passes(kernel, kernel.code)


def test_rules_of_squares_tell_what_is_equal_from_what_is_not():
    tested = half_words(0xF117, 0x0A02)  # adds r10, r7, 2
    for constant, verdict in ((3, "fewer go the short way"), (0x22, "fewer go the short way"), (1, None), (0, None)):
        assert equal.rule(*change("thumb", tested, half_words(0xF117, 0x0A00 | constant))) == verdict
    product = half_words(0xFBE0, 0xBE66)  # umaal r11, lr, r0, r6: of seven words one, the others follow
    assert equal.rule(*change("thumb", product, half_words(0xFBE0, 0x9E66))) == "a sum by way of a carry"
    assert equal.rule(*change("thumb", product, half_words(0xFBE0, 0x8E66))) is None
    assert equal.rule(*change("thumb", product, half_words(0xFBE0, 0xBE65))) is None
    words = half_words(0xE898, 0x00FF)  # ldm r8, {r0..r7}
    assert equal.rule(*change("thumb", words, half_words(0xE898, 0x02FF))) == "a register that nobody reads"
    assert equal.rule(*change("thumb", words, half_words(0xE898, 0x40FF))) is None  # lr, which is read
    assert equal.rule(*change("thumb", words, half_words(0xE898, 0x00FE))) is None
    compared, less, more = (word.to_bytes(4, "little") for word in (0xFFE8BE13, 0xFFC8BE13, 0xFFF8BE13))
    assert equal.rule(*change("rv32", compared, less)) == "fewer go the short way"  # sltiu t3, a7, -2 and -4
    assert equal.rule(*change("rv32", compared, more)) is None  # -1


def change(name, old, new):
    """A mutant that has `new` in place of the first `old`."""
    kernel = KERNELS[name]
    at = next(at for at, length in mutant.places(kernel) if kernel.code[at : at + length] == old)
    return kernel, Mutant(at, "by hand", kernel.code[:at] + new + kernel.code[at + len(new) :])


def half_words(*halves):
    return b"".join(each.to_bytes(2, "little") for each in halves)


def test_rules_tell_what_is_equal_from_what_is_not():
    ldrd = half_words(0xE9DE, 0xBC00)  # ldrd r11, r12, [lr, 0]
    assert equal.rule(*change("thumb", ldrd, half_words(0xE95E, 0xBC00))) == "the same"
    assert equal.rule(*change("thumb", ldrd, half_words(0xE9DE, 0xBC01))) is None
    add_move = (0x000F0E13).to_bytes(4, "little")  # addi t3, t5, 0
    assert equal.rule(*change("rv32", add_move, (0x000F4E13).to_bytes(4, "little"))) == "the same"
    assert equal.rule(*change("rv32", add_move, (0x001F0E13).to_bytes(4, "little"))) is None
    two_carries = (0x01FF6F33).to_bytes(4, "little")  # or t5, t5, t6
    assert equal.rule(*change("rv32", two_carries, (0x01FF4F33).to_bytes(4, "little"))) == "two carries, never both"
    assert equal.rule(*change("rv32", two_carries, (0x01FF7F33).to_bytes(4, "little"))) is None
    kernel = KERNELS["thumb"]
    dropped = [equal.rule(kernel, each) for each in mutant.mutants(kernel) if each.what == "dropped"]
    assert [each for each in dropped if each] == ["fewer go the short way"]
    for what, verdict in ((mutate.TESTS, 99.0), ("the same", 100.0)):
        assert mutate.share({"changes": 100, "survivors": [[0, "bit 0", what]]}) == verdict
