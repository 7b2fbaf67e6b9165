"""Judges codes in files with the terminal's own core."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.code import file_kind, reading
from sim.family import table
from sim.judge.runtime import CPython, Task
from sim.output import show
from sim.output.trouble import why
from terminal.ridecode import measured

if TYPE_CHECKING:
    from sim.code.facts import Facts
    from sim.judge.vm_runtime import MicroPython


class Judged(NamedTuple):
    """One payload with its facts (see `sim.judge.verdict`), or why there is nothing to judge (`error`).

    payload: the bytes that were judged. kind: of the file (see `sim.code.file_kind`), None where it could not be read.
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


def judged(paths: Sequence[str], decoder: str, runtime: str, task: Task) -> Iterator[Judged]:
    """Judge what is in files, in their order. decoder: of pictures, a name of `sim.code.reading`; runtime: of
    `sim.judge.runtime`. Raises Trouble.
    """
    judge = start(runtime, task)
    try:
        for path in paths:
            try:
                yield from _file(path, decoder, judge, task)
            except OSError as error:
                yield Judged(path, error=why(error))
            except reading.NoCode as what:
                yield Judged(path, error=str(what), kind=what.kind, symbologies=what.symbologies)
    finally:
        judge.close()


def start(name: str, task: Task) -> "CPython | MicroPython":
    """The runtime of this name, "cpython" or "micropython". Raises Trouble as it does."""
    if name == "cpython":
        return CPython(task)
    from sim.judge.vm_runtime import MicroPython

    return MicroPython(task)


def _file(path: str, decoder: str, runtime: "CPython | MicroPython", task: Task) -> Iterator[Judged]:
    """The judgements of one file. Raises OSError, NoCode."""
    read = reading.read(path)
    if not read.picture:
        code, beyond = read.data, ""
        if not measured(code):
            from sim.code import unwrap

            code, _, beyond = unwrap.judged(code)
        facts, error = _facts(runtime, code, task)
        whole = code if beyond else read.data  # of what is too long more than is judged
        yield Judged(path, facts, error, file_kind.CODE, payload=whole, beyond=beyond)
        return
    payloads = reading.payloads(read, reading.decoder(decoder))
    for index, payload in enumerate(payloads):
        if payload.part:
            facts, error = None, reading.part_words(payload)
        else:
            facts, error = _facts(runtime, payload.data, task)
        yield Judged(path, facts, error, file_kind.PICTURE, index, len(payloads), payload.data)


def _facts(runtime: "CPython | MicroPython", code: bytes, task: Task) -> "tuple[Facts | None, str | None]":
    """(facts, None) of one payload; (None, what is wrong) where the list is damaged, which is not the code's fault."""
    try:
        return runtime.judge(code), None
    except OSError as error:
        name = "" if task.trust_file is None else f"{task.trust_file.name}: "
        return None, f"{name}{why(error)}; name a whole copy of the list with --trust"


def record(one: Judged, at_s: int, fare_fen: int) -> dict[str, Any]:
    """What --json prints of one payload: `result` is its name, `account` is masked, times are UTC.

    `fault` is whose fault it is (`terminal.codes`), `detail` what was found and expected, in words.
    """
    facts = one.facts
    if facts is None:
        return _unjudged(one)
    answer = table.row(facts["result"])
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
