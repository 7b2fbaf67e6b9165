"""The eligibility snapshot as people write it (TOML and text files), and its compilation. See `terminal.snapshot`.

Accounts of each set stand in a text file, one a line (`sim.trust.blocked`), or as [[allowed_account]] and
[[denied_account]]. An account in both sets is an error. Clause: docs/eligibility.md.
"""

from typing import NamedTuple

from sim.code import mask
from sim.input import toml
from sim.issuer.signer import Signer
from sim.output.progress import Report, silent
from sim.trust import image as trust_image
from sim.trust.blocked import PROBLEMS_MAX
from sim.trust.source_head import TIMES, Name, SourceError, read_accounts, read_head, unknown
from terminal import snapshot

KIND = trust_image.Kind(snapshot.MAGIC, snapshot.FORMAT, (snapshot.SHAPE,) * len(snapshot.SET_NAMES))
_FILES = tuple(f"{name}s_file" for name in snapshot.SET_NAMES)


class Source(NamedTuple):
    """A checked source. sets: the denied and the allowed accounts, sorted. repeated: accounts said more than once.
    files: text files that were read beside it.
    """

    sequence: int
    issued_s: int
    effective_s: int
    expires_s: int
    sets: tuple[tuple[bytes, ...], ...]
    repeated: int
    files: tuple[Name, ...]


def parse_source(
    text: str, issued_required: bool = True, folder: Name | None = None, report: Report = silent
) -> Source:
    """Read and check a source. folder: where its text files are.

    Raises SourceError with every problem found. An account is named by its last four digits only.
    """
    try:
        document: dict[str, object] = toml.read(text)
    except ValueError as error:
        raise SourceError([f"this is no TOML: {error}"]) from None
    problems = unknown(document, ("sequence", *TIMES, *_FILES, *snapshot.SET_NAMES))
    head = read_head(document, issued_required, problems)
    if "expires" not in document:
        problems.append("expires: is missing; a snapshot counts for a time only, add its last moment")
    sets = []
    files: tuple[Name, ...] = ()
    repeated = 0
    for name, file in zip(snapshot.SET_NAMES, _FILES, strict=True):
        accounts, more, read = read_accounts(document, name, file, folder, problems, report)
        sets.append(accounts)
        files += () if read is None else (read,)
        repeated += more
    problems += _in_both(*sets)
    if problems:
        raise SourceError(problems)
    return Source(
        head["sequence"], head["issued"], head["effective_from"], head["expires"], tuple(sets), repeated, files
    )


def _in_both(denied: tuple[bytes, ...], allowed: tuple[bytes, ...]) -> list[str]:
    """A line for each account that is denied and allowed."""
    found = sorted(set(denied).intersection(allowed))
    lines = [f"{mask.account(each)}: is both denied and allowed; remove it from one" for each in found[:PROBLEMS_MAX]]
    return lines + ([f"{len(found) - PROBLEMS_MAX} more accounts are in both sets"] if found[PROBLEMS_MAX:] else [])


def compile_snapshot(source: Source, signer: Signer, report: Report = silent) -> bytes:
    """The signed binary of a source; a test snapshot if the signer is a test key. Equal arguments give equal bytes."""
    header = trust_image.Header(source.sequence, source.issued_s, source.effective_s, source.expires_s)
    return trust_image.image(header, source.sets, signer, report, KIND)
