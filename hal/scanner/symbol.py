"""The symbols that a decoder finds in a frame."""

from collections import namedtuple

# payload: the bytes the symbol carries, nothing re-encoded; corners: four (x, y) in pixels of the frame,
# around the symbol; format: "QR", or "QR part 2" for one of several that carry a message together
Symbol = namedtuple("Symbol", "payload corners format")


def middle(symbol: Symbol) -> tuple[int, int]:
    """(x, y) of the middle of a symbol, in pixels."""
    xs = [x for x, _ in symbol.corners]
    ys = [y for _, y in symbol.corners]
    return sum(xs) // len(xs), sum(ys) // len(ys)


def _span(symbol: Symbol) -> int:
    xs = [x for x, _ in symbol.corners]
    ys = [y for _, y in symbol.corners]
    return int(max(max(xs) - min(xs), max(ys) - min(ys)))


def distinct(symbols: list[Symbol]) -> tuple[Symbol, ...]:
    """The symbols in reading order, each once: rows from the top, within a row from the left.

    A symbol whose payload was met before, with its middle inside half the size of that one, is the same one
    found twice. Two symbols share a row when their middles differ by less than half a symbol in height.
    """
    out: list[Symbol] = []
    for symbol in symbols:
        x, y = middle(symbol)
        for known in out:
            known_x, known_y = middle(known)
            reach = _span(known) // 2
            if symbol.payload == known.payload and abs(x - known_x) <= reach and abs(y - known_y) <= reach:
                break
        else:
            out.append(symbol)
    out.sort(key=lambda symbol: middle(symbol)[1])
    ordered: list[Symbol] = []
    while out:
        first = out[0]
        limit = middle(first)[1] + max(1, _span(first) // 2)
        row = [symbol for symbol in out if middle(symbol)[1] < limit]
        row.sort(key=lambda symbol: middle(symbol)[0])
        ordered.extend(row)
        out = out[len(row) :]
    return tuple(ordered)
