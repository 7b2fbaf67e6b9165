"""A capture out of a folder of photographs: each is a look of the reader, decoded as the gate's camera would be."""

import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from sim import reading
from sim.capture.capture import Capture, Hostile
from sim.capture.from_lines import Scans, begun

PHOTOS_MAX = 100_000
HEAD_BYTES = 16
SCAN_MAX = 16
_STAMP = re.compile(r"(20\d\d)-?(\d\d)-?(\d\d)[T_-]?(\d\d)-?:?(\d\d)-?:?(\d\d)Z")
_UNIX = re.compile(r"(?<!\d)(1\d{9})(?!\d)")


def read(folder: Path, told: Callable[[str, int, int], None]) -> tuple[Capture, int]:
    """The capture and how many pictures could not be read. Raises Hostile when there is none, OSError."""
    paths = sorted(path for path in folder.iterdir() if path.is_file() and _picture(path))
    if not paths:
        raise Hostile("it holds no picture (PNG, JPEG, WebP, BMP, GIF)")
    if len(paths) > PHOTOS_MAX:
        raise Hostile(f"it holds more than {PHOTOS_MAX} pictures; split it")
    capture = begun(str(folder))
    scans = Scans(capture)
    named = all(moment(path.name) is not None for path in paths)
    unread = blank = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done, (path, found) in enumerate(zip(paths, pool.map(_payloads, paths), strict=True)):
            told("decoding", done, len(paths))
            if isinstance(found, str):
                unread += 1
                capture.notes.append(f"{path.name}: {found}")
                continue
            blank += not found
            at_s = moment(path.name) if named else int(path.stat().st_mtime)
            scans.add([payload.hex() for payload in found[:SCAN_MAX]], None if at_s is None else 1000 * at_s)
    if not named:
        capture.notes.append("the pictures' names tell no times: each counts for when its file was last changed")
    if blank:
        capture.notes.append(f"{blank} of {len(paths)} pictures show no symbol")
    if not capture.scans:
        raise Hostile(f"none of its {len(paths)} pictures can be read: {capture.notes[0]}")
    return capture, unread


def moment(name: str) -> int | None:
    """The time in a picture's name: 20261101T080000Z, 2026-11-01T08-00-00Z, or ten digits of Unix seconds."""
    found = _STAMP.search(name)
    if found is not None:
        try:
            return int(datetime(*map(int, found.groups()), tzinfo=UTC).timestamp())  # type: ignore[misc,arg-type]
        except ValueError:
            return None
    found = _UNIX.search(name)
    return None if found is None else int(found[1])


def _picture(path: Path) -> bool:
    with open(path, "rb") as file:
        return reading.is_picture(file.read(HEAD_BYTES))


def _payloads(path: Path) -> tuple[bytes, ...] | str:
    """What a picture carries, each once; or why it cannot be read."""
    try:
        found = reading.payloads(reading.read(str(path)), reading.decoder("zxing"))
    except OSError as error:
        return reading.why(error)
    return tuple(dict.fromkeys(found))
