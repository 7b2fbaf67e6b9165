"""The trust list as people write it (TOML) and its way into a terminal: checked, compiled, signed, opened.

There is one way in. A source is compiled in memory and signed too, by a key that lives as long as the call,
and the terminal's own code opens the outcome like any list. Clause: spec §6.
"""

from collections.abc import Callable
from typing import NamedTuple

from hal.desktop.engine import proved_engine
from sim.input import toml
from sim.issuer.signer import Signer
from sim.output.progress import Report, silent
from sim.trust import image as trust_image
from sim.trust.source_head import (
    MISSING,
    NOT_ISSUED,
    TIMES,
    Name,
    SourceError,
    Wrong,
    read_accounts,
    read_head,
    read_hex,
    read_rows,
    read_text,
    unknown,
)
from terminal import sm2, trust

_NAME_BYTES = 32
_RECORD_BYTES = 144


class Source(NamedTuple):
    """A checked source. `tables`: sorted entries of the four tables, as the binary list holds them."""

    sequence: int
    issued_s: int  # 0: not stated
    effective_s: int
    expires_s: int  # 0: never
    tables: tuple[tuple[bytes, ...], ...]
    repeated: int = 0  # blocked accounts of the file of accounts that are there more than once
    files: tuple[Name, ...] = ()  # text files that were read beside the source


def _digits(entry: dict[str, object], key: str, count: int) -> bytes:
    text = read_text(entry, key)
    if len(text) != count or not (text.isascii() and text.isdecimal()):
        raise Wrong(key, f'"{text}" is not {count} decimal digits; write all {count}')
    return bytes.fromhex(text)


def _month(entry: dict[str, object], key: str) -> bytes:
    value = _digits(entry, key, 4)
    if not 0x01 <= value[0] <= 0x12:
        raise Wrong(key, f'"{value.hex()}" has no month 01 to 12; write MMYY, as in "1240"')
    return value


def _point(key: str, encoded: bytes) -> bytes:
    decoded = proved_engine().decode(encoded)
    if decoded is None:
        raise Wrong(key, "is no point of the SM2 curve; copy the key again from where it was published")
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
            raise Wrong("record", advice)
    if record[10] != index:
        raise Wrong("record", f"is of index {record[10]:#04x}, the entry says {index:#04x}; make them agree")
    if record[11:13] != expires:
        raise Wrong("record", f"ends {record[11:13].hex()}, the entry says {expires.hex()}; make them agree")
    xy = _point("record", record[16:80])
    engine = proved_engine()
    key = engine.decode(record[16:80])
    digest = sm2.message_digest(engine, key, sm2.IDENTITY, record[:80])
    if not sm2.finish(engine.verify(key, digest, record[80:])):
        raise Wrong("record", "its signature does not hold; copy the record again")
    return xy


def _ca_key(entry: dict[str, object]) -> bytes:
    index = entry.get("index")
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index <= 255:
        raise Wrong("index", MISSING if index is None else f"{index!r} is no byte; write 0x00 to 0xff")
    expires = _month(entry, "expires")
    if ("public_key" in entry) == ("record" in entry):
        raise Wrong("public_key", "give either public_key or record, one of the two")
    if "record" in entry:
        xy = _record_key(read_hex(entry, "record", _RECORD_BYTES), index, expires)
    else:
        xy = _point("public_key", read_hex(entry, "public_key", 33, 65))
    return bytes([index]) + expires + xy


def _issuer(entry: dict[str, object]) -> bytes:
    identifier = _digits(entry, "id", 8)
    name = read_text(entry, "name") if "name" in entry else ""
    if any(ord(character) < 32 or ord(character) == 127 for character in name):
        raise Wrong("name", "holds control characters; write plain text on one line")
    profile = read_text(entry, "profile") if "profile" in entry else "standard"
    numbers = {known: number for number, (known, _) in enumerate(trust.PROFILES)}
    if profile not in numbers:
        raise Wrong("profile", f'"{profile}" is not known; the profiles are {", ".join(numbers)}')
    cut = name.encode()[:_NAME_BYTES].decode(errors="ignore").encode()
    return identifier + bytes([numbers[profile]]) + cut.ljust(_NAME_BYTES, b"\0")


def _revoked(entry: dict[str, object]) -> bytes:
    return _digits(entry, "issuer", 8) + read_hex(entry, "serial", 3)


# Table name, how an entry is read, its keys.
_TABLES: tuple[tuple[str, Callable[[dict[str, object]], bytes], tuple[str, ...]], ...] = (
    ("ca_key", _ca_key, ("index", "expires", "public_key", "record")),
    ("issuer", _issuer, ("id", "name", "profile")),
    ("revoked_certificate", _revoked, ("issuer", "serial")),
)
_FILE = "blocked_accounts_file"


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
    blocked_name = trust.TABLE_NAMES[trust.BLOCKED]
    problems = unknown(document, ("sequence", *TIMES, _FILE, *(name for name, _, _ in _TABLES), blocked_name))
    head = read_head(document, issued_required, problems)
    tables = [
        read_rows(document, name, read, known, trust.KEY_BYTES[table], problems)
        for table, (name, read, known) in enumerate(_TABLES)
    ]
    accounts, repeated, file = read_accounts(document, blocked_name, _FILE, folder, problems, report)
    if problems:
        raise SourceError(problems)
    tables.append(accounts)
    files = () if file is None else (file,)
    return Source(
        head["sequence"], head["issued"], head["effective_from"], head["expires"], tuple(tables), repeated, files
    )


def compile_list(source: Source, signer: Signer, issued_required: bool = True, report: Report = silent) -> bytes:
    """The signed binary list of a source; a test list if the signer is a test key.

    Raises SourceError when `issued` is required and absent. Equal arguments give equal bytes.
    """
    if issued_required and not source.issued_s:
        raise SourceError([NOT_ISSUED])
    header = trust_image.Header(source.sequence, source.issued_s, source.effective_s, source.expires_s)
    return trust_image.image(header, source.tables, signer, report)
