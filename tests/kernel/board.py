"""Whole engines of boards: the driver in this interpreter, everything that is machine code on a board as machine
code."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace

from hal.engine import sm3
from hal.engine.machine import Machine
from tests.kernel import cpu, mpy, reference, source
from tests.kernel.cpu import Core, Processor
from tests.kernel.mpy import Function
from tests.kernel.xtensa import LX7, Lx7, Xtensa

VIPER = "viper"
# The field machine of each core that has one of its own; the portable one runs on all of them.
OWN = {cpu.ARMV7EM.name: "thumb", cpu.ARMV6M.name: "armv6m", cpu.RV32IMC.name: "rv32", LX7.name: "xtensa"}
RECODE = ("digits", "turn", "plan", "pause")
# What SM3 is made of beside each field machine.
SM3_VIPER = "sm3_viper"
SM3 = {"thumb": "sm3_thumb"}
# Buffers that viper.run hands to its machine code in front of program, slots and place.
_VIPER_BUFFERS = ("_limbs", "_more", "_columns", "_digits")


@cache
def functions(march: str, name: str) -> dict[str, Function]:
    """The machine code of a module of hal/engine/."""
    return mpy.functions(mpy.compile_for(march, source.path_of(name)))


def processor(core: Core | Lx7, function: Function, strict: bool, counted: bool = True) -> Processor | Xtensa:
    """One with a function loaded."""
    return Xtensa(function) if isinstance(core, Lx7) else Processor(core, function, strict, counted)


@dataclass
class Counted:
    """An engine, and what of it has run. instructions: by function."""

    machine: Machine
    processors: dict[str, Processor | Xtensa] = field(default_factory=dict)

    @property
    def instructions(self) -> int:
        """All of them so far."""
        return sum(each.count for each in self.processors.values())


def code_bytes(core: Core | Lx7, kernel: str) -> int:
    """The machine code of an engine, which a board keeps in RAM."""
    modules = ("recode", kernel, SM3.get(kernel, SM3_VIPER))
    return sum(len(each.code) for name in modules for each in functions(core.march, name).values())


def buffer_bytes(machine: Machine, kernel: str) -> int:
    """A machine's slots, programs and script, and what its modules in machine code keep."""
    modules = [vars(source.load(name)) for name in (kernel, SM3.get(kernel, SM3_VIPER))]
    held = [each for names in (vars(machine), *modules) for each in names.values() if isinstance(each, bytearray)]
    return sum(map(len, held))


def engine(core: Core | Lx7, kernel: str, strict: bool = False, quick: bool = False, counted: bool = True) -> Counted:
    """The engine that a board with this core builds over `kernel`. quick: the table of the base point comes from
    Python integers, which saves a second or, interpreted, many. counted: see cpu.Processor."""
    made: dict[str, Processor | Xtensa] = {}

    def loaded(module: str, function: str) -> Processor | Xtensa:
        made[function] = processor(core, functions(core.march, module)[function], strict, counted)
        return made[function]

    compression = SM3.get(kernel, SM3_VIPER)
    compress = loaded(compression, compress_name(compression))
    recode = SimpleNamespace(**{each: loaded("recode", each).call for each in RECODE})
    field_machine = field_of(core, kernel, made, strict, counted)
    first = reference.run_of(field_machine.R_BITS) if quick else field_machine
    python_recode = source.load("recode") if quick else recode
    machine = Machine(f"{kernel} on {core.name}", first, python_recode, digest_over(compress, compression))
    machine._run, machine._recode = field_machine.run, recode
    return Counted(machine, made)


def compress_name(compression: str) -> str:
    """The function with the machine code in a module that has SM3's compression."""
    return "_compress" if compression == SM3_VIPER else "compress"


def digest_over(processor: Processor | Xtensa, compression: str) -> Callable[..., bytes]:
    """SM3 over the compression that a processor has loaded."""
    text = source.load(compression)
    before = [text._words, text._T] if compression == SM3_VIPER else []

    def compress(state: bytearray, blocks: bytearray, count: int) -> None:
        processor.call(*before, state, blocks, count)

    return sm3.digester(compress)


def field_of(
    core: Core | Lx7, kernel: str, made: dict[str, Processor | Xtensa], strict: bool, counted: bool = True
) -> SimpleNamespace:
    """The field machine alone: run and R_BITS; its processor into `made`."""
    name = "_run" if kernel == VIPER else "run"
    made[name] = processor(core, functions(core.march, kernel)[name], strict, counted)
    return over(made[name], kernel)


def over(processor: Processor | Xtensa, kernel: str) -> SimpleNamespace:
    """A field machine whose code a processor has loaded."""
    text = source.load(kernel)
    before = [getattr(text, each) for each in _VIPER_BUFFERS] if kernel == VIPER else []

    def run(words: bytes | bytearray, slots: bytearray, at: int) -> None:
        processor.call(*before, bytes(words), slots, at)

    return SimpleNamespace(run=run, R_BITS=text.R_BITS)
