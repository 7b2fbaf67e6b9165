"""A folder with the snapshot, or the trust list, that a gate of this computer uses, the one before it, and the highest
sequence so far.

Files: snapshot.bin, snapshot.previous, snapshot.sequence (a decimal number, which stays when the others are deleted);
of a trust list trust.bin, trust.previous, trust.sequence.
"""

import time
from collections.abc import Callable
from pathlib import Path
from struct import calcsize, unpack_from

from hal.desktop import durable
from sim.output import whole_file
from sim.output.trouble import Trouble, why
from terminal import snapshot, trust

SNAPSHOT, TRUST = "snapshot", "trust"
CURRENT = f"{SNAPSHOT}.bin"
PREVIOUS = f"{SNAPSHOT}.previous"
_HEAD = ">20x4I"  # of a header: sequence, issued, effective, expires


def highest(folder: Path, kind: str = SNAPSHOT) -> int:
    """The highest sequence ever installed in a folder, 0 before the first. Raises Trouble when it cannot be read."""
    path = folder / f"{kind}.sequence"
    try:
        text = path.read_text("ascii").strip()
    except FileNotFoundError:
        if (folder / f"{kind}.bin").exists() or (folder / f"{kind}.previous").exists():
            raise Trouble(f"{path}: the counter of sequences is gone; start with an empty folder") from None
        return 0
    except (OSError, UnicodeDecodeError) as error:
        words = why(error) if isinstance(error, OSError) else "is no number"
        raise Trouble(f"{path}: {words}; start with an empty folder") from None
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        raise Trouble(f"{path}: is no number; start with an empty folder")
    return int(text)


def install(
    folder: Path,
    data: bytes,
    opened: "snapshot.Snapshot | trust.TrustList",
    kind: str = SNAPSHOT,
    disk: durable.Disk = durable,
    now_s: Callable[[], float] = time.time,
) -> None:
    """Put a checked snapshot or list into a folder: the counter first, then the file in one step. Raises Trouble.

    The same one may be installed again; another one under its sequence, or a lower one, is refused. What was there is
    kept as the one before, unless it waits for its day while the one before is in force.
    """
    known = highest(folder, kind)
    if opened.sequence < known:
        raise Trouble(f"sequence {opened.sequence} is below {known}, the highest ever installed in {folder}")
    if known and opened.sequence > known + trust.STEP_MAX:
        raise Trouble(
            f"sequence {opened.sequence} is more than {trust.STEP_MAX} above {known}, the highest ever installed "
            f"in {folder}; number the {kind} lower"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        current = folder / f"{kind}.bin"
        there = current.read_bytes() if current.exists() else None
        if there == data:
            return
        if there is not None and opened.sequence == int.from_bytes(there[20:24], "big"):
            raise Trouble(f"another {kind} of sequence {known} was installed in {folder}; number this one higher")
        whole_file.write(folder / f"{kind}.sequence", f"{opened.sequence}\n".encode(), disk)
        previous = folder / f"{kind}.previous"
        before = previous.read_bytes() if previous.exists() else b""
        if there is not None and (_in_force(there, now_s()) or not _in_force(before, now_s())):
            whole_file.write(previous, there, disk)
        whole_file.write(current, data, disk)
    except OSError as error:
        raise Trouble(f"{folder}: {why(error)}; name a folder that can be written") from None


def _in_force(data: bytes, now_s: float) -> bool:
    """Whether a file counts at this second, by its header; both ends are inclusive. A list may have no end."""
    if len(data) < calcsize(_HEAD):
        return False
    _, _, effective_s, expires_s = unpack_from(_HEAD, data)
    return bool(effective_s <= now_s and (not expires_s or now_s <= expires_s))
