"""The engines of boards: instructions counted (`make bench-board` has the whole table), milliseconds estimated."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.bench import instruction
from tests.bench.line import Absent, Effort, Line, Measured, Subject
from tests.kernel import board, cpu
from tests.kernel.xtensa import LX7

# Millions of instructions of a cold and a warm scan, at most.
WANTED = {
    ("ARMv7E-M", "thumb"): (3.0, 1.9),
    ("ARMv6-M", "armv6m"): (13.5, 8.5),
    ("RV32IMC", "rv32"): (8.7, 5.4),
    ("Xtensa LX7", "xtensa"): (16.0, None),
    ("ARMv7E-M", board.VIPER): (80.0, None),
    ("ARMv6-M", board.VIPER): (80.0, None),
    ("RV32IMC", board.VIPER): (80.0, None),
}
RAM_WANTED_KB = 24.0
CORES = {core.name: core for core in (cpu.ARMV7EM, cpu.ARMV6M, cpu.RV32IMC, LX7)}
SCANS = (("cold", "a cold scan"), ("warm", "a scan, issuer known"))


def counted(pair: tuple[str, str]) -> dict[str, float]:
    """Of one core with one kernel: millions of instructions of each job, bytecode included, and KB of RAM."""
    core, kernel = pair
    engine = board.engine(CORES[core], kernel, quick=True)
    alone = instruction.figures(engine)
    found = {key: alone[key] + instruction.BYTECODE[key] * instruction.FACTOR[core] for key in instruction.KEYS}
    ram = board.buffer_bytes(engine.machine, kernel) + instruction.TABLE_BYTES + board.code_bytes(CORES[core], kernel)
    return found | {"ram": ram / 1024}


def measure(effort: Effort) -> Measured:
    """Every core with its own kernel, and the portable one. Counted, so both cores of this computer may be busy."""
    pairs = [pair for pair in WANTED if not (effort.quick and pair[1] == board.VIPER)]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn")) as pool:
        # the slowest first, so that no core idles at the end
        slow_first = sorted(pairs, key=lambda pair: pair[1] != board.VIPER)
        found = dict(zip(slow_first, pool.map(counted, slow_first), strict=True))
    for pair in pairs:
        core, kernel = pair
        chips = [chip for chip in instruction.CHIPS if (chip.core, chip.kernel) == pair]
        for (key, title), wanted in zip(SCANS, WANTED[pair], strict=True):
            millions = found[pair][key]
            yield Line(f"board/{kernel}/{_word(core)}/{key}", f"{core}, {kernel}: {title}", millions, "M", True,
                       "", wanted, True)  # fmt: skip
            for chip in chips:
                how = f"at {chip.mhz} MHz, {chip.fewer} to {chip.more} cycles each"
                for end, ms in zip(("/least", ""), chip.ms(millions), strict=True):
                    yield Line(f"board/ms/{chip.title}/{key}{end}", f"{chip.title}: {title}", ms, "ms", True, how,
                               told=True)  # fmt: skip
        yield Line(f"board/{kernel}/{_word(core)}/ram", f"{core}, {kernel}: buffers, code, the table of one issuer",
                   found[pair]["ram"], "KB", True, "", RAM_WANTED_KB, True)  # fmt: skip
    if effort.quick:
        yield Absent("board", "counted without --quick")


def _word(core: str) -> str:
    return core.lower().replace(" ", "-")


SUBJECT = Subject("board", "Engines of boards", measure, counted=True)
