"""Copies a board's journal into files. It stays on the board."""

import hashlib
import json
import re
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from hal.desktop import durable
from sim.device.board_port import Port
from sim.device.device import Device
from sim.journal import folder
from sim.journal.walk import Advance
from sim.output import progress, show
from sim.output.trouble import Trouble, why
from terminal import records
from terminal.journal import Broken, read

# Names, lengths and hashes of all there is; a folder or cell that is missing is left out.
_LIST = """
import os
from hashlib import sha256
from binascii import hexlify
b = bytearray(512)
m = memoryview(b)
def tell(p):
    h = sha256()
    s = 0
    try:
        f = open(p, "rb")
    except OSError:
        return
    while True:
        n = f.readinto(b)
        if not n:
            break
        h.update(m[:n])
        s += n
    f.close()
    print("is", hexlify(h.digest()).decode(), s, p)
try:
    found = sorted(os.ilistdir({state!r}))
except OSError:
    found = []
for e in found:
    p = {state!r} + "/" + e[0]
    if e[0] not in ("journal", "hours") and not (e[0][:8] == "journal." and e[0][8:].isdigit()):
        continue
    if e[1] & 0x4000:
        for n in sorted(os.listdir(p)):
            tell(p + "/" + n)
    else:
        tell(p)
for n in ("journal.sequence", "hours.sequence"):
    tell({counters!r} + "/" + n)
print("all")
"""
_LINE = re.compile(r"is ([0-9a-f]{64}) ([0-9]{1,10}) (/.+)")
_EARLIER = re.compile(r"journal\.[0-9]{1,4}")  # of an earlier provisioning, or of version 0.1.0
_SILENCE_MAX_S = 60  # a slow board over its whole journal
FILE_MAX_BYTES = 1 << 24
FILES_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Remote:
    """A file on the board. name: where it goes in the folder that is pulled into."""

    path: str
    name: str
    length_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """What was pulled. files: all there are on the board; new: those that were copied; info: what the board says of its
    journal, "damaged" among it.
    """

    files: list[Remote]
    new: list[Remote]
    info: dict[str, Any]

    @property
    def segments(self) -> list[Remote]:
        """The segments of the journal."""
        return [each for each in self.files if folder.SEGMENT.fullmatch(each.name)]

    @property
    def aside(self) -> list[Remote]:
        """The segments that were set aside."""
        return [each for each in self.files if folder.ASIDE.fullmatch(each.name)]

    @property
    def earlier(self) -> list[str]:
        """The folders of journals of earlier provisionings."""
        return sorted({each.name.split("/")[0] for each in self.files if _EARLIER.match(each.name)})


class Copier(Protocol):
    """What brings files over: `sim.device.board_port.Port`."""

    def read(self, path: str, silence_s: float) -> bytes:
        """The contents of a file."""


def pull(device: Device, out: Path, quiet: bool) -> Pulled:
    """Copy what is new on a board's journal into a folder. quiet: without a bar. Raises Trouble."""
    if not out.parent.is_dir() or (out.exists() and not out.is_dir()):
        raise Trouble(f"{out}: no folder can be there; name one in a folder that exists, with --out")
    found = device.require()
    before = folder.pulled(out)
    if before.get("unique_id", found.unique_id) != found.unique_id:
        raise Trouble(f"{out} was pulled from another board, {before['unique_id']}; pull into another folder")
    with device.serviced():
        info = device.call("journal_info()")
        same_life(out, info)
        files = on_board(device, found.root or "")
        new = [each for each in files if not known(out, each)]
        with progress.byte_bar("pulling", sum(each.length_bytes for each in new), quiet, True) as advance:
            copy(Port(device.port), new, out, advance)
    board = {"unique_id": found.unique_id, "machine": found.machine, "at": show.utc(int(time.time()))}
    pulled = {**board, **{key: value for key, value in info.items() if key != "ok"}}
    _write(out / folder.PULLED, json.dumps(pulled, sort_keys=True).encode() + b"\n")
    return Pulled(files, new, info)


def same_life(out: Path, info: dict[str, Any]) -> None:
    """Raises Trouble for a folder with the journal of another provisioning: they are read as one, and are none.

    info: of the board, whose ids are not there while its identity is damaged.
    """
    if "provisioning_id" not in info or not out.is_dir():
        return
    now = info["terminal_id"], info["provisioning_id"]
    here = {int(path.name): path for path in out.iterdir() if folder.SEGMENT.fullmatch(path.name)}
    with closing(folder.Segments(here)) as segments:
        for number in segments.numbers():
            with suppress(Broken):  # it is named when the journal is read
                was = records.parse(read(segments, number, 0)).place[:2]
                if was != now:
                    raise Trouble(
                        f"{out} has the journal of terminal {was[0]}/{was[1]}, and the board is {now[0]}/{now[1]} now; "
                        "pull into another folder"
                    )


def on_board(device: Device, root: str) -> list[Remote]:
    """The files of the journal on a board whose files are in `root`. Raises Trouble."""
    state = f"{root}/state"
    output = device.execute(_LIST.format(state=state, counters=_counters(state)), _SILENCE_MAX_S)
    return listed(output, state)


def listed(output: str, state: str) -> list[Remote]:
    """The files a board named, of which its state is in this folder. Raises Trouble.

    A name that belongs to no journal goes nowhere.
    """
    lines = output.splitlines()
    if "all" not in lines:
        raise Trouble("the board did not list its journal to the end; pull it again")
    files: list[Remote] = []
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        sha256, length, path = found[1], int(found[2]), found[3]
        name = _target(path.removeprefix(f"{state}/").removeprefix(f"{_counters(state)}/"))
        if name is None:
            show.complain("journal", f"{path} on the board is no part of a journal; it is left there")
        elif length > FILE_MAX_BYTES or len(files) >= FILES_MAX:
            raise Trouble(f"{path}: more than a journal holds; look at the board with `mpremote ls`")
        else:
            files.append(Remote(path, name, length, sha256))
    return files


def _counters(state: str) -> str:
    """The folder of the journals' cells, beside that of the state."""
    return state.rpartition("/")[0] + "/counters"


def _target(path: str) -> str | None:
    """Where a file goes; None when it is no part of a journal. path: behind the folder of the state."""
    where, _, name = path.rpartition("/")
    if not where:
        return name if name in (folder.CELL, f"{folder.HOURS}.sequence") or _EARLIER.fullmatch(name) else None
    if not folder.SEGMENT.fullmatch(name) and not folder.ASIDE.fullmatch(name):
        return None
    if where == "journal":
        return name
    return path if where == folder.HOURS or _EARLIER.fullmatch(where) else None


def known(out: Path, file: Remote) -> bool:
    """Whether this file was pulled before. Raises Trouble when another one of its name was."""
    path = out / file.name
    if not path.is_file():
        return False
    held = path.read_bytes()
    if hashlib.sha256(held).hexdigest() == file.sha256:
        return True
    grows = folder.SEGMENT.fullmatch(path.name) and len(held) < file.length_bytes
    if not grows and not path.name.endswith(".sequence"):
        raise Trouble(f"{path}: not the segment that is on the board now; pull into another folder and compare them")
    return False


def copy(port: Copier, files: list[Remote], out: Path, advance: Advance) -> None:
    """Bring files over. Each takes its place when its hash is right, and when it begins like what was there."""
    for file in files:
        data = port.read(file.path, _SILENCE_MAX_S)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise Trouble(f"{file.path} arrived damaged; try again, with a shorter cable or another port")
        _place(out / file.name, data)
        advance(file.length_bytes)


def _place(path: Path, data: bytes) -> None:
    if folder.SEGMENT.fullmatch(path.name) and path.is_file() and not data.startswith(path.read_bytes()):
        raise Trouble(f"{path}: not the segment that is on the board now; pull into another folder and compare them")
    _write(path, data)


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        durable.replace(str(path), data, durable)  # what is acknowledged later has to be here then
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name another folder with --out") from None
