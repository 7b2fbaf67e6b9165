"""`make test-board PORT=...`: the engine of a board on the board itself, or on any MicroPython behind a serial line:
every
SM2 vector, then milliseconds of each job. The board's files are left alone: modules lie in its memory while this runs.

    python -m tests.kernel.on_board /dev/ttyACM0
    python -m tests.kernel.on_board /dev/ttyACM0 --kernel viper

exit status: 0 every vector was answered rightly; 1 one was not; 2 there is no board, or it ran something else.
"""

import argparse
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
_MODULES = ("terminal/__init__", "terminal/port", "terminal/sm2", "terminal/sm3", "hal/__init__", "hal/engine/__init__",
            "hal/engine/generated/__init__", "hal/engine/generated/programs",
            "hal/engine/machine", "hal/engine/recode", "hal/engine/sm3")  # fmt: skip
_RAM_DISK = """\
import gc, os, sys, time
from binascii import a2b_base64
class Ram:
    def __init__(self, blocks): self.data = bytearray(blocks * 512)
    def readblocks(self, n, buffer, offset=0):
        at = n * 512 + offset
        buffer[:] = memoryview(self.data)[at : at + len(buffer)]
    def writeblocks(self, n, buffer, offset=0):
        at = n * 512 + offset
        self.data[at : at + len(buffer)] = buffer
    def ioctl(self, op, arg):
        return {4: len(self.data) // 512, 5: 512}.get(op, 0)
ram = Ram(BLOCKS)
try:
    from os import VfsLfs2
    import os as vfs
except ImportError:
    import vfs
    VfsLfs2 = vfs.VfsLfs2
VfsLfs2.mkfs(ram)
vfs.mount(VfsLfs2(ram), "/ridegate")
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
_BLOCKS = 96


def compression(kernel: str) -> str:
    """The module with SM3 beside a field machine."""
    return SM3.get(kernel, SM3_VIPER)


def bench(kernel: str) -> str:
    """The program that measures a field machine."""
    text = _BENCH
    for word, name in (("KERNEL", kernel), ("COMPRESSION", compression(kernel))):
        text = text.replace(f"{word}_PACKAGE", source.package_of(name)).replace(word, name)
    return text


def fill(board: SerialTransport, march: str, kernel: str) -> None:
    """The modules for an architecture, into a disk in the board's memory."""
    board.exec(_RAM_DISK.replace("BLOCKS", str(_BLOCKS)))
    for folder in ("terminal", "hal", "hal/engine", "hal/engine/generated"):
        board.exec(f"os.mkdir('/ridegate/{folder}')")
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "out.mpy"
        chosen = [source.path_of(name).relative_to(vm.ROOT).with_suffix("") for name in (kernel, compression(kernel))]
        for name in (*_MODULES, *(path.as_posix() for path in chosen)):
            command = [vm.find_mpy_cross(), f"-march={march}", "-s", name, "-o", str(target), f"{vm.ROOT / name}.py"]
            subprocess.run(command, check=True)
            data = target.read_bytes()
            board.exec(f"f = open('/ridegate/{name}.mpy', 'wb')")
            for at in range(0, len(data), _CHUNK):
                board.exec(f"f.write(a2b_base64({b64encode(data[at : at + _CHUNK])!r}))")
            board.exec("f.close()")


def check(board: SerialTransport) -> list[str]:
    """The ids of the vectors that the board answers wrongly."""
    wrong = []
    for each in vectors.vectors():
        values = [each.get(part, "") for part in ("key", "identity", "message", "digest", "signature")]
        said = board.exec(f"print(held(*{values!r}))").strip().decode()
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
        board = SerialTransport(args.port, 115200)
        board.enter_raw_repl()
        said = board.exec("import sys; print(sys.implementation._mpy >> 10 & 15, sys.implementation._machine)")
    except (TransportError, OSError) as error:
        print(f"no MicroPython answers on {args.port}: {error}", file=sys.stderr)
        return 2
    number, _, machine = said.decode().partition(" ")
    march = _MARCH[int(number)] if int(number) < len(_MARCH) else ""
    if not march:
        print(f"{machine.strip()} takes no machine code", file=sys.stderr)
        return 2
    kernel = args.kernel or _KERNEL.get(march, "viper")
    print(f"{machine.strip()}: {march}, kernel {kernel}")
    try:
        fill(board, march, kernel)
        print(board.exec(bench(kernel)).decode().replace("\r", ""), end="")
        wrong = check(board)
    except TransportError as error:
        print(f"the board: {error}", file=sys.stderr)
        return 2
    finally:
        board.exit_raw_repl()
        board.close()
    print(f"{len(vectors.vectors())} vectors, {len(wrong)} answered wrongly", *wrong, sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
