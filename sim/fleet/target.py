"""What a depot publishes: a signed trust list, a signed snapshot, or the signed image of a board in one file.

    trust/<sequence>.bin   snapshot/<sequence>.bin   image/<board>-<version>.tar

Each carries the operator's own signature inside, which terminals verify; the depot adds which one is the newest, since
when that was known, and that all of its files belong together. Their facts stand as "custom" in the signed targets.
"""

import io
import re
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from boards.format import image
from hal.desktop.engine import desktop_engine
from sim.device import build, manifest
from sim.eligibility import file as snapshot_file
from sim.input.field import U32_MAX
from sim.output.trouble import Trouble, why
from sim.trust import file as trust_file
from terminal import signed, sm2, snapshot, trust

TRUST, SNAPSHOT, IMAGE = KINDS = ("trust", "snapshot", "image")
FILE_MAX_BYTES = 64_000_000
FILES_MAX = 500  # of an image
_NOTHING = "publish a signed list or snapshot (`ridegate trust compile`), or the folder of an image (`ridegate build`)"
_NAME = re.compile(r"[a-z0-9_]{1,16}")
_VERSION = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,5}")
_NUMBERS = ("issued", "effective", "expires")


class Target(NamedTuple):
    """kind: of KINDS. number: its sequence, or the version of an image; it rises. board: of an image, else "". custom:
    all that metadata states of it."""

    path: str
    kind: str
    number: int
    board: str
    custom: Mapping[str, Any]

    @property
    def slot(self) -> tuple[str, str]:
        """What only one of is the newest."""
        return self.kind, self.board

    @property
    def notice(self) -> str | None:
        """The day of its notice, as in 2026-11-14; None where it has none."""
        found = self.custom.get("notice")
        return found if isinstance(found, str) else None

    @property
    def effective_s(self) -> int:
        """From when a list is in force; 0 for all others."""
        return int(self.custom.get("effective", 0))


class Packed(NamedTuple):
    """A target with its bytes. replaces: the id of the image that a lower version may take the place of, in
    hexadecimal."""

    target: Target
    data: bytes
    replaces: str = ""


def parse(path: str, custom: Any) -> Target | None:
    """A target as signed metadata names it; None for one that this program does not know."""
    if not isinstance(custom, dict) or custom.get("kind") not in KINDS:
        return None
    kind, board = custom["kind"], custom.get("board", "")
    number = custom.get("number" if kind == IMAGE else "sequence")
    numbers = [number, *(custom.get(name, 0) for name in _NUMBERS)]
    if any(type(one) is not int or not 0 <= one <= U32_MAX for one in numbers) or not isinstance(number, int):
        return None
    version = custom.get("version", "")
    if not isinstance(board, str) or (kind == IMAGE) != bool(_NAME.fullmatch(board)):
        return None
    if kind == IMAGE and not (isinstance(version, str) and _VERSION.fullmatch(version)):
        return None
    return Target(path, kind, number, board, custom) if path == _path(kind, number, board, version) else None


def _path(kind: str, number: int, board: str, version: str) -> str:
    return f"{IMAGE}/{board}-{version}.tar" if kind == IMAGE else f"{kind}/{number}.bin"


def read(path: Path, operator_keys: Sequence[Path], notice: str | None) -> Packed:
    """What is to be published, every page and file of it as its operator signed it. Raises Trouble."""
    keys = trust_file.named_keys(path, operator_keys, desktop_engine(), "list")
    if path.is_dir():
        found = build.read(path)
        replaces = _signed(str(path), found, keys)
        return Packed(_image(found, notice), pack(found.files), replaces)
    data = trust_file.read_bytes(path, "trust list")
    if len(data) > FILE_MAX_BYTES:
        raise Trouble(f"{path}: {len(data)} bytes, and a depot carries {FILE_MAX_BYTES} at most; make it shorter")
    kind, opened = _opened(str(path), data, keys)
    if not opened.issued_s:
        raise Trouble(f"{path}: does not say when it was issued, and no board takes it; add `issued` to its source")
    return Packed(_list(kind, opened, notice), data)


def verify(one: Target, data: bytes, keys: tuple[sm2.Key, ...]) -> None:
    """Raises Trouble unless these bytes are what metadata says, and the operator's. keys: of this computer's engine."""
    if one.kind == IMAGE:
        image_ = image_of(data)
        _signed(one.path, image_, keys)
        made = _image(image_, None)
    else:
        made = _list(*_opened(one.path, data, keys), None)
    if made.custom != {name: value for name, value in one.custom.items() if name != "notice"}:
        raise Trouble(f"{one.path}: the depot states something else of it than its own header; publish it anew")


def _opened(name: str, data: bytes, keys: tuple[sm2.Key, ...]) -> tuple[str, Any]:
    """The kind of a signed list, and the list once every page is as it must be."""
    if data.startswith(trust.MAGIC):
        return TRUST, trust_file.checked(trust_file.TrustFile(name, data, keys, True))
    if data.startswith(snapshot.MAGIC):
        return SNAPSHOT, snapshot_file.checked(snapshot_file.SnapshotFile(name, data, keys, True))
    raise Trouble(f"{name}: no signed list and no signed snapshot; {_NOTHING}")


def _list(kind: str, opened: Any, notice: str | None) -> Target:
    custom = {
        "kind": kind, "sequence": opened.sequence, "issued": opened.issued_s, "effective": opened.effective_s,
        "expires": opened.expires_s, "test": bool(opened.test), **_noticed(notice),
    }  # fmt: skip
    return Target(_path(kind, opened.sequence, "", ""), kind, opened.sequence, "", custom)


def _signed(name: str, found: build.Image, keys: tuple[sm2.Key, ...]) -> str:
    """The id of the image that this one may replace; raises Trouble unless the operator has signed it."""
    raw = found.files[build.MANIFEST]
    try:
        opened = sm2.finish(image.open_manifest(raw, keys, desktop_engine(), signed.EITHER))
    except signed.BlobRefused as reason:
        raise trust_file.refused(name, str(reason)) from None
    return str(opened.replaces.hex())


def _image(found: build.Image, notice: str | None) -> Target:
    number = manifest.version_number(found.version)
    custom = {
        "kind": IMAGE, "board": found.board, "version": found.version, "number": number, "image": found.sha256,
        "test": found.build == build.DEVELOPMENT, **_noticed(notice),
    }  # fmt: skip
    return Target(_path(IMAGE, number, found.board, found.version), IMAGE, number, found.board, custom)


def _noticed(notice: str | None) -> dict[str, str]:
    return {} if notice is None else {"notice": notice}


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files of an image as one, the same bytes for the same files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def unpack(data: bytes, into: Path) -> build.Image:
    """The image in such a file, every file as its manifest lists it. into: an empty folder. Raises Trouble.

    No more is written than `data` has bytes: entries that stand for others, or for holes, are refused.
    """
    again = "publish the image again"
    try:
        for count, (entry, held) in enumerate(_entries(data)):
            name = entry.name.encode("utf-8", "replace")
            if entry.type != tarfile.REGTYPE or not image.good_name(name) or count >= FILES_MAX:
                raise Trouble(f"{entry.name!r} does not belong into an image; {again}")
            path = into / entry.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(held)
    except (tarfile.TarError, OSError) as error:
        words = why(error) if isinstance(error, OSError) else str(error)
        raise Trouble(f"this is no image in one file: {words}; {again}") from None
    return build.read(into)


def _entries(data: bytes) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    """Each entry of a file as `pack` makes it, and its bytes. Raises TarError.

    Trap: tarfile's own reader follows extensions, of which one makes 3 GB out of 10 kB, before anything is verified.
    """
    at = 0
    while any(head := data[at : at + tarfile.BLOCKSIZE]):
        entry = tarfile.TarInfo.frombuf(head, "utf-8", "surrogateescape")
        begin, end = at + tarfile.BLOCKSIZE, at + tarfile.BLOCKSIZE + entry.size
        if not begin <= end <= len(data):
            raise tarfile.ReadError(f"{entry.name!r} ends early")
        yield entry, data[begin:end]
        at = end + -end % tarfile.BLOCKSIZE


def image_of(data: bytes) -> build.Image:
    """The same, out of a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as scratch:
        return unpack(data, Path(scratch))
