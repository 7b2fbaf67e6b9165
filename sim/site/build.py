"""Writes the pages: the words, the look and the cards of `sim/page/static`, the bytecode of the core, two packages."""

import base64
import gzip
import json
import re
import shutil
from pathlib import Path

from sim.micropython import npm, vm
from sim.page import page_file
from sim.site import tables

STATIC = Path(__file__).resolve().parent / "static"
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'"
)
ZXING = "zxing-wasm"
_OF_THE_PAGE = ("words.js", "decision.js", "bytes.js", "page.css", "mark.svg")
_NOT_KEPT = ("sw.js", "index.html", "NOTICE.txt", "zxing/LICENSE")  # the page itself is named in sw.js
_SECTION = re.compile(r"<!-- section (\w+) -->")
_IN_THE_VM = ("sim/__init__.py", "sim/explain/__init__.py", "sim/explain/fact.py", "sim/judge/__init__.py",
              "sim/judge/verdict.py", "sim/judge/vm_verify.py",
              "sim/site/__init__.py", "sim/site/in_vm.py")  # fmt: skip
_PACKAGED = {
    "micropython/micropython.mjs": (npm.WEBASSEMBLY, npm.MICROPYTHON, "micropython.mjs"),
    "micropython/micropython.wasm": (npm.WEBASSEMBLY, npm.MICROPYTHON, "micropython.wasm"),
    "zxing/reader/index.js": (STATIC.parent, ZXING, "dist/es/reader/index.js"),
    "zxing/share.js": (STATIC.parent, ZXING, "dist/es/share.js"),
    "zxing/zxing_reader.wasm": (STATIC.parent, ZXING, "dist/reader/zxing_reader.wasm"),
    "zxing/LICENSE": (STATIC.parent, ZXING, "LICENSE"),
}


def build(out: Path) -> dict[str, int]:
    """Write the site into a folder, whose content it replaces: the bytes of each file when it is sent with gzip.

    Raises npm.Missing, vm.RuntimeMissing.
    """
    packaged = {name: npm.installed(listed, package) / path for name, (listed, package, path) in _PACKAGED.items()}
    files = {name: path.read_bytes() for name, path in packaged.items()}
    files |= {name: (page_file.STATIC / name).read_bytes() for name in _OF_THE_PAGE}
    files |= {path.name: path.read_bytes() for path in STATIC.iterdir() if path.suffix in (".js", ".css", ".txt")}
    files["index.html"] = _index().encode()
    files["tables.json"] = json.dumps(tables.tables(), ensure_ascii=False, separators=(",", ":")).encode()
    files["bytecode.json"] = json.dumps(bytecode(), separators=(",", ":")).encode()
    files["trust.bin"] = tables.test_list()
    files["sw.js"] = _offline(files)
    if out.exists():
        shutil.rmtree(out)
    for name, data in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return {name: len(gzip.compress(data, 9, mtime=0)) for name, data in sorted(files.items())}


def bytecode() -> dict[str, str]:
    """Path in the VM -> base64 of the .mpy: the core as a board has it, and what asks it."""
    sources = {**vm.terminal_sources(), **{name: vm.ROOT / name for name in _IN_THE_VM}}
    tree = vm.compile_modules(sources)
    paths = sorted(path for path in tree.rglob("*.mpy"))
    return {path.relative_to(tree).as_posix(): base64.b64encode(path.read_bytes()).decode() for path in paths}


def _index() -> str:
    """The page, with the cards of the gate's page in it."""
    gate = (page_file.STATIC / "index.html").read_text(encoding="utf-8")

    def section(found: "re.Match[str]") -> str:
        start = gate.index(f'<section class="{found[1]}"')
        return gate[start : gate.index("</section>", start) + len("</section>")]

    text = (STATIC / "index.html").read_text(encoding="utf-8")
    return _SECTION.sub(section, text).replace("{{policy}}", POLICY)


def _offline(files: dict[str, bytes]) -> bytes:
    """The service worker: it knows every file, and is another one when a file is."""
    names = json.dumps([name for name in sorted(files) if name not in _NOT_KEPT])
    text = files["sw.js"].decode()
    return text.replace("{{version}}", vm.fingerprint(files).hex()[:20]).replace('"{{files}}"', names).encode()
