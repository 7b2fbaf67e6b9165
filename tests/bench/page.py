"""Writes the tables of docs/performance.md and its plot from the figures kept by `make bench`: `make performance`.

`--check` only reports whether they are fresh. What stands between a line `<!-- figures: NAME ... -->` and the next
`<!-- end of figures -->` is written here, all the rest by people.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from terminal.eligibility import DEADLINE_MS
from tests.bench import kept, plot
from tests.bench.kept import Kept

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE, PLOT = ROOT / "docs" / "performance.md", ROOT / "docs" / "performance.svg"
LIMIT_MS = 300
PEERS = ("libcrypto", "tongsuopy", "gmssl-pyx", "gmssl", "gmalg")
COUNTS = (100, 1_000, 10_000, 100_000, 1_000_000)
# Cold and warm scans of the kernels that had no square, in millions: counted as they are now, and as they were then.
BEFORE = {
    "armv7e-m/thumb": ("3.24, 2.07", "3.72, 2.43"),
    "armv6-m/armv6m": ("17.0, 10.4", "17.3, 10.6"),
    "rv32imc/rv32": ("8.97, 5.66", "9.37, 5.95"),
    "xtensa-lx7/xtensa": ("8.9, 5.63", "9.3, 5.92"),
}
ARITHMETIC = ("decode", "decide")  # stages whose milliseconds stand beside their figure
BLOCK = re.compile(r"(<!-- figures: (\w+)[^\n]*-->\n).*?(<!-- end of figures -->)", re.S)
_DASH = "–"


class Figures:
    """What is kept, for a page. machine: where it was measured."""

    def __init__(self, machine: dict[str, str], lines: dict[str, Kept]) -> None:
        self.machine = machine
        self._lines = lines

    def value(self, key: str) -> float | None:
        """The figure, None where it was not kept."""
        return self._lines[key].line.value if key in self._lines else None

    def told(self, key: str, digits: int = 3) -> str:
        """The figure with so many digits and its unit."""
        value = self.value(key)
        return _DASH if value is None else f"{_digits(value, digits)} {self._lines[key].line.unit}".strip()

    def measured(self, key: str) -> str:
        """What the machine took for it."""
        return (self._lines[key].line.measured if key in self._lines else "") or _DASH

    def below(self, start: str) -> list[str]:
        """What is kept under keys that begin so: what follows, up to the next slash, each once."""
        found = [key[len(start) :].split("/")[0] for key in self._lines if key.startswith(start)]
        return [*dict.fromkeys(found)]

    def wanted(self, key: str) -> str:
        """What is wanted, in bold where it is not so."""
        line = self._lines[key].line if key in self._lines else None
        if line is None or line.wanted is None:
            return ""
        text = f"{'≤' if line.less else '≥'} {line.wanted:g}"
        return text if line.met else f"**{text}, missed**"


def _digits(value: float, digits: int) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 ** (digits - 1) else f"{value:.{digits}g}"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]], left: int = 1) -> str:
    if not rows:
        return "(not measured yet)\n"
    lines = [head, tuple("---" if at < left else "---:" for at in range(len(head))), *rows]
    return "".join(f"| {' | '.join(each)} |\n" for each in lines)


def _passenger(figures: Figures) -> str:
    flash = figures.value("stage/pico2/new/stored")
    rows = []
    for chip in figures.below("board/ms/"):
        cold, warm = (figures.value(f"board/ms/{chip}/{scan}") for scan in ("cold", "warm"))
        if cold is None or warm is None or flash is None:
            continue
        least = [figures.value(f"board/ms/{chip}/{scan}/least") for scan in ("cold", "warm")]
        spans = [f"{most:.0f} ms" if low is None else f"{low:.0f} to {most:.0f} ms"
                 for low, most in zip(least, (cold, warm), strict=True)]  # fmt: skip
        whole = cold + flash
        # Step 18, beside which the service is asked, takes more than half of a scan with a known issuer: step 17 has
        # a table for its key.
        late = max(whole, whole - warm / 2 + DEADLINE_MS)
        words = [f"{each:.0f} ms" if each <= LIMIT_MS else f"**{each:.0f} ms**" for each in (whole, late)]
        rows.append((chip, figures.measured(f"board/ms/{chip}/cold"), *spans, f"{flash:.0f} ms", *words))
    head = ("board", "assumed", "cold scan", "issuer known", "journal", f"cold, at most, of {LIMIT_MS} ms")
    return _table((*head, "with a service that is late"), rows, 2)


def _instructions(figures: Figures) -> str:
    rows = []
    for kernel in figures.below("board/"):
        for core in figures.below(f"board/{kernel}/"):
            keys = [f"board/{kernel}/{core}/{each}" for each in ("cold", "warm", "ram")]
            if kernel != "ms":
                cells = [cell for key in keys for cell in (figures.told(key), figures.wanted(key))]
                rows.append((f"{core}, `{kernel}`", *cells, *BEFORE.get(f"{core}/{kernel}", ("", ""))))
    head = ("core, kernel", "cold scan", "wanted", "issuer known", "wanted", "RAM", "wanted")
    return _table((*head, "before, counted so", "before, as counted then"), rows)


def _desktop(figures: Figures) -> str:
    rows = []
    cells = (figures.measured("decision/verification/ours"), figures.told("decision/verification/ours"))
    rows.append(("**ridegate**", *cells, *(figures.measured(f"decision/{each}/libcrypto") for each in _DECISIONS)))
    for name in PEERS:
        cells = (figures.measured(f"decision/verification/{name}"), figures.told(f"decision/verification/{name}"))
        others = []
        for each in _DECISIONS:
            value = figures.value(f"decision/{each}/{name}")
            times = None if value is None else 1 / value if name == "libcrypto" else value
            others.append(_DASH if times is None else f"{_digits(times, 3)} x")
        rows.append((name, *cells, *others))
    return _table(("", "one verification", "to libcrypto's", "cold (three)", "issuer known (two)", "same phone (one)"),
                  rows)  # fmt: skip


_DECISIONS = ("cold", "issuer", "phone")


def _wanted(figures: Figures) -> str:
    rows = [
        ("three verifications by gmssl, in cold decisions", "decision/cold/gmssl"),
        ("a cold decision, in three verifications by libcrypto", "decision/cold/libcrypto"),
        ("a decision with a known issuer, in two verifications by libcrypto", "decision/issuer/libcrypto"),
        ("a cold decision in Python integers, in ours", "decision/python"),
        ("the same in the MicroPython VM, in CPython's", "decision/vm/cold"),
    ]
    return _table(("", "figure", "wanted"), [(words, figures.told(key), figures.wanted(key)) for words, key in rows])


def _stages(figures: Figures) -> str:
    rows = []
    for words, here, there in (
        ("a frame is decoded", "decode", ""),
        ("the code is judged, issuer known", "decide", "judged"),
        ("the ride is in the journal, durably", "store", "stored"),
        ("the relay's edge", "relay", "relay"),
        ("**all of it**", "whole", "whole"),
    ):
        key = f"stage/desktop/{here}"
        cell = figures.measured(key)
        if here not in ARITHMETIC:
            cell = f"{figures.told(key)}, {cell}"
        board = f"stage/pico2/new/{there}"
        rows.append((words, cell, f"{figures.told(board)}, {figures.measured(board)}" if there else _DASH))
    return _table(("", "desktop", "emulated pico2"), rows)


def _reading(figures: Figures) -> str:
    decoders = figures.below("reading/rate/")
    rows = []
    for name in decoders:
        rate = figures.value(f"reading/rate/{name}")
        rows.append((name, _DASH if rate is None else f"{rate:.3f}", figures.wanted(f"reading/rate/{name}"),
                     figures.measured(f"reading/rate/{name}"), figures.told(f"reading/false/{name}")))  # fmt: skip
    film = figures.value("reading/film")
    if film is not None:
        key = "reading/film"
        rows.append(
            ("films: frames until the first read", f"{film:.2f} x", figures.wanted(key), figures.measured(key), "")
        )
    return _table(("decoder", "read", "wanted", "processor time", "false"), rows)


def _kinds(figures: Figures) -> str:
    rows = []
    for kind in figures.below("reading/kind/"):
        key = f"reading/kind/{kind}"
        value = figures.value(key)
        if value is not None:
            rows.append((kind, f"{value:.2f}", figures.wanted(key), figures.measured(key)))
    return _table(("frames", "ours, live", "wanted", "the others"), rows)


def _replay(figures: Figures) -> str:
    rows = [
        ("one core", figures.measured("replay/core"), f"{figures.told('replay/core')} in one gmssl verification", ""),
        ("two captures on two cores", figures.measured("replay/cores"), f"{figures.told('replay/cores')} one core",
         figures.wanted("replay/cores")),
        ("two processes started", figures.told("replay/pool"), "once", ""),
    ]  # fmt: skip
    for count in COUNTS:
        key = f"replay/list/1e{len(str(count)) - 1}"
        if figures.value(key) is not None:
            rows.append((f"one core, {count:,} accounts blocked", figures.measured(key), figures.told(key), ""))
    return _table(("", "measured", "figure", "wanted"), rows)


def _trust(figures: Figures) -> str:
    rows = []
    for count in COUNTS:
        name = f"1e{len(str(count)) - 1}"
        if figures.value(f"trust/reads/{name}") is not None:
            rows.append((f"{count:,}", figures.measured(f"trust/desktop/{name}"), figures.measured(f"trust/vm/{name}"),
                         figures.told(f"trust/reads/{name}"), figures.told(f"trust/held/{name}")))  # fmt: skip
    return _table(("blocked accounts", "desktop", "MicroPython VM", "pages read", "heap held"), rows, 0)


def _machine(figures: Figures) -> str:
    where = figures.machine
    if not where:
        return "Nothing is kept yet.\n"
    return f"Kept figures: {where['processor']}, {where['system']}, CPython {where['python']}.\n"


BLOCKS: dict[str, Callable[[Figures], str]] = {
    "passenger": _passenger, "instructions": _instructions, "desktop": _desktop, "wanted": _wanted, "stages": _stages,
    "reading": _reading, "kinds": _kinds, "replay": _replay, "trust": _trust, "machine": _machine,
}  # fmt: skip


def written(text: str, figures: Figures) -> str:
    """The page with fresh figures in it. Raises KeyError for a block of another name."""
    return BLOCK.sub(lambda found: f"{found[1]}\n{BLOCKS[found[2]](figures)}\n{found[3]}", text)


def main(arguments: list[str]) -> int:
    figures = Figures(*kept.read())
    fresh = {PAGE: written(PAGE.read_text(encoding="utf-8"), figures), PLOT: plot.drawn(figures)}
    stale = [path.name for path, text in fresh.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        if stale:
            print(f"docs/{' and docs/'.join(stale)}: not what {kept.FILE.name} says; run `make performance`")
            return 1
        print("docs/performance.md shows the figures that are kept.")
        return 0
    for path, text in fresh.items():
        path.write_text(text, encoding="utf-8")
    print(f"docs/{PAGE.name} and docs/{PLOT.name} show the figures that are kept.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
