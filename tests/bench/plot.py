"""Draws docs/performance.svg from the kept figures; `make performance` writes it."""

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.bench.page import Figures

LIMIT_MS = 300
WIDTH = 1000
_STYLE = (
    ".ours{fill:#0969da}.other{fill:#8c959f}.flash{fill:#bf8700}.limit{stroke:#cf222e;stroke-width:1.5;"
    "stroke-dasharray:4 3}.bad{fill:#cf222e;font-size:12px}.line{stroke:#d0d7de}text{fill:#24292f}"
    ".note{fill:#57606a;font-size:12px}.head{font-weight:600}"
)
_LEFT, _RIGHT, _ROW, _BAR = 250, 880, 26, 16
_END = 910  # where a bar that is too long is cut off
_PEERS = ("gmalg", "gmssl", "gmssl-pyx", "tongsuopy", "libcrypto")


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: parts are (length as a part of the whole width, style), words stand behind them."""

    name: str
    parts: tuple[tuple[float, str], ...]
    words: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows under a heading. limit: a dashed line at that part of the width, with words above it."""

    head: str
    note: str
    bars: tuple[Bar, ...]
    limit: tuple[float, str] | None = None


def drawn(figures: "Figures") -> str:
    """The whole picture."""
    panels = [panel for panel in (_boards(figures), _peers(figures), _reading(figures), _replay(figures)) if panel.bars]
    body: list[str] = []
    y = 0
    for panel in panels:
        body += _panel(panel, y)
        y += 74 + _ROW * len(panel.bars)
    label = "How long decisions take on boards and on a desktop, what is read, and how fast a replay is"
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" font-family="system-ui, sans-serif" '
        f'font-size="14" role="img" aria-label="{label}">',
        f"<style>{_STYLE}</style>",
        f'<rect width="{WIDTH}" height="{y}" fill="#fff"/>',
        *body,
        "</svg>",
    ]) + "\n"  # fmt: skip


def _panel(panel: Panel, y: int) -> list[str]:
    out = [_text(16, y + 28, panel.head, "head"), _text(16, y + 46, panel.note, "note")]
    top = y + 58
    bottom = top + _ROW * len(panel.bars)
    out.append(f'<path class="line" d="M{_LEFT} {top - 4}V{bottom}"/>')
    for number, bar in enumerate(panel.bars):
        at = top + number * _ROW
        out.append(_text(_LEFT - 10, at + 13, bar.name, "", "end"))
        x = float(_LEFT)
        for length, style in bar.parts:
            width = max(1.0, min(length * (_RIGHT - _LEFT), _END - x))
            out.append(f'<rect class="{style}" x="{x:.1f}" y="{at}" width="{width:.1f}" height="{_BAR}"/>')
            x += width
        out.append(_text(x + 8, at + 13, f"… {bar.words}" if x >= _END else bar.words, "note"))
    if panel.limit is not None:
        x = _LEFT + panel.limit[0] * (_RIGHT - _LEFT)
        out.append(f'<path class="limit" d="M{x:.1f} {top - 6}V{bottom}"/>')
        out.append(_text(x, top - 10, panel.limit[1], "bad", "middle"))
    return out


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "") -> str:
    more = (f' class="{kind}"' if kind else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return f'<text x="{x:g}" y="{y:g}"{more}>{escape(words)}</text>'


def _boards(figures: "Figures") -> Panel:
    flash = figures.value("stage/pico2/new/stored") or 0.0
    bars = []
    for chip in figures.below("board/ms/"):
        cold = figures.value(f"board/ms/{chip}/cold") or 0.0
        parts = ((cold / LIMIT_MS, "ours"), (flash / LIMIT_MS, "flash"))
        bars.append(Bar(chip, parts, f"{cold + flash:.0f} ms"))
    note = "Blue: three signatures and two keys, counted and estimated. Brown: the record in the flash."
    return Panel("What a passenger waits for", note, tuple(bars), (1.0, f"{LIMIT_MS} ms"))


def _peers(figures: "Figures") -> Panel:
    bars = []
    for name in _PEERS:
        value = figures.value(f"decision/cold/{name}")
        if value:
            times = 1 / value if name == "libcrypto" else value
            bars.append(Bar(f"{name}, three", ((_logarithm(times), "other"),), f"{times:.3g} x"))
    if bars:
        bars.append(Bar("ridegate, cold decision", ((_logarithm(1.0), "ours"),), "1 x"))
    note = "Three bare verifications by other people's SM2 beside all 25 checks, nothing known before. Logarithmic."
    return Panel("A decision on a desktop", note, tuple(bars))


def _logarithm(times: float) -> float:
    """0.1 to 100, three decades."""
    return (math.log10(min(max(times, 0.1), 100.0)) + 1) / 3


def _reading(figures: "Figures") -> Panel:
    bars = []
    for name in figures.below("reading/rate/"):
        rate = figures.value(f"reading/rate/{name}") or 0.0
        style = "ours" if name.startswith("ours") else "other"
        bars.append(Bar(name, ((rate * 0.9, style),), f"{rate:.2f}, {figures.measured(f'reading/rate/{name}')}"))
    return Panel("What is read of hard frames", "The share of frames with a code, and a frame's time.", tuple(bars))


def _replay(figures: "Figures") -> Panel:
    bars = []
    scaling = figures.value("replay/cores")
    if scaling is not None:
        bars += [Bar("one core", ((0.45, "ours"),), figures.measured("replay/core")),
                 Bar("two cores", ((0.45 * scaling, "ours"),), f"{scaling:.2f} x")]  # fmt: skip
    for exponent in (2, 4, 6):
        value = figures.value(f"replay/list/1e{exponent}")
        if value is not None:
            words = figures.measured(f"replay/list/1e{exponent}")
            bars.append(Bar(f"{10**exponent:,} accounts blocked", ((0.45 * value, "other"),), words))
    return Panel("A replay", "Codes a second: one core and two, and one core with longer trust lists.", tuple(bars))
