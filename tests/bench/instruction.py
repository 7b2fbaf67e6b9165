"""`make bench-board`: instructions of the SM2 and SM3 engines of boards, counted while their machine code runs, and
what that comes to in milliseconds on each board.

Counted exactly, in unicorn: everything that is machine code on a board. Counted once, on a MicroPython of 32 bits (its
port to qemu, Cortex-M7, an instruction a tick): the bytecode around it, and what a collection of garbage takes. Other
cores run that bytecode with FACTOR times the instructions. Milliseconds are instructions times the cycles of an average
instruction over the clock, from the fewer cycles without a collection to the more with one; they have not been measured
on real chips yet: `make test-board PORT=...` does.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from hal.engine.machine import Machine
from terminal import codes, decide, sm2
from terminal.history import History
from terminal.policy import STANDARD
from tests.builder import code_builder, list_builder, signer
from tests.kernel import board, cpu
from tests.kernel.board import VIPER, Counted
from tests.kernel.xtensa import LX7

# Instructions of the VM around the machine code, on Thumb-2 and without a collection, in millions. A digest takes 0.017
# however long it is; a page's has nine blocks. `python -m tests.kernel.bytecode` counts those of x86-64: 0.786, 0.616.
BYTECODE = {
    "decode": 0.014,
    "fresh": 0.063,
    "prepared": 0.051,
    "prepare": 0.381,
    "SM3 block": 0.002,
    "cold": 0.615,
    "warm": 0.504,
}
# The same bytecode on other cores: counted on a VM for ARMv6-M and on one for RV32; Xtensa is taken for RV32.
FACTOR = {"ARMv7E-M": 1.0, "ARMv6-M": 1.4, "RV32IMC": 1.13, "Xtensa LX7": 1.13}
COLLECTION = 0.6  # millions on Thumb-2, with 90 KB alive in a heap of 200 KB
# Machine code alone: a start up to the proof; the longest step of a verification and of a preparation.
ONCE = ("start", "longest step", "longest step of prepare")
TABLE_BYTES = 2048  # of one issuer
END = object()
KEYS = ("decode", "fresh", "prepared", "prepare", "SM3 block", "cold", "warm")


@dataclass(frozen=True, slots=True)
class Chip:
    """A board's processor. fewer, more: cycles of an average instruction of these kernels, an assumption."""

    title: str
    core: str
    kernel: str
    mhz: int
    fewer: float
    more: float

    def ms(self, millions: float) -> tuple[float, float]:
        """What so many instructions take at least, and at most, when a collection comes on top."""
        whole = millions + COLLECTION * FACTOR[self.core]
        return millions * 1000 * self.fewer / self.mhz, whole * 1000 * self.more / self.mhz


CHIPS = (
    Chip("Pico 2, RP2350 Cortex-M33", "ARMv7E-M", "thumb", 150, 1.2, 1.6),
    Chip("NUCLEO-H743, Cortex-M7", "ARMv7E-M", "thumb", 400, 0.9, 1.4),
    Chip("OpenMV RT1062, Cortex-M7", "ARMv7E-M", "thumb", 600, 0.9, 1.4),
    Chip("Pico, RP2040 Cortex-M0+", "ARMv6-M", "armv6m", 125, 1.3, 1.7),
    Chip("RP2350 Hazard3", "RV32IMC", "rv32", 150, 1.1, 1.5),
    Chip("ESP32-C3", "RV32IMC", "rv32", 160, 1.1, 1.6),
    Chip("ESP32-S3, LX7", "Xtensa LX7", "xtensa", 240, 1.1, 1.6),
    Chip("Pico, portable tier", "ARMv6-M", VIPER, 125, 1.3, 1.7),
)


def figures(counted: Counted) -> dict[str, float]:
    """Millions of instructions of each job, without the bytecode; of "start" when the engine was not made quickly."""
    found = {"start": counted.instructions / 1e6}
    machine = counted.machine
    engine = machine.engine

    def of(job: object) -> float:
        before = counted.instructions
        job()  # type: ignore[operator]
        return (counted.instructions - before) / 1e6

    xy = signer.public_xy("user")
    short = signer.public_key("user")
    e = sm2.message_digest(sm2.REFERENCE, sm2.REFERENCE.decode(xy), sm2.IDENTITY, b"bench")
    rs = signer.sign("user", b"bench")
    key = engine.decode(short)
    found["decode"] = of(lambda: engine.decode(short))
    found["fresh"] = of(lambda: _hold(engine, key, e, rs))
    found["longest step"] = longest(counted, engine.verify(key, e, rs))
    found["longest step of prepare"] = longest(counted, engine.prepare(engine.decode(xy)))
    found["prepare"] = of(lambda: sm2.finish(engine.prepare(key)))
    found["prepared"] = of(lambda: _hold(engine, key, e, rs))
    found["SM3 block"] = of(lambda: engine.digest(bytes(64))) / 2
    found |= scans(machine, of)
    return found


def longest(counted: Counted, steps: Iterator[object]) -> float:
    """Millions of instructions of the longest step."""
    most = 0
    while True:
        before = counted.instructions
        ended = next(steps, END)
        most = max(most, counted.instructions - before)
        if ended is END:
            return most / 1e6


def _hold(engine: sm2.Engine, key: sm2.Key, e: bytes, rs: bytes) -> None:
    if not sm2.finish(engine.verify(key, e, rs)):
        raise SystemExit(f"{engine.name} refuses a good signature")


def scans(machine: Machine, of: object) -> dict[str, float]:
    """A passenger of an issuer never met, whose root alone is prepared; then one of an issuer that is."""
    trust = list_builder.opened(list_builder.build(ca_keys=(list_builder.ca_entry(),),
                                                   issuers=(list_builder.issuer_entry(),)))  # fmt: skip
    trust.engine = machine.engine
    code = code_builder.build()
    root, _ = trust.signer(signer.public_xy("root"), sm2.IDENTITY)
    sm2.finish(machine.prepare(root))

    def scan() -> None:
        decision = decide.decide(code, trust, STANDARD, History(4), code_builder.NOW_S)
        if decision.result != codes.ACCEPTED:
            raise SystemExit(f"{machine.engine.name}: the scan ends with {decision.result}, {decision.cause!r}")

    found = {"cold": of(scan)}  # type: ignore[operator]
    issuer, _ = trust.signer(signer.public_key("issuer"), sm2.IDENTITY)
    sm2.finish(machine.prepare(issuer))
    trust.riders = type(trust.riders)(2)
    found["warm"] = of(scan)  # type: ignore[operator]
    return found


def measured() -> dict[tuple[str, str], dict[str, float]]:
    """By core and kernel: millions of instructions of each job, bytecode included."""
    found = {}
    for core in (cpu.ARMV7EM, cpu.ARMV6M, cpu.RV32IMC, LX7):
        for kernel in (board.OWN[core.name], VIPER)[: 1 if core is LX7 else 2]:
            engine = board.engine(core, kernel)
            counted = figures(engine)
            found[core.name, kernel] = {key: counted[key] + BYTECODE[key] * FACTOR[core.name] for key in KEYS}
            found[core.name, kernel] |= {f"{key}, machine code alone": counted[key] for key in ("cold", "warm")}
            found[core.name, kernel] |= {key: counted[key] for key in ONCE}
            found[core.name, kernel]["buffers"] = board.buffer_bytes(engine.machine, kernel) + TABLE_BYTES
            found[core.name, kernel]["machine code"] = board.code_bytes(core, kernel)
    return found


def main() -> int:
    """Print both tables."""
    found = measured()
    if "--json" in sys.argv:
        print(json.dumps([{"core": core, "kernel": kernel, **each} for (core, kernel), each in found.items()]))
        return 0
    print("millions of instructions; in brackets: machine code alone, counted exactly\n")
    print(
        f"{'core':9} {'kernel':7}" + "".join(f"{key:>11}" for key in KEYS[:-2]) + f"{'cold scan':>17}{'warm scan':>17}"
    )
    for (core, kernel), each in found.items():
        row = "".join(f"{each[key]:11.3f}" for key in KEYS[:-2])
        ends = "".join(f"{each[key]:8.2f} ({each[key + ', machine code alone']:5.2f})" for key in ("cold", "warm"))
        print(f"{core:9} {kernel:7}{row}  {ends}")
    print("\nmillions of instructions, machine code alone, and bytes of RAM beside the driver's bytecode\n")
    print(f"{'core':9} {'kernel':7} {'start':>8} {'longest step':>13} {'of prepare':>11} {'buffers':>9} {'code':>8}")
    for (core, kernel), each in found.items():
        steps = f"{each['start']:8.2f} {each['longest step']:13.3f} {each['longest step of prepare']:11.3f}"
        print(f"{core:9} {kernel:7} {steps} {each['buffers']:9,} {each['machine code']:8,}")
    print("buffers: slots, program, script, and the table of one issuer's key")
    print("\nmilliseconds, estimated: cycles of an average instruction assumed as stated\n")
    print(f"{'board':27} {'kernel':7} {'MHz':>4} {'cycles':>10} {'cold scan':>14} {'warm scan':>14}")
    for chip in CHIPS:
        each = found[chip.core, chip.kernel]
        cold, warm = ("{:.0f} to {:.0f} ms".format(*chip.ms(each[key])) for key in ("cold", "warm"))
        print(f"{chip.title:27} {chip.kernel:7} {chip.mhz:4} {chip.fewer:3} to {chip.more:3} {cold:>14} {warm:>14}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
