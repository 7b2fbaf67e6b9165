"""The only place where characters are replaced: control characters in text of unknown origin, and those that an output
cannot show, such as Chinese in some terminal windows.
"""

import codecs
import sys

_SPELLED = {
    "→": "->", "←": "<-", "↔": "<->", "…": "...", "·": "-", "×": "x", "✗": "x", "✓": "ok", "≤": "<=", "≥": ">=",
    "–": "-", "—": "-", "●": "o", "人": "i", "╲": "\\", "╱": "/", "│": "|", "╭": ".", "╮": ".", "╰": "'", "╯": "'",
    "─": "-", "━": "=", "█": "#", "▀": "^", "▄": "_", "“": '"', "”": '"', "‘": "'", "’": "'",
}  # fmt: skip


def plain(text: str, keep: str = "") -> str:
    """Text that cannot move the cursor, colour the window or turn its direction: control characters (Cc, Cf, also of
    C1 and bidi) and lone surrogates are spelled out, those in `keep` are not."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in keep else _spell(one) for one in text)


def _spell(one: str) -> str:
    return one.encode("unicode_escape").decode()


def spelled(error: UnicodeError) -> tuple[str, int]:
    """What stands for characters that cannot be shown: their nearest ASCII, else a question mark a column."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    import unicodedata

    out = ""
    for one in error.object[error.start : error.end]:
        if one in _SPELLED:
            out += _SPELLED[one]
        elif unicodedata.category(one) in ("Cs", "Cc", "Cn"):  # no text at all: bytes of a file's name, for example
            out += _spell(one)
        else:
            out += "??" if unicodedata.east_asian_width(one) in "WF" else "?"
    return out, error.end


def prepare() -> None:
    """Let standard output and standard error replace what they cannot show, instead of raising."""
    codecs.register_error("ridegate", spelled)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="ridegate")  # type: ignore[union-attr]
