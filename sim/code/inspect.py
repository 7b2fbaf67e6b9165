"""`ridegate inspect`: every field of a code, without keys or a trust list."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim import file_kind, reading, show
from sim.code import anatomy, field_value, mask, unwrap
from terminal import codes
from terminal.ridecode import Refused

_HEAD_BYTES = 8  # shown of what is no ride code: not enough of it to hold a secret

_DESCRIPTION = """\
Show a code field by field: where it stands, what it means, what it holds, and
what each signature covers.

No trust list is needed. Raw bytes, hexadecimal, base64 and UTF-8 text, hex
dumps, lists of numbers and pictures are taken; a damaged code is shown as far
as it goes, its first fault named. Accounts (all but the last four digits) and
the issuer's own data (field 4) are masked, in the bytes too."""

_EPILOG = """\
examples:
  ridegate inspect code.bin
  ridegate inspect screenshot.png
  ridegate inspect --show-account code.hex    the account and field 4 in full:
                                              test codes only, please
  ridegate inspect --json code.bin | jq '.fields[] | {offset, name, value}'
  ridegate decode photo.jpg | ridegate inspect -

exit status: 0 the structure is right; 1 it is not; 2 bad usage, or a file
could not be read or holds no code.
"""


@dataclass(frozen=True, slots=True)
class Inspected:
    """One payload. `received`: its length as read. `judged`: what a terminal answers to it in steps 1 to 5, None when
    they pass; to what is inside a file in a form that no terminal undoes, once that is undone. `body`: the code, None
    when there is none inside. index, payloads: of a symbol in a picture, else None.
    """

    name: str
    received: int
    head: bytes
    unwrapped: unwrap.Unwrapped
    judged: Refused | None
    body: anatomy.Anatomy | None
    index: int | None = None
    payloads: int | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that cannot be looked at, or a symbol that is no code. kind: see `sim.file_kind`, None where it could not
    be read. symbologies: what a picture shows instead of QR symbols.
    """

    name: str
    error: str
    kind: str | None = None
    symbologies: tuple[str, ...] = ()


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `inspect`; its function is `run`."""
    parser = subparsers.add_parser(
        "inspect",
        help="show every field of a code, byte by byte",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a code or a picture of codes; - is standard input")
    parser.add_argument("--show-account", action="store_true", help="show the account and field 4 in full")
    parser.add_argument("--decoder", choices=reading.DECODERS, default="zxing", help="what reads pictures (zxing)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line for each payload")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out the command; returns the exit status that its help describes. Raises Trouble."""
    reading.check_paths(args.files)
    status = 0
    for path in args.files:
        for one in _looked(path, args.decoder):
            if isinstance(one, Unread):
                show.complain("inspect", f"{path}: {one.error}")
                status = 2
                if args.json:
                    show.json_line(unread(one))
                continue
            status = max(status, 1 if one.judged else 0)
            if args.json:
                show.json_line(record(one, args.show_account))
            else:
                from sim.code import inspect_view

                inspect_view.show(one, args.show_account)
    return status


def _looked(path: str, decoder: str) -> "Iterator[Inspected | Unread]":
    """What a file holds, or why it cannot be looked at."""
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
        yield Unread(path, reading.why(error))
    except reading.NoCode as what:
        yield Unread(path, str(what), what.kind, what.symbologies)


def look(name: str, data: bytes, index: int | None = None, payloads: int | None = None) -> Inspected:
    """Look at one payload as read: any bytes."""
    found = unwrap.unwrap(data)
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
        "result": judged and codes.of(judged.result).name,
        "number": judged and judged.result,
        "step": judged and judged.step,
    }
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
            "hex": mask.hexed(body.code, part.offset, part.length, stars),
            "value": field_value.value(part, in_full),
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


def stars_of(body: anatomy.Anatomy, in_full: bool) -> frozenset[int]:
    """The nibbles that are not shown."""
    return frozenset() if in_full else mask.hidden(body.code, body.measured)
