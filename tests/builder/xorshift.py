"""Numbers that look random and are the same on both runtimes: a seed is all a failure needs to be seen again."""


class Xorshift:
    """Marsaglia's 32-bit xorshift. seed: 1..2**32-1."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def below(self, bound: int) -> int:
        """The next number 0..bound-1."""
        x = self.state
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
        self.state = x
        return x % bound

    def take(self, length: int) -> bytes:
        """The next `length` bytes."""
        return bytes([self.below(256) for _ in range(length)])
