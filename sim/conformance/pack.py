"""The published test vectors as a suite: a folder or a zip file with `pack.json`, every file checked by its hash."""

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from hal.desktop.engine import proved_engine
from sim.input.field import U32_MAX
from sim.output.encoding import plain
from sim.output.trouble import Trouble, why
from sim.trust.file import entries, signed_by
from terminal import codes, policy, trust
from terminal.policy import Policy

T = TypeVar("T")
HERE = Path(__file__).resolve().parents[2] / "tests" / "vectors"  # of a checkout
FILE_MAX_BYTES = 64 << 20
_KNOWN_MAJOR = "1"
_KEY_BYTES = 64
_ACCOUNT_BYTES = 10
_RESULTS = frozenset(code.name for code in codes.TABLE)
_UNREADABLE = (zipfile.BadZipFile, RuntimeError, EOFError, ValueError, struct.error, zlib.error)  # of a damaged file
_NO_JSON = (ValueError, KeyError, TypeError, RecursionError)  # nor what is read from it


@dataclass(frozen=True, slots=True)
class Vector:
    """One line of `decisions.jsonl`. policy: what differs from the standard one, rules: all of it.

    result, step, recovered, offset and family: as the gate must answer.
    """

    id: str
    comment: str
    payload: bytes
    trust: str | None
    clock_s: int | None
    policy: Mapping[str, Any]
    rules: Policy
    history: tuple[tuple[bytes, int, int], ...]
    result: str
    step: int | None
    recovered: tuple[str, ...]
    offset: int
    family: str | None


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was read. lists: name -> signed list. operator_xy: the key they are signed with."""

    name: str
    version: str
    vectors: tuple[Vector, ...]
    lists: Mapping[str, bytes]
    operator_xy: bytes

    def moments(self, name: str) -> tuple[tuple[int, ...], tuple[bytes, ...]]:
        """When a list comes into force and when it ends; MMYY of each of its root keys.

        Opens and verifies the list at each call.
        """
        engine = proved_engine()
        opened = signed_by(name, self.lists[name], self.operator_xy, engine).open(engine)
        expiries = tuple(entry[1:3] for entry in entries(opened, trust.CA_KEY))
        return (opened.effective_s, *((opened.expires_s + 1,) if opened.expires_s else ())), expiries


def is_pack(path: Path) -> bool:
    """Whether this is a pack and no scenario: a folder, or a zip file."""
    return path.is_dir() or path.suffix == ".zip"


def load(path: Path) -> Pack:
    """Read a pack. Raises Trouble that names the file at fault."""
    try:
        if path.is_dir():
            return _read(path, lambda name: _file(path / name))
        with _opened(path) as archive:
            return _read(path, lambda name: _member(archive, name))
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name a folder or a zip file of `ridegate vectors export`") from None


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except _UNREADABLE:
        raise Trouble(f"{path}: this is no zip file; `ridegate vectors export` writes one") from None


def _file(path: Path) -> bytes:
    try:
        size_bytes = path.stat().st_size
    except ValueError:  # a zero byte in it, half a surrogate
        raise Trouble(f"{path}: no file can have this name; export the pack again") from None
    if size_bytes > FILE_MAX_BYTES:
        raise Trouble(f"{path}: over {FILE_MAX_BYTES:,} bytes")
    return path.read_bytes()


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        if archive.getinfo(name).file_size > FILE_MAX_BYTES:
            raise Trouble(f"{archive.filename}: {name} has over {FILE_MAX_BYTES:,} bytes")
        return archive.read(name)
    except (KeyError, *_UNREADABLE):
        raise Trouble(f"{archive.filename}: it has no sound {name}; export the pack again") from None


def _read(path: Path, read: Callable[[str], bytes]) -> Pack:
    try:
        head = _a(dict, json.loads(read("pack.json")))
        version, pack = plain(str(head["version"])), plain(str(head.get("pack", path.name)))
        hashes = {str(row["file"]): str(row["sha256"]) for row in head["files"]}
    except _NO_JSON:
        raise Trouble(f"{path}/pack.json: it names no version and files; export the pack again") from None
    if version.partition(".")[0] != _KNOWN_MAJOR:
        raise Trouble(f"{path}: a pack of version {version}; this program knows {_KNOWN_MAJOR}.x: take the newer one")

    def checked(name: str) -> bytes:
        data = read(name)
        if hashlib.sha256(data).hexdigest() != hashes.get(name):
            raise Trouble(f"{path}/{name}: it is not as pack.json has it; export the pack again")
        return data

    binaries = [name for name in hashes if name.startswith("trust/") and name.endswith(".bin")]
    lists = {PurePosixPath(name).stem: checked(name) for name in binaries}
    vectors = []
    for number, line in enumerate(checked("decisions.jsonl").splitlines(), 1):
        try:
            vectors.append(_vector(_a(dict, json.loads(line))))
        except _NO_JSON:
            raise Trouble(f"{path}/decisions.jsonl:{number}: this is no vector; see its schema") from None
    for vector in vectors:
        if vector.trust is not None and vector.trust not in lists:
            raise Trouble(f"{path}: {vector.id} wants the list {vector.trust}, which the pack has not")
    return Pack(pack, version, tuple(vectors), lists, _key(path, checked("trust/operator.hex")))


def _key(path: Path, text: bytes) -> bytes:
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise Trouble(f"{path}/trust/operator.hex: it is no public key, x and y in hexadecimal; export the pack again")
    return key


def _vector(row: dict[str, Any]) -> Vector:
    """Raises ValueError, KeyError and TypeError for what is none."""
    rules = _a(dict, row.get("policy", {}))
    used = row.get("history", ())
    history = tuple((bytes.fromhex(account), _u32(made), _u32(until)) for account, made, until in used)
    if row["result"] not in _RESULTS or any(len(account) != _ACCOUNT_BYTES for account, _, _ in history):
        raise ValueError
    return Vector(
        _text(row["id"]),
        _text(row["comment"]),
        bytes.fromhex(row["payload"]),
        _or_none(str, row["trust"]),
        None if row["clock"] is None else _u32(row["clock"]),
        rules,
        policy.make(**{name: _rule(name, value) for name, value in rules.items()}),
        history,
        row["result"],
        _or_none(int, row["step"]),
        tuple(map(_text, _a(list, row["recovered"]))),
        _a(int, row.get("offset", -1)),
        None if row.get("family") is None else _text(row["family"]),
    )


def _a(kind: type[T], value: Any) -> T:
    """The value, which is of this type. Raises TypeError; for true and false where a number belongs, too."""
    if type(value) is not kind:
        raise TypeError
    return value


def _text(value: Any) -> str:
    """A text as reports show it, and as `channel` takes it from a gate. Raises TypeError."""
    return plain(_a(str, value))


def _or_none(kind: type[T], value: Any) -> T | None:
    return None if value is None else _a(kind, value)


def _u32(value: Any) -> int:
    if not 0 <= _a(int, value) <= U32_MAX:
        raise ValueError
    return int(value)


def _rule(name: str, value: Any) -> Any:
    """JSON has neither bytes nor tuples: services are hexadecimal there."""
    if isinstance(value, list):
        return tuple(bytes.fromhex(each) if name == "services" else each for each in value)
    return value
