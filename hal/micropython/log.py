"""Answers as lines on the USB serial. Nobody has to read them, and nobody waits for one who does not."""

from terminal import codes
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class SerialLog:
    """See `Log` in hal/interfaces.pyi.

    write(text): puts characters on the line. ready(): whether the line takes some now; when it does not, the line is
    left out, and the next one that is told says how many were.
    """

    def __init__(self, write: "Callable[[str], object]", ready: "Callable[[], bool]") -> None:
        self._write = write
        self._ready = ready
        self._left_out = 0

    def decision(self, decision: "Any", marks: "Any") -> None:
        """`17 ms  CODE_EXPIRED step 16  issuer 03041730  account ...4321`: no more than four digits of an account."""
        words = [f"{_since(marks.read_us, marks.released_us or marks.decided_us) // 1000:4} ms"]
        words.append(codes.of(decision.result).name + ("" if decision.step is None else f" step {decision.step}"))
        if decision.family is not None:
            words.append(decision.family)
        if decision.offset >= 0:
            words.append(f"at byte {decision.offset}")
        if decision.recovered:
            words.append("after " + ", ".join(decision.recovered))
        code = decision.code
        if code is not None:
            account = code.account.hex().rstrip("f")
            words.append(f"issuer {code.issuer.hex()}  account ...{account[-4:]}")
        if decision.cause is not None:
            words.append(repr(decision.cause))
        self.line("  ".join(words))

    def line(self, text: str) -> None:
        """One line of anything. Never raises."""
        try:
            if not self._ready():
                self._left_out += 1
                return
            if self._left_out:
                text = f"({self._left_out} lines left out)  {text}"
                self._left_out = 0
            self._write(text + "\n")
        except OSError:
            self._left_out += 1


def _since(first_us: int | None, last_us: int | None) -> int:
    """Microseconds between two ticks that may have wrapped at 2**30."""
    return 0 if first_us is None or last_us is None else (last_us - first_us) & 0x3FFFFFFF
