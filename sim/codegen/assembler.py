"""Small assemblers: instructions as methods, one listing line each. Thumb-2 here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

_NUMBER = {f"r{i}": i for i in range(13)} | {"sp": 13, "lr": 14}
_CONDITION = {"eq": 0, "ne": 1, "cs": 2, "cc": 3}
# Operation: the first half-word with a register, and with a constant, as second operand. Bit 4 sets the flags.
_ALU = {
    "and": (0xEA00, 0xF000),
    "orr": (0xEA40, 0xF040),
    "eor": (0xEA80, 0xF080),
    "add": (0xEB00, 0xF100),
    "adc": (0xEB40, 0xF140),
    "sbc": (0xEB60, 0xF160),
    "sub": (0xEBA0, 0xF1A0),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One instruction. encode(address): its halves, lower half-word first, 2 or 4 bytes."""

    address: int
    size: int
    encode: Callable[[int], int]
    text: str


class Code:
    """Code under construction; addresses count from its first byte."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._labels: dict[str, int] = {}
        self._end = 0

    def code(self) -> bytes:
        """The machine code."""
        return b"".join(line.encode(line.address).to_bytes(line.size, "little") for line in self.lines)

    def label(self, name: str) -> None:
        """The next instruction has this name."""
        self._labels[name] = self._end

    def address(self, label: str) -> int:
        """Where a label is."""
        return self._labels[label]

    def labels(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(self._labels)

    def name_at(self, address: int) -> str | None:
        """The label there."""
        return next((name for name, at in self._labels.items() if at == address), None)

    def put(self, size: int, encode: Callable[[int], int], text: str) -> None:
        """One more instruction."""
        self.lines.append(Line(self._end, size, encode, text))
        self._end += size


class Thumb(Code):
    """Thumb-2."""

    def ldr(self, t: str, n: str, offset: int) -> None:
        """t = word at n + offset."""
        self._wide(0xF8D0 | _NUMBER[n], _NUMBER[t] << 12 | offset, f"ldr {t}, [{n}, {offset}]")

    def ldr_after(self, t: str, n: str, step: int) -> None:
        """t = word at n, which then moves on."""
        self._wide(0xF850 | _NUMBER[n], _NUMBER[t] << 12 | 0xB00 | step, f"ldr {t}, [{n}], {step}")

    def ldrb_after(self, t: str, n: str, step: int) -> None:
        """t = byte at n, which then moves on."""
        self._wide(0xF810 | _NUMBER[n], _NUMBER[t] << 12 | 0xB00 | step, f"ldrb {t}, [{n}], {step}")

    def str_(self, t: str, n: str, offset: int) -> None:
        """word at n + offset = t."""
        self._wide(0xF8C0 | _NUMBER[n], _NUMBER[t] << 12 | offset, f"str {t}, [{n}, {offset}]")

    def str_after(self, t: str, n: str, step: int) -> None:
        """word at n = t; n then moves on."""
        self._wide(0xF840 | _NUMBER[n], _NUMBER[t] << 12 | 0xB00 | step, f"str {t}, [{n}], {step}")

    def ldrd(self, t: str, u: str, n: str, offset: int) -> None:
        """t, u = two words at n + offset."""
        second = _NUMBER[t] << 12 | _NUMBER[u] << 8 | offset // 4
        self._wide(0xE9D0 | _NUMBER[n], second, f"ldrd {t}, {u}, [{n}, {offset}]")

    def strd(self, t: str, u: str, n: str, offset: int) -> None:
        """Two words at n + offset = t, u."""
        second = _NUMBER[t] << 12 | _NUMBER[u] << 8 | offset // 4
        self._wide(0xE9C0 | _NUMBER[n], second, f"strd {t}, {u}, [{n}, {offset}]")

    def ldm(self, n: str, registers: Sequence[str]) -> None:
        """Ascending registers = words from n on."""
        self._wide(0xE890 | _NUMBER[n], _mask(registers), f"ldm {n}, {_list(registers)}")

    def stm(self, n: str, registers: Sequence[str]) -> None:
        """Words from n on = ascending registers."""
        self._wide(0xE880 | _NUMBER[n], _mask(registers), f"stm {n}, {_list(registers)}")

    def push(self, registers: Sequence[str]) -> None:
        """Onto the stack."""
        self._wide(0xE92D, _mask(registers), f"push {_list(registers)}")

    def pop(self, registers: Sequence[str]) -> None:
        """Off the stack."""
        self._wide(0xE8BD, _mask(registers), f"pop {_list(registers)}")

    def add_sp(self, size: int) -> None:
        """Give a frame back."""
        self._narrow(0xB000 | size // 4, f"add sp, {size}")

    def sub_sp(self, size: int) -> None:
        """Take a frame."""
        self._narrow(0xB080 | size // 4, f"sub sp, {size}")

    def umaal(self, low: str, high: str, n: str, m: str) -> None:
        """high:low = n * m + low + high."""
        second = _NUMBER[low] << 12 | _NUMBER[high] << 8 | 0x60 | _NUMBER[m]
        self._wide(0xFBE0 | _NUMBER[n], second, f"umaal {low}, {high}, {n}, {m}")

    def umull(self, low: str, high: str, n: str, m: str) -> None:
        """high:low = n * m."""
        second = _NUMBER[low] << 12 | _NUMBER[high] << 8 | _NUMBER[m]
        self._wide(0xFBA0 | _NUMBER[n], second, f"umull {low}, {high}, {n}, {m}")

    def with_sign(self, operation: str, d: str, n: str, m: str) -> None:
        """d = n operation the sign of m, which is all ones or 0."""
        first = _ALU[operation[:3]][0] | (operation[3:] == "s") << 4 | _NUMBER[n]
        self._wide(first, 0x70E0 | _NUMBER[d] << 8 | _NUMBER[m], f"{operation} {d}, {n}, {m}, asr 31")

    def alu(self, operation: str, d: str, n: str, m: str | int, left: int = 0, right: int = 0) -> None:
        """d = n operation m. m: a register, shifted `left` or rotated `right`, or 0..255 or -1. An "s" at the end sets
        the flags."""
        name = operation[:3]
        by_register, by_constant = (each | (operation[3:] == "s") << 4 | _NUMBER[n] for each in _ALU[name])
        text = f"{operation} {d}, {n}, {m}" + (f", lsl {left}" if left else "") + (f", ror {right}" if right else "")
        if isinstance(m, int):
            constant = 0x3FF if m == -1 else m  # 0x3FF: 255 in each byte
            self._wide(by_constant, (constant >> 8) << 12 | _NUMBER[d] << 8 | constant & 255, text)
        else:
            self._wide(by_register, _shift(left, right) | _NUMBER[d] << 8 | _NUMBER[m], text)

    def add_far(self, d: str, n: str, value: int) -> None:
        """d = n + 0..4095."""
        second = (value >> 8 & 7) << 12 | _NUMBER[d] << 8 | value & 255
        self._wide(0xF200 | (value >> 11) << 10 | _NUMBER[n], second, f"addw {d}, {n}, {value}")

    def ror(self, d: str, m: str, right: int) -> None:
        """d = m rotated."""
        self._wide(0xEA4F, _shift(0, right) | _NUMBER[d] << 8 | _NUMBER[m], f"ror {d}, {m}, {right}")

    def rev(self, d: str, m: str) -> None:
        """d = m with its four bytes in the other order."""
        self._wide(0xFA90 | _NUMBER[m], 0xF080 | _NUMBER[d] << 8 | _NUMBER[m], f"rev {d}, {m}")

    def word(self, d: str, value: int) -> None:
        """d = any 32 bits: two instructions."""
        for first, half, name in ((0xF240, value & 0xFFFF, "movw"), (0xF2C0, value >> 16, "movt")):
            second = (half >> 8 & 7) << 12 | _NUMBER[d] << 8 | half & 255
            self._wide(first | (half >> 11 & 1) << 10 | half >> 12, second, f"{name} {d}, 0x{half:04X}")

    def mov(self, d: str, value: int) -> None:
        """d = 0..255, flags as they were."""
        self._wide(0xF04F, _NUMBER[d] << 8 | value, f"mov {d}, {value}")

    def movs(self, d: str, value: int) -> None:
        """d, a low register, = 0..255; sets the flags."""
        self._narrow(0x2000 | _NUMBER[d] << 8 | value, f"movs {d}, {value}")

    def ubfx(self, d: str, n: str, bit: int, bits: int) -> None:
        """d = so many bits of n."""
        second = (bit >> 2) << 12 | _NUMBER[d] << 8 | (bit & 3) << 6 | (bits - 1)
        self._wide(0xF3C0 | _NUMBER[n], second, f"ubfx {d}, {n}, {bit}, {bits}")

    def lsrs(self, d: str, m: str, right: int) -> None:
        """d = m shifted right, both low registers; sets the flags."""
        self._narrow(0x0800 | right << 6 | _NUMBER[m] << 3 | _NUMBER[d], f"lsrs {d}, {m}, {right}")

    def cmp(self, n: str, value: int) -> None:
        """Compare a low register with 0..255."""
        self._narrow(0x2800 | _NUMBER[n] << 8 | value, f"cmp {n}, {value}")

    def cmp_far(self, n: str, m: str) -> None:
        """Compare two registers, any of them."""
        self._wide(0xEBB0 | _NUMBER[n], 0x0F00 | _NUMBER[m], f"cmp {n}, {m}")

    def b(self, label: str, condition: str = "") -> None:
        """Go to a label, perhaps on a condition."""

        def encode(address: int) -> int:
            offset = self.address(label) - (address + 4)
            sign = int(offset < 0)
            if not condition:
                j1, j2 = (int((offset >> bit & 1) == sign) for bit in (23, 22))
                first = 0xF000 | sign << 10 | offset >> 12 & 0x3FF
                return first | (0x9000 | j1 << 13 | j2 << 11 | offset >> 1 & 0x7FF) << 16
            first = 0xF000 | sign << 10 | _CONDITION[condition] << 6 | offset >> 12 & 0x3F
            return first | (0x8000 | (offset >> 18 & 1) << 13 | (offset >> 19 & 1) << 11 | offset >> 1 & 0x7FF) << 16

        self.put(4, encode, f"b{condition} {label}")

    def b_of(self, m: str, labels: Sequence[str]) -> None:
        """Go to the label whose number is in m; they come later. Without a check: m is less than their number."""
        self._wide(0xE8DF, 0xF010 | _NUMBER[m], f"tbh pc, {m}")
        base = self._end
        for label in labels:
            self.put(2, lambda _, to=label: (self.address(to) - base) // 2, f"to {label}")  # type: ignore[misc]

    def _wide(self, first: int, second: int, text: str) -> None:
        self.put(4, lambda _: first | second << 16, text)

    def _narrow(self, half: int, text: str) -> None:
        self.put(2, lambda _: half, text)


def _shift(left: int, right: int) -> int:
    """The bits of a second operand shifted left or rotated right."""
    amount = left or right
    return (amount >> 2) << 12 | (amount & 3) << 6 | (0x30 if right else 0)


def _mask(registers: Sequence[str]) -> int:
    return sum(1 << _NUMBER[register] for register in registers)


def _list(registers: Sequence[str]) -> str:
    return "{" + ", ".join(registers) + "}"
