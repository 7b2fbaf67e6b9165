"""A small assembler for RV32IM: instructions as methods, one listing line each."""

from sim.codegen.assembler import Code

_NAMES = """
zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6
"""
_NUMBER = {name: number for number, name in enumerate(_NAMES.split())}
# Two registers into a third: funct3, funct7.
_REGISTER = {"add": (0, 0), "sub": (0, 0x20), "sltu": (3, 0), "or": (6, 0), "and": (7, 0)}
_REGISTER |= {"mul": (0, 1), "mulhu": (3, 1)}
_CONSTANT = {"addi": 0, "slli": 1, "sltiu": 3, "srli": 5, "srai": 5, "andi": 7}
_BRANCH = {"beq": 0, "bne": 1}


class Riscv(Code):
    """Code under construction; addresses count from its first byte."""

    def op(self, operation: str, d: str, a: str, b: str) -> None:
        """d = a operation b."""
        function, more = _REGISTER[operation]
        value = more << 25 | _NUMBER[b] << 20 | _NUMBER[a] << 15 | function << 12 | _NUMBER[d] << 7 | 0x33
        self.put(4, lambda _: value, f"{operation} {d}, {a}, {b}")

    def constant(self, operation: str, d: str, a: str, value: int) -> None:
        """d = a operation value, -2048..2047, or 0..31 for a shift; srai keeps the sign."""
        given = value & 0xFFF | (operation == "srai") << 10
        word = given << 20 | _NUMBER[a] << 15 | _CONSTANT[operation] << 12 | _NUMBER[d] << 7 | 0x13
        self.put(4, lambda _: word, f"{operation} {d}, {a}, {value}")

    def lw(self, d: str, a: str, offset: int) -> None:
        """d = word at a + offset."""
        word = (offset & 0xFFF) << 20 | _NUMBER[a] << 15 | 2 << 12 | _NUMBER[d] << 7 | 0x03
        self.put(4, lambda _: word, f"lw {d}, {offset}({a})")

    def sw(self, b: str, a: str, offset: int) -> None:
        """word at a + offset = b."""
        word = (offset >> 5 & 0x7F) << 25 | _NUMBER[b] << 20 | _NUMBER[a] << 15 | 2 << 12 | (offset & 31) << 7 | 0x23
        self.put(4, lambda _: word, f"sw {b}, {offset}({a})")

    def branch(self, operation: str, a: str, b: str, label: str) -> None:
        """Go to a label, 4 KB away at most, on a condition."""

        def encode(address: int) -> int:
            away = self.address(label) - address
            if not -4096 <= away < 4096:
                raise ValueError(f"{label} is too far away for {operation}")
            high = (away >> 12 & 1) << 31 | (away >> 5 & 0x3F) << 25
            low = (away >> 1 & 15) << 8 | (away >> 11 & 1) << 7
            return high | _NUMBER[b] << 20 | _NUMBER[a] << 15 | _BRANCH[operation] << 12 | low | 0x63

        self.put(4, encode, f"{operation} {a}, {b}, {label}")

    def j(self, label: str) -> None:
        """Go to a label."""

        def encode(address: int) -> int:
            away = self.address(label) - address
            high = (away >> 20 & 1) << 31 | (away >> 1 & 0x3FF) << 21 | (away >> 11 & 1) << 20
            return high | (away >> 12 & 0xFF) << 12 | 0x6F

        self.put(4, encode, f"j {label}")
