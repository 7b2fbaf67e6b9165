"""`make results`: writes the table of results into both READMEs, from the table the terminal itself uses.

`--check` only reports whether they are fresh.
"""

import sys
from pathlib import Path

from terminal import codes

ROOT = Path(__file__).resolve().parents[2]
READMES = {
    "README.md": ("number", "result", "the passenger reads", "clause"),
    "README.zh-CN.md": ("编号", "结果", "乘客看到", "条款"),
}
START = "<!-- results: written by `make results` from terminal/codes.py -->\n"
END = "<!-- end of results -->"


def table(head: tuple[str, ...]) -> str:
    rows = [f"{code.number} | `{code.name}` | {code.zh} · {code.en} | {code.clause}" for code in codes.TABLE]
    return f"| {' | '.join(head)} |\n|---:|---|---|---|\n" + "".join(f"| {row} |\n" for row in rows)


def written(text: str, head: tuple[str, ...]) -> str:
    """The README with a fresh table in it."""
    before, rest = text.split(START)
    return before + START + "\n" + table(head) + "\n" + END + rest.split(END)[1]


def main(arguments: list[str]) -> int:
    stale = []
    for name, head in READMES.items():
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        if written(text, head) != text:
            stale.append(name)
            if "--check" not in arguments:
                path.write_text(written(text, head), encoding="utf-8")
    if stale and "--check" in arguments:
        print(f"{' and '.join(stale)}: the table of results is not that of terminal/codes.py; run `make results`")
        return 1
    print("The table of results in the READMEs is fresh.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
