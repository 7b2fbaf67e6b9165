"""Words that make prose read like a riddle, and what to write instead: `python -m tests.tool.dialect`.

Counts them in docstrings, comments, help texts and English documents, prints each one, and exits with status 1 when
there are more than `MOST` in a thousand words. Names in `code style` and listings are not prose and do not count.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MOST = 0.5  # in a thousand words


@dataclass(frozen=True, slots=True)
class Entry:
    """words: alternatives of a regular expression. instead: what to write. technical: on a line with one of these, the
    word is a term of the trade and is left alone.
    """

    words: str
    instead: str
    technical: str = ""


DIALECT = (
    Entry("nobody|somebody|anybody|everybody", "no one, or name who: the operator, a passenger, a caller, a host"),
    Entry("whoever|whomever", "name who: the caller, the reader of the file, any process that"),
    Entry("tells?|telling|told|untold", "report, show, state, notify; distinguish (one from another)"),
    Entry("happenings?", "event"),
    Entry("believes?|believed|believing|believers?", "trust, accept, take as true"),
    Entry("cannot be done", "errors, the command fails because"),
    Entry("worlds?", "hardware, environment, gate loop", "hello"),
    Entry("eyes?", "camera, frame source"),
    Entry("taps?|tapped|tapping", "probe, record",
          "cards?|NFC|phones?|buttons?|screens?|passengers?|page|trips?|entry|exit|second|inside|outside|tap_min_s"),
    Entry("drive|drives|driven|driving|drove", "play, run, advance",
          "pins?|lines?|low|high|inactive|relays?|coils?|lamps?|LEDs?|bus|chip|circuits?|outputs?|timer|clock|USB|disk|"
          "formatting|browser|Chromium|open-drain|Kconfig|current|currents"),
    Entry("answering", "replay devices; answers"),
    Entry("workshops?", "worker pool"),
    Entry("pinned", "recorded, fixed", "versions?|packages?|hash|hashes|releases?|commits?|CI"),
    Entry("ops?", "call, operation"),
    Entry("on stage", "in virtual time, in the test set-up"),
    Entry("rooms?", "space, capacity; package, layer"),
    Entry("clockwork", "scheduler"),
    Entry("pull(?:s|ed|ing)? (?:the )?emergency", "set the emergency contact"),
    Entry("hungry|starv(?:e|es|ed|ing)", "no longer fed, not refilled in time"),
    Entry("the house", "the code base"),
    Entry("strangers?", "an unknown sender, a third party, somebody outside the project"),
    Entry("kin|siblings?", "related, the other"),
    Entry("vouch(?:es|ed|ing)?", "confirm"),
    Entry("downhill", "in one direction"),
    Entry("by good manners|with good manners|in good faith|last words|own words", "say the fact itself"),
)  # fmt: skip

_NOT_A_PART_OF_A_NAME = r"(?<![\w/.`$-])(?:{})(?![\w(=`-]|[./]\w)"
_RULES = tuple(
    (
        re.compile(_NOT_A_PART_OF_A_NAME.format(entry.words), re.IGNORECASE),
        re.compile(rf"\b(?:{entry.technical})\b", re.IGNORECASE) if entry.technical else None,
        entry.instead,
    )
    for entry in DIALECT
)
_ANY = re.compile(_NOT_A_PART_OF_A_NAME.format("|".join(entry.words for entry in DIALECT)), re.IGNORECASE)
_CODE = re.compile(r"``[^`]*``|`[^`]*`|\]\([^)]*\)|<[^>]*>|https?://\S+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_HELP_ARGUMENTS = ("help", "description", "epilog", "title")
_HELP_NAMES = ("_DESCRIPTION", "_EPILOG", "_HELP")
_MAYBE_HELP = re.compile(rf"\b(?:{'|'.join(_HELP_ARGUMENTS)})\s*=|\b(?:{'|'.join(_HELP_NAMES)})\b")
_STRING_OR_COMMENT = re.compile(
    r"(?P<triple>\"{3}|'{3})(?:\\.|(?!(?P=triple)).)*(?P=triple)"
    r"|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|(?P<comment>#[^\n]*)",
    re.DOTALL,
)
_SCRIPT_COMMENT = re.compile(r"(?:^|\s)//\s(.*)$|/\*(.*?)(?:\*/|$)|<!--(.*?)-->")
_LEFT_OUT = (
    "hal/engine/generated/",  # written by `make kernels`: the comments of listings are no prose
    "tests/tool/dialect.py",  # the list itself
    "tests/desktop/test_dialect.py",
)


@dataclass(frozen=True, slots=True)
class Use:
    """One word of the dialect in a file."""

    path: str
    line: int
    word: str
    instead: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.word!r}; write: {self.instead}"


def count(path: str, source: str) -> tuple[int, list[Use]]:
    """The words of prose in a file, and the uses of the dialect among them."""
    words, uses = 0, []
    for number, text in _prose(path, source):
        prose = _CODE.sub(" ` ", text)
        words += len(_WORD.findall(prose))
        if _ANY.search(prose) is None:
            continue
        for pattern, technical, instead in _RULES:
            if technical is not None and technical.search(prose):
                continue
            uses += [Use(path, number, found[0], instead) for found in pattern.finditer(prose)]
    return words, uses


def _prose(path: str, source: str) -> Iterator[tuple[int, str]]:
    """(number, text) of the lines that hold prose."""
    if path.endswith((".py", ".pyi")):
        yield from _python(source)
    elif path.endswith(".md"):
        yield from _document(source)
    elif path.endswith((".js", ".css", ".html")):
        for number, line in enumerate(source.splitlines(), 1):
            for found in _SCRIPT_COMMENT.finditer(line):
                yield number, next(filter(None, found.groups()), "")
    else:  # Makefile, TOML, workflows
        for number, line in enumerate(source.splitlines(), 1):
            yield number, line.partition("#")[2]


def _document(source: str) -> Iterator[tuple[int, str]]:
    listing = False
    for number, line in enumerate(source.splitlines(), 1):
        if line.lstrip().startswith(("```", "~~~")):
            listing = not listing
        elif not listing:
            yield number, line


def _python(source: str) -> Iterator[tuple[int, str]]:
    line, behind = 1, 0
    for found in _STRING_OR_COMMENT.finditer(source):
        if found["comment"]:
            line, behind = line + source.count("\n", behind, found.start()), found.start()
            yield line, found["comment"]
    lines = source.splitlines()
    module = ast.parse(source)
    for node in ast.walk(module) if _MAYBE_HELP.search(source) else [module, *_statements(module.body)]:
        for text in _texts(node):
            for number in range(text.lineno, (text.end_lineno or text.lineno) + 1):
                start = text.col_offset if number == text.lineno else 0
                end = text.end_col_offset if number == text.end_lineno else None
                yield number, lines[number - 1].encode()[start:end].decode()


def _statements(body: list[ast.AST]) -> Iterator[ast.AST]:
    """The statements of a body and of all in it."""
    for node in body:
        yield node
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            yield from _statements(getattr(node, name, []))


def _texts(node: ast.AST) -> Iterator[ast.expr]:
    """The docstring of a node, or its help texts."""
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        first = node.body[0] if node.body else None
        if isinstance(first, ast.Expr) and _is_text(first.value):
            yield first.value
    elif isinstance(node, ast.Call):
        for argument in node.keywords:
            if argument.arg in _HELP_ARGUMENTS and _is_text(argument.value):
                yield argument.value
    elif (
        isinstance(node, ast.Assign)
        and _is_text(node.value)
        and any(isinstance(name, ast.Name) and name.id in _HELP_NAMES for name in node.targets)
    ):
        yield node.value


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def paths() -> list[str]:
    """The files of the checkout whose prose is English."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    kinds = (".py", ".pyi", ".md", ".js", ".css", ".html", ".toml", ".yml", "Makefile")
    return [
        path
        for path in listed.splitlines()
        if path.endswith(kinds) and not path.startswith(_LEFT_OUT) and ".zh-CN." not in path and (ROOT / path).exists()
    ]


def judge(files: dict[str, str]) -> tuple[int, list[Use], float]:
    """Words, uses and uses in a thousand words, of sources by their path."""
    words, uses = 0, []
    for path, source in files.items():
        more, found = count(path, source)
        words += more
        uses += found
    return words, uses, 1000 * len(uses) / max(words, 1)


def main() -> int:
    words, uses, share = judge({path: (ROOT / path).read_text(encoding="utf-8") for path in paths()})
    for use in uses:
        print(use)
    print(f"{len(uses)} of {words:,} words: {share:.2f} in a thousand, at most {MOST}")
    return 0 if share <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
