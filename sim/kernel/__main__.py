"""Write the field machines of hal/engine/: `python -m sim.kernel`. With --check only tell whether they are as
written."""

import sys

from sim.kernel import armv6m, rv32, thumb, xtensa
from sim.kernel.assembler import Code
from sim.vm import ROOT

_TEXT = '''\
"""The field machine (see program.py) for {processors}.

Written by `make kernels` from sim/kernel/{source}, which explains it; change it there.
Length: a listing, an instruction a line.
"""

import micropython

R_BITS = 256


@micropython.{decorator}
def run({arguments}):
{listing}
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
    """Name in hal/engine/ -> its text."""
    found = {}
    for source, processors, decorator, arguments, machine in (
        ("thumb.py", "ARMv7E-M and ARMv8-M main line", "asm_thumb", "r0, r1, r2", thumb.field_machine()),
        ("armv6m.py", "ARMv6-M", "asm_thumb", "r0, r1, r2", armv6m.field_machine()),
        ("rv32.py", "RV32IM", "asm_rv32", "a0, a1, a2", rv32.field_machine()),
        ("xtensa.py", "windowed Xtensa with MULUH", "asm_xtensa", "a2, a3, a4", xtensa.field_machine()),
    ):
        found[source] = _TEXT.format(
            source=source, processors=processors, decorator=decorator, arguments=arguments, listing=listing(machine)
        )
    return found


def main() -> int:
    """The exit status: 1 when --check finds a difference."""
    different = 0
    for name, text in files().items():
        path = ROOT / "hal" / "engine" / name
        if "--check" in sys.argv:
            different += not path.is_file() or path.read_text(encoding="utf-8") != text
        else:
            path.write_text(text, encoding="utf-8")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
