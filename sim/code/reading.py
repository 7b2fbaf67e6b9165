"""Reads files as a reader would hand them over: bytes, or the symbols of a picture; names a file that holds neither."""

import errno
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.code import file_kind
from sim.output.trouble import Trouble, why
from terminal.ridecode import measured

if TYPE_CHECKING:
    from hal.interfaces import Decoder

STDIN = "-"
DECODERS = ("zxing", "zbar")
TEXT_MAX_BYTES = 16_384  # of a code in its longest text form: a number a line, in UTF-16
_OTHERS_FRAMES = 4  # of an animation, in which other symbols are looked for


class NoCode(Exception):
    """A file in which there is nothing to judge; says what it is and what to do. kind: its category. blank: it is a
    whole picture, which shows no QR symbol; symbologies: what it shows instead.
    """

    def __init__(self, kind: str, words: str, blank: bool = False, symbologies: tuple[str, ...] = ()) -> None:
        super().__init__(words)
        self.kind = kind
        self.blank = blank
        self.symbologies = symbologies


class Reading(NamedTuple):
    """What one file holds. `data`: of a picture all bytes, of anything else at most TEXT_MAX_BYTES and one more."""

    name: str
    data: bytes
    picture: bool


class Payload(NamedTuple):
    """What a symbol carries. part: which one of a structured append it is, from 1; 0: it stands alone, or is a whole
    code all the same.
    """

    data: bytes
    part: int


def read(path: str) -> Reading:
    """Read a file, "-" for standard input. A large file that is no picture is not read to its end.

    Raises OSError, and NoCode for a file that is known to be something else.
    """
    if path == STDIN:
        if sys.stdin is None:
            raise OSError(errno.EBADF, "standard input is closed")
        return _read(sys.stdin.buffer, "standard input")
    try:
        with open(path, "rb") as file:
            return _read(file, path)
    except IsADirectoryError:
        raise OSError(errno.EISDIR, f"this is a folder; name the files in it, as in {path}/*") from None


def _read(file: Any, name: str) -> Reading:
    data = file.read(TEXT_MAX_BYTES + 1)
    kind = kind_of(data)
    if not kind.is_picture:
        return Reading(name, data, False)
    from hal.desktop.image_file import BYTES_MAX

    return Reading(name, data + file.read(BYTES_MAX + 1 - len(data)), True)


def kind_of(data: bytes) -> file_kind.Kind:
    """The kind of a file by its bytes: one that may hold a code. Raises NoCode for any other."""
    kind = file_kind.of(data[: file_kind.HEAD_BYTES])
    if kind.advice:
        not_here = "that is not read here" if kind.category == file_kind.PICTURE else "and no code"
        article = "an" if kind.category[0] in "aeiou" else "a"
        raise NoCode(kind.category, f"this is {article} {kind.category} ({kind.name}) {not_here}: {kind.advice}")
    return kind


def check_paths(paths: list[str]) -> None:
    """Raises Trouble when standard input is named twice: it can be read only once."""
    if paths.count(STDIN) > 1:
        raise Trouble(f"{STDIN} is named twice, but standard input can be read only once; name it once")


def decoder(name: str) -> "Decoder":
    """The decoder of that name (one of DECODERS), set for stills. Raises Trouble when its package is
    missing.
    """
    if name == "zxing":
        from hal.desktop.reading.decoder import ZxingDecoder

        return ZxingDecoder(thorough=True)
    try:
        from hal.desktop.reading.zbar_decoder import ZbarDecoder
    except ImportError as error:
        raise Trouble(str(error)) from error
    return ZbarDecoder()


def payloads(reading: Reading, with_decoder: "Decoder") -> tuple[Payload, ...]:
    """What each symbol of a picture carries, in reading order; of an animation or several pages, each payload once.

    Raises NoCode for a picture that is damaged, too large or shows no QR symbol.
    """
    from hal.desktop.image_file import pictures
    from hal.desktop.reading.zxing import PART, others

    out: list[Payload] = []
    shown: tuple[str, ...] = ()
    try:
        for number, frame in enumerate(pictures(reading.data, reading.name)):
            known = {payload.data for payload in out}
            symbols = [symbol for symbol in with_decoder.decode(frame) if symbol.payload not in known]
            for symbol in symbols:
                part = 0 if measured(symbol.payload) else int(symbol.format.partition(PART)[2] or 0)
                out.append(Payload(symbol.payload, part))
            if not out and not shown and number < _OTHERS_FRAMES:
                shown = others(frame)
    except OSError as error:
        raise NoCode(file_kind.PICTURE, why(error)) from None
    if not out:
        raise NoCode(file_kind.PICTURE, _no_symbol(shown), True, shown)
    return tuple(out)


def _no_symbol(shown: tuple[str, ...]) -> str:
    if shown:
        return f"this picture shows {' and '.join(shown)}, and a ride code is a QR code: show that"
    from hal.desktop.reading.decoder import untried

    words = "no QR symbol was found in this picture; is it sharp, whole and at least 100 pixels wide?"
    return f"{words} ({untried()})" if untried() else words


def part_words(payload: Payload) -> str:
    """The message about a symbol that is one part of a structured append."""
    return (
        f"this symbol is part {payload.part} of a structured append, which spreads a message over several symbols; "
        "a ride code is one symbol: make it anew with structured append off"
    )
