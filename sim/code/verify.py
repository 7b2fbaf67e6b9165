"""`ridegate verify`: may this passenger pass? Judges codes in files with the terminal's own core."""

import argparse
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from sim import file_kind, reading, show
from sim.moment import parse_moment
from sim.trouble import Trouble
from terminal import codes
from terminal.policy import FARE_MAX_FEN
from terminal.ridecode import measured

if TYPE_CHECKING:
    from sim.code.facts import Facts
    from sim.code.runtime import CPython
    from sim.code.vm_runtime import MicroPython

_U32_MAX = 0xFFFFFFFF

_DESCRIPTION = """\
Judge ride codes in files, as a terminal would, and say why.

A file's bytes are judged as they are: raw, or mangled into hexadecimal, base64
or UTF-8 text. Forms that people keep bytes in and no terminal undoes (hex dumps,
wrapped base64, lists of numbers, UTF-16) are undone first, and it is said so.
Pictures (PNG, JPEG, HEIC, WebP, AVIF, TIFF, GIF, BMP) are decoded, and each of
their symbols is judged. Every code is judged alone, as if none came before.
What is no code is named for what it is, and not judged."""

_EPILOG = """\
examples:
  ridegate verify --trust trust.toml code.bin
  ridegate verify --trust trust.bin --operator-key operator.pub photo.jpg
  ridegate verify --trust trust.toml --at 2026-11-01T08:00:00+08:00 --fare 300 \\
                  --json codes/*.bin
  ridegate verify --trust trust.toml --runtime micropython code.bin
                          the same answer from the bytecode that boards run
  cat code.bin | ridegate verify --trust trust.toml -
  ridegate verify code.bin
                          without a list: not beyond step 7

exit status: 0 all were accepted; 1 some were refused; 2 bad usage, or a file
could not be read or holds no code (the others are judged).
"""


class Judged(NamedTuple):
    """One payload with its facts (see `sim.code.verdict`), or why there is nothing to judge (`error`).

    payload: the bytes that were judged. kind: of the file (see `sim.file_kind`), None where it could not be read.
    place: of the symbol in a picture, from 0; payloads: symbols in that picture; both None for bytes. beyond: what was
    undone and no terminal undoes, "" for nothing. symbologies: of a picture without a QR symbol, what it shows instead.
    """

    name: str
    facts: "Facts | None" = None
    error: str | None = None
    kind: str | None = None
    place: int | None = None
    payloads: int | None = None
    payload: bytes = b""
    beyond: str = ""
    symbologies: tuple[str, ...] = ()


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `verify`; its function is `run`."""
    parser = subparsers.add_parser(
        "verify",
        help="judge codes: may this passenger pass, and why not?",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="a code or a picture of codes; - is standard input")
    parser.add_argument("--trust", metavar="FILE", help="the trust list, TOML or binary")
    parser.add_argument(
        "--operator-key", metavar="FILE", help="the operator's public key, for a binary list"
    )
    parser.add_argument(
        "--at",
        default="now",
        metavar="TIME",
        help="the moment to judge for: 2026-11-01T08:00:00+08:00, 2026-11-01T00:00:00Z or Unix seconds (now)",
    )
    parser.add_argument("--fare", default="0", metavar="FEN", help="what the ride costs, in 1/100 yuan (0)")
    parser.add_argument(
        "--runtime", choices=("cpython", "micropython"), default="cpython", help="what judges (cpython)"
    )
    parser.add_argument("--decoder", choices=reading.DECODERS, default="zxing", help="what reads pictures (zxing)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line for each payload")
    parser.set_defaults(run=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out the command; returns the exit status that its help describes. Raises Trouble."""
    reading.check_paths(args.files)
    at_s = _moment(args.at)
    fare_fen = _fare(args.fare)
    judged = _judge(args, at_s, fare_fen)
    rows = []
    status = 0
    for one in judged:
        if one.facts is None:
            show.complain("verify", f"{one.name}: {one.error}")
            status = 2
        elif one.facts["result"] != codes.ACCEPTED:
            status = max(status, 1)
        if args.json:
            show.json_line(record(one, at_s, fare_fen))
        elif one.facts is not None:
            rows.append(one)
    if rows:
        from sim.code import verdict_table

        verdict_table.show(rows, at_s, fare_fen)
    return status


def record(one: Judged, at_s: int, fare_fen: int) -> dict[str, Any]:
    """What --json prints of one payload: `result` is its name, `account` is masked, times are UTC.

    `fault` is whose fault it is (`terminal.codes`), `detail` what was found and expected, in words.
    """
    facts = one.facts
    if facts is None:
        return _unjudged(one)
    answer = codes.of(facts["result"])
    from sim.code import decision_record, reason

    out = {
        "file": one.name,
        "kind": one.kind,
        "result": answer.name,
        "number": answer.number,
        "step": facts["step"],
        "recovered": facts["recovered"],
        "beyond": one.beyond or None,
        **decision_record.found(facts),
        "zh": answer.zh,
        "en": answer.en,
        "fault": answer.fault,
    }
    detail = reason.detail(facts, at_s, fare_fen, one.payload)
    if detail:
        out["detail"] = detail
    if one.payloads is not None:
        out |= {"index": one.place, "payloads": one.payloads}
    out["ms"] = show.milliseconds(facts["us"])
    return out


def _unjudged(one: Judged) -> dict[str, Any]:
    out: dict[str, Any] = {"file": one.name, "kind": one.kind, "error": one.error}
    if one.payloads is not None:
        out |= {"index": one.place, "payloads": one.payloads}
    if one.symbologies:
        out["symbologies"] = list(one.symbologies)
    return out


def _judge(args: argparse.Namespace, at_s: int, fare_fen: int) -> Iterator[Judged]:
    from sim.code.runtime import Task, start
    from terminal.sm2 import REFERENCE

    trust_file = None
    if args.trust is not None:
        from sim.trust.file import load

        trust_file = load(args.trust, args.operator_key, REFERENCE)
        if args.operator_key is not None and not trust_file.signed:
            show.complain("verify", f"{args.trust} is a source, which has no signature: --operator-key is not used")
    elif args.operator_key is not None:
        raise Trouble("--operator-key has nothing to check without --trust; name the binary list, too")
    runtime = start(args.runtime, Task(trust_file, at_s, fare_fen))
    try:
        for path in args.files:
            try:
                yield from _file(path, args.decoder, runtime)
            except OSError as error:
                yield Judged(path, error=reading.why(error))
            except reading.NoCode as what:
                yield Judged(path, error=str(what), kind=what.kind, symbologies=what.symbologies)
    finally:
        runtime.close()


def _file(path: str, decoder: str, runtime: "CPython | MicroPython") -> Iterator[Judged]:
    """The judgements of one file. Raises OSError, NoCode."""
    read = reading.read(path)
    if not read.picture:
        code, beyond = read.data, ""
        if not measured(code):
            from sim.code.unwrap import judged

            code, _, beyond = judged(code)
        yield Judged(path, runtime.judge(code), kind=file_kind.CODE, payload=code, beyond=beyond)
        return
    payloads = reading.payloads(read, reading.decoder(decoder))
    for index, payload in enumerate(payloads):
        facts: Facts | None = None
        error: str | None = None
        if payload.part:
            error = reading.part_words(payload)
        else:
            facts = runtime.judge(payload.data)
        yield Judged(path, facts, error, file_kind.PICTURE, index, len(payloads), payload.data)


def _moment(text: str) -> int:
    try:
        at_s = parse_moment(text, int(time.time()))
    except (ValueError, OverflowError):
        raise Trouble(
            f"--at {text}: no moment; write it with its zone, as in 2026-11-01T08:00:00+08:00, or as Unix seconds"
        ) from None
    if not 0 <= at_s <= _U32_MAX:
        raise Trouble(f"--at {text}: outside 1970 to 2106; ride codes count their seconds in 32 bits")
    return at_s


def _fare(text: str) -> int:
    fare_fen = int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else -1
    if not 0 <= fare_fen <= FARE_MAX_FEN:
        raise Trouble(f"--fare {text}: write the fare in fen, 0 to {FARE_MAX_FEN}, as in 200 for 2 yuan")
    return fare_fen
