"""Decodes files that people write: UTF-8 is read, with or without a byte order mark; any other
encoding is named.
"""

import codecs
import re

# The longer marks first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a byte order mark"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_CONTROLS = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")  # no text holds these
_SAVE = "save it as UTF-8 (in the editor: Save as, Encoding)"


class WrongEncoding(ValueError):
    """Bytes that are no UTF-8 text; says what they seem to be and what to do."""


def of(data: bytes) -> tuple[str, str] | None:
    """(codec, name) of the encoding that a byte order mark states, or that NUL bytes in every second place show.
    None for anything else, plain UTF-8 included.
    """
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return codec, name
    if len(data) % 2 == 0:
        for first, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
            if any(data[1 - first :: 2]) and not any(data[first::2]):
                return codec, "UTF-16"
    return None


def utf8(data: bytes, first_line: int = 1) -> str:
    """The text of UTF-8 bytes, without a byte order mark. Raises WrongEncoding.

    first_line: the number in the file of the first line of `data`.
    """
    marked = of(data)
    if marked is not None and not marked[0].startswith("utf-8"):
        raise WrongEncoding(f"it is text in {marked[1]}; {_SAVE}")
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = first_line + data.count(b"\n", 0, error.start)
        if _CONTROLS.search(data):
            raise WrongEncoding(f"line {line}: it is no text; name the right file") from None
        seems = "GBK" if _is_gbk(data) else "an encoding other than UTF-8"
        raise WrongEncoding(f"line {line}: it is text in {seems}; {_SAVE}") from None


def _is_gbk(data: bytes) -> bool:
    """Whether every byte above ASCII belongs to a pair of GB 2312, the part of GBK that everyday Chinese uses."""
    at = 0
    while at < len(data):
        if data[at] >= 0x80:
            if not (0xA1 <= data[at] <= 0xF7 and at + 1 < len(data) and data[at + 1] >= 0xA1):
                return False
            at += 1
        at += 1
    return True
