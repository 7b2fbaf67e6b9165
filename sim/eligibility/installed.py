"""A folder with the snapshot that a gate of this computer uses, the one before it, and the highest sequence so far.

Files: snapshot.bin, snapshot.previous, snapshot.sequence (a decimal number, which stays when the others are deleted).
"""

from pathlib import Path

from sim.output import whole_file
from sim.output.trouble import Trouble, why
from terminal import snapshot, trust

CURRENT = "snapshot.bin"
PREVIOUS = "snapshot.previous"
SEQUENCE = "snapshot.sequence"


def highest(folder: Path) -> int:
    """The highest sequence ever installed in a folder, 0 before the first. Raises Trouble when it cannot be read."""
    path = folder / SEQUENCE
    try:
        text = path.read_text("ascii").strip()
    except FileNotFoundError:
        if (folder / CURRENT).exists() or (folder / PREVIOUS).exists():
            raise Trouble(f"{path}: the counter of snapshots is gone; start with an empty folder") from None
        return 0
    except (OSError, UnicodeDecodeError) as error:
        words = why(error) if isinstance(error, OSError) else "is no number"
        raise Trouble(f"{path}: {words}; start with an empty folder") from None
    if not (text.isascii() and text.isdecimal() and len(text) <= 10):
        raise Trouble(f"{path}: is no number; start with an empty folder")
    return int(text)


def install(folder: Path, data: bytes, opened: snapshot.Snapshot) -> None:
    """Put a checked snapshot into a folder: the counter first, then the file in one step. Raises Trouble.

    The same snapshot may be installed again; another one under its sequence, or a lower one, is refused.
    """
    known = highest(folder)
    if opened.sequence < known:
        raise Trouble(f"sequence {opened.sequence} is below {known}, the highest ever installed in {folder}")
    if known and opened.sequence > known + trust.STEP_MAX:
        raise Trouble(
            f"sequence {opened.sequence} is more than {trust.STEP_MAX} above {known}, the highest ever installed "
            f"in {folder}; number the snapshot lower"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        current = folder / CURRENT
        there = current.read_bytes() if current.exists() else None
        if there == data:
            return
        if there is not None and opened.sequence == int.from_bytes(there[20:24], "big"):
            raise Trouble(f"another snapshot of sequence {known} was installed in {folder}; number this one higher")
        whole_file.write(folder / SEQUENCE, f"{opened.sequence}\n".encode())
        if there is not None:
            whole_file.write(folder / PREVIOUS, there)
        whole_file.write(current, data)
    except OSError as error:
        raise Trouble(f"{folder}: {why(error)}; name a folder that can be written") from None
