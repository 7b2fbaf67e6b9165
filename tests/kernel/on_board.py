"""`make test-board PORT=...`: the engine of a board on the board itself, or on any MicroPython behind a serial line:
every SM2
vector, then milliseconds of each job. The board's files are left alone: modules lie in its memory while this runs.

    python -m tests.kernel.on_board /dev/ttyACM0
    python -m tests.kernel.on_board /dev/ttyACM0 --kernel viper

exit status: 0 every vector was answered rightly; 1 one was not; 2 there is no board, or it ran something else.
"""

import argparse
import contextlib
import struct
import subprocess
import sys
import tempfile
from base64 import b64encode
from pathlib import Path

from mpremote.transport import TransportError
from mpremote.transport_serial import SerialTransport

from sim.micropython import vm
from tests.kernel import source, vectors
from tests.kernel.board import SM3, SM3_VIPER

# The upper bits of sys.implementation._mpy, and what hal/engine/ has for each.
_MARCH = (
    "",
    "x86",
    "x64",
    "armv6",
    "armv6m",
    "armv7m",
    "armv7em",
    "armv7emsp",
    "armv7emdp",
    "xtensa",
    "xtensawin",
    "rv32imc",
)
_KERNEL = {
    "xtensawin": "xtensa",
    "armv6m": "armv6m",
    "armv7em": "thumb",
    "armv7emsp": "thumb",
    "armv7emdp": "thumb",
    "rv32imc": "rv32",
}
_MODULES = ("terminal/__init__", "terminal/port", "terminal/sm3", "terminal/sm2", "hal/__init__", "hal/engine/__init__",
            "hal/engine/generated/__init__", "hal/engine/generated/programs",
            "hal/engine/machine", "hal/engine/recode", "hal/engine/sm3")  # fmt: skip
_PROBE = "import sys; print(sys.implementation._mpy >> 10 & 15, sys.implementation._machine)"
_PROBE_OF_ARMV7 = """\
try:
    from machine import mem32
    print(mem32[0xE000ED68] >> 20 & 15)
except ImportError:
    print(-1)
"""
_UMAAL = 2  # the least MultU_instrs of ID_ISAR2 (Armv7-M Architecture Reference Manual, B4.2) with this instruction
# Modules of the board's memory as a file system of their own, each only until it is loaded.
FILES = """\
import gc, io, os, sys, time
from binascii import a2b_base64
try:
    import vfs
except ImportError:
    vfs = os
files = {}
class Files:
    def mount(self, readonly, mkfs): pass
    def umount(self): pass
    def chdir(self, path): pass
    def stat(self, path):
        path = path.lstrip("/")
        if path in files:
            return (0x8000, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        if any(name.startswith(path + "/") for name in files):
            return (0x4000, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        raise OSError(2)
    def open(self, path, mode):
        return io.BytesIO(files.pop(path.lstrip("/")))
vfs.mount(Files(), "/ridegate")
sys.path.insert(0, "/ridegate")
"""
_BENCH = """\
from KERNEL_PACKAGE import KERNEL
from COMPRESSION_PACKAGE import COMPRESSION
from hal.engine import recode, sm3
from hal.engine.machine import Machine
from terminal import sm2
def timed(name, job):
    gc.collect()
    start = time.ticks_us()
    value = job()
    print("%-28s %9.2f ms" % (name, time.ticks_diff(time.ticks_us(), start) / 1000))
    return value
gc.collect()
before = gc.mem_alloc()
digest = sm3.digester(COMPRESSION.compress)
machine = timed("table of the base point", lambda: Machine("KERNEL", KERNEL, recode, digest))
gc.collect()
print("%-28s %9d bytes" % ("engine", gc.mem_alloc() - before))
engine = machine.engine
timed("proof at the start", lambda: sm2.prove(engine))
key = timed("decode", lambda: engine.decode(b"\\3" + sm2._PROOF_KEY[1:33]))
e = timed("digest of a message", lambda: sm2.message_digest(engine, key, sm2.IDENTITY, b"message digest"))
timed("SM3 of 1 KB", lambda: engine.digest(bytes(1024)))
assert timed("verify, key met first", lambda: sm2.finish(engine.verify(key, e, sm2._PROOF_SIGNATURE)))
timed("prepare", lambda: sm2.finish(engine.prepare(key)))
assert timed("verify, key prepared", lambda: sm2.finish(engine.verify(key, e, sm2._PROOF_SIGNATURE)))
def held(key, identity, message, e, rs):
    key = engine.decode(bytes.fromhex(key))
    if key is None:
        return False
    e = bytes.fromhex(e) or sm2.message_digest(engine, key, bytes.fromhex(identity), bytes.fromhex(message))
    return sm2.finish(engine.verify(key, e, bytes.fromhex(rs)))
"""
_CHUNK = 512
_ANSWER_S = 10  # until a board answers that has nothing to compute
_JOB_S = 120  # of the slowest: the table of the base point by viper on an RP2040 takes 4 s


def compression(kernel: str) -> str:
    """The module with SM3 beside a field machine."""
    return SM3.get(kernel, SM3_VIPER)


def bench(kernel: str) -> str:
    """The program that measures a field machine."""
    text = _BENCH
    for word, name in (("KERNEL", kernel), ("COMPRESSION", compression(kernel))):
        text = text.replace(f"{word}_PACKAGE", source.package_of(name)).replace(word, name)
    return text


class Refused(Exception):
    """Raised when the board cannot run this kernel, or has stopped while it ran."""


class Board:
    """The prompt of a board; each script has a time limit. Raises TransportError, OSError."""

    def __init__(self, port: str) -> None:
        self._line = SerialTransport(port, 115200, timeout=_ANSWER_S)
        self._line.enter_raw_repl()

    def run(self, script: str, limit_s: float = _ANSWER_S) -> str:
        """What a script prints, within so many seconds between two characters. Raises Refused with its error."""
        output, error = self._line.exec_raw(script, timeout=limit_s)
        if error:
            raise Refused(error.decode("utf-8", "replace").strip().splitlines()[-1])
        return str(output.decode()).replace("\r", "")

    def close(self) -> None:
        """Leave its prompt."""
        self._line.exit_raw_repl()
        self._line.close()


def kernel_of(march: str, multiply: int, wanted: str | None, machine: str) -> str:
    """The kernel for a board. multiply: MultU_instrs of its ID_ISAR2, -1 where that cannot be read; wanted: by name.

    Raises Refused for a kernel whose instructions the board has not: it would not come back from them.
    """
    has = {
        "thumb": march.startswith("armv7em") and multiply >= _UMAAL,
        "armv6m": march.startswith("armv6m") or march.startswith("armv7"),
        "rv32": march == "rv32imc",
        "xtensa": march == "xtensawin" and "ESP32" in machine,
        "viper": True,
    }
    if wanted is not None and not has[wanted]:
        raise Refused(f"no kernel {wanted}: this processor has not its multiply instructions, or does not say so")
    own = _KERNEL.get(march, "viper")
    return wanted or next(name for name in (own, "armv6m", "viper") if has[name])


def probe(board: Board) -> tuple[str, int, str]:
    """The architecture of a board, MultU_instrs of its ID_ISAR2 (-1: none), its name. Raises Refused."""
    number, _, machine = board.run(_PROBE).strip().partition(" ")
    march = _MARCH[int(number)] if int(number) < len(_MARCH) else ""
    if not march:
        raise Refused(f"{machine} takes no machine code")
    multiply = int(board.run(_PROBE_OF_ARMV7)) if march.startswith("armv7") else -1
    return march, multiply, machine


def load(board: Board, march: str, kernel: str) -> None:
    """The modules for an architecture, one after the other into the board's memory; each is loaded at once."""
    board.run(FILES)
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "out.mpy"
        chosen = [source.path_of(name).relative_to(vm.ROOT).with_suffix("") for name in (kernel, compression(kernel))]
        for name in (*_MODULES, *(path.as_posix() for path in chosen)):
            command = [vm.find_mpy_cross(), f"-march={march}", "-s", name, "-o", str(target), f"{vm.ROOT / name}.py"]
            subprocess.run(command, check=True)
            data = target.read_bytes()
            board.run(f"data = bytearray({len(data)})")
            for at in range(0, len(data), _CHUNK):
                part = b64encode(data[at : at + _CHUNK])
                board.run(f"data[{at}:{at + len(data[at : at + _CHUNK])}] = a2b_base64({part!r})")
            module = name.removesuffix("/__init__").replace("/", ".")
            board.run(f"files['{name}.mpy'] = data\ndel data\n__import__('{module}')\ngc.collect()", _JOB_S)


def check(board: Board) -> list[str]:
    """The ids of the vectors that the board answers wrongly."""
    wrong = []
    for each in vectors.vectors():
        values = [each.get(part, "") for part in ("key", "identity", "message", "digest", "signature")]
        said = board.run(f"print(held(*{values!r}))", _JOB_S).strip()
        if said != str(each["valid"]):
            wrong.append(f"{each['id']}: {said}")
    return wrong


def main() -> int:
    """See above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port", help="the serial line of the board")
    parser.add_argument(
        "--kernel", choices=("thumb", "armv6m", "rv32", "xtensa", "viper"), help="instead of the board's own"
    )
    args = parser.parse_args()
    if not args.port:
        parser.error("name the board's line, as in make test-board PORT=/dev/ttyACM0")
    try:
        board = Board(args.port)
    except (TransportError, OSError) as error:
        print(f"no MicroPython answers on {args.port}: {error}", file=sys.stderr)
        return 2
    kernel = args.kernel or "its kernel"
    try:
        march, multiply, machine = probe(board)
        kernel = kernel_of(march, multiply, args.kernel, machine)
        print(f"{machine}: {march}, kernel {kernel}", flush=True)
        load(board, march, kernel)
        print(board.run(bench(kernel), _JOB_S), end="")
        wrong = check(board)
    except Refused as reason:
        print(f"the board: {reason}", file=sys.stderr)
        return 2
    except (TransportError, OSError, struct.error) as error:
        print(f"the board stopped in {kernel}: {error}; reset it", file=sys.stderr)
        return 2
    finally:
        with contextlib.suppress(OSError):
            board.close()
    print(f"{len(vectors.vectors())} vectors, {len(wrong)} answered wrongly", *wrong, sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
