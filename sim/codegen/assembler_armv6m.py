"""A small assembler for ARMv6-M: instructions as methods, one listing line each. All but sp are r0 to r7."""

from collections.abc import Sequence

from sim.codegen.assembler import Code

_NUMBER = {f"r{i}": i for i in range(8)}
# d = d operation m, flags set.
_TWO = {"eors": 0x4040, "adcs": 0x4140, "sbcs": 0x4180, "orrs": 0x4300, "muls": 0x4340, "mvns": 0x43C0}
_MEMORY = {"ldr": (0x6800, 4), "str": (0x6000, 4), "ldrh": (0x8800, 2), "strh": (0x8000, 2), "ldrb": (0x7800, 1)}
_CONDITION = {"eq": 0, "ne": 1, "cs": 2, "cc": 3}


class Armv6m(Code):
    """Code under construction; addresses count from its first byte."""

    def memory(self, operation: str, t: str, n: str, offset: int) -> None:
        """Load or store t at n + offset."""
        if n == "sp":
            half = (0x9800 if operation == "ldr" else 0x9000) | _NUMBER[t] << 8 | offset // 4
        else:
            base, size = _MEMORY[operation]
            if offset // size > 31:
                raise ValueError(f"{operation}: {offset} is too far")
            half = base | offset // size << 6 | _NUMBER[n] << 3 | _NUMBER[t]
        self._half(half, f"{operation} {t}, [{n}, {offset}]")

    def two(self, operation: str, d: str, m: str) -> None:
        """d = d operation m."""
        self._half(_TWO[operation] | _NUMBER[m] << 3 | _NUMBER[d], f"{operation} {d}, {m}")

    def three(self, operation: str, d: str, n: str, m: str) -> None:
        """adds, subs: d = n operation m."""
        base = 0x1800 if operation == "adds" else 0x1A00
        self._half(base | _NUMBER[m] << 6 | _NUMBER[n] << 3 | _NUMBER[d], f"{operation} {d}, {n}, {m}")

    def shift(self, operation: str, d: str, m: str, bits: int) -> None:
        """lsls, lsrs: d = m shifted."""
        base = 0x0000 if operation == "lsls" else 0x0800
        self._half(base | bits << 6 | _NUMBER[m] << 3 | _NUMBER[d], f"{operation} {d}, {m}, {bits}")

    def constant(self, operation: str, d: str, value: int) -> None:
        """movs, adds, subs, cmp: d and 0..255. movs leaves the carry alone."""
        base = {"movs": 0x2000, "cmp": 0x2800, "adds": 0x3000, "subs": 0x3800}[operation]
        self._half(base | _NUMBER[d] << 8 | value, f"{operation} {d}, {value}")

    def mov(self, d: str, m: str) -> None:
        """d = m, flags as they were."""
        self._half(0x4600 | _NUMBER[m] << 3 | _NUMBER[d], f"mov {d}, {m}")

    def ldm(self, n: str, registers: Sequence[str]) -> None:
        """Ascending registers = words from n on; n moves on."""
        self._half(0xC800 | _NUMBER[n] << 8 | _mask(registers), f"ldm {n}!, {{{', '.join(registers)}}}")

    def stm(self, n: str, registers: Sequence[str]) -> None:
        """Words from n on = ascending registers; n moves on."""
        self._half(0xC000 | _NUMBER[n] << 8 | _mask(registers), f"stm {n}!, {{{', '.join(registers)}}}")

    def add_sp_to(self, d: str, offset: int) -> None:
        """d = sp + offset."""
        self._half(0xA800 | _NUMBER[d] << 8 | offset // 4, f"add {d}, sp, {offset}")

    def frame(self, size: int) -> None:
        """Take a frame; give it back when negative."""
        half = 0xB080 | size // 4 if size > 0 else 0xB000 | -size // 4
        self._half(half, f"{'sub' if size > 0 else 'add'} sp, {abs(size)}")

    def b(self, label: str, condition: str = "") -> None:
        """Go to a label: 2 KB away at most, 250 bytes on a condition."""

        def encode(address: int) -> int:
            away = self.address(label) - (address + 4)
            reach = 256 if condition else 2048
            if not -reach <= away < reach:
                raise ValueError(f"{label} is too far away")
            if condition:
                return 0xD000 | _CONDITION[condition] << 8 | away >> 1 & 0xFF
            return 0xE000 | away >> 1 & 0x7FF

        self.put(2, encode, f"b{condition} {label}")

    def far(self, label: str) -> None:
        """Go to a label however far; what lr held is lost."""

        def encode(address: int) -> int:
            away = self.address(label) - (address + 4)
            sign = int(away < 0)
            j1, j2 = (int((away >> bit & 1) == sign) for bit in (23, 22))
            first = 0xF000 | sign << 10 | away >> 12 & 0x3FF
            return first | (0xD000 | j1 << 13 | j2 << 11 | away >> 1 & 0x7FF) << 16

        self.put(4, encode, f"bl {label}")

    def back(self) -> None:
        """Return to where `far` was."""
        self._half(0x4770, "bx lr")

    def _half(self, half: int, text: str) -> None:
        self.put(2, lambda _: half, text)


def _mask(registers: Sequence[str]) -> int:
    return sum(1 << _NUMBER[register] for register in registers)
