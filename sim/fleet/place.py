"""Where a gateway finds its depot and its terminals, from a TOML file (docs/depot.md shows one)."""

from pathlib import Path
from typing import Any, NamedTuple

from sim.backoffice.message import Terminal
from sim.fleet import source
from sim.input import settings_file
from sim.input.field import U32_MAX
from sim.output.trouble import Trouble

TERMINALS_MAX = 10_000
_NAMES = {"depot", "root", "keep", "operator_keys", "ca", "login", "test", "terminal"}
_WANTED = ("depot", "root", "keep", "operator_keys")
_OF_A_TERMINAL = {"terminal_id", "provisioning_id", "port", "folder", "images", "snapshots"}


class Place(NamedTuple):
    """One terminal: a board on a port, or the folder of a gate of this computer. images: a board may be given new ones.
    snapshots: a board asks one."""

    terminal: Terminal
    port: str | None
    folder: Path | None
    images: bool
    snapshots: bool = False

    def __str__(self) -> str:
        return f"terminal {self.terminal}, {self.port or self.folder}"


class Settings(NamedTuple):
    """url: of the depot. root: the file of its first root. keep: the gateway's own folder. test: a depot that test keys
    have signed is taken. login: user and password for its server."""

    url: str
    root: Path
    keep: Path
    operator_keys: tuple[Path, ...]
    ca: Path | None
    test: bool
    places: tuple[Place, ...]
    login: tuple[str, str] | None = None


def load(path: Path) -> Settings:
    """The settings of a gateway; files in them are named relative to it. Raises Trouble that names the entry."""
    found = settings_file.read(path, "name the file with the gateway's settings")
    missing, other = [name for name in _WANTED if name not in found], sorted(found.keys() - _NAMES)
    if missing or other:
        words = f"lacks {missing[0]}" if missing else f"has {other[0]}, which nothing reads"
        raise Trouble(f"{path}: {words}; docs/depot.md shows such a file")
    beside = path.parent
    for name in ("depot", "root", "keep", "ca", "login"):
        if not isinstance(found.get(name, ""), str):
            raise Trouble(f"{path}: {name} is a text, the name of a file or a URL")
    keys, entries = found["operator_keys"], found.get("terminal", [])
    if not isinstance(keys, list) or not keys or not all(isinstance(one, str) for one in keys):
        raise Trouble(f'{path}: operator_keys is a list of files, as in ["operator.pub"]')
    if type(found.get("test", False)) is not bool:
        raise Trouble(f"{path}: test is true or false")
    if not isinstance(entries, list) or len(entries) > TERMINALS_MAX:
        raise Trouble(f"{path}: wants [[terminal]] entries, {TERMINALS_MAX} at most")
    places = tuple(_place(one, beside, f"{path}, terminal {at}") for at, one in enumerate(entries, 1))
    if len({one.terminal for one in places}) != len(places):
        raise Trouble(f"{path}: a terminal is there twice; remove one")
    ca = beside / found["ca"] if found.get("ca") else None
    url = source.url_of(found["depot"], beside)
    login = source.login_of(beside / found["login"], url) if found.get("login") else None
    return Settings(
        url, beside / found["root"], beside / found["keep"], tuple(beside / one for one in keys), ca,
        found.get("test", False), places, login,
    )  # fmt: skip


def _place(entry: Any, beside: Path, where: str) -> Place:
    if not isinstance(entry, dict) or set(entry) - _OF_A_TERMINAL or len(set(entry) & {"port", "folder"}) != 1:
        raise Trouble(f"{where}: wants terminal_id, provisioning_id, and either port or folder")
    ids = [entry.get("terminal_id"), entry.get("provisioning_id")]
    if any(type(one) is not int or not 0 <= one <= U32_MAX for one in ids):
        raise Trouble(f"{where}: terminal_id and provisioning_id are numbers in 0..{U32_MAX}")
    port, folder = entry.get("port"), entry.get("folder")
    of_a_board = [entry.get(name, False) for name in ("images", "snapshots")]
    if not isinstance(port or folder, str) or not (port or folder):
        raise Trouble(f"{where}: port and folder are texts")
    if any(type(one) is not bool for one in of_a_board) or (port is None and any(of_a_board)):
        raise Trouble(f"{where}: images and snapshots are true or false, and of a board")
    terminal = Terminal(*ids)  # type: ignore[arg-type]  # they are numbers
    return Place(terminal, port, None if folder is None else beside / folder, *of_a_board)
