"""Write the machine code of hal/engine/generated/: `python -m sim.codegen`. With --check only report whether it is
as written."""

import sys

from hal.engine import program
from sim.codegen import armv6m, rv32, sm3_thumb, thumb, xtensa
from sim.codegen.assembler import Code
from sim.micropython.vm import ROOT

_TEXT = '''\
"""{what} for {processors}.

Written by `make kernels` from sim/codegen/{source}, which explains it; change it there.
Length: a listing, an instruction a line.
"""

import micropython

{more}
@micropython.{decorator}
def {function}({arguments}):
{listing}
'''

_PROGRAMS = '''\
"""The programs of machine.py, assembled.

Written by `make kernels` from hal/engine/program.py, which explains them; change them there.
"""

{numbers}
# The words at which double, add_affine, subtract_affine, add_point, subtract_point start.
CALLS = b{calls}
PROGRAM = (
{lines}
)
'''


def listing(code: Code) -> str:
    """The lines of a function for the inline assembler."""
    out = []
    for line in code.lines:
        name = code.name_at(line.address)
        if name:
            out.append(f"    # {name}:")
        out.append(f"    data({line.size}, 0x{line.encode(line.address):0{2 * line.size}X})  # {line.text}")
    return "\n".join(out)


def files() -> dict[str, str]:
    """Name in hal/engine/generated/ -> its text."""
    found = {}
    for source, processors, decorator, arguments, machine in (
        ("thumb.py", "ARMv7E-M and ARMv8-M main line", "asm_thumb", "r0, r1, r2", thumb.field_machine()),
        ("armv6m.py", "ARMv6-M", "asm_thumb", "r0, r1, r2", armv6m.field_machine()),
        ("rv32.py", "RV32IM", "asm_rv32", "a0, a1, a2", rv32.field_machine()),
        ("xtensa.py", "windowed Xtensa with MULUH", "asm_xtensa", "a2, a3, a4", xtensa.field_machine()),
        ("sm3_thumb.py", "ARMv7E-M and ARMv8-M main line", "asm_thumb", "r0, r1, r2", sm3_thumb.compression()),
    ):
        field = not source.startswith("sm3")
        found[source] = _TEXT.format(
            what="The field machine (see program.py)" if field else "SM3's compression (see sm3.py)",
            processors=processors,
            source=source,
            more="R_BITS = 256\n\n" if field else "",
            decorator=decorator,
            function="run" if field else "compress",
            arguments=arguments,
            listing=listing(machine),
        )
    found["programs.py"] = programs()
    return found


def programs() -> str:
    """The text of programs.py."""
    whole, starts = program.programs()
    numbers = {"SLOTS": program.SLOTS, "G_SLOT": program.G_SLOT, "KEY_SLOT": program.KEY_SLOT,
               "SCRIPT_MAX_BYTES": program.SCRIPT_MAX_BYTES, **starts}  # fmt: skip
    calls = bytes(list(program.START.values())[:5])
    lines = [f"    b{_escaped(whole[at : at + 16])}" for at in range(0, len(whole), 16)]
    return _PROGRAMS.format(
        numbers="\n".join(f"{name} = {value}" for name, value in numbers.items()),
        calls=_escaped(calls),
        lines="\n".join(lines),
    )


def _escaped(data: bytes) -> str:
    return '"' + "".join(f"\\x{byte:02x}" for byte in data) + '"'


def main() -> int:
    """The exit status: 1 when --check finds a difference."""
    different = 0
    for name, text in files().items():
        path = ROOT / "hal" / "engine" / "generated" / name
        if "--check" in sys.argv:
            different += not path.is_file() or path.read_text(encoding="utf-8") != text
        else:
            path.write_text(text, encoding="utf-8")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
