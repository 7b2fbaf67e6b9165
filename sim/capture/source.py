"""Which kind of capture a path is, and reading it."""

from collections.abc import Callable
from pathlib import Path

from hal.desktop import extra
from sim.capture import from_lines, from_mcap, from_photos, mcap_file
from sim.capture.capture import Capture, Hostile
from sim.output.trouble import Trouble, why


def load(path: Path, report: Callable[[str, int, int], None] = lambda *_: None) -> tuple[Capture, int]:
    """The capture, and how many pictures of a folder could not be read. Raises Trouble."""
    try:
        if path.is_dir():
            return from_photos.read(path, report)
        with open(path, "rb") as file:
            report("reading", 0, 0)
            if file.read(len(mcap_file.MAGIC)) == mcap_file.MAGIC:
                file.seek(0)
                return from_mcap.read(str(path), file), 0
            file.seek(0)
            return from_lines.read(str(path), file), 0
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name an MCAP file, a folder of photographs, JSON lines or CSV") from None
    except ModuleNotFoundError as error:
        raise Trouble(f"{path}: {extra.missing(error.name or '') or error}") from None
    except Hostile as reason:
        raise Trouble(f"{path}: {reason}; `ridegate replay --help` shows what can be replayed") from None
