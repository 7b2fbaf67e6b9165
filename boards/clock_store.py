"""The state of a terminal's clock in one file, so that a change of it is written as a whole or not at all.

    0 "RGCK" | 4 format 1 | 5 why the source must not be trusted 1 (0: it may) | 6 set 4, Unix s (0: never)
    10 offset 8, s, with sign | 18 lists up to this sequence say nothing about the time 4 | 22 nonce 16 (zeros: none)
    38 steps the journal does not know yet 9 each: event 1, set to 4, time before 4 (0: not trusted) | CRC-32 4

A file of four bytes is one of version 0.1.0: when it was set. Clause: spec §7.
"""

from binascii import crc32
from collections import namedtuple
from struct import pack, unpack, unpack_from

from boards.format.statement import NONCE_BYTES
from boards.state import CLOCK
from hal.micropython import clock as hal
from terminal import records, sm2
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from hal.micropython.clock import Clock

_Kept = namedtuple("_Kept", "distrust set_s offset_s waived nonce steps")

STEPS_MAX = 16
DAMAGED = "the clock's file is damaged: set the clock"
_TRUSTED: int = const(0)
_LOST: int = const(1)
_JUMPED: int = const(2)
_WORDS = ("", hal.LOST, hal.JUMPED)
_MAGIC = b"RGCK\x01"
_FIXED = ">5sBIqI16s"
_FIXED_BYTES: int = const(38)
_STEP = ">BII"
_STEP_BYTES: int = const(9)
_NO_NONCE = bytes(NONCE_BYTES)
_NOTHING = _Kept(_TRUSTED, 0, 0, 0, _NO_NONCE, ())


class ClockStore:
    """The state of the clock of one terminal. files: read(name) and write(name, data), as boards/state.State has them.

    Opened and started; then a service session reads it, or the journal reports its events.
    """

    def __init__(self, files: "Any") -> None:
        self._files = files
        self._kept = _NOTHING
        self._why = ""
        self._listed: Any = None
        self._newest_s = 0

    def open(self) -> None:
        """Read the file. One that is damaged is as good as none: the clock wants to be set."""
        try:
            data = self._files.read(CLOCK)
            kept = _NOTHING if data is None else _parse(data)
        except OSError:
            kept = None
        self._why = DAMAGED if kept is None else ""
        self._kept = kept or _NOTHING

    @property
    def steps(self) -> tuple[tuple[int, int, int], ...]:
        """(event, set to, time before) of what is not in the journal yet, oldest first."""
        return self._kept.steps  # type: ignore[no-any-return]

    @property
    def set_s(self) -> int | None:
        """To which Unix second the clock was last set; None for never."""
        return self._kept.set_s or None

    @property
    def nonce(self) -> bytes | None:
        """The nonce that a statement may use; None when there is none."""
        return None if self._kept.nonce == _NO_NONCE else self._kept.nonce

    @property
    def stated_s(self) -> int:
        """The time of a statement of which the journal does not know yet: no code from before it is good, and the
        journal's newest record says nothing about the time. 0 for none."""
        for event, at_s, _ in reversed(self.steps):
            if event == records.CLOCK_STATEMENT:
                return at_s
        return 0

    def start(self, clock: "Clock", listed: "Any", newest_s: int) -> None:
        """Read the clock. listed: the list installed last, in force or not, with sequence and issued_s; None for none.
        newest_s: time of the newest record, 0 when it is not known yet (see `opened`)."""
        kept = self._kept
        self._listed = listed
        clock.lower_floor()
        if listed is not None and listed.sequence > kept.waived:
            clock.raise_floor(listed.issued_s, hal.BEHIND_LIST)
        clock.raise_floor(self.stated_s, hal.BEHIND_STATEMENT)
        self.opened(clock, newest_s)
        clock.start(self.set_s, kept.offset_s, self._why or _WORDS[kept.distrust])

    def opened(self, clock: "Clock", newest_s: int) -> None:
        """The journal is open, and this is the time of its newest record."""
        self._newest_s = newest_s
        if not self.stated_s:
            clock.raise_floor(newest_s, hal.BEHIND_RECORD)

    def told(self, clock: "Clock", newest_s: int) -> None:
        """The journal knows the steps now, and this is the time of its newest record. Raises OSError."""
        if self.steps:
            self._write(_Kept(*(self._kept[:5] + ((),))))
        self.opened(clock, newest_s)

    def watch(self, clock: "Clock") -> None:
        """In the loop: a clock that has jumped is not trusted after the next start either."""
        if clock.jumped and self._kept.distrust == _TRUSTED:
            self._kept = _Kept(*((_JUMPED,) + self._kept[1:]))
            try:
                self._write(self._kept)
            except OSError:  # it is shut until then all the same, and the next start looks again
                pass

    def set(self, clock: "Clock", unix_s: int) -> int | None:
        """A service session sets the clock; the time before, None when it was not trusted.

        Raises ValueError for a step that needs a statement, OSError when the clock cannot be set.
        """
        ahead_s = 0
        for event, at_s, before_s in self.steps:
            ahead_s = ahead_s + at_s - before_s if event == records.CLOCK_SET and before_s else 0
        clock.allow(unix_s, ahead_s)
        return self._step(clock, records.CLOCK_SET, unix_s, self._kept.waived)

    def apply(
        self, clock: "Clock", data: bytes, identity: "Any", keys: "tuple[sm2.Key, ...]", engine: sm2.Engine
    ) -> int | None:
        """Set the clock as an operator's statement says; the time before, None when it was not trusted.

        identity: the terminal's, with test, terminal_id and provisioning_id. keys: the operator's, of this engine.
        Raises BlobRefused, then nothing has changed and the nonce may still be used; ValueError for a time in which no
        terminal can be; OSError when the clock cannot be set.
        """
        from boards.format import statement

        opened = statement.open_statement(
            data, identity.terminal_id, identity.provisioning_id, self.nonce, keys, engine, identity.test
        )
        unix_s = sm2.finish(opened)
        clock.possible(unix_s)
        waived = self._kept.waived if self._listed is None else max(self._kept.waived, self._listed.sequence)
        return self._step(clock, records.CLOCK_STATEMENT, unix_s, waived)

    def new_nonce(self, urandom: "Callable[[int], bytes]") -> bytes:
        """A nonce for one statement; the one before is worth nothing any more. Durable on return. Raises OSError."""
        nonce = urandom(NONCE_BYTES)
        if len(nonce) != NONCE_BYTES or nonce == _NO_NONCE:
            raise OSError(5, "the random source gives nothing")
        self._write(_Kept(*(self._kept[:4] + (nonce, self.steps))))
        return nonce

    def _step(self, clock: "Clock", event: int, unix_s: int, waived: int) -> int | None:
        """One write of the file is the step. A source that has lost the time is set before, and trusted after it."""
        kept = self._kept
        if len(kept.steps) >= STEPS_MAX:
            raise ValueError("the journal does not know the last steps yet: let the terminal start once")
        before_s = clock.now_s()
        offset_s = clock.offset_s(unix_s)
        if offset_s is None:
            if kept.distrust == _TRUSTED and kept.set_s:
                self._write(_Kept(*((_LOST,) + kept[1:])))
            clock.set_source(unix_s)
            offset_s = 0
        steps = kept.steps + ((event, unix_s, before_s or 0),)
        self._write(_Kept(_TRUSTED, unix_s, offset_s, waived, _NO_NONCE, steps))
        self.start(clock, self._listed, self._newest_s)
        return before_s

    def _write(self, kept: _Kept) -> None:
        data = pack(_FIXED, _MAGIC, *kept[:5]) + b"".join([pack(_STEP, *step) for step in kept.steps])
        self._files.write(CLOCK, data + pack(">I", crc32(data)))
        self._kept = kept
        self._why = ""


def _parse(data: bytes) -> _Kept | None:
    """None for what is no such file."""
    if len(data) == 4:
        return _Kept(_TRUSTED, unpack(">I", data)[0], 0, 0, _NO_NONCE, ())
    count, rest = divmod(len(data) - _FIXED_BYTES - 4, _STEP_BYTES)
    if rest or not 0 <= count <= STEPS_MAX or data[:5] != _MAGIC or pack(">I", crc32(data[:-4])) != data[-4:]:
        return None
    fields = unpack_from(_FIXED, data)[1:]
    if fields[0] >= len(_WORDS):
        return None
    steps = [unpack_from(_STEP, data, _FIXED_BYTES + at * _STEP_BYTES) for at in range(count)]
    return _Kept(*(fields + (tuple(steps),)))
