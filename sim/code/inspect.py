"""Every field of a code in a file, without keys or a trust list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.code import anatomy, field_value, file_kind, mask, reading, unwrap
from sim.family import table
from sim.family.contract import Family, Part
from sim.output.trouble import why
from terminal.ridecode import Refused

_HEAD_BYTES = 8  # shown of what is no ride code: not enough of it to hold a secret

@dataclass(frozen=True, slots=True)
class Inspected:
    """One payload. `received`: its length as read. `judged`: what a terminal answers to it in steps 1 to 5, None when
    they pass; to what is inside a file in a form that no terminal undoes, once that is undone. `body`: the code, None
    when there is none inside. index, payloads: of a symbol in a picture, else None. family: the other one whose code
    it is, with `judged` its structure.
    """

    name: str
    received: int
    head: bytes
    unwrapped: unwrap.Unwrapped
    judged: Refused | None
    body: anatomy.Anatomy | None
    index: int | None = None
    payloads: int | None = None
    family: Family | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The fields of a code of another family; of a ride code they are those of its `body`."""
        return () if self.family is None else self.family.parts(self.unwrapped.code)


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that cannot be looked at, or a symbol that is no code. kind: see `sim.code.file_kind`, None where it could
    not be read. symbologies: what a picture shows instead of QR symbols.
    """

    name: str
    error: str
    kind: str | None = None
    symbologies: tuple[str, ...] = ()


def looked(path: str, decoder: str) -> "Iterator[Inspected | Unread]":
    """What a file holds, or why it cannot be looked at. decoder: of pictures, a name of `sim.code.reading`."""
    try:
        read = reading.read(path)
        if not read.picture:
            yield look(path, read.data)
            return
        payloads = reading.payloads(read, reading.decoder(decoder))
        for index, payload in enumerate(payloads):
            if payload.part:
                yield Unread(path, reading.part_words(payload), file_kind.PICTURE)
            else:
                yield look(path, payload.data, index, len(payloads))
    except OSError as error:
        yield Unread(path, why(error))
    except reading.NoCode as what:
        yield Unread(path, str(what), what.kind, what.symbologies)


def look(name: str, data: bytes, index: int | None = None, payloads: int | None = None) -> Inspected:
    """Look at one payload as read: any bytes."""
    found = unwrap.unwrap(data)
    family = table.of(found.code)
    if family is not None:
        broken = table.structure(family, found.code)
        return Inspected(name, len(data), data[:_HEAD_BYTES], found, broken, None, index, payloads, family)
    body = anatomy.take_apart(found.code) if unwrap.looks_like_code(found.code) else None
    undone = found.recovered or (found.beyond and index is None)  # what a symbol carries is the terminal's to undo
    judged = anatomy.refusal(found.code if undone else data)
    return Inspected(name, len(data), data[:_HEAD_BYTES], found, judged, body, index, payloads)


def unread(one: Unread) -> dict[str, Any]:
    """What --json prints of a file that cannot be looked at."""
    out: dict[str, Any] = {"file": one.name, "kind": one.kind, "error": one.error}
    return out | ({"symbologies": list(one.symbologies)} if one.symbologies else {})


def record(one: Inspected, in_full: bool) -> dict[str, Any]:
    """What --json prints: `result` is what a terminal answers in steps 1 to 5, null when they pass."""
    judged = one.judged
    out: dict[str, Any] = {"file": one.name, "kind": file_kind.CODE if one.index is None else file_kind.PICTURE}
    if one.payloads is not None:
        out |= {"index": one.index, "payloads": one.payloads}
    out |= {
        "bytes": one.received,
        "recovered": list(one.unwrapped.recovered),
        "beyond": one.unwrapped.beyond or None,
        "result": judged and table.row(judged.result).name,
        "number": judged and judged.result,
        "step": judged and judged.step,
    }
    if one.family is not None:
        stars = stars_of_family(one, in_full)
        out |= {"family": one.family.NAME, "code_bytes": len(one.unwrapped.code)}
        code = one.unwrapped.code
        out["fields"] = [_field(at, part, code, stars, in_full) for at, part in enumerate(one.parts, 1)]
        return out
    if judged and judged.family:
        out["family"] = judged.family
    body = one.body
    if body is None:
        return out
    if body.refused:
        words = anatomy.explain(body.code)
        out |= {"fault": words and words.en, "offset": body.refused.offset}
    stars = stars_of(body, in_full)
    out["code_bytes"] = len(body.code)
    out["extension_bytes"] = body.n
    out["fields"] = [
        {
            "number": part.field.number,
            "name": part.field.name,
            "zh": part.field.zh,
            "en": part.field.en,
            "meaning": part.field.meaning,
            "offset": part.offset,
            "length": part.length,
            "hex": (text := mask.hexed(body.code, part.offset, part.length, stars)),
            "value": field_value.value(part, text, in_full),
            "wrong": field_value.wrong(part),
        }
        for part in body.parts
    ]
    out["signatures"] = [
        {
            "name": signature.coverage.name,
            "field": signature.coverage.field,
            "covers": [signature.start, signature.end],
            "holds": signature.holds,
            "remark": signature.remark,
        }
        for signature in body.signatures
    ]
    return out


def _field(number: int, part: Part, code: bytes, stars: frozenset[int], in_full: bool) -> dict[str, Any]:
    """A field of another family as --json has it; without its bytes where they are inside of something."""
    return {
        "number": str(number),
        "name": part.name,
        "zh": part.words.zh,
        "en": part.words.en,
        "meaning": "",
        "offset": part.offset,
        "length": part.length,
        "hex": "" if part.inside else mask.hexed(code, part.offset, part.length, stars),
        "value": part.value if in_full or not part.secret else None,
        "wrong": not part.inside and part.start_bit + part.bits > 8 * len(code),
        "inside": part.inside,
        "start_bit": part.start_bit,
        "bits": part.bits,
    }


def stars_of_family(one: Inspected, in_full: bool) -> frozenset[int]:
    """The nibbles of a code of another family that are not shown: all that its secret fields touch."""
    found: set[int] = set()
    for part in () if in_full else one.parts:
        if part.secret and not part.inside:
            found |= set(range(2 * part.offset, 2 * (part.offset + part.length)))
    return frozenset(found)


def stars_of(body: anatomy.Anatomy, in_full: bool) -> frozenset[int]:
    """The nibbles that are not shown."""
    return frozenset() if in_full else mask.hidden(body.code, body.placed)
