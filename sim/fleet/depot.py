"""The depot: a repository of The Update Framework in a folder, with SM2 keys over SM3, that any web server can serve.

    DEPOT/public/metadata/   1.root.json …, <n>.targets.json, <n>.snapshot.json, timestamp.json
    DEPOT/public/targets/    the files, each under a name that begins with its hash
    DEPOT/pending/           root.json, targets.json: what waits for signatures

No private key lies here. What is new appears behind everything that it names, and timestamp.json last, in one step: a
reader sees what was there before, or all of the new.

Length: one repository, from its first root to its newest timestamp.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

from securesystemslib.signer import Key
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp, VerificationResult
from tuf.api.serialization import DeserializationError

from hal.desktop import durable
from sim.fleet import target
from sim.fleet.sm2_key import Sm2Key, Sm2Signer
from sim.fleet.target import Packed, Target
from sim.output.trouble import Trouble, why

ROOT, TARGETS, SNAPSHOT, TIMESTAMP = ROLES = ("root", "targets", "snapshot", "timestamp")
EXPIRES_DAYS = {ROOT: 365, TARGETS: 90, SNAPSHOT: 30, TIMESTAMP: 2}
HASHES = ["sm3"]
KEYS_MAX = 16  # of a role
ROOT_WARN_DAYS = 60
_STARTS = "`ridegate depot init` makes a depot"
_Signed = TypeVar("_Signed", Root, Targets, Snapshot, Timestamp)


class Role(NamedTuple):
    """Whose signatures a role takes, and how many of them it wants."""

    keys: tuple[Sm2Key, ...]
    threshold: int


class Waiting(NamedTuple):
    """Something that is pending. missing: signatures that it still wants, each from one of these keys. stale: why it
    can never be put in its place, "" when it can."""

    role: str
    version: int
    missing: int
    keys: tuple[str, ...]
    stale: str = ""

    def __str__(self) -> str:
        if self.stale:
            return self.stale
        names = ", ".join(one[:16] for one in self.keys)
        return f"{self.role} {self.version} waits for {self.missing} more signatures, out of the keys {names}"


class Depot:
    """The depot in a folder. now_s: the moment from which what is signed counts its days. Raises Trouble."""

    def __init__(self, folder: Path, now_s: int, disk: durable.Disk = durable) -> None:
        self.folder = folder
        self.metadata = folder / "public" / "metadata"
        self.files = folder / "public" / "targets"
        self._pending = folder / "pending"
        self._now = datetime.fromtimestamp(now_s, UTC)
        self._disk = disk

    # What is there

    def root(self) -> Root:
        """The newest root."""
        found = self._newest(ROOT)
        if found is None:
            raise Trouble(f"{self.folder}: no depot with a signed root; {_STARTS}, and `ridegate depot sign` signs it")
        return cast(Root, found.signed)

    def targets(self) -> Targets | None:
        """The newest targets that have all their signatures, published or not; None before the first."""
        found = self._newest(TARGETS)
        return None if found is None else cast(Targets, found.signed)

    def newest(self) -> dict[tuple[str, str], Target]:
        """The newest target of each slot."""
        return _newest_of(self.targets())

    def listed(self) -> list[Target]:
        """All that the newest targets name: the newest of each slot, and the list before it while that is in force."""
        return _targets_of(self.targets())

    def notices(self) -> list[Target]:
        """Every target that was ever published with a day of notice, oldest first; of each sequence the first."""
        found: dict[tuple[str, str, int], Target] = {}
        for _, path in self._versions(TARGETS):
            for one in _targets_of(cast(Targets, _load(path).signed)):
                if one.notice is not None:
                    found.setdefault((*one.slot, one.number), one)
        return list(found.values())

    def expires_s(self) -> int | None:
        """Until when gateways take what is published; None before that."""
        path = self.metadata / f"{TIMESTAMP}.json"
        return int(_load(path).signed.expires.timestamp()) if path.is_file() else None

    def highest_list(self) -> int:
        """The highest sequence of a trust list that was ever signed here, 0 before the first."""
        found = self.newest().get((target.TRUST, ""))
        return 0 if found is None else found.number

    @property
    def test(self) -> bool:
        """Whether test keys sign here."""
        return any(is_test(key) for key in self.root().keys.values())

    def root_ends_soon(self) -> str | None:
        """Words for a root that has to be renewed now; None for one that has time."""
        root = self.root()
        if root.expires - self._now > timedelta(days=ROOT_WARN_DAYS):
            return None
        return f"root {root.version} is good until {root.expires:%Y-%m-%d}: `ridegate depot rotate root` renews it"

    def snapshot_ends_soon(self) -> str | None:
        """Words for a snapshot that has to be signed anew; None for one that has time, and before the first."""
        found = self._newest(SNAPSHOT)
        if found is None or not self._ages(SNAPSHOT, found.signed):
            return None
        words = f"{SNAPSHOT} {found.signed.version} is good until {found.signed.expires:%Y-%m-%d}"
        return f"{words}: `ridegate depot publish` with its key, too, renews it"

    def root_words(self) -> list[str]:
        """The roles of the newest root, in words."""
        root = self.root()
        return [f"root {root.version}, good until {root.expires:%Y-%m-%d}:", *_root_words(root)]

    def waiting(self) -> list[Waiting]:
        """What is pending."""
        return [self._waits(name, pending) for name, pending in self._waiting()]

    def describe(self) -> list[str]:
        """What stands in the pending files, in words, for who is to sign them."""
        words = []
        for name, pending in self._waiting():
            signed = pending.signed
            words.append(f"{name} {signed.version}, good until {signed.expires:%Y-%m-%d}:")
            if isinstance(signed, Root):
                words += _root_words(signed)
            else:
                for one in _targets_of(cast(Targets, signed)):
                    notice = "" if one.notice is None else f", notice of {one.notice}"
                    words.append(f"  {one.path}, number {one.number}{notice}")
        return words

    # What is begun, and waits for signatures

    def begin(self, roles: Mapping[str, Role]) -> None:
        """Put the first root among what is pending."""
        self.check_empty()
        root = Root(version=1, expires=self._expiry(ROOT), consistent_snapshot=True)
        for name in ROLES:
            for key in roles[name].keys:
                root.add_key(key, name)
            root.roles[name].threshold = roles[name].threshold
        _check(root)
        self._put(self._pending / f"{ROOT}.json", Metadata(root).to_bytes())

    def check_empty(self) -> None:
        """Raises Trouble when something is in the folder."""
        if self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
            raise Trouble(f"{self.folder}: is not an empty folder; choose another one with --depot")

    def rotate(self, role: str, add: Sequence[Sm2Key], remove: Sequence[str], threshold: int | None) -> None:
        """Put the next root among what is pending: with these keys more, without those (the beginning of an id), and
        with another threshold. Without any of it: the same root, good for another year."""
        self._nothing_waits(ROOT)
        root = self.root()
        for key in add:
            root.add_key(key, role)
        for beginning in remove:
            named = [one for one in root.roles[role].keyids if one.startswith(beginning.lower())]
            if len(named) != 1 or not beginning:
                raise Trouble(f"{beginning}: {len(named)} keys of {role} begin so; `ridegate depot show` lists them")
            root.revoke_key(named[0], role)
        if threshold is not None:
            root.roles[role].threshold = threshold
        root.version += 1
        root.expires = self._expiry(ROOT)
        _check(root)
        self._put(self._pending / f"{ROOT}.json", Metadata(root).to_bytes())

    def offer(self, packed: Sequence[Packed]) -> bool:
        """Put targets with these files among what is pending, and the files where they will be fetched. Whether
        anything of it is new; without a file, whether the targets need to be signed anew.
        """
        self.root()
        if packed:
            self._nothing_waits(TARGETS)
        elif any(name == TARGETS for name, _ in self._waiting()):
            return False  # what waits is not begun again, and does not hold the timestamp back
        before = self._newest(TARGETS)
        signed = cast(Targets, before.signed) if before is not None else Targets()
        held = _newest_of(signed)
        new = [each for each in packed if not self._is_there(each, held.get(each.target.slot), signed)]
        if not new and (before is None or (self._good(TARGETS, before) and not self._ages(TARGETS, signed))):
            return False
        if len({each.target.slot for each in new}) != len(new):
            raise Trouble("two files of one kind, and only one can be the newest; publish one after the other")
        for each in new:
            for path in self._replaced(each.target, signed):
                del signed.targets[path]
            info = TargetFile.from_data(each.target.path, each.data, HASHES)
            info.unrecognized_fields["custom"] = dict(each.target.custom)
            signed.targets[each.target.path] = info
            where, _, name = each.target.path.rpartition("/")
            self._put(self.files / where / f"{next(iter(info.hashes.values()))}.{name}", each.data)
        signed.version += before is not None
        signed.expires = self._expiry(TARGETS)
        self._put(self._pending / f"{TARGETS}.json", Metadata(signed).to_bytes())
        return True

    def _replaced(self, new: Target, signed: Targets) -> list[str]:
        """What a target takes the place of: all of its slot, but for the list in force while its own day is to come."""
        now_s = self._now.timestamp()
        others = [one for one in _targets_of(signed) if one.slot == new.slot]
        in_force = [one for one in others if one.effective_s <= now_s < new.effective_s]
        kept = max(in_force, key=lambda one: one.number, default=None)
        return [one.path for one in others if one != kept]

    def _is_there(self, new: Packed, old: Target | None, signed: Targets) -> bool:
        """Whether just this is published. Raises Trouble for what terminals would refuse."""
        if old is None:
            return False
        path, number = new.target.path, new.target.number
        if number == old.number and old.path in signed.targets:
            known = signed.targets[old.path]
            if known.hashes == TargetFile.from_data(path, new.data, HASHES).hashes:
                if None not in (new.target.notice, old.notice) and new.target.notice != old.notice:
                    raise Trouble(
                        f"{path}: the day of its notice is {old.notice} already, and days are counted from it"
                    )
                return new.target.notice is None or old.notice is not None
        if new.target.kind == target.IMAGE:
            if number > old.number or (new.replaces and new.replaces == old.custom.get("image")):
                return False
            words = f"{path}: not above {old.custom.get('version')}, which is published, and does not replace it"
            raise Trouble(f"{words}; build it with a higher --version, or with --replaces")
        if number <= old.number:
            raise Trouble(f"{path}: sequence {old.number} is published already; number the new one higher")
        return False

    # Signatures

    def sign(self, signers: Sequence[Sm2Signer]) -> list[str]:
        """Add these keys' signatures to what is pending, and put what has enough of them in its place. What was put
        there. A key that has nothing to sign there is passed over. Raises Trouble, before it signs anything, for a key
        that would sign what is stale."""
        placed = []
        here = {one.public_key.keyid for one in signers}
        found = self._waiting()
        for name, pending in found:
            if here & self._takers(name, pending) and (stale := self._stale(name, pending)):
                raise Trouble(stale)
        for name, pending in found:
            takers = self._takers(name, pending)
            for signer in signers:
                if signer.public_key.keyid in takers:
                    pending.sign(signer, append=True)
            if self._stale(name, pending):
                continue
            if self._waits(name, pending).missing:
                self._put(self._pending / f"{name}.json", pending.to_bytes())
                continue
            self._put(self.metadata / f"{pending.signed.version}.{name}.json", pending.to_bytes())
            (self._pending / f"{name}.json").unlink()
            placed.append(f"{name} {pending.signed.version}")
        return placed

    def renew(self, signers: Sequence[Sm2Signer]) -> list[str]:
        """Publish the newest targets: a new timestamp, and a new snapshot where one is due; one that merely ages stays
        while its keys are not here. What was signed. Raises Trouble that names a key which is missing."""
        root, targets = self.root(), self._newest(TARGETS)
        if targets is None:
            return []
        if not self._good(TARGETS, targets):
            raise Trouble("the keys of targets have changed; `ridegate depot publish` with the new ones signs anew")
        made = []
        data = (self.metadata / f"{targets.signed.version}.{TARGETS}.json").read_bytes()
        named = {f"{TARGETS}.json": MetaFile.from_data(targets.signed.version, data, HASHES)}
        snapshot = self._newest(SNAPSHOT)
        good = snapshot is not None and self._good(SNAPSHOT, snapshot) and snapshot.signed.expires > self._now
        here = {one.public_key.keyid for one in signers}.intersection(root.roles[SNAPSHOT].keyids)
        due = self.snapshot_ends_soon() is not None and len(here) >= root.roles[SNAPSHOT].threshold
        if snapshot is None or not good or due or cast(Snapshot, snapshot.signed).meta != named:
            version = 1 if snapshot is None else snapshot.signed.version + 1
            snapshot = Metadata(Snapshot(version, expires=self._expiry(SNAPSHOT), meta=named))
            self._sealed(SNAPSHOT, snapshot, signers, root)
            self._put(self.metadata / f"{version}.{SNAPSHOT}.json", snapshot.to_bytes())
            made.append(f"{SNAPSHOT} {version}")
        held = (self.metadata / f"{snapshot.signed.version}.{SNAPSHOT}.json").read_bytes()
        path = self.metadata / f"{TIMESTAMP}.json"
        version = _load(path).signed.version + 1 if path.is_file() else 1
        meta = MetaFile.from_data(snapshot.signed.version, held, HASHES)
        stamp = Metadata(Timestamp(version, expires=self._expiry(TIMESTAMP), snapshot_meta=meta))
        self._sealed(TIMESTAMP, stamp, signers, root)
        self._put(path, stamp.to_bytes())
        return [*made, f"{TIMESTAMP} {version}"]

    def _sealed(self, name: str, data: "Metadata[Any]", signers: Sequence[Sm2Signer], root: Root) -> None:
        for signer in signers:
            if signer.public_key.keyid in root.roles[name].keyids:
                data.sign(signer, append=True)
        result = root.get_verification_result(name, data.signed_bytes, data.signatures)
        if not result:
            wanted = Waiting(name, data.signed.version, result.missing, tuple(result.unsigned))
            raise Trouble(f"{wanted}; name their files with --key")

    def _takers(self, name: str, pending: "Metadata[Any]") -> set[str]:
        """The keys whose signature something pending takes."""
        roots = [root for root in (self._before(), pending.signed if name == ROOT else None) if root is not None]
        return {one for root in roots for one in root.roles[name].keyids}

    def _before(self) -> Root | None:
        found = self._newest(ROOT)
        return None if found is None else cast(Root, found.signed)

    def _results(self, name: str, data: "Metadata[Any]") -> list[VerificationResult]:
        """How the signatures under a root, or under targets, stand with each root that they have to satisfy."""
        roots = [self._before(), data.signed] if name == ROOT else [self.root()]
        return [
            root.get_verification_result(name, data.signed_bytes, data.signatures) for root in roots if root is not None
        ]

    def _good(self, name: str, data: "Metadata[Any]") -> bool:
        return all(root.get_verification_result(name, data.signed_bytes, data.signatures) for root in [self.root()])

    def _waits(self, name: str, pending: "Metadata[Any]") -> Waiting:
        results = self._results(name, pending)
        keys = {one: key for result in results if result.missing for one, key in result.unsigned.items()}
        missing = max(result.missing for result in results)
        return Waiting(name, pending.signed.version, missing, tuple(sorted(keys)), self._stale(name, pending))

    # Files

    def _waiting(self) -> "list[tuple[str, Metadata[Any]]]":
        paths = [(name, self._pending / f"{name}.json") for name in (ROOT, TARGETS)]
        found = [(name, _load(path)) for name, path in paths if path.is_file()]
        return [each for each in found if not self._is_placed(*each)]

    def _is_placed(self, name: str, pending: "Metadata[Any]") -> bool:
        """Whether just this is in its place: a copy came back late, or the power failed before its file was removed."""
        path = self.metadata / f"{pending.signed.version}.{name}.json"
        return path.is_file() and _load(path).signed_bytes == pending.signed_bytes

    def _stale(self, name: str, pending: "Metadata[Any]") -> str:
        """Words for something pending that does not follow the newest one, "" when it does: something else has taken
        its place meanwhile, or this is not the depot that it was begun in."""
        versions = self._versions(name)
        newest, version = versions[-1][0] if versions else 0, pending.signed.version
        if version == newest + 1:
            return ""
        words = f"{name} {version} is pending, and {name} {newest or 'none'} is the newest here"
        return f"{self._pending / f'{name}.json'}: {words}; remove the file, and begin anew"

    def _nothing_waits(self, name: str) -> None:
        for waiting, pending in self._waiting():
            if waiting == name:
                path = self._pending / f"{name}.json"
                advice = "waits for signatures; `ridegate depot sign` adds one, or remove the file"
                raise Trouble(self._stale(name, pending) or f"{path}: {advice}")

    def _versions(self, name: str) -> list[tuple[int, Path]]:
        """The versions of some metadata with its files, ascending."""
        found = [(path.name.partition(".")[0], path) for path in self.metadata.glob(f"*.{name}.json")]
        return sorted((int(number), path) for number, path in found if number.isdecimal())

    def _newest(self, name: str) -> "Metadata[Any] | None":
        versions = self._versions(name)
        return _load(versions[-1][1]) if versions else None

    def _ages(self, name: str, signed: Any) -> bool:
        """Whether half of its time is over."""
        return bool(signed.expires - self._now < timedelta(days=EXPIRES_DAYS[name]) / 2)

    def _expiry(self, name: str) -> datetime:
        return self._now.replace(microsecond=0) + timedelta(days=EXPIRES_DAYS[name])

    def _put(self, path: Path, data: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            durable.replace(str(path), data, self._disk, mode=0o644)
        except OSError as error:
            raise Trouble(f"{path}: {why(error)}; name a depot that can be written with --depot") from None


def _load(path: Path) -> "Metadata[Any]":
    try:
        return Metadata.from_bytes(path.read_bytes())
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name the folder of a depot with --depot") from None
    except (DeserializationError, RepositoryError) as error:
        raise Trouble(f"{path}: no signed metadata: {error}; take it from a copy of the depot") from None


def _targets_of(signed: Targets | None) -> list[Target]:
    entries = {} if signed is None else signed.targets
    found = (target.parse(path, info.unrecognized_fields.get("custom")) for path, info in entries.items())
    return [one for one in found if one is not None]


def _newest_of(signed: Targets | None) -> dict[tuple[str, str], Target]:
    return {one.slot: one for one in sorted(_targets_of(signed), key=lambda one: one.number)}


def _check(root: Root) -> None:
    """Raises Trouble for roles that could never sign, and for one key in two roles that are held apart."""
    for name in ROLES:
        count, threshold = len(root.roles[name].keyids), root.roles[name].threshold
        if not 1 <= threshold <= count <= KEYS_MAX:
            raise Trouble(
                f"{name}: {threshold} of {count} keys cannot be; take 1 to {KEYS_MAX} keys, and less signatures"
            )
    offline = {one for name in (ROOT, TARGETS) for one in root.roles[name].keyids}
    shared = [one for name in (SNAPSHOT, TIMESTAMP) for one in root.roles[name].keyids if one in offline]
    if shared or set(root.roles[ROOT].keyids) & set(root.roles[TARGETS].keyids):
        raise Trouble("root, targets, and the two that sign every day have keys of their own each; make more of them")


def _root_words(root: Root) -> list[str]:
    return [f"  {role}: {_role_words(root, role)}" for role in ROLES]


def _role_words(root: Root, name: str) -> str:
    keys = ", ".join(one[:16] + (" (test)" if is_test(root.keys[one]) else "") for one in root.roles[name].keyids)
    return f"{root.roles[name].threshold} of {len(root.roles[name].keyids)}: {keys}"


def is_test(key: Key) -> bool:
    """Whether a key is a test key, which protects nothing."""
    return isinstance(key, Sm2Key) and key.test
