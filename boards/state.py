"""The files that hold a terminal's state, and the build information of its image.

In the folder of the state: identity, config.bin, trust.bin, trust.previous and trust.sequence (boards/trust_store.py),
journal and hours (boards/journal_store.py), clock (boards/clock_store.py), boot (boards/chooser.py), service (the next
start is service mode), events (written to the journal at the next start), issuers (boards/preparation.py), stopped
(the last exception that ended the loop), turn (how often this folder was changed), snapshot, snapshot.1 and snapshot.n
(boards/snapshot_store.py), lane (boards/lane_switch.py), network (boards/format/network.py). A file is there as it was
written or as it was before, never in between.

One bad bit can take a folder of littlefs back to what it was some writes ago, with everything in it. So another folder,
counters, stands beside it: with the cells of the journals (journal.sequence, hours.sequence), a second turn, written
behind the first, and a copy of each file that must not go back, written before the file gets its name. `State.mend`
compares the two turns, and takes back the copy of a change that a cut ended.
"""

import os
from binascii import hexlify
from collections import namedtuple
from hashlib import sha256
from struct import calcsize, pack, unpack

from hal.micropython.store import make_folder
from terminal import records
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# version: as text; image: its id in hexadecimal; number: what orders versions
Build = namedtuple("Build", "board version production image number")
Identity = namedtuple("Identity", "test terminal_id provisioning_id record_key operator_keys")

IDENTITY = "identity"
CONFIG = "config.bin"
TRUST = "trust.bin"
PREVIOUS = "trust.previous"
SEQUENCE = "trust.sequence"
SNAPSHOT = "snapshot"
SNAPSHOT_BEFORE = "snapshot.1"
SNAPSHOT_SEQUENCE = "snapshot.n"
LANE = "lane"
JOURNAL = "journal"
HOURS = "hours"
CHECK = "journal.check"
CLOCK = "clock"
SERVICE = "service"
EVENTS = "events"
ISSUERS = "issuers"
STOPPED = "stopped"
COUNTERS = "counters"
TURN = "turn"
JOURNAL_CELL = "journal.sequence"
HOURS_CELL = "hours.sequence"

OPERATOR_KEYS_MAX = 2
_APART = (JOURNAL_CELL, HOURS_CELL)
_TWICE = (IDENTITY, CONFIG, SEQUENCE, CLOCK)
_WENT_BACK = 4  # what an event of damage says was damaged: the folder of the state
_MAGIC = b"RGIDENT1"
_IDENTITY = ">8sBIIB32s"
_EVENT = ">BII"
_EVENTS_MAX = 32
_SIGNED_BYTES = 192  # of a manifest: boards/format/image.py


class State:
    """Files in one folder, which is made when it is missing."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._counters = folder.rsplit("/", 1)[0] + "/" + COUNTERS
        self._lists: list[ListFile] = []

    def path(self, name: str) -> str:
        """The path of a file."""
        return (self._counters if name in _APART else self._folder) + "/" + name

    def read(self, name: str) -> bytes | None:
        """The whole of a short file; None when there is none."""
        return _read(self.path(name))

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        try:
            os.stat(self.path(name))
        except OSError as error:
            if error.args[0] == 2:
                return False
            raise
        return True

    def write(self, name: str, data: bytes) -> None:
        """Put `data` in the place of what was there, in one step."""
        self.mend()
        self._put(name, data)
        self._turned()

    def remove(self, name: str) -> bool:
        """Whether there was one."""
        self.mend()
        try:
            os.remove(self.path(name))
        except OSError as error:
            if error.args[0] == 2:
                return False
            raise
        self._turned()
        return True

    def rename(self, old: str, new: str) -> None:
        """Put one file in the place of another, in one step."""
        self.mend()
        os.rename(self.path(old), self.path(new))
        self._turned()

    def mend(self, say: "Callable[[str], object]" = lambda _: None) -> None:
        """See whether the folder of the state has gone back; then what is kept twice is whole again, and the journal
        gets an event. Every change does so first. Raises OSError."""
        turn, other = self._turn(self._folder), self._turn(self._counters)
        if turn < other:
            for name in _TWICE:
                data = self.twin(name)
                if data is not None:
                    self._put(name, data)
            self._note(records.DAMAGED, None, _WENT_BACK)
            self._turned()
            say("the state: its folder had gone back to earlier files; look at clock, trust list and image")
        else:
            old = other < turn - 1 or (other < 0 and self.has(IDENTITY))  # the copies are missing, or too old
            for name in _TWICE:
                cut = self.has(name + ".new")  # a change ended before its place, and behind its copy perhaps
                data = self.read(name) if old or cut else None
                if data is not None:
                    self._copy(name, data)
                if cut:
                    os.remove(self.path(name + ".new"))
            if old:
                self._turned()

    def _put(self, name: str, data: bytes) -> None:
        make_folder(self._folder, open, os)
        path = self.path(name)
        _write(path + ".new", data)
        if name in _TWICE:
            self._copy(name, data)
        os.rename(path + ".new", path)
        os.sync()

    def _copy(self, name: str, data: bytes) -> None:
        make_folder(self._counters, open, os)
        _write(self._counters + "/" + name, data)  # as a whole when it is closed: see FlashCell

    def _turn(self, folder: str) -> int:
        data = _read(folder + "/" + TURN)
        return unpack(">I", data)[0] if data else -1

    def _turned(self) -> None:
        """Count a change: here, then beside it. A cut in between leaves the two one apart."""
        os.sync()
        turn = pack(">I", max(self._turn(self._folder), self._turn(self._counters), 0) + 1)
        _write(self._folder + "/" + TURN, turn)
        self._copy(TURN, turn)

    def size(self, name: str) -> int:
        """Length in bytes of a file, 0 when there is none."""
        return int(os.stat(self.path(name))[6]) if self.has(name) else 0

    def opened(self, name: str) -> "ListFile":
        """A trust list, open for reading in place."""
        file = ListFile(self.path(name))
        self._lists.append(file)
        return file

    def close(self) -> None:
        """Close every list that was opened, before the program ends: the file system remembers open files."""
        while self._lists:
            self._lists.pop().close()

    def number(self, name: str) -> int | None:
        """A file of one u32; None when there is none."""
        data = self.read(name)
        return unpack(">I", data)[0] if data is not None and len(data) == 4 else None

    def write_number(self, name: str, value: int) -> None:
        """The same, written."""
        self.write(name, pack(">I", value))

    def note(self, event: int, at_s: int | None, value: int) -> None:
        """Keep an event for the journal, which takes long to open. When there are too many, the newest are left out."""
        self.mend()
        self._note(event, at_s, value)
        self._turned()

    def _note(self, event: int, at_s: int | None, value: int) -> None:
        events = self.read(EVENTS) or b""
        if len(events) < _EVENTS_MAX * calcsize(_EVENT):
            self._put(EVENTS, events + pack(_EVENT, event, at_s or 0, value))

    def notes(self) -> list[tuple[int, int | None, int]]:
        """(event, when, value) of what was noted, oldest first."""
        events = self.read(EVENTS) or b""
        size = calcsize(_EVENT)
        found = [unpack(_EVENT, events[at : at + size]) for at in range(0, len(events) - size + 1, size)]
        return [(event, at_s or None, value) for event, at_s, value in found]

    def identity(self, digest: "Callable[..., bytes]") -> Identity | None:
        """The identity of this terminal; None before it was provisioned. Raises ValueError when the file is damaged."""
        data = self.read(IDENTITY)
        return None if data is None else parse_identity(data, digest)

    def twin(self, name: str) -> bytes | None:
        """The other one of a file that is kept twice; None when there is none."""
        return _read(self._counters + "/" + name)

    def write_identity(self, identity: Identity, digest: "Callable[..., bytes]") -> None:
        """The same, written. operator_keys: X||Y, 64 bytes each."""
        fixed = (int(identity.test), identity.terminal_id, identity.provisioning_id, len(identity.operator_keys))
        whole = pack(_IDENTITY, _MAGIC, *fixed, identity.record_key) + b"".join(identity.operator_keys)
        self.write(IDENTITY, whole + digest(whole))


def parse_identity(data: bytes, digest: "Callable[..., bytes]") -> Identity:
    """The file `identity`. Raises ValueError when it is damaged."""
    size = calcsize(_IDENTITY)
    if len(data) < size + 32 or digest(data[:-32]) != data[-32:] or data[:8] != _MAGIC:
        raise ValueError("the identity is damaged: provision this terminal anew")
    _, test, terminal_id, provisioning_id, count, record_key = unpack(_IDENTITY, data[:size])
    keys = tuple([data[at : at + 64] for at in range(size, size + 64 * count, 64)])
    return Identity(test == 1, terminal_id, provisioning_id, record_key, keys)


class ListFile:
    """A trust list in a file, read in place."""

    def __init__(self, path: str) -> None:
        self._file = open(path, "rb")
        self.length_bytes = self._file.seek(0, 2)

    def readinto(self, offset: int, buffer: bytearray) -> None:
        """Fill the whole buffer; OSError when the file ends before."""
        self._file.seek(offset)
        if self._file.readinto(buffer) != len(buffer):
            raise OSError(5, "the trust list ends too early")

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


def _read(path: str) -> bytes | None:
    """The whole of a short file; None when there is none."""
    try:
        with open(path, "rb") as file:
            data: bytes = file.read()
            return data
    except OSError as error:
        if error.args[0] == 2:  # ENOENT
            return None
        raise


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as file:
        if file.write(data) != len(data):
            raise OSError(28, "the flash is full")
    os.sync()


def build(folder: str) -> Build:
    """What the image in this folder says about itself: its manifest, which was verified when it was put there.

    A test key makes it a development build.
    """
    with open(folder + "/manifest", "rb") as file:
        header = file.read(_SIGNED_BYTES)
    number, board = unpack(">I16s", header[20:40])
    version = f"{number >> 24}.{number >> 16 & 255}.{number & 65535}"
    digest = hexlify(sha256(header).digest()).decode()
    return Build(board.rstrip(b"\0").decode(), version, header[9] != 1, digest, number)


def started_by(cause: int, power_on: int, watchdog: int) -> int:
    """The cause of the start, as the journal names it. The causes are those of `machine`."""
    if cause == power_on:
        return records.BY_POWER
    return records.BY_WATCHDOG if cause == watchdog else records.BY_RESET
