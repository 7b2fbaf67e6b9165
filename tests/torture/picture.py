"""Draws docs/durability.svg, what is written when: `python -m tests.torture.picture`."""

import sys
from html import escape
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent.parent / "docs" / "durability.svg"

WIDTH, HEIGHT = 1000, 806
_STYLE = (
    ".act{fill:#fff;stroke:#57606a}.write{fill:#ddf4ff;stroke:#0969da}.gate{fill:#dafbe1;stroke:#1a7f37}"
    ".part{fill:#f6f8fa;stroke:#8c959f}.mark{fill:#0969da}.number{fill:#fff;font-size:12px;font-weight:600}"
    ".arrow{fill:none;stroke:#24292f;stroke-width:1.5;marker-end:url(#tip)}.cut{stroke:#cf222e;stroke-width:1.5;"
    "stroke-dasharray:4 3}.bad{fill:#cf222e;font-size:12px}.line{stroke:#d0d7de}text{fill:#24292f}"
    ".note{fill:#57606a;font-size:12px}.head{font-weight:600}"
)
_TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0 8 4 0 8z" fill="#24292f"/></marker></defs>'
)

# class, left, width, head, note: one passenger, from left to right
_RIDE = (
    ("act", 16, 118, "code read", "nothing written"),
    ("act", 158, 118, "25 checks", "nothing written"),
    ("write", 300, 190, "ride record", "about 50 ms"),
    ("gate", 514, 118, "relay", "the gate opens"),
    ("act", 656, 118, "passage", "or 5 s go by"),
    ("write", 798, 186, "outcome record", "about 50 ms"),
)
_PARTS = (
    ("another block is erased", "45 ms, 400 at the worst"),
    ("what the file's last block held is copied, then the record", "11 pages of 256 bytes, 4 ms"),
    ("the folder says where it is, then the cell", "a page each; then the ride is on record"),
)
_CUTS = (
    (395, ("power fails here:", "as if nobody had come")),
    (573, ("here: on record,", "never opened again")),
    (891, ("here:", "the outcome is “unknown”")),
)
_FILES = (
    "journal/0000000001 …",
    "counters/",
    "hours/",
    "trust.new, .bin, .previous",
    "trust.sequence",
    "clock",
    "events",
    "new/, a/, b/",
    "boot",
)
_JOURNAL, _CELL, _HOURS, _LIST, _COUNTER, _CLOCK, _EVENTS, _SLOT, _BOOT = range(9)
# An occasion, and the files that are written, in this order; each is durable before the next is begun.
_OCCASIONS = (
    ("a ride, its outcome", (_JOURNAL, _CELL, _JOURNAL, _CELL)),
    ("a full segment", (_JOURNAL, _CELL, _JOURNAL, _CELL)),
    ("records are fetched", (_JOURNAL, _CELL)),
    ("an hour of refusals", (_HOURS, _CELL)),
    ("a start", (_JOURNAL, _CELL, _EVENTS)),
    ("a trust list is installed", (_LIST, _COUNTER, _LIST, _LIST, _COUNTER, _EVENTS)),
    ("its day comes", (_COUNTER,)),
    ("the clock takes a step", (_CLOCK, _JOURNAL, _CLOCK)),
    ("an image is installed", (_SLOT, _SLOT, _BOOT)),
    ("it is tried and confirmed", (_BOOT, _BOOT, _EVENTS, _BOOT)),
)
_LEFT, _TOP, _COLUMN, _ROW = 200, 432, 78, 34
_BELOW = (
    "Numbers: the order of writing. A full segment: the new file with its head, the highest number that may be used, a",
    "record, and that it was written; then the oldest that was fetched goes. Every change of the state is counted in",
    "counters/, too. A list: upload, highest number ever seen, the old one aside, the new one in its place, its day.",
)


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "") -> str:
    more = (f' class="{kind}"' if kind else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return f'<text x="{x:g}" y="{y:g}"{more}>{escape(words)}</text>'


def _box(kind: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="6"/>'


def _ride() -> list[str]:
    out = [_text(16, 30, "One passenger", "head")]
    for at, (kind, x, width, head, note) in enumerate(_RIDE):
        out += [_box(kind, x, 46, width, 52), _text(x + 12, 68, head), _text(x + 12, 87, note, "note")]
        if at:
            before = _RIDE[at - 1]
            out.append(f'<path class="arrow" d="M{before[1] + before[2]} 72H{x - 2}"/>')
    for x, words in _CUTS:
        out.append(f'<path class="cut" d="M{x} 98V128"/>')
        out += [_text(x, 143 + 16 * line, each, "bad", "middle") for line, each in enumerate(words)]
    out.append(_text(16, 206, "What a record costs the flash", "head"))
    for at, (head, note) in enumerate(_PARTS):
        x, width = (16, 226, 660)[at], (190, 414, 324)[at]
        out += [_box("part", x, 220, width, 52), _text(x + 12, 242, head), _text(x + 12, 261, note, "note")]
        if at:
            out.append(f'<path class="arrow" d="M{x - 20} 246H{x - 2}"/>')
    out.append(
        _text(
            16,
            298,
            "littlefs never changes a block that holds something: a cut leaves the old file or the new one.",
            "note",
        )
    )
    return out


def _order() -> list[str]:
    out = [_text(16, 346, "What is written when", "head")]
    for at, name in enumerate(_FILES):
        y = _TOP + at * _ROW
        out += [_text(16, y + 22, name), f'<path class="line" d="M16 {y}H984"/>']
    bottom = _TOP + len(_FILES) * _ROW
    out.append(f'<path class="line" d="M16 {bottom}H984"/>')
    for at, (name, files) in enumerate(_OCCASIONS):
        x = _LEFT + at * _COLUMN + _COLUMN / 2
        for line, words in enumerate(_wrapped(name)):
            out.append(_text(x, _TOP - 54 + 16 * line, words, "note", "middle"))
        for row in sorted(set(files)):
            numbers = [number + 1 for number, each in enumerate(files) if each == row]
            for place, number in enumerate(numbers):
                cx, cy = x + (place - (len(numbers) - 1) / 2) * 23, _TOP + row * _ROW + _ROW / 2
                out.append(f'<circle class="mark" cx="{cx:g}" cy="{cy:g}" r="10"/>')
                out.append(_text(cx, cy + 4, f"{number}", "number", "middle"))
    for at, words in enumerate(_BELOW):
        out.append(_text(16, bottom + 20 + 16 * at, words, "note"))
    return out


def _wrapped(name: str) -> list[str]:
    """At most three lines that fit a column."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) > 11:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def drawn() -> str:
    """The whole picture."""
    label = "What a terminal writes to its flash, in which order, and what a power cut leaves"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="system-ui, sans-serif" '
        f'font-size="14" role="img" aria-label="{label}">'
    )
    body = [head, f"<style>{_STYLE}</style>", _TIP, f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']
    return "\n".join([*body, *_ride(), *_order(), "</svg>"]) + "\n"


def main() -> int:
    OUT.write_text(drawn(), encoding="utf-8")
    print(f"docs/{OUT.name} shows {len(_OCCASIONS)} occasions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
