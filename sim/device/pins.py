"""The wiring of a board as its pins.py has it, and what that file does to the release pins before anything else.

It is run here with a `machine` that only notes what becomes of each pin: what counts is the levels, however they are
written. Clause: spec §7.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.output.trouble import AtFault, Trouble, why

_ACTIVE = "_ACTIVE"
_INPUTS = ("PASSAGE", "EMERGENCY")


@dataclass(frozen=True, slots=True)
class Pins:
    """release: (pin, safe level) of each release pin, in the order of the file. service: the pin of the jumper.
    active_low: the names of the contacts that are active low, such as "RELEASE_ENTRY".
    """

    release: tuple[tuple[int | str, int], ...]
    service: int | str
    active_low: frozenset[str]


class _Machine:
    """Stands for the module `machine`: `levels` has what each pin was put to, None where no level was said."""

    def __init__(self) -> None:
        self.levels: dict[Any, list[int | None]] = {}
        levels = self.levels

        class Pin:
            IN, OUT, OPEN_DRAIN = range(3)
            PULL_UP, PULL_DOWN = range(1, 3)

            def __init__(self, name: Any, mode: int = 0, pull: int | None = None, value: int | None = None) -> None:
                self._name = name
                self.init(mode, pull, value)

            def init(self, mode: int, pull: int | None = None, value: int | None = None) -> None:
                if mode != Pin.IN:
                    levels.setdefault(self._name, []).append(value)

            def value(self, level: int) -> None:
                levels.setdefault(self._name, []).append(level)

            def on(self) -> None:
                self.value(1)

            def off(self) -> None:
                self.value(0)

            high, low = on, off

        self.Pin = Pin


def read(path: Path) -> Pins:
    """Read a pins.py. Raises Trouble when a contact is not at its safe level from the first line on, or when constants
    are missing.
    """
    machine = _Machine()

    def brought(name: str, *_: Any) -> _Machine:
        if name != "machine":
            raise ImportError(
                f"it imports {name}; nothing but `from machine import Pin` may come before the pins are safe"
            )
        return machine

    known: dict[str, Any] = {"__builtins__": {"__import__": brought}}
    try:
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), known)
    except SyntaxError as error:
        raise Trouble(f"{path}, line {error.lineno}: {error.msg}") from None
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; work in a checkout") from None
    except Exception as error:
        raise Trouble(f"{path}: {error}") from None
    names = [name.removesuffix(_ACTIVE) for name in known if name.endswith(_ACTIVE)]
    contacts = [name for name in names if name.startswith("RELEASE_")]
    wanted = [*names, *_INPUTS, "SERVICE_JUMPER"]
    missing = [name for name in [*wanted, *(name + _ACTIVE for name in _INPUTS), "RELEASE"] if name not in known]
    if missing or not contacts:
        raise Trouble(f"{path}: {', '.join(missing) or 'RELEASE_..._ACTIVE'} is missing; write it as a constant")
    for name in names:
        if known[name + _ACTIVE] not in (0, 1):
            raise Trouble(f"{path}: {name}{_ACTIVE} is neither 1 (active high) nor 0 (active low)")
    pairs = tuple((known[name], known[name + _ACTIVE]) for name in contacts)
    if known["RELEASE"] != pairs:
        raise Trouble(f"{path}: RELEASE does not hold each release pin with its active level: write {pairs!r}")
    for name, (pin, active) in zip(contacts, pairs, strict=True):
        _check(path, name, pin, active, machine.levels.pop(pin, []))
    if machine.levels:
        raise Trouble(f"{path}: drives pin {next(iter(machine.levels))!r}, which is no release pin; board.py does that")
    low = frozenset(name for name in names if not known[name + _ACTIVE])
    return Pins(tuple((pin, 1 - active) for pin, active in pairs), known["SERVICE_JUMPER"], low)


def _check(path: Path, name: str, pin: int | str, active: int, levels: list[int | None]) -> None:
    safe = f"its level must be {1 - active} from the first line on ({name}{_ACTIVE} = {active})"
    if not levels:
        raise AtFault(f"{path}: {name} (pin {pin}) is never put to a level; {safe}")
    for level in levels:
        if level is None:
            raise AtFault(f"{path}: {name} (pin {pin}) becomes an output of any level; {safe}")
        if level != 1 - active:
            raise AtFault(f"{path}: {name} (pin {pin}) is put to {level}, which releases; {safe}")
