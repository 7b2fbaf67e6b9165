"""Explains what is in files: codes, their text forms, and pictures of codes."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hal.desktop.engine import proved_engine
from sim.code import reading
from sim.explain import other_code
from sim.explain.cause import Answer
from sim.explain.explain import explain
from sim.explain.other_code import OtherCode
from sim.output.trouble import why
from sim.trust.file import TrustFile
from terminal import policy
from terminal.family.judging import FamilyPolicy
from terminal.history import History


class Explained(NamedTuple):
    """One payload with its explanation, or why there is none. place, payloads: of a symbol in a picture. other: of a
    code of another family, in the place of an answer.
    """

    name: str
    answer: Answer | None = None
    error: str = ""
    place: int | None = None
    payloads: int | None = None
    other: OtherCode | None = None


def explained(
    paths: Sequence[str],
    decoder: str,
    trust_file: TrustFile | None,
    now_s: int,
    fare_fen: int,
    families: FamilyPolicy | None = None,
) -> Iterator[Explained]:
    """Explain what each file holds, in their order. families: that are read, None for ride codes alone. Raises Trouble
    when the list is refused.
    """

    def of(payload: bytes) -> tuple[Answer | None, OtherCode | None]:
        other = None if families is None else other_code.look(payload, families, opened, now_s)
        return (None if other is not None else explain(payload, opened, rules, History(1), now_s)), other

    opened = trust_file.open(proved_engine()) if trust_file else None
    rules = policy.make(fare_fen=fare_fen)
    for path in paths:
        try:
            read = reading.read(path)
            if not read.picture:
                answer, other = of(read.data)
                yield Explained(path, answer, other=other)
                continue
            payloads = reading.payloads(read, reading.decoder(decoder))
            for place, payload in enumerate(payloads):
                if payload.part:
                    yield Explained(path, None, reading.part_words(payload), place, len(payloads))
                else:
                    answer, other = of(payload.data)
                    yield Explained(path, answer, "", place, len(payloads), other)
        except OSError as error:
            yield Explained(path, error=why(error))
        except reading.NoCode as what:
            yield Explained(path, error=str(what))
