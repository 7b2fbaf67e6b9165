"""Signatures verified many at a time, beside libcrypto: those of warm decisions, in turns within one process.

A warm decision knows the root's signature and the issuer's key, which has its table; it decodes a user's key, and
verifies the issuer's signature and the user's. No user comes twice.
"""

import itertools
from collections.abc import Generator, Iterator
from typing import Any

from hal.desktop import extra
from hal.desktop.engine import proved_engine
from sim.issuer import sm2_sign
from terminal import sm2
from tests.bench.line import Absent, Effort, Line, Measured, ratio, turns
from tests.builder.month_builder import Pen

PEOPLE = 512  # a round
WANTED = 5.0
KEY = "reverify/batch"

Signed = tuple[bytes, bytes, bytes, bytes]


def _warm(engine: sm2.Engine, issuer: sm2.Key, one: Signed) -> Generator[Any, Any, bool]:
    """The signatures of a warm decision, as terminal/decide.py has them verified."""
    key, e, by_issuer, by_user = one
    if not (yield from engine.verify(issuer, e, by_issuer)):
        return False
    return bool((yield from engine.verify(engine.decode(key), e, by_user)))


def _people(rounds: int) -> Iterator[list[Signed]]:
    """For each round others."""
    pen = Pen(sm2_sign.private_key(b"bench", "nonce"))
    issuer = sm2_sign.private_key(b"bench", "issuer")
    for number in range(rounds):
        made = []
        for person in range(PEOPLE):
            private = sm2_sign.private_key(b"bench", f"{number}/{person}")
            e = sm2_sign.sm3(private.to_bytes(32, "big"))
            key = sm2_sign.public_key(private)
            made.append((key, e, pen.sign_digest(issuer, e), pen.sign_digest(private, e)))
        yield made


def measure(effort: Effort) -> Measured:
    """One line, or that numba is not here."""
    if not extra.installed(extra.BATCH):
        yield Absent(KEY, extra.install(extra.BATCH))
        return
    from hal.desktop.batch.engine import proved_batch

    batch, plain = proved_batch(), proved_engine()
    of_issuer = sm2_sign.public_key(sm2_sign.private_key(b"bench", "issuer"))
    slow, quick = plain.decode(of_issuer), batch.engine.decode(of_issuer)
    for engine, key in ((plain, slow), (batch.engine, quick)):
        sm2.finish(engine.prepare(key))
    rounds = list(_people(effort.rounds + 1))
    first, second = itertools.cycle(rounds), itertools.cycle(rounds)

    def one_by_one() -> None:
        assert all([sm2.finish(_warm(plain, slow, one)) for one in next(first)])

    def together() -> None:
        assert all(batch.together([_warm(batch.engine, quick, one) for one in next(second)]))

    took = turns({"one": one_by_one, "together": together}, effort.rounds)
    rate = 2 * PEOPLE / sorted(took["together"])[len(took["together"]) // 2]
    yield Line(f"{KEY}/signatures", f"signatures of {PEOPLE} warm decisions: {plain.name} over batches",
               ratio(took["one"], took["together"]), wanted=WANTED,
               measured=f"{rate:,.0f} signatures a second in batches")  # fmt: skip
