"""Field elements that make carries run: near 0, near p, powers of two, words all ones and all zeros."""

import random
from collections.abc import Iterator
from itertools import product

from hal.engine import proof
from terminal.sm2 import P

_WORDS = (0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF)


def edges() -> list[int]:
    """Elements below p, each once."""
    near = [base + offset for base in (0, P, P >> 1, (1 << 256) % P, (1 << 260) % P) for offset in (-2, -1, 0, 1, 2)]
    powers = [1 << bit for bit in range(0, 256, 16)] + [(1 << bit) - 1 for bit in range(32, 257, 32)]
    below_p = [P - (1 << bit) for bit in range(0, 256, 32)]
    return sorted({value % P for value in near + powers + below_p})


def words(seed: int, count: int) -> Iterator[int]:
    """Elements put together of such words."""
    draw = random.Random(seed)
    for _ in range(count):
        value = 0
        for _ in range(8):
            value = value << 32 | draw.choice(_WORDS)
        yield value % P


def pairs(count: int) -> list[tuple[int, int]]:
    """About `count` pairs: edges with edges, such words, anything, and what the proof at the start tries."""
    draw = random.Random(count)
    edge = list(product(edges(), repeat=2))
    made = draw.sample(edge, count // 2)
    made += zip(words(1, count // 4), words(2, count // 4), strict=True)
    made += [(draw.randrange(P), draw.randrange(P)) for _ in range(count // 4)]
    made += [(value, value) for value in edges()]
    made += proof._HARD
    return made
