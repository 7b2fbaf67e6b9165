"""A trust list from a file, in either form: signed binary, or the TOML source it is compiled from.

There is one way in. A source has no signature, so it is compiled in memory and sealed with a key that is no secret,
which counts for this list only; from there on both forms are the same, and a terminal's own code judges them.
"""

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, NamedTuple

from sim.code import mask
from sim.input.encoding import WrongEncoding, utf8
from sim.issuer.signer import OpenSigner
from sim.output.progress import Report, silent
from sim.output.trouble import Trouble, why
from sim.trust import source as trust_source
from sim.trust.source_head import Name, SourceError
from terminal import signed, sm2, trust

_TELL_EVERY = 200  # pages

# What opens it in place: readinto, its length, the operator's keys, an engine, which kind is taken
Opener = Callable[..., Generator[None, None, Any]]


class SignedFile(NamedTuple):
    """A signed binary file and the one or two public keys its signature may be of. `signed`: the file itself was
    the binary.
    """

    name: str
    data: bytes
    operator_keys: tuple[sm2.Key, ...]
    signed: bool

    def readinto(self, offset: int, buffer: bytearray) -> None:
        """Fill `buffer` from byte `offset`, as a terminal reads a list in place. Raises OSError behind the
        end.
        """
        found = self.data[offset : offset + len(buffer)]
        if len(found) != len(buffer):
            raise OSError(5, f"the file ends before byte {offset + len(buffer)}")
        buffer[:] = found

    def opened_by(self, opener: Opener, engine: sm2.Engine) -> Any:
        """What the terminal's own code makes of it; a desktop takes both kinds. Raises Trouble with the reason."""
        keys = [engine.decode(key.xy) for key in self.operator_keys]  # an engine verifies under keys of its own
        usable = tuple(key for key in keys if key is not None)
        steps = opener(self.readinto, len(self.data), usable, engine, signed.EITHER)
        try:
            opened = sm2.finish(steps)
        except signed.BlobRefused as reason:
            raise refused(self.name, str(reason)) from None
        return opened


class TrustFile(SignedFile):
    """A trust list in a file."""

    def open(self, engine: sm2.Engine) -> trust.TrustList:
        """The list, opened for look-ups. Raises Trouble with the reason."""
        opened: trust.TrustList = self.opened_by(trust.open_list, engine)
        return opened


def signed_by(name: str, data: bytes, operator_xy: bytes, engine: sm2.Engine) -> TrustFile:
    """A binary list whose operator's key (X||Y) is at hand; `open` refuses it under a key that is no point."""
    key = engine.decode(operator_xy)
    return TrustFile(name, data, () if key is None else (key,), True)


class SourceTrouble(Trouble):
    """A source with errors: the text names the first, `problems` are all of them."""

    def __init__(self, name: str, problems: tuple[str, ...], command: str = "trust") -> None:
        more = len(problems) - 1
        also = f" (and {more} more: `ridegate {command} show {name}` tells them all)" if more else ""
        self.name = name
        self.problems = tuple(mask.line(problem) for problem in problems)
        super().__init__(f"{name}: {self.problems[0]}{also}")


def refused(name: str, reason: str) -> Trouble:
    """The words for a list that a terminal does not take."""
    return Trouble(f"{name}: {reason}; get the list and its operator key again, from the same operator")


def load(
    path: Name, operator_key_files: Name | Sequence[Name] | None, engine: sm2.Engine, report: Report = silent
) -> TrustFile:
    """Read a list: binary when it begins with the list's magic, else TOML.

    operator_key_files: whose keys a binary may be signed with.
    Raises Trouble when it cannot be read, when a source has errors, or when a binary comes without its
    operator's key. Trap: the signature of a binary is looked at by `open`, its pages when they are read.
    """
    data = read_bytes(path, "trust list")
    if data.startswith(trust.MAGIC):
        return TrustFile(str(path), data, named_keys(path, operator_key_files, engine, "list"), True)
    return _compiled(str(path), data, report)


def read_bytes(path: Name, noun: str) -> bytes:
    """A whole file. Raises Trouble."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name a {noun}, TOML or binary") from None


def named_keys(
    path: Name, operator_key_files: Name | Sequence[Name] | None, engine: sm2.Engine, noun: str
) -> tuple[sm2.Key, ...]:
    """The public keys that a binary may be signed with. Raises Trouble when none is named."""
    if not operator_key_files:
        raise Trouble(
            f"{path} is a signed {noun}: name the operator's public key, too, as in --operator-key operator.pub"
        )
    from pathlib import Path

    from sim.issuer import operator_key

    if isinstance(operator_key_files, str | os.PathLike):
        operator_key_files = [operator_key_files]
    return tuple(key for name in operator_key_files for key in operator_key.read_public(Path(name)).decoded(engine))


def checked(file: TrustFile, report: Report = silent) -> trust.TrustList:
    """A list, opened, once every page of it is as it must be. Raises Trouble with the reason."""
    from hal.desktop.engine import desktop_engine

    opened = file.open(desktop_engine())
    check_every_page(file.name, trust.check_pages(opened), opened.length_bytes, report)
    return opened


def check_every_page(name: str, steps: Iterator[None], length_bytes: int, report: Report) -> None:
    """Exhaust the check of a whole file. Raises Trouble with the reason."""
    pages = length_bytes // trust.PAGE_BYTES
    try:
        for page, _ in enumerate(steps):
            if page % _TELL_EVERY == 0:
                report("checking pages", page, pages)
    except signed.BlobRefused as reason:
        raise Trouble(f"{name}: {reason}; get the list again") from None
    except OSError as error:
        raise Trouble(f"{name}: {why(error)}; get the list again") from None


def entries(opened: trust.TrustList, table: int) -> Iterator[bytes]:
    """The entries of a table of a list that was checked, in its order."""
    if not opened.tables[table].count:
        return
    pages = opened.tables[table].levels[0][1]
    width = trust.ENTRY_BYTES[table]
    page = bytearray(trust.PAGE_BYTES)
    for number in range(pages):
        opened.load(table, 0, number, page, b"")  # its hash was compared when the list was checked
        for item in range(opened.items(table, 0, number)):
            yield bytes(page[item * width : (item + 1) * width])


def read_source(name: str, data: bytes, issued_required: bool, report: Report = silent) -> trust_source.Source:
    """A source, checked. Raises SourceTrouble, or Trouble when it is no text."""
    try:
        return trust_source.parse_source(utf8(data), issued_required, os.path.dirname(name), report)
    except WrongEncoding as error:
        magic = trust.MAGIC.decode()
        raise Trouble(f"{name}: no signed list, which begins with {magic}, and no TOML in UTF-8: {error}") from None
    except SourceError as error:
        raise SourceTrouble(name, error.problems) from None


def _compiled(name: str, data: bytes, report: Report) -> TrustFile:
    source = read_source(name, data, False, report)
    signer = OpenSigner()
    image = trust_source.compile_list(source, signer, False, report)
    return signed_by(name, image, signer.public_xy, sm2.REFERENCE)._replace(signed=False)
