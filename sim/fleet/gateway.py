"""A gateway: fetches from a depot, puts on its terminals what is new, and carries their receipts.

    KEEP/metadata, KEEP/files       sim/fleet/cache.py
    KEEP/lock                       held while a pass is under way
    KEEP/terminals/7-1.json         what terminal 7/1 was given, and up to which record its receipts are here
    KEEP/receipts/7-1.receipts      its receipts, as it sealed them, for `ridegate depot receive`

It holds no key that signs or seals anything: what it changes, terminals and depot refuse.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from tuf.api.metadata import TargetFile

from hal.desktop import durable, file_lock
from hal.desktop.engine import desktop_engine
from sim.backoffice.journal_source import JournalFolder
from sim.device import board as boards, flash, trust_install
from sim.device.device import Device
from sim.device.load import Load
from sim.eligibility import installed
from sim.eligibility.file import SnapshotFile
from sim.fleet import board_receipt, kept_file, receipt, target
from sim.fleet.cache import Cache, Fault, is_test, newest
from sim.fleet.place import Place, Settings
from sim.fleet.source import Source
from sim.fleet.target import Target
from sim.issuer import operator_key
from sim.output.progress import Report, silent
from sim.output.trouble import Trouble, why
from sim.trust.file import TrustFile

_GIVEN, _RECEIPTS = "terminals", "receipts"
_KIND_OF = {target.TRUST: installed.TRUST, target.SNAPSHOT: installed.SNAPSHOT}


class Done(NamedTuple):
    """What came of one terminal. installed: the files that it was given now. receipts: that came from it now. trouble:
    why it was left as it is, None when all is well."""

    place: Place
    installed: tuple[str, ...]
    receipts: int
    trouble: str | None


class Given(NamedTuple):
    """What a board was given: the sequences of lists, the id of an image. receipt: the record of a gate's journal up
    to which its receipts are here. owed: a board has to be asked for receipts. board: what kind it is, "" while that is
    not known."""

    trust: int = 0
    image: str = ""
    receipt: int = 0
    owed: bool = True
    board: str = ""
    snapshot: int = 0


class Gateway:
    """Raises Trouble for settings and a folder that cannot be used."""

    def __init__(
        self, settings: Settings, disk: durable.Disk = durable, now_s: Callable[[], float] = time.time
    ) -> None:
        self._settings = settings
        self._disk = disk
        self._now_s = now_s
        self._engine = desktop_engine()
        named = [operator_key.read_public(path) for path in settings.operator_keys]
        self._keys = tuple(key for each in named for key in each.decoded(self._engine))
        try:
            first = settings.root.read_bytes()
        except OSError as error:
            raise Trouble(f"{settings.root}: {why(error)}; bring 1.root.json of the depot, by hand") from None
        self.cache = Cache(settings.keep, first, self._check, disk)
        self._refuse_test()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Inside, no other pass uses the same folder. Raises Trouble when one does."""
        path = self._settings.keep / "lock"
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Trouble(f"{path}: {why(error)}; name a folder that can be written, as `keep`") from None
        try:
            try:
                file_lock.take(lock)
            except OSError:
                raise Trouble(f"{path.parent}: another pass is under way here; let it end") from None
            yield
        finally:
            os.close(lock)

    def fetch(self, source: Source | None = None) -> list[Fault]:
        """Fetch what is new from the depot, and name what cannot be taken."""
        found = self.cache.refresh(self._settings.url, source or Source(self._settings.ca, self._settings.login))
        self._refuse_test()
        return found

    def install(self, report: Report = silent) -> Iterator[Done]:
        """Give each terminal what is here and new to it, and take its receipts; a terminal that fails is named, and
        the next one has its turn."""
        held = self.cache.targets()
        for number, place in enumerate(self._settings.places):
            report(f"terminal {place.terminal}", number, len(self._settings.places))
            given = self._given(place)
            put: list[str] = []
            trouble, count = None, 0
            try:
                if place.folder is not None:
                    self._in_folder(place, place.folder, held, put)
                    count = self._from_folder(place, place.folder, given)
                else:
                    count = self._on_board(place, held, given, put)
            except Trouble as error:
                trouble = str(error)
            yield Done(place, tuple(put), count, trouble)

    def _refuse_test(self) -> None:
        if is_test(self.cache.root) and not self._settings.test:
            raise Trouble("this depot is signed by test keys, which protect nothing; for a trial write test = true")

    def _check(self, one: Target, data: bytes) -> None:
        target.verify(one, data, self._keys)

    # A gate of this computer

    def _in_folder(self, place: Place, folder: Path, held: list[tuple[Target, TargetFile]], put: list[str]) -> None:
        if not folder.is_dir():
            raise Trouble(f"{folder}: no folder of a gate; `ridegate run --journal {folder}` makes one")
        now_s = self._now_s()
        in_force = [each for each in held if each[0].effective_s <= now_s]  # the others on their day
        for kind, name in _KIND_OF.items():
            found = newest(in_force, kind)
            if found is None:
                continue
            one, data = found[0], self.cache.read(*found)
            if data is None or installed.highest(folder, name) > one.number or _holds(folder, name, data):
                continue
            made = TrustFile if kind == target.TRUST else SnapshotFile
            installed.install(folder, data, made(one.path, data, self._keys, True).open(self._engine), name, self._disk)
            put.append(one.path)

    def _from_folder(self, place: Place, folder: Path, given: Given) -> int:
        if not (folder / "journal").is_dir():
            return 0
        journal = JournalFolder(folder / "journal")
        journal.refresh()
        if journal.terminal not in (None, place.terminal):
            raise Trouble(f"{folder}: is of terminal {journal.terminal}; correct the gateway's settings")
        raws = [journal.raw(one) for one in journal.held if one > given.receipt]
        found = [raw for raw in raws if raw is not None and receipt.is_one(raw)]
        count = self._keep(place, found)
        if journal.held and journal.held[-1] != given.receipt:
            self._note(place, given._replace(receipt=journal.held[-1]))
        return count

    # A board

    def _on_board(self, place: Place, held: list[tuple[Target, TargetFile]], given: Given, put: list[str]) -> int:
        assert place.port is not None  # it has no folder
        due = self._due(place, held, given)
        if not due and not given.owed and not (place.images and self._image_for(given, held)):
            return 0  # it has the newest, and its receipt is here: a gate is not stopped for nothing
        device = Device(place.port)
        try:
            found = device.require()
            if found.terminal != place.terminal.terminal_id:
                words = f"the board on {place.port} is terminal {found.terminal}"
                raise Trouble(f"{words}; correct the gateway's settings")
            given = given._replace(board=(found.manifest or {}).get("board", ""))
            wanted: set[tuple[str, int]] = set()
            if place.images:
                given = self._image(device, place, self._image_for(given, held), given, put, wanted)
            for each in due:
                given = self._list(device, place, each, given)
                put.append(each[0].path)
            if given.trust:
                wanted.add((target.TRUST, given.trust))
        except Trouble:
            with suppress(Trouble):
                device.reset()  # what ran there was stopped by our looking
            raise
        with device.serviced():  # the start in between has written the receipt
            raws = board_receipt.receipts(device, self._newest_kept(place), wanted)
        count = self._keep(place, raws)
        kept = [receipt.parse(raw, self._engine.digest) for raw in self._kept(place)]
        self._note(place, given._replace(owed=not wanted <= {(one.kind, one.number) for one in kept}))
        return count

    def _due(
        self, place: Place, held: list[tuple[Target, TargetFile]], given: Given
    ) -> list[tuple[Target, TargetFile]]:
        """The lists that are new to a board; a snapshot only where it asks one."""
        known = {target.TRUST: given.trust} | ({target.SNAPSHOT: given.snapshot} if place.snapshots else {})
        found = [newest(held, kind) for kind in known]
        return [each for each in found if each is not None and each[0].number > known[each[0].kind]]

    def _list(self, device: Device, place: Place, found: tuple[Target, TargetFile], given: Given) -> Given:
        one, data = found[0], self.cache.read(*found)
        if data is None:
            raise Trouble(f"{one.path} is not here as it was signed; it is fetched again by the next pass")
        if given.board in boards.names():
            trust_install.fits(Path(one.path), len(data), boards.find(given.board))
        with device.serviced():
            trust_install.install(device, data, kind=one.kind)
        given = given._replace(snapshot=one.number) if one.kind == target.SNAPSHOT else given._replace(trust=one.number)
        given = given._replace(owed=True)
        self._note(place, given)
        return given

    def _image_for(self, given: Given, held: list[tuple[Target, TargetFile]]) -> tuple[Target, TargetFile] | None:
        """The newest image of its board, where that is not the one it was given; any one, while its board is not
        known."""
        found = [
            newest(held, *one.slot) for one, _ in held if one.kind == target.IMAGE and given.board in ("", one.board)
        ]
        other = [each for each in found if each is not None and each[0].custom.get("image") != given.image]
        return other[0] if other else None

    def _image(
        self,
        device: Device,
        place: Place,
        found: tuple[Target, TargetFile] | None,
        given: Given,
        put: list[str],
        wanted: set[tuple[str, int]],
    ) -> Given:
        """Put the newest image of its board on a board that may be given one, on trial, as `ridegate flash` does."""
        data = None if found is None else self.cache.read(*found)
        if found is None or data is None:
            return given
        image = target.image_of(data)
        if (device.require().manifest or {}).get("image") != image.sha256:
            flash.flash(device, boards.find(image.board), Load(image, None, None, None, None, False), lambda *_: None)
            put.append(found[0].path)
            wanted.add((target.IMAGE, found[0].number))
        given = given._replace(image=image.sha256, owed=True)
        self._note(place, given)
        return given

    # Its own folder

    def _path(self, folder: str, place: Place, ending: str) -> Path:
        return self._settings.keep / folder / f"{place.terminal.terminal_id}-{place.terminal.provisioning_id}.{ending}"

    def _given(self, place: Place) -> Given:
        try:
            found: Any = json.loads(self._path(_GIVEN, place, "json").read_bytes())
            numbers = int(found["trust"]), str(found["image"]), int(found["receipt"])
            return Given(*numbers, bool(found["owed"]), str(found["board"]), int(found["snapshot"]))
        except (OSError, ValueError, KeyError, TypeError):
            return Given()  # it is asked again, and refuses what it has

    def _note(self, place: Place, given: Given) -> None:
        kept_file.put(self._path(_GIVEN, place, "json"), json.dumps(given._asdict()).encode() + b"\n", self._disk)

    def _kept(self, place: Place) -> list[bytes]:
        try:
            data = self._path(_RECEIPTS, place, "receipts").read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise Trouble(f"{self._settings.keep}: {why(error)}; the gateway's folder has to be readable") from None
        return [raw for raw in receipt.split(data) if receipt.is_whole(raw) and receipt.is_one(raw)]

    def _newest_kept(self, place: Place) -> int:
        return max(map(receipt.sequence_of, self._kept(place)), default=0)

    def _keep(self, place: Place, raws: list[bytes]) -> int:
        """Keep receipts; how many are new."""
        kept = self._kept(place)
        new = [raw for raw in raws if raw not in kept]
        if new:
            kept_file.put(self._path(_RECEIPTS, place, "receipts"), b"".join([*kept, *new]), self._disk)
        return len(new)


def _holds(folder: Path, name: str, data: bytes) -> bool:
    try:
        return (folder / f"{name}.bin").read_bytes() == data
    except OSError:
        return False
