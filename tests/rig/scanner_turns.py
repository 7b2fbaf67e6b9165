"""Turns of a scanner module on both runtimes: until it is set up, and for a while."""


def set_up(scanner, now_ms: int = 0, patience_ms: int = 30_000) -> int:
    """Turn until it is set up; returns the time then. Raises OSError as setup() does."""
    until_ms = now_ms + patience_ms
    while not scanner.setup(now_ms):
        now_ms += 5
        if now_ms > until_ms:
            raise AssertionError("never set up")
    return now_ms


def collect(scanner, now_ms: int, ms: int) -> list:
    """Everything delivered within so many milliseconds."""
    out = []
    for turn in range(0, ms, 5):
        out += scanner.poll(now_ms + turn)
    return out
