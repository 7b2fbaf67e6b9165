"""What the sources of signed lists share: their head, their accounts, and the errors that name a place in them."""

import os
from collections.abc import Callable
from datetime import datetime

from sim.code import mask
from sim.input.field import U32_MAX
from sim.output.progress import Report
from sim.trust import blocked

Name = str | os.PathLike[str]  # text will do: to import pathlib takes as long as to judge a code
MISSING = "is missing; add it"
NOT_ISSUED = "issued: is missing; a list that is installed on terminals must state when it was issued"
_NO_ACCOUNT = 'is not 20 hexadecimal digits; write them without spaces, in quotes, as in account = "…"'
TIMES = ("issued", "effective_from", "expires")


class SourceError(ValueError):
    """What is wrong with a source, one line a problem; each names the place and says what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class Wrong(Exception):
    """One value that cannot stand; `key` is its name inside the entry, "" for the entry itself."""

    def __init__(self, key: str, advice: str) -> None:
        super().__init__(advice)
        self.key = key


def read_text(entry: dict[str, object], key: str) -> str:
    """The text under a key. Raises Wrong."""
    value = entry.get(key)
    if value is None:
        raise Wrong(key, MISSING)
    if not isinstance(value, str):
        raise Wrong(key, f'{value!r} is no text; put it between quotes, as in {key} = "…"')
    return value


def read_hex(entry: dict[str, object], key: str, *lengths: int) -> bytes:
    """The bytes under a key, of one of these lengths. Raises Wrong."""
    text = read_text(entry, key)
    wanted = " or ".join(str(length) for length in lengths)
    try:
        value = bytes.fromhex(text)
    except ValueError:
        value = b""
    if len(value) not in lengths or len(text) != 2 * len(value):
        raise Wrong(key, f'"{text}" is not {wanted} bytes; write two hexadecimal digits for each')
    return value


def _masked(value: object) -> str:
    """What stands in the place of an account, as it may be shown: its separators left out, and of a text or a number
    the last four characters. A table, a list, a time or a fraction is not shown.
    """
    if not isinstance(value, str | int):
        return "what stands there"
    text = "".join(filter(str.isalnum, str(value)))
    hidden = min(max(len(text) - mask.SHOWN_DIGITS, 0), 2 * blocked.ACCOUNT_BYTES)
    return mask.STAR * hidden + text[-mask.SHOWN_DIGITS :] or "a text of nothing"


def read_account(entry: dict[str, object]) -> bytes:
    """The account of an entry. Raises Wrong, which shows the last four digits of what stands there at most."""
    try:
        account = read_hex(entry, "account", blocked.ACCOUNT_BYTES)
    except Wrong:
        value = entry.get("account")
        if value is None:
            raise
        raise Wrong("account", f"{_masked(value)} {_NO_ACCOUNT}") from None
    if mask.digits(account) is None:
        raise Wrong("account", blocked.UNMATCHED)
    return account


def moment_s(document: dict[str, object], key: str) -> int:
    """Unix seconds of a moment; 0 where there is none. Raises Wrong."""
    value = document.get(key)
    if value is None:
        return 0
    if not isinstance(value, datetime):
        raise Wrong("", f"{key}: {value!r} is no time; write it unquoted, as in 2026-11-01T00:00:00Z")
    if value.tzinfo is None:
        raise Wrong("", f"{key}: {value.isoformat()} has no zone; add Z for UTC, or +08:00")
    if value.microsecond:
        raise Wrong("", f"{key}: {value.isoformat()} has a fraction; write whole seconds")
    seconds = int(value.timestamp())
    if not 0 < seconds <= U32_MAX:
        raise Wrong("", f"{key}: {value.isoformat()} is outside 1970..2106; correct the year")
    return seconds


def unknown(found: dict[str, object], known: tuple[str, ...]) -> list[str]:
    """A line for each key that means nothing here."""
    return [f"{key}: is not known here; the keys are {', '.join(known)}" for key in found if key not in known]


def read_head(document: dict[str, object], issued_required: bool, problems: list[str]) -> dict[str, int]:
    """The sequence and the times of a source; what is wrong with them goes to `problems`."""
    head: dict[str, int] = {}
    sequence = document.get("sequence")
    if isinstance(sequence, bool) or not isinstance(sequence, int) or not 1 <= sequence <= U32_MAX:
        stated = MISSING if sequence is None else f"{sequence!r} is not within 1..{U32_MAX}; correct it"
        problems.append(f"sequence: {stated}")
    else:
        head["sequence"] = sequence
    for key in TIMES:
        try:
            head[key] = moment_s(document, key)
        except Wrong as wrong:
            problems.append(str(wrong))
    if "effective_from" not in document:
        problems.append("effective_from: is missing; add the moment from which the list counts")
    if issued_required and "issued" not in document:
        problems.append(NOT_ISSUED)
    if head.get("expires") and head["expires"] <= head.get("effective_from", 0):
        problems.append("expires: is not later than effective_from; the list would never be in force")
    elif head.get("expires") and head["expires"] <= head.get("issued", 0):
        problems.append("expires: is not later than issued; correct one of them, terminals set no clock before issued")
    return head


def read_rows(
    document: dict[str, object],
    name: str,
    read: Callable[[dict[str, object]], bytes],
    known: tuple[str, ...],
    width: int,
    problems: list[str],
) -> tuple[bytes, ...]:
    """The entries of one [[table]], sorted. width: bytes of the key of an entry; known: the keys it may have, the one
    it is found by first, unless several are one key.
    """
    rows = document.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        problems.append(f"{name}: is no list of entries; begin each one with a line [[{name}]]")
        return ()
    key_name = "" if known == ("issuer", "serial") else f".{known[0]}"
    first: dict[bytes, int] = {}
    entries = []
    for at, row in enumerate(rows):
        problems += [f"{name}[{at}].{line}" for line in unknown(row, known)]
        try:
            entry = read(row)
        except Wrong as wrong:
            problems.append(f"{name}[{at}].{wrong.key}: {wrong}")
            continue
        if entry[:width] in first:
            twin = first[entry[:width]]
            problems.append(f"{name}[{at}]{key_name}: is the same as {name}[{twin}]; remove one of them")
        first.setdefault(entry[:width], at)
        entries.append(entry)
    return tuple(sorted(entries))


def read_accounts(
    document: dict[str, object],
    table: str,
    file: str,
    folder: Name | None,
    problems: list[str],
    report: Report,
) -> tuple[tuple[bytes, ...], int, Name | None]:
    """Accounts of a [[table]] and of the text file that the key `file` names, sorted; how many repeat one; the file."""
    listed = read_rows(document, table, read_account, ("account",), blocked.ACCOUNT_BYTES, problems)
    name = document.get(file)
    if name is None:
        return listed, 0, None
    if not isinstance(name, str) or not name or folder is None:
        problems.append(f'{file}: name a text file beside the source, as in {file} = "{table.split("_")[0]}.txt"')
        return listed, 0, None
    path = os.path.join(folder, name)
    accounts = blocked.read(path, report)
    problems += [f"{file}: {problem}" for problem in accounts.problems]
    together = tuple(sorted({*listed, *accounts.entries})) if listed else accounts.entries
    return together, accounts.repeated + len(listed) + len(accounts.entries) - len(together), path
