"""The library: parse, inspect, verify, mint and replay from Python, under stable names.

Every function does what the command of its name does, with the same code behind it, and prints nothing. An import of
this module brings in nothing else of the project but two classes of errors; each function imports what it needs when it
is called. Accounts are masked in whatever is returned unless they are asked for. docs/library.md has an example.

Length: every public name stands here, so that a user reads one page.

Bytes are `bytes`; times are Unix seconds, UTC (`_s`); money is fen, 1/100 yuan (`_fen`).
Errors: Refused (a code breaks the structure), Trouble (a file or list cannot be used; its text says what to do next),
ValueError (an argument is out of its bounds).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from typing import TYPE_CHECKING, Any

from sim.input.field import U32_MAX
from sim.output.trouble import Trouble
from terminal.ridecode import Refused

if TYPE_CHECKING:
    from sim.trust.file import TrustFile
    from terminal import trust as terminal_trust

__all__ = [
    "Code",
    "Decision",
    "Field",
    "Inspection",
    "MintedFault",
    "Refused",
    "Replay",
    "Signature",
    "Trouble",
    "TrustList",
    "inspect",
    "load_trust",
    "mint",
    "mint_faults",
    "mint_trust",
    "parse",
    "replay",
    "verify",
]

SEED = "ridegate"

Path = str | PathLike[str]


@dataclass(frozen=True, slots=True)
class Code:
    """The fields of a code whose structure is right. Nothing in it was verified.

    version: 0 or 1. issuer: 8 digits. cert_expiry: MMYY. cert_serial: 6 hexadecimal digits. account: 19 or 20
    characters, stars but for the last four digits unless it was asked for. extension_bytes: N, 0 to 32.
    """

    version: int
    issuer: str
    ca_index: int
    cert_expiry: str
    cert_serial: str
    account: str
    account_type: int
    limit_fen: int
    user_expiry_s: int
    generated_s: int
    validity_s: int
    extension_bytes: int


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it stands in a code. number: of the specification, as in "3.2". zh, en: its name in words.

    offset, length: bytes; length counts what the field should have. hex: stars where digits are masked, shorter where
    the code ends early. value: in a form for people, None where the bytes say it all. wrong: whether they may not stand
    there. Of a rail ticket, whose fields are bits: start_bit and bits; inside: what was unpacked first, "" for nothing.
    """

    number: str
    name: str
    zh: str
    en: str
    meaning: str
    offset: int
    length: int
    hex: str
    value: Any
    wrong: bool
    inside: str = ""
    start_bit: int | None = None
    bits: int | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """One of the three signatures. covers: offsets of the first signed byte and of the one behind the last.

    holds: whether it fits the key that stands in the code; None where it cannot be checked, and remark says why.
    """

    name: str
    field: str
    covers: tuple[int, int]
    holds: bool | None
    remark: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """A payload taken apart without a trust list.

    result: what a terminal answers in steps 1 to 5, None when they pass; number and step go with it. recovered: what
    a terminal undoes first; beyond: what was undone here and no terminal undoes, None for nothing. fault: the first
    fault in words; offset: of its byte. fields and signatures are empty where there is no code inside.
    """

    bytes: int
    recovered: tuple[str, ...]
    beyond: str | None
    result: str | None
    number: int | None
    step: int | None
    fields: tuple[Field, ...] = ()
    signatures: tuple[Signature, ...] = ()
    code_bytes: int | None = None
    extension_bytes: int | None = None
    fault: str | None = None
    offset: int | None = None
    family: str | None = None


@dataclass(frozen=True, slots=True)
class TrustList:
    """A trust list whose header signature was checked; its pages are checked when they are read.

    name: of the file. signed: False for a TOML source, which is compiled in memory. test: signed with a test key.
    expires_s: 0 when the list has no end. Trap: verify remembers what it proved for this object, so keep one and reuse
    it; two threads may not share it.
    """

    name: str
    signed: bool
    test: bool
    sequence: int
    issued_s: int
    effective_s: int
    expires_s: int
    file: "TrustFile" = field(repr=False)
    opened: "terminal_trust.TrustList" = field(repr=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of a terminal to a code, and the reason.

    result: name out of the README's table; number, step (None when accepted) and clause go with it. recovered: what
    was undone, in order. issuer to limit_fen: of the code, None where it was not parsed; account is masked; generated:
    ISO 8601, UTC. zh, en: the words for the passenger. fault: whose it is. why, do, detail: in English. offset: byte at
    fault in steps 2 to 5. family: of a foreign code. cause: of INTERNAL.
    """

    result: str
    number: int
    step: int | None
    clause: str
    recovered: tuple[str, ...]
    issuer: str | None
    account: str | None
    account_type: int | None
    generated: str | None
    validity_s: int | None
    limit_fen: int | None
    zh: str
    en: str
    fault: str | None
    why: str
    do: str
    detail: str | None = None
    offset: int | None = None
    family: str | None = None
    cause: str | None = None

    @property
    def accepted(self) -> bool:
        """Whether the passenger may pass."""
        return self.result == "ACCEPTED"


@dataclass(frozen=True, slots=True)
class MintedFault:
    """A test code that is refused, and what a terminal must answer to it.

    name: the result, and its variant where it has several. fare_fen: the fare at which it is refused.
    """

    name: str
    code: bytes = field(repr=False)
    result: str
    step: int
    comment: str
    fare_fen: int


@dataclass(frozen=True, slots=True)
class Replay:
    """The outcome of playing a capture again.

    level: "full", "masked" or "decisions". played: False where nothing could be judged again. decisions, recorded: how
    many came now, and how many are on record. differences: what `ridegate replay --json` prints of each. totals: result
    to its count. unread: pictures of a folder that could not be read.
    """

    capture: str
    level: str
    runtime: str
    played: bool
    decisions: int
    recorded: int
    differences: tuple[dict[str, Any], ...]
    trace_hash: str
    totals: dict[str, int]
    notes: tuple[str, ...]
    unread: int

    @property
    def same(self) -> bool:
        """Whether something was played, and everything on record came again."""
        return self.played and not self.differences


def parse(payload: bytes, show_account: bool = False) -> Code:
    """Decode one raw code, 332 to 364 bytes.

    show_account: return the account in full; for test codes.
    Refuses (Refused: result, step, offset) NOT_A_RIDE_CODE, UNSUPPORTED_VERSION, BAD_LENGTH, MALFORMED and
    UNSUPPORTED_SERVICE, and FOREIGN_CODE and OVERSIZED. Trap: no text form is undone and no signature is checked.
    Clause: spec §1, §4 steps 1-5.
    """
    from sim.code import mask
    from terminal import policy, ridecode

    code = ridecode.parse(payload, policy.STANDARD)
    digits = mask.digits(code.account) if show_account else None
    return Code(
        version=code.version,
        issuer=code.issuer.hex(),
        ca_index=code.ca_index,
        cert_expiry=code.cert_expiry.hex(),
        cert_serial=code.cert_serial.hex(),
        account=digits or mask.account(code.account),
        account_type=code.account_type,
        limit_fen=code.limit_fen,
        user_expiry_s=code.user_expiry_s,
        generated_s=code.generated_s,
        validity_s=code.validity_s,
        extension_bytes=code.extension_bytes,
    )


def inspect(payload: bytes, show_account: bool = False) -> Inspection:
    """Take any payload apart: raw, or text that holds a code (hexadecimal, base64, UTF-8, hex dump, number list).

    show_account: return the account and the issuer's own data in full; for test codes. A damaged code is taken apart as
    far as it goes. Nothing is refused. Clause: spec §1, §2.
    """
    from sim.code import inspect as inspection

    found = inspection.record(inspection.look("", payload), show_account)
    del found["file"], found["kind"]
    found["recovered"] = tuple(found["recovered"])
    found["fields"] = tuple(Field(**one) for one in found.get("fields", ()))
    signatures = found.get("signatures", ())
    found["signatures"] = tuple(Signature(**{**one, "covers": tuple(one["covers"])}) for one in signatures)
    return Inspection(**found)


def load_trust(path: Path, operator_key: Path | None = None) -> TrustList:
    """Read a trust list, TOML or signed binary.

    operator_key: file of the operator's public key; a binary needs it, a source has no use for it.
    Raises Trouble when a file cannot be read, a source has errors, or the signature does not hold.
    Clause: spec §6.
    """
    from sim.trust import file
    from terminal import sm2

    return _opened(file.load(path, operator_key, sm2.REFERENCE))


def verify(payload: bytes, trust: TrustList | None, at_s: int | None, fare_fen: int = 0) -> Decision:
    """Judge one payload as a terminal with that list would: steps 1 to 22, no code having been shown before it.

    payload: as a reader hands it over, raw or in a text form that a terminal undoes. trust: None for a terminal without
    a list. at_s: the moment, 0 to 2^32 - 1; None for a clock that is not trusted. fare_fen: what the ride costs, 0 to
    16,777,215. Raises ValueError for a moment or fare out of bounds, OSError when a page of the list is damaged.
    Trap: a code that was used before is accepted again here; only a terminal's own memory refuses it.
    Clause: spec §4.
    """
    from sim.code import decision_record
    from sim.judge import verdict
    from terminal import policy
    from terminal.decide import decide
    from terminal.history import History

    _check_moment(at_s)
    rules = policy.make(fare_fen=fare_fen)
    decision = decide(payload, None if trust is None else trust.opened, rules, History(1), at_s)
    record = decision_record.record(verdict.facts_of(decision), at_s, fare_fen, payload)
    return Decision(**{**record, "recovered": tuple(record["recovered"])})


def mint(at_s: int, fields: Mapping[str, bytes | int] | None = None, user: int = 0, seed: str = SEED) -> bytes:
    """Make a test code, 332 + N bytes, that the list of `mint_trust` accepts for 1,200 s from at_s on.

    at_s: 2020-02-01 to 2099-11-30. fields: set before signing, by the names that `ridegate mint --help` lists; integers
    become big-endian bytes of the field's length. user: number of the passenger, from 0. seed: what the keys grow from;
    equal arguments give equal bytes. Raises ValueError for an unknown field or a value that does not fit.
    Every key is a test key: real gates refuse it. Clause: spec §1, §2.
    """
    from sim.issuer import issuer

    pki = issuer.make_pki(seed)
    if user < 0:
        raise ValueError(f"user {user}: passengers are numbered from 0")
    return pki.recipe(_mintable(at_s), pki.user(user)).set(**(fields or {})).encode()


def mint_faults(result: str, at_s: int, seed: str = SEED) -> tuple[MintedFault, ...]:
    """Make one test code for each variant of a result, such as "CODE_EXPIRED"; "all" for every one bytes can cause.

    at_s, seed: as of `mint`. Raises ValueError with the results there are. Clause: spec §4.
    """
    from sim.issuer import fault, issuer

    try:
        faults = fault.by_name(result)
    except KeyError:
        known = ", ".join(sorted({one.result for one in fault.FAULTS}))
        raise ValueError(f"{result}: no code is refused so by its bytes; write all, {known}") from None
    pki = issuer.make_pki(seed)
    _mintable(at_s)
    return tuple(
        MintedFault(one.name, one.make(pki, at_s), one.result, one.step, one.comment, one.policy.get("fare_fen", 0))
        for one in faults
    )


def mint_trust(at_s: int, seed: str = SEED) -> TrustList:
    """Make the signed trust list, issued at at_s, that accepts what `mint` makes with the same seed.

    It carries the mark of a test list, which production terminals refuse. Clause: spec §6.
    """
    from sim.issuer import issuer
    from sim.trust.file import signed_by
    from sim.trust.source import compile_list, parse_source
    from terminal import sm2

    pki = issuer.make_pki(seed)
    data = compile_list(parse_source(issuer.trust_toml(pki, _mintable(at_s))), pki.operator)
    return _opened(signed_by("minted test list", data, pki.operator.public_xy, sm2.REFERENCE))


def replay(
    path: Path, trust: TrustList | None = None, at_s: int | None = None, runtime: str = "cpython"
) -> Replay:
    """Play a capture again and compare: an MCAP file, a folder of photographs, or text (JSON lines, CSV).

    trust: a list in the place of those on record. at_s: the moment of the first second on record, or of all where no
    times are. runtime: "cpython", or "micropython", the bytecode that boards run.
    Raises Trouble when the capture cannot be read or played, ValueError for another runtime or a moment out of bounds.
    Trap: a capture of level "full" holds accounts; what is returned is masked.
    """
    import pathlib

    from sim.capture import report, worker_pool
    from sim.capture.runtime import RUNTIMES

    if runtime not in RUNTIMES:
        raise ValueError(f"runtime {runtime!r}: write one of {', '.join(RUNTIMES)}")
    _check_moment(at_s)
    job = worker_pool.Job(pathlib.Path(path), None if trust is None else trust.file, at_s, 0, runtime)
    played = worker_pool.one(job)
    if isinstance(played, str):
        raise Trouble(played)
    return Replay(
        capture=played.name,
        level=played.level,
        runtime=played.runtime,
        played=not played.nothing,
        decisions=len(played.answers),
        recorded=played.recorded,
        differences=tuple(report.difference(one) for one in played.differences),
        trace_hash=played.trace_hash,
        totals=report.totals(played),
        notes=tuple(played.notes),
        unread=played.unread,
    )


def _opened(file: "TrustFile") -> TrustList:
    from hal.desktop.engine import proved_engine

    opened = file.open(proved_engine())
    return TrustList(
        name=file.name,
        signed=file.signed,
        test=opened.test,
        sequence=opened.sequence,
        issued_s=opened.issued_s,
        effective_s=opened.effective_s,
        expires_s=opened.expires_s,
        file=file,
        opened=opened,
    )


def _check_moment(at_s: int | None) -> None:
    if at_s is not None and not 0 <= at_s <= U32_MAX:
        raise ValueError(f"at_s {at_s} is outside 0..{U32_MAX}; write Unix seconds")


def _mintable(at_s: int) -> int:
    from sim.issuer import issuer

    if not issuer.LIST_FROM_S <= at_s <= issuer.LATEST_S:
        raise ValueError(f"at_s {at_s}: the test certificates and list hold from 2020-02 to 2099-11")
    return at_s
