"""A small assembler for windowed Xtensa: instructions as methods, one listing line each, three bytes each."""

from sim.codegen.assembler import Code

_NUMBER = {f"a{number}": number for number in range(16)}
# r = s operation t: op2, op1.
_THREE = {"add": (0x8, 0), "sub": (0xC, 0), "or": (0x2, 0), "and": (0x1, 0), "mull": (0x8, 2), "muluh": (0xA, 2)}
_BRANCH = {"beq": 0x1, "bltu": 0x3, "bne": 0x9, "bgeu": 0xB}
_ZERO = {"beqz": 0x16, "bnez": 0x56}
_PRELUDE_BYTES = 5  # `entry` and the store of a0, which the inline assembler writes


class Xtensa(Code):
    """Code under construction; addresses count from the function's first byte, which is the assembler's own."""

    def __init__(self) -> None:
        super().__init__()
        self._end = _PRELUDE_BYTES

    def three(self, operation: str, r: str, s: str, t: str) -> None:
        """r = s operation t."""
        op2, op1 = _THREE[operation]
        value = op2 << 20 | op1 << 16 | _NUMBER[r] << 12 | _NUMBER[s] << 8 | _NUMBER[t] << 4
        self._plain(value, f"{operation} {r}, {s}, {t}")

    def mov(self, r: str, s: str) -> None:
        """r = s."""
        self.three("or", r, s, s)

    def sign(self, r: str, t: str) -> None:
        """r = -1 when t is below 0, else 0: srai by 31."""
        self._plain(0x310000 | _NUMBER[r] << 12 | 15 << 8 | _NUMBER[t] << 4, f"srai {r}, {t}, 31")

    def extui(self, r: str, t: str, bit: int, bits: int) -> None:
        """r = so many bits of t."""
        value = (bits - 1) << 20 | (4 | bit >> 4) << 16 | _NUMBER[r] << 12 | (bit & 15) << 8 | _NUMBER[t] << 4
        self._plain(value, f"extui {r}, {t}, {bit}, {bits}")

    def slli(self, r: str, s: str, bits: int) -> None:
        """r = s shifted left."""
        given = 32 - bits
        value = (given >> 4) << 20 | 1 << 16 | _NUMBER[r] << 12 | _NUMBER[s] << 8 | (given & 15) << 4
        self._plain(value, f"slli {r}, {s}, {bits}")

    def memory(self, operation: str, t: str, s: str, offset: int) -> None:
        """l32i, s32i: load or store t at s + offset."""
        base = 0x2002 if operation == "l32i" else 0x6002
        self._plain(base | offset // 4 << 16 | _NUMBER[s] << 8 | _NUMBER[t] << 4, f"{operation} {t}, {s}, {offset}")

    def addi(self, t: str, s: str, value: int) -> None:
        """t = s + value, -128..127."""
        self._plain(0xC002 | (value & 255) << 16 | _NUMBER[s] << 8 | _NUMBER[t] << 4, f"addi {t}, {s}, {value}")

    def movi(self, t: str, value: int) -> None:
        """t = value, -2048..2047."""
        word = 0xA002 | (value & 255) << 16 | (value >> 8 & 15) << 8 | _NUMBER[t] << 4
        self._plain(word, f"movi {t}, {value}")

    def branch(self, operation: str, s: str, t: str, label: str) -> None:
        """Go to a label, 127 bytes away at most, on a condition of two registers."""

        def encode(address: int) -> int:
            away = self._away(address, label, 128)
            return away << 16 | _BRANCH[operation] << 12 | _NUMBER[s] << 8 | _NUMBER[t] << 4 | 7

        self.put(3, encode, f"{operation} {s}, {t}, {label}")

    def zero(self, operation: str, s: str, label: str) -> None:
        """beqz, bnez: go to a label, 2047 bytes away at most."""

        def encode(address: int) -> int:
            return self._away(address, label, 2048) << 12 | _NUMBER[s] << 8 | _ZERO[operation]

        self.put(3, encode, f"{operation} {s}, {label}")

    def j(self, label: str) -> None:
        """Go to a label."""
        self.put(3, lambda address: self._away(address, label, 1 << 17) << 6 | 6, f"j {label}")

    def call8(self, label: str) -> None:
        """Call a label, at a multiple of 4, whose a2 is this one's a10."""

        def encode(address: int) -> int:
            words = (self.address(label) - (address & ~3) - 4) // 4
            return (words & 0x3FFFF) << 6 | 0x25

        self.put(3, encode, f"call8 {label}")

    def entry(self, size: int) -> None:
        """Begin a function with a frame."""
        self._plain(size // 8 << 12 | 0x136, f"entry a1, {size}")

    def retw(self) -> None:
        """Return from it."""
        self._plain(0x90, "retw")

    def align(self) -> None:
        """On to a multiple of 4."""
        while self._end % 4:
            self.put(1, lambda _: 0, "")

    def _away(self, address: int, label: str, reach: int) -> int:
        away = self.address(label) - (address + 4)
        if not -reach <= away < reach:
            raise ValueError(f"{label} is too far away")
        return away & (2 * reach - 1)

    def _plain(self, value: int, text: str) -> None:
        self.put(3, lambda _: value, text)
