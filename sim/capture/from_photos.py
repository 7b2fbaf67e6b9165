"""A capture out of a folder of photographs: each is one frame of the reader, decoded as the gate's camera would be."""

import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from sim.capture.capture import Capture, Hostile
from sim.capture.from_lines import Scans, begun
from sim.code import file_kind, reading
from sim.input.field import U32_MAX
from sim.output.trouble import why

PHOTOS_MAX = 100_000
NAMED_MAX = 8  # of the files that are passed over
SCAN_MAX = 16
_STAMP = re.compile(r"(20\d\d)-?(\d\d)-?(\d\d)[T_-]?(\d\d)-?:?(\d\d)-?:?(\d\d)Z")
_UNIX = re.compile(r"(?<!\d)(1\d{9})(?:\d{3})?(?!\d)")


def read(folder: Path, report: Callable[[str, int, int], None]) -> tuple[Capture, int]:
    """The capture and how many pictures could not be read. Raises Hostile when there is none, OSError."""
    paths, passed_over = _sorted_out(folder)
    if not paths:
        raise Hostile(f"it holds no picture that can be read here; {passed_over or 'it is empty'}")
    if len(paths) > PHOTOS_MAX:
        raise Hostile(f"it holds more than {PHOTOS_MAX} pictures; split it")
    capture = begun(str(folder))
    if passed_over:
        capture.notes.append(passed_over)
    scans = Scans(capture)
    unread = blank = timeless = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done, (path, found) in enumerate(zip(paths, pool.map(_payloads, paths), strict=True)):
            report("decoding", done, len(paths))
            carried, remarks, readable = found
            capture.notes += [f"{path.name}: {remark}" for remark in remarks]
            if not readable:
                unread += 1
                continue
            blank += not carried and not remarks
            at_s = moment(path.name)
            apart = at_s is None
            if at_s is None:  # a copy may have given all files one time: each is a look of its own all the same
                at_s = min(max(0, int(path.stat().st_mtime)), U32_MAX)
                timeless += 1
            if len(carried) > SCAN_MAX:
                capture.notes.append(f"{path.name}: of its {len(carried)} symbols the first {SCAN_MAX} are judged")
            scans.add([payload.hex() for payload in carried[:SCAN_MAX]], 1000 * at_s, apart=apart)
    if timeless:
        capture.notes.append(
            f"the names of {timeless} of {len(paths)} pictures tell no times: these count for when their files were "
            "last changed, and each is judged by itself; --at names another moment"
        )
    capture.notes += scans.notes()
    if blank:
        capture.notes.append(f"{blank} of {len(paths)} pictures show no symbol")
    if not capture.scans:
        raise Hostile(f"none of its {len(paths)} pictures can be read: {capture.notes[bool(passed_over)]}")
    return capture, unread


def moment(name: str) -> int | None:
    """The time in a picture's name: 20261101T080000Z, 2026-11-01T08-00-00Z, or Unix seconds or milliseconds."""
    found = _STAMP.search(name)
    if found is not None:
        try:
            return int(datetime(*map(int, found.groups()), tzinfo=UTC).timestamp())  # type: ignore[misc,arg-type]
        except ValueError:
            return None
    found = _UNIX.search(name)
    return None if found is None else int(found[1])


def _sorted_out(folder: Path) -> tuple[list[Path], str]:
    """The pictures of a folder in the order of their names, and what is said of everything else in it."""
    paths, others = [], []
    for path in sorted(folder.iterdir()):
        if not path.is_file():
            others.append(f"{path.name} ({'a folder' if path.is_dir() else 'no file'})")
            continue
        with open(path, "rb") as file:
            kind = file_kind.of(file.read(file_kind.HEAD_BYTES))
        if kind.is_picture:
            paths.append(path)
        else:
            others.append(f"{path.name} ({kind.name})" if kind.name else path.name)
    if not others:
        return paths, ""
    more = f" and {len(others) - NAMED_MAX} more" if len(others) > NAMED_MAX else ""
    return paths, f"passed over, as no pictures that are read here: {', '.join(others[:NAMED_MAX])}{more}"


def _payloads(path: Path) -> tuple[tuple[bytes, ...], tuple[str, ...], bool]:
    """What a picture carries, each once; what is to be said of it; and whether it can be read."""
    try:
        found = reading.payloads(reading.read(str(path)), reading.decoder("zxing"))
    except OSError as error:
        return (), (why(error),), False
    except reading.NoCode as what:
        return (), (str(what),) if what.symbologies or not what.blank else (), what.blank
    parts = tuple(reading.part_words(payload) for payload in found if payload.part)
    return tuple(dict.fromkeys(payload.data for payload in found if not payload.part)), parts, True
