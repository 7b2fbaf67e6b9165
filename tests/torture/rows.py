"""What each row of `make torture` does, and when it is good: runs on CPython, starts the VM."""

import ast
import json
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boards import once
from boards.format import config
from sim.device import config_source, manifest
from sim.emulator import board_table
from sim.issuer import operator_key
from sim.micropython import vm
from tests.torture.breach import KINDS
from tests.torture.flash import Times, Work, spent_us
from tests.torture.flood import A_SECOND, HOURS_SEGMENTS
from tests.torture.year import RIDES_A_DAY

ROOT = Path(__file__).resolve().parent.parent.parent
_FLOOD_HOURS = 24
RECOVERY_MAX_US = 2_000_000
HEAP = "24M"  # of the VM: what every row of the table fits in; each collection sweeps all of it
_BREACHES_SHOWN = 5
_ERROR_MAX = 800
_BOARD = "pico2"
WHOLE_BLOCK = 1 << 16
_FOLLOWED = ("tests", "boards", "hal")
# A data sheet's slowest program of 256 bytes, and a read over four lines at 37.5 MHz; the rest is in manifest.toml and
# in the emulator's table of boards.
_PROGRAM_WORST_US = 3000
_READ_US = 55

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Setting:
    """What all rows share. sources: what is compiled for the VM; folder: what a host would send; heap: of the VM."""

    sources: dict[str, Path]
    folder: Path
    seed: int
    every: int
    days: int
    times: Times
    times_worst: Times
    heap: str = HEAP


@dataclass(frozen=True)
class Row:
    """A line of the table; `details` are printed below it."""

    name: str
    good: bool
    result: str
    writes: str = ""
    cuts: str = ""
    recovery: str = ""
    recovery_worst: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """A row to be made."""

    name: str
    run: Callable[[Setting, Tell], Row]


def prepared(folder: Path, seed: int, every: int, days: int, heap: str = HEAP) -> Setting:
    """Compile what runs in the VM and write what a host would send. Raises RuntimeMissing, SyntaxError."""
    sources = _sources()
    vm.compile_modules(sources)
    text = (ROOT / "tests" / "torture" / "gate.toml").read_text(encoding="utf-8")
    (folder / "config.bin").write_bytes(config.encode(config_source.parse(text)))
    for number, version in enumerate(("1.0.0", "2.0.0")):
        _write_image(folder / version, version, number)
    return Setting(sources, folder, seed, every, days, *times(), heap)


def _sources() -> dict[str, Path]:
    """terminal/, hal/, the programs of this folder that the VM runs, what they import, and what a start drops."""
    sources = vm.device_sources()
    names = {f"tests.torture.{path.stem}" for path in Path(__file__).parent.glob("*in_vm.py")}
    names |= {"tests.__init__", "tests.torture.__init__", "boards.__init__"}
    names |= {module for module, _ in once.BEFORE_THE_JOURNAL + once.BEHIND_A_START}
    while names:
        path = ROOT / (names.pop().replace(".", "/") + ".py")
        name = path.relative_to(ROOT).as_posix()
        if name not in sources and path.is_file():
            sources[name] = path
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in _FOLLOWED:
                    names |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return sources


def _write_image(folder: Path, version: str, number: int) -> None:
    """A signed image of a few short files."""
    names = ("boards/pico2/main.mpy", "hal/clock.mpy", "terminal/run.mpy", "terminal/sm2.mpy")[: 3 + number]
    files = {name: bytes((at * 7 + number) % 251 for at in range(300 + 2900 * size)) for size, name in enumerate(names)}
    files["manifest"] = manifest.encode(_BOARD, version, manifest.NONE, files, operator_key.published_signer())
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def times() -> tuple[Times, Times]:
    """How long this board's flash takes, typically and at the worst."""
    flash = tomllib.loads((ROOT / "boards" / _BOARD / "manifest.toml").read_text(encoding="utf-8"))["flash"]
    program_us = board_table.find(_BOARD).flash.program_ns // 1000
    usual = Times(1000 * flash["erase_ms"], program_us, _READ_US)
    return usual, Times(1000 * flash["erase_worst_ms"], _PROGRAM_WORST_US, _READ_US)


def in_vm(setting: Setting, module: str, words: list[str], tell: Tell) -> list[dict[str, Any]]:
    """The lines of JSON that a module of tests/torture prints in the VM, but for those that report progress.

    Raises RuntimeError with its words when it does not come to its end.
    """
    module = f"tests.torture.{module}"
    tree = vm.compile_modules(setting.sources)  # compiled already, unless the cache was cleared meanwhile
    return _told(vm.start(module, [tree], words, cwd=ROOT, heap=setting.heap), f"{module} {' '.join(words)}", tell)


def on_cpython(module: str, words: list[str], tell: Tell) -> dict[str, Any]:
    """The same of a module that runs on CPython, in a process of its own; it prints one line."""
    command = [sys.executable, "-m", f"tests.torture.{module}", *words]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return _told(process, " ".join(command[2:]), tell)[-1]


def _told(process: "subprocess.Popen[str]", name: str, tell: Tell) -> list[dict[str, Any]]:
    told = []
    assert process.stdout is not None and process.stderr is not None
    with process:
        for line in process.stdout:
            if line == "END\n":
                process.communicate()
                return told
            if line[:1] != "{":
                continue  # words of the firmware
            found = json.loads(line)
            if "cut" in found:
                tell(f"{found['cut']}")
            else:
                told.append(found)
        raise RuntimeError(f"{name}: {process.stderr.read()[-_ERROR_MAX:]}")


def cut_everywhere(setting: Setting, name: str, variant: str, tell: Tell) -> dict[str, Any]:
    """What in_vm.py reports of a scenario."""
    return cut_each(setting, (name,), variant, tell)[name]


def cut_each(setting: Setting, names: Sequence[str], variant: str, tell: Tell) -> dict[str, dict[str, Any]]:
    """The same of several, by name; one VM runs them all and verifies a signature they share once."""
    words = [str(setting.folder), str(setting.seed), str(setting.every), variant, *names]
    told = {str(each["scenario"]): each for each in in_vm(setting, "in_vm", words, tell)}
    if told.keys() != set(names):
        raise RuntimeError(f"there is no scenario {', '.join(sorted(set(names) - told.keys()))}")
    return told


def flip_everywhere(
    setting: Setting, name: str, variant: str, tell: Tell, first_bytes: int = WHOLE_BLOCK
) -> dict[str, Any]:
    """What flips_in_vm.py reports of a scenario. first_bytes: of each block only so many, from its beginning."""
    words = [str(setting.folder), str(setting.seed), str(setting.every), variant, str(first_bytes), name]
    return in_vm(setting, "flips_in_vm", words, tell)[0]


def _scenario(name: str) -> Job:
    def run(setting: Setting, tell: Tell) -> Row:
        return tabled(name, cut_everywhere(setting, name, "real", tell), setting, False)

    return Job(name, run)


def _failing(name: str) -> Job:
    """One program, erase or sync fails alone."""
    title = f"{name} failing"

    def run(setting: Setting, tell: Tell) -> Row:
        return tabled(title, cut_everywhere(setting, name, "failing", tell), setting, False, False)

    return Job(title, run)


def _flipping(name: str) -> Job:
    """One bit of each byte that is read."""
    title = f"{name} flipped"

    def run(setting: Setting, tell: Tell) -> Row:
        return flipped(title, flip_everywhere(setting, name, "real", tell))

    return Job(title, run)


def flipped(title: str, told: dict[str, Any]) -> Row:
    """A row of bit flips."""
    breaches = [str(each) for each in told["breaches"]]
    noticed: dict[str, int] = told["noticed"]
    words = ", ".join(f"{count} by {word}" for word, count in sorted(noticed.items(), key=lambda each: -each[1]))
    result = f"{len(breaches)}; {told['harmless']} harmless, {sum(noticed.values())} noticed: {words}"
    details = tuple(breaches[:_BREACHES_SHOWN])
    return Row(title, not breaches, result, "", f"{told['tried']} of {told['flash_bytes']}", details=details)


def _desk(setting: Setting, tell: Tell) -> Row:
    done = on_cpython("desk", [str(setting.seed), str(setting.every)], tell)
    cuts = f"{done['cuts']} + {done['second']} + {done['failures']}"
    breaches = tuple(done["breaches"])
    return Row("desktop", not breaches, str(len(breaches)), "", cuts, details=breaches[:_BREACHES_SHOWN])


def _variant(title: str, name: str, variant: str) -> Job:
    """A row that has to be broken: if the torture does not notice the difference, it does not test it."""

    def run(setting: Setting, tell: Tell) -> Row:
        return tabled(title, cut_everywhere(setting, name, variant, tell), setting, True)

    return Job(title, run)


def tabled(title: str, told: dict[str, Any], setting: Setting, must_break: bool, timed: bool = True) -> Row:
    """A row from what the VM reported. timed: a recovery that takes too long is a breach."""
    breaches = [str(each) for each in told["breaches"]]
    figures = ["", ""]
    if told["recovery"]:
        work = Work(*told["recovery"][0])
        spent = [spent_us(work, each) for each in (setting.times, setting.times_worst)]
        figures = [f"{each / 1000:.0f}" for each in spent]
        if timed and spent[1] > RECOVERY_MAX_US:
            breaches.append(f"slow: a recovery takes {spent[1] // 1000} ms when every erase is slow ({title})")
    kinds = Counter(text.split(":")[0] for text in breaches)
    strange = kinds.keys() - set(KINDS)
    if strange:
        raise RuntimeError(f"breaches of unknown kinds: {strange}")
    result = ", ".join(f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind]) or "0"
    good = bool(breaches) == must_break
    details: tuple[str, ...] = ()
    if must_break:
        result += " (has to break, and does)" if good else " (HAS TO BREAK)"
    else:
        details = tuple(breaches[:_BREACHES_SHOWN])
        if len(breaches) > _BREACHES_SHOWN:
            details += (f"... and {len(breaches) - _BREACHES_SHOWN} more of {title}",)
    cuts = f"{told['cuts']} + {told['second']}" if told["second"] else f"{told['cuts']}"
    return Row(title, good, result, f"{told['operations']}", cuts, *figures, details)


def _year(setting: Setting, tell: Tell) -> Row:
    done = on_cpython("year", [str(setting.days)], tell)
    good = not done["gaps"] and done["fetched"] == done["rides"] == setting.days * RIDES_A_DAY
    result = f"{done['rides']} rides in {done['segments']} segments, {done['most_segments']} at once; "
    return Row("year", good, result + f"{len(done['gaps'])} gaps", details=tuple(done["gaps"][:_BREACHES_SHOWN]))


def _flood(setting: Setting, tell: Tell) -> Row:
    done = on_cpython("flood", [str(_FLOOD_HOURS)], tell)
    an_hour = A_SECOND * 3600
    good = done["refusals"] == _FLOOD_HOURS * an_hour and done["rides_written"] == 0
    good = good and done["hours_written"] <= _FLOOD_HOURS + HOURS_SEGMENTS
    good = good and done["refusals"] - done["counted"] <= an_hour + A_SECOND
    result = f"{done['refusals']} refusals: {done['rides_written']} writes to the rides' space, "
    return Row("leaflet", good, result + f"{done['hours_written']} to the hours' of {done['hours_bytes']} bytes")


_NAMES = (
    "full",
    "turn-over",
    "image",
    "withdrawal",
    "replay ageing",
    "ride",
    "start",
    "acknowledgement",
    "trust",
    "trust day",
)
_ALL = (*_NAMES, "clock", "statement", "refusals")
_FLIPPED = ("ride", "turn-over", "acknowledgement", "trust", "clock", "statement", "refusals")
SCENARIOS = tuple(_scenario(name) for name in _ALL)
FAILING = tuple(_failing(name) for name in _ALL)
FLIPPED = tuple(_flipping(name) for name in _FLIPPED)
DESK = (Job("desktop", _desk),)
VARIANTS = (_variant("early", "ride", "early"), _variant("fat", "ride", "fat"))
LONG = (Job("year", _year), Job("leaflet", _flood))
