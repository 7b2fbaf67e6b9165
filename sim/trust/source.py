"""The trust list as people write it (TOML) and its way into a terminal: checked, compiled, signed, opened.

There is one way in. A source is compiled in memory and signed too, by a key that lives as long as the call,
and the terminal's own code opens the outcome like any list. Clause: spec §6.
"""

import os
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from hal.desktop.engine import proved_engine
from sim.code import mask
from sim.input import toml
from sim.input.field import U32_MAX
from sim.issuer.signer import Signer
from sim.output.progress import Report, silent
from sim.trust import blocked, image as trust_image
from terminal import sm2, trust

Name = str | os.PathLike[str]  # text will do: to import pathlib takes as long as to judge a code
_NAME_BYTES = 32
_RECORD_BYTES = 144
_MISSING = "is missing; add it"
_NOT_ISSUED = "issued: is missing; a list that is installed on terminals must state when it was issued"


class SourceError(ValueError):
    """What is wrong with a source, one line a problem; each names the place and says what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class _Wrong(Exception):
    """One value that cannot stand; `key` is its name inside the entry, "" for the entry itself."""

    def __init__(self, key: str, advice: str) -> None:
        super().__init__(advice)
        self.key = key


class Source(NamedTuple):
    """A checked source. `tables`: sorted entries of the four tables, as the binary list holds them."""

    sequence: int
    issued_s: int  # 0: not stated
    effective_s: int
    expires_s: int  # 0: never
    tables: tuple[tuple[bytes, ...], ...]
    repeated: int = 0  # blocked accounts of the file of accounts that are there more than once


def _text(entry: dict[str, object], key: str) -> str:
    value = entry.get(key)
    if value is None:
        raise _Wrong(key, _MISSING)
    if not isinstance(value, str):
        raise _Wrong(key, f'{value!r} is no text; put it between quotes, as in {key} = "…"')
    return value


def _digits(entry: dict[str, object], key: str, count: int) -> bytes:
    text = _text(entry, key)
    if len(text) != count or not (text.isascii() and text.isdecimal()):
        raise _Wrong(key, f'"{text}" is not {count} decimal digits; write all {count}')
    return bytes.fromhex(text)


def _hex(entry: dict[str, object], key: str, *lengths: int) -> bytes:
    text = _text(entry, key)
    wanted = " or ".join(str(length) for length in lengths)
    try:
        value = bytes.fromhex(text)
    except ValueError:
        value = b""
    if len(value) not in lengths or len(text) != 2 * len(value):
        raise _Wrong(key, f'"{text}" is not {wanted} bytes; write two hexadecimal digits for each')
    return value


def _month(entry: dict[str, object], key: str) -> bytes:
    value = _digits(entry, key, 4)
    if not 0x01 <= value[0] <= 0x12:
        raise _Wrong(key, f'"{value.hex()}" has no month 01 to 12; write MMYY, as in "1240"')
    return value


def _point(key: str, encoded: bytes) -> bytes:
    decoded = proved_engine().decode(encoded)
    if decoded is None:
        raise _Wrong(key, "is no point of the SM2 curve; copy the key again from where it was published")
    xy: bytes = decoded.xy
    return xy


def _record_key(record: bytes, index: int, expires: bytes) -> bytes:
    for at, expected, what in (
        (0, b"\x21", "record header"),
        (5, bytes.fromhex("a000000632"), "RID"),
        (13, b"\x04\x11\x40", "algorithm, parameter and key length"),
    ):
        found = record[at : at + len(expected)]
        if found != expected:
            advice = f"{what} at byte {at} is {found.hex()}, not {expected.hex()}; this is no root record"
            raise _Wrong("record", advice)
    if record[10] != index:
        raise _Wrong("record", f"is of index {record[10]:#04x}, the entry says {index:#04x}; make them agree")
    if record[11:13] != expires:
        raise _Wrong("record", f"ends {record[11:13].hex()}, the entry says {expires.hex()}; make them agree")
    xy = _point("record", record[16:80])
    engine = proved_engine()
    key = engine.decode(record[16:80])
    digest = sm2.message_digest(engine, key, sm2.IDENTITY, record[:80])
    if not sm2.finish(engine.verify(key, digest, record[80:])):
        raise _Wrong("record", "its signature does not hold; copy the record again")
    return xy


def _ca_key(entry: dict[str, object]) -> bytes:
    index = entry.get("index")
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index <= 255:
        raise _Wrong("index", _MISSING if index is None else f"{index!r} is no byte; write 0x00 to 0xff")
    expires = _month(entry, "expires")
    if ("public_key" in entry) == ("record" in entry):
        raise _Wrong("public_key", "give either public_key or record, one of the two")
    if "record" in entry:
        xy = _record_key(_hex(entry, "record", _RECORD_BYTES), index, expires)
    else:
        xy = _point("public_key", _hex(entry, "public_key", 33, 65))
    return bytes([index]) + expires + xy


def _issuer(entry: dict[str, object]) -> bytes:
    identifier = _digits(entry, "id", 8)
    name = _text(entry, "name") if "name" in entry else ""
    if any(ord(character) < 32 or ord(character) == 127 for character in name):
        raise _Wrong("name", "holds control characters; write plain text on one line")
    profile = _text(entry, "profile") if "profile" in entry else "standard"
    numbers = {known: number for number, (known, _) in enumerate(trust.PROFILES)}
    if profile not in numbers:
        raise _Wrong("profile", f'"{profile}" is not known; the profiles are {", ".join(numbers)}')
    cut = name.encode()[:_NAME_BYTES].decode(errors="ignore").encode()
    return identifier + bytes([numbers[profile]]) + cut.ljust(_NAME_BYTES, b"\0")


def _revoked(entry: dict[str, object]) -> bytes:
    return _digits(entry, "issuer", 8) + _hex(entry, "serial", 3)


def _blocked(entry: dict[str, object]) -> bytes:
    account = _hex(entry, "account", blocked.ACCOUNT_BYTES)
    if mask.digits(account) is None:
        raise _Wrong("account", blocked.UNMATCHED)
    return account


# Table name, how an entry is read, its keys.
_TABLES: tuple[tuple[str, Callable[[dict[str, object]], bytes], tuple[str, ...]], ...] = (
    ("ca_key", _ca_key, ("index", "expires", "public_key", "record")),
    ("issuer", _issuer, ("id", "name", "profile")),
    ("revoked_certificate", _revoked, ("issuer", "serial")),
    ("blocked_account", _blocked, ("account",)),
)
_TIMES = ("issued", "effective_from", "expires")
_FILE = "blocked_accounts_file"


def _moment_s(document: dict[str, object], key: str) -> int:
    value = document.get(key)
    if value is None:
        return 0
    if not isinstance(value, datetime):
        raise _Wrong("", f"{key}: {value!r} is no time; write it unquoted, as in 2026-11-01T00:00:00Z")
    if value.tzinfo is None:
        raise _Wrong("", f"{key}: {value.isoformat()} has no zone; add Z for UTC, or +08:00")
    if value.microsecond:
        raise _Wrong("", f"{key}: {value.isoformat()} has a fraction; write whole seconds")
    seconds = int(value.timestamp())
    if not 0 < seconds <= U32_MAX:
        raise _Wrong("", f"{key}: {value.isoformat()} is outside 1970..2106; correct the year")
    return seconds


def _unknown(found: dict[str, object], known: tuple[str, ...]) -> list[str]:
    return [f"{key}: is not known here; the keys are {', '.join(known)}" for key in found if key not in known]


def _read_head(document: dict[str, object], issued_required: bool, problems: list[str]) -> dict[str, int]:
    head: dict[str, int] = {}
    sequence = document.get("sequence")
    if isinstance(sequence, bool) or not isinstance(sequence, int) or not 1 <= sequence <= U32_MAX:
        stated = _MISSING if sequence is None else f"{sequence!r} is not within 1..{U32_MAX}; correct it"
        problems.append(f"sequence: {stated}")
    else:
        head["sequence"] = sequence
    for key in _TIMES:
        try:
            head[key] = _moment_s(document, key)
        except _Wrong as wrong:
            problems.append(str(wrong))
    if "effective_from" not in document:
        problems.append("effective_from: is missing; add the moment from which the list counts")
    if issued_required and "issued" not in document:
        problems.append(_NOT_ISSUED)
    if head.get("expires") and head["expires"] <= head.get("effective_from", 0):
        problems.append("expires: is not later than effective_from; the list would never be in force")
    return head


def _read_table(document: dict[str, object], table: int, problems: list[str]) -> tuple[bytes, ...]:
    name, read, known = _TABLES[table]
    rows = document.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        problems.append(f"{name}: is no list of entries; begin each one with a line [[{name}]]")
        return ()
    width = trust.KEY_BYTES[table]
    key_name = "" if table == trust.REVOKED else f".{known[0]}"
    first: dict[bytes, int] = {}
    entries = []
    for at, row in enumerate(rows):
        problems += [f"{name}[{at}].{line}" for line in _unknown(row, known)]
        try:
            entry = read(row)
        except _Wrong as wrong:
            problems.append(f"{name}[{at}].{wrong.key}: {wrong}")
            continue
        if entry[:width] in first:
            twin = first[entry[:width]]
            problems.append(f"{name}[{at}]{key_name}: is the same as {name}[{twin}]; remove one of them")
        first.setdefault(entry[:width], at)
        entries.append(entry)
    return tuple(sorted(entries))


def _read_file(
    document: dict[str, object], folder: Name | None, problems: list[str], report: Report
) -> blocked.Accounts:
    """What the file of blocked accounts holds that a source names."""
    name = document.get(_FILE)
    if name is None:
        return blocked.Accounts((), 0, ())
    if not isinstance(name, str) or not name or folder is None:
        problems.append(f'{_FILE}: name a text file beside the source, as in {_FILE} = "blocked.txt"')
        return blocked.Accounts((), 0, ())
    accounts = blocked.read(os.path.join(folder, name), report)
    problems += [f"{_FILE}: {problem}" for problem in accounts.problems]
    return accounts


def parse_source(
    text: str, issued_required: bool = True, folder: Name | None = None, report: Report = silent
) -> Source:
    """Read and check a source. Errors count entries from 0: `issuer[3].id` is that of the fourth.

    folder: where its file of blocked accounts is.
    Raises SourceError with every problem found, or with the line and column where the text is no TOML.
    Clause: spec §6.
    """
    try:
        document: dict[str, object] = toml.read(text)
    except ValueError as error:
        raise SourceError([f"this is no TOML: {error}"]) from None
    problems = _unknown(document, ("sequence", *_TIMES, _FILE, *(name for name, _, _ in _TABLES)))
    head = _read_head(document, issued_required, problems)
    tables = [_read_table(document, table, problems) for table in range(len(_TABLES))]
    accounts = _read_file(document, folder, problems, report)
    if problems:
        raise SourceError(problems)
    repeated, listed = accounts.repeated, tables[trust.BLOCKED]
    if accounts.entries:
        tables[trust.BLOCKED] = tuple(sorted({*listed, *accounts.entries})) if listed else accounts.entries
        repeated += len(listed) + len(accounts.entries) - len(tables[trust.BLOCKED])
    return Source(head["sequence"], head["issued"], head["effective_from"], head["expires"], tuple(tables), repeated)


def compile_list(source: Source, signer: Signer, issued_required: bool = True, report: Report = silent) -> bytes:
    """The signed binary list of a source; a test list if the signer is a test key.

    Raises SourceError when `issued` is required and absent. Equal arguments give equal bytes.
    """
    if issued_required and not source.issued_s:
        raise SourceError([_NOT_ISSUED])
    header = trust_image.Header(source.sequence, source.issued_s, source.effective_s, source.expires_s)
    return trust_image.image(header, source.tables, signer, report)
