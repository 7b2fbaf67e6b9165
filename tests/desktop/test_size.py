"""terminal/ fits where it must."""

from tests.tool.size import LIMIT_BYTES, sizes


def test_the_bytecode_of_terminal_stays_below_its_limit():
    weights = sizes()
    assert weights
    assert sum(weights.values()) < LIMIT_BYTES, weights
