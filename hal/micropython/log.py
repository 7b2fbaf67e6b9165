"""The log of a board on its USB serial: a line for people and, beside it, an event for programs.

An event is one line: `@`, its name, milliseconds since the start, then its values, with a TAB between any two.

    @ start     version, board, engine, sequence of the trust list
    @ stop      reason
    @ decision  result, step, offset, recovered (names with commas), family, issuer, last four digits of the account,
                generation time, length and last four bytes of what was judged, microseconds to decide, to store, to the
                relay
    @ panel     Chinese, English, lamp
    @ release   direction, milliseconds
    @ hold      1, 0
    @ ride      sequence of its record
    @ outcome   sequence of its ride, how it ended
    @ state     bits of faults, emergency, ready
    @ lost      lines left out because the host did not read

What there is none of is `-`. Nothing here waits for a host; what it does not read is left out and counted.
"""

from binascii import hexlify

from terminal import codes
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_TAIL_BYTES = 4


class SerialLog:
    """See `Log` in hal/interfaces.pyi.

    write(text): puts characters on the line. ready(): whether the line takes some now. ticks_ms(): of the board.
    """

    def __init__(
        self, write: "Callable[[str], object]", ready: "Callable[[], bool]", ticks_ms: "Callable[[], object]"
    ) -> None:
        self._write = write
        self._ready = ready
        self._ticks_ms = ticks_ms
        self._left_out = 0

    def decision(self, decision: "Any", marks: "Any", payload: bytes) -> None:
        """`17 ms  CODE_EXPIRED step 16  issuer 03041730  account ...4321`: no more than four digits of an account."""
        code = decision.code
        issuer = account = generated_s = None
        words = [f"{_since(marks.read_us, marks.released_us or marks.decided_us) // 1000:4} ms"]
        words.append(codes.of(decision.result).name + ("" if decision.step is None else f" step {decision.step}"))
        if decision.family is not None:
            words.append(decision.family)
        if decision.offset >= 0:
            words.append(f"at byte {decision.offset}")
        if decision.recovered:
            words.append("after " + ", ".join(decision.recovered))
        if code is not None:
            issuer, account = code.issuer.hex(), code.account.hex().rstrip("f")[-4:]
            generated_s = code.generated_s
            words.append(f"issuer {issuer}  account ...{account}")
        if decision.cause is not None:
            words.append(repr(decision.cause))
        self.line("  ".join(words))
        judged = f"{len(payload)}:{hexlify(payload[-_TAIL_BYTES:]).decode()}" if decision.step != 0 else None
        self.event(
            "decision",
            decision.result,
            decision.step,
            decision.offset if decision.offset >= 0 else None,
            ",".join(decision.recovered) or None,
            decision.family,
            issuer,
            account,
            generated_s,
            judged,
            _span(marks.read_us, marks.decided_us),
            _span(marks.decided_us, marks.stored_us),
            _span(marks.stored_us, marks.released_us),
        )

    def event(self, name: str, *values: "Any") -> None:
        """One event. values: numbers, texts, or None. Never raises."""
        fields = ["@", name, str(self._ticks_ms())]
        for value in values:
            fields.append("-" if value is None else str(int(value)) if isinstance(value, bool) else str(value))
        self.line("\t".join(fields))

    def line(self, text: str) -> None:
        """One line of anything. Never raises."""
        try:
            if not self._ready():
                self._left_out += 1
                return
            if self._left_out:
                lost, self._left_out = self._left_out, 0
                self._write(f"@\tlost\t{self._ticks_ms()}\t{lost}\n")
            self._write(text + "\n")
        except OSError:
            self._left_out += 1


def _since(first_us: int | None, last_us: int | None) -> int:
    """Microseconds between two ticks that may have wrapped at 2**30."""
    return 0 if first_us is None or last_us is None else (last_us - first_us) & 0x3FFFFFFF


def _span(first_us: int | None, last_us: int | None) -> int | None:
    return None if first_us is None or last_us is None else _since(first_us, last_us)
