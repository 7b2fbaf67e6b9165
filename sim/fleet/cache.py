"""What a gateway has fetched and verified, in a folder that a power cut at any write leaves usable.

    KEEP/metadata/           root_history/<n>.root.json, timestamp.json, snapshot.json, targets.json
    KEEP/files/              trust-7.bin …: what targets.json names

The workflow of The Update Framework runs on a copy of the metadata; what it verified is then written here, each file
whole and durable, targets.json last, behind the lists that it names. So the newest list that it names can always be
installed, and a cut costs no more than the work since.
"""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, cast

from tuf.api import exceptions
from tuf.api.metadata import Metadata, Root, TargetFile, Targets
from tuf.api.serialization import DeserializationError
from tuf.ngclient import Updater, UpdaterConfig

from hal.desktop import durable
from sim.fleet import depot, kept_file, target
from sim.fleet.source import Source
from sim.fleet.target import Target
from sim.output.trouble import Trouble, why

# Of a fault: kind -> its words.
FREEZE, ROLLBACK, WRONG_KEY, ALTERED, ENDLESS = "freeze", "rollback", "wrong_key", "altered", "endless"
SLOW, UNREACHABLE, MALFORMED, NOT_OF_OPERATOR = "slow", "unreachable", "malformed", "not_of_operator"
WORDS = {
    FREEZE: ("清单已过期", "what it says has expired: it may be held back"),
    ROLLBACK: ("版本倒退", "it goes back behind what was here"),
    WRONG_KEY: ("签名不足或非授权密钥", "not enough signatures of the keys that count"),
    ALTERED: ("内容与签名不符", "a file is not the one that was signed: altered, cut off, or of another time"),
    ENDLESS: ("内容超长", "a file is longer than what was signed"),
    SLOW: ("传输过慢", "a file takes too long"),
    UNREACHABLE: ("无法取得", "a file cannot be fetched"),
    MALFORMED: ("格式错误", "it is not as a depot speaks"),
    NOT_OF_OPERATOR: ("非运营方签名", "a list or image that the operator has not signed"),
}
_CONFIG = UpdaterConfig(
    max_root_rotations=64, root_max_length=64_000, timestamp_max_length=16_384, snapshot_max_length=64_000,
    targets_max_length=1_000_000,
)  # fmt: skip
_ORDER = ("timestamp.json", "snapshot.json")
_TARGETS = "targets.json"
_TRUSTED = "root.json"  # where the workflow leaves the root that it has come to
_KINDS: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.ExpiredMetadataError, FREEZE),
    (exceptions.BadVersionNumberError, ROLLBACK),
    (exceptions.UnsignedMetadataError, WRONG_KEY),
    (exceptions.LengthOrHashMismatchError, ALTERED),
    (exceptions.DownloadLengthMismatchError, ENDLESS),
    (exceptions.SlowRetrievalError, SLOW),
    (exceptions.DownloadError, UNREACHABLE),
    (exceptions.RepositoryError, MALFORMED),
    (DeserializationError, MALFORMED),
)
_MADE_UP = (ValueError, KeyError, TypeError, OverflowError, RecursionError)  # what made-up bytes may raise, too
_BRING = "bring its 1.root.json again, by hand"
_Check = Callable[[Target, bytes], None]


class Fault(NamedTuple):
    """Why the depot's answer was not taken. kind: of WORDS."""

    kind: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {' '.join(WORDS[self.kind])} ({self.detail})"


class Cache:
    """first_root: the root that was brought by hand. check: raises Trouble for a file that must not be installed,
    although the depot has signed it. Raises Trouble."""

    def __init__(self, folder: Path, first_root: bytes, check: _Check, disk: durable.Disk = durable) -> None:
        self._folder = folder
        self._first = first_root
        self._check = check
        self._disk = disk
        self._metadata = folder / "metadata"
        self._history = self._metadata / "root_history"
        self._files = folder / "files"
        self.root = _first(first_root)

    def refresh(self, url: str, source: Source) -> list[Fault]:
        """Fetch and verify what is new; what cannot be taken is named, and what was here stays."""
        faults = self._refreshed(url, source)
        path = self._metadata / _TARGETS
        if path.is_file() and _read_known(path) is None:
            faults.append(Fault(ALTERED, f"{path}, which was kept here; the depot has it"))
        return faults

    def _refreshed(self, url: str, source: Source) -> list[Fault]:
        with tempfile.TemporaryDirectory(prefix="ridegate-depot-") as name:
            scratch = Path(name)
            if self._metadata.is_dir():
                shutil.copytree(self._metadata, scratch, dirs_exist_ok=True)
            try:
                updater = Updater(
                    str(scratch), f"{url}/metadata", None, f"{url}/targets", source, _CONFIG, bootstrap=self._first
                )
                try:
                    updater.refresh()
                finally:  # a root and a timestamp that hold count, whatever comes behind them
                    self._keep(scratch)
                return self._bring(updater, (scratch / _TARGETS).read_bytes(), scratch / "file")
            except (exceptions.RepositoryError, exceptions.DownloadError, DeserializationError) as error:
                return [_fault(error)]
            except OSError as error:
                raise Trouble(f"{scratch}: {why(error)}; set TMPDIR to a folder with room") from None
            except _MADE_UP as error:
                return [Fault(MALFORMED, type(error).__name__)]

    def targets(self) -> list[tuple[Target, TargetFile]]:
        """What is here to be installed, as it was signed; nothing when that is damaged."""
        path = self._metadata / _TARGETS
        return (_read_known(path) or []) if path.is_file() else []

    def read(self, one: Target, info: TargetFile) -> bytes | None:
        """The bytes of a target; None when they are not here, or not as they were signed."""
        try:
            data = self._path(one).read_bytes()
            info.verify_length_and_hashes(data)
        except (OSError, exceptions.LengthOrHashMismatchError):
            return None
        return data

    def _keep(self, scratch: Path) -> None:
        """Write what the workflow has verified, the root first."""
        roots = sorted((scratch / "root_history").glob("*.root.json"), key=lambda path: int(path.name.split(".")[0]))
        for path in roots:
            self._put(self._history / path.name, path.read_bytes())
        if (scratch / _TRUSTED).is_file():
            self.root = _first((scratch / _TRUSTED).read_bytes())
        for name in _ORDER:
            if (scratch / name).is_file():
                self._put(self._metadata / name, (scratch / name).read_bytes())

    def _bring(self, updater: Updater, signed: bytes, scratch: Path) -> list[Fault]:
        faults, missing = [], set()
        wanted = _known(signed)
        for one, info in wanted:
            if self.read(one, info) is not None:
                continue
            try:
                if info.length > target.FILE_MAX_BYTES:
                    raise exceptions.DownloadLengthMismatchError(f"{one.path}: {info.length} bytes")
                updater.download_target(info, str(scratch))
                data = scratch.read_bytes()
                self._check(one, data)
            except (exceptions.RepositoryError, exceptions.DownloadError) as error:
                faults.append(_fault(error))
                missing.add(one.path)
            except Trouble as trouble:
                faults.append(Fault(NOT_OF_OPERATOR, str(trouble)))
                missing.add(one.path)
            except _MADE_UP as error:
                faults.append(Fault(MALFORMED, f"{one.path}: {type(error).__name__}"))
                missing.add(one.path)
            else:
                self._put(self._path(one), data)
        trust = newest(wanted, target.TRUST)
        if trust is None or trust[0].path not in missing:  # all else that cannot be had does not hold a list back
            self._put(self._metadata / _TARGETS, signed)
            self._forget({self._path(one).name for one, _ in wanted})
        return faults

    def _forget(self, names: set[str]) -> None:
        for path in self._files.iterdir() if self._files.is_dir() else ():
            if path.name not in names:
                path.unlink(missing_ok=True)

    def _path(self, one: Target) -> Path:
        return self._files / one.path.replace("/", "-")

    def _put(self, path: Path, data: bytes) -> None:
        if not path.is_file() or _read(path) != data:
            kept_file.put(path, data, self._disk)


def _fault(error: Exception) -> Fault:
    for exception, kind in _KINDS:
        if isinstance(error, exception):
            return Fault(kind, str(error) or type(error).__name__)
    return Fault(MALFORMED, type(error).__name__)


def _first(data: bytes) -> Root:
    try:
        found = Metadata[Root].from_bytes(data).signed
    except (DeserializationError, exceptions.RepositoryError, ValueError) as error:
        raise Trouble(f"this is no root of a depot: {error}; {_BRING}") from None
    if not isinstance(found, Root):
        raise Trouble(f"this is no root of a depot, but its {found.type}; {_BRING}")
    return found


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; remove the gateway's folder, and let it begin anew") from None


def _known(data: bytes) -> list[tuple[Target, TargetFile]]:
    """The targets that this program knows, in signed metadata."""
    signed = cast(Targets, Metadata.from_bytes(data).signed)
    found = [
        (target.parse(path, info.unrecognized_fields.get("custom")), info) for path, info in signed.targets.items()
    ]
    return [(one, info) for one, info in found if one is not None]


def _read_known(path: Path) -> list[tuple[Target, TargetFile]] | None:
    """The same, of a file; None for one that is not as it was written."""
    try:
        return _known(_read(path))
    except (exceptions.RepositoryError, DeserializationError, *_MADE_UP, AttributeError):
        return None


def is_test(root: Root) -> bool:
    """Whether a depot is signed by test keys."""
    return any(depot.is_test(key) for key in root.keys.values())


def newest(held: Sequence[tuple[Target, TargetFile]], kind: str, board: str = "") -> tuple[Target, TargetFile] | None:
    """The one of this kind."""
    found = [each for each in held if each[0].slot == (kind, board)]
    return max(found, key=lambda each: each[0].number, default=None)
