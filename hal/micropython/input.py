"""Contacts that people move: the passage sensor and the emergency contact, debounced, watched by interrupt.

Both are wired so that a broken wire reads like an interrupted contact. Active high: closed to ground at rest, a pull-up
on the pin; active low: closed to the supply at rest, a pull-down.
"""

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


class Debounced:
    """The level of a contact that bounces: it counts once it has lasted `settle_ms`.

    No pin and no clock in here: `look` is given the level, at every edge and at every query. A level
    that came and lasted between two looks counts, too, if there was a look at each of its edges.
    ticks_diff: of the board's `time` module.
    """

    def __init__(self, settle_ms: int, ticks_diff: "Any", level: int, ticks: int) -> None:
        self._settle_ms = settle_ms
        self._ticks_diff = ticks_diff
        self._raw = level
        self._since = ticks
        self.level = level
        self.falls = 0  # how often the settled level went from 1 to 0

    def look(self, raw: int, ticks: int) -> None:
        """The contact reads `raw` at `ticks`."""
        if self._raw != self.level and self._ticks_diff(ticks, self._since) >= self._settle_ms:
            self.level = self._raw
            if not self.level:
                self.falls += 1
        if raw != self._raw:
            self._raw = raw
            self._since = ticks


class _Watched:
    """A pin whose edges go to a Debounced. The interrupt is a soft one: it runs between two bytecodes of the loop."""

    def __init__(self, pin: "Any", time: "Any", active: int, settle_ms: int) -> None:
        self._pin = pin
        self._time = time
        self._active = active
        self._settle_ms = settle_ms
        self._contact: Debounced | None = None
        self._looking = False
        self._missed = False

    def open(self) -> None:
        if self._contact is None:
            pin, time = self._pin, self._time
            pin.init(pin.IN, pin.PULL_UP if self._active else pin.PULL_DOWN)
            self._contact = Debounced(self._settle_ms, time.ticks_diff, self.raw(), time.ticks_ms())
            pin.irq(self._edge, pin.IRQ_RISING | pin.IRQ_FALLING)

    def close(self) -> None:
        if self._contact is not None:
            self._pin.irq(None)
            self._contact = None

    def look(self) -> Debounced:
        """The contact as it stands now. Raises OSError when it is not open."""
        contact = self._contact
        if contact is None:
            raise OSError(9, "this input is not open")
        self._looking = self._missed = True
        while self._missed:  # an edge that comes while we look is looked at by us: Debounced is not re-entrant
            self._missed = False
            contact.look(self.raw(), self._time.ticks_ms())
        self._looking = False
        return contact

    def raw(self) -> int:
        """1 while the contact is interrupted."""
        return int(self._pin.value() == self._active)

    def _edge(self, _: object) -> None:
        contact = self._contact
        if self._looking:
            self._missed = True
        elif contact is not None:
            contact.look(self.raw(), self._time.ticks_ms())


class Passage:
    """The passage sensor: a contact that opens while a person stands in it.

    pin: `machine.Pin`; time: the board's `time` module; active: the pin's level while it is open; settle_ms: how long
    it has to be open, and closed again.
    Trap: where interrupts stand still while flash is erased (45 ms, 400 at worst), who passes in less is missed.
    """

    def __init__(self, pin: "Any", time: "Any", active: int = 1, settle_ms: int = 20) -> None:
        self._watched = _Watched(pin, time, active, settle_ms)
        self._told = 0

    def open(self) -> None:
        """Start counting at zero."""
        self._watched.open()

    def close(self) -> None:
        """Stop counting."""
        self._watched.close()
        self._told = 0

    def passages(self) -> int:
        """Passages completed since the last call."""
        falls = self._watched.look().falls
        count = falls - self._told
        self._told = falls
        return count

    def occupied(self) -> bool:
        """Whether a person stands in it, or its wire is broken: it reads the same."""
        return self._watched.look().level == 1


class Emergency:
    """The emergency contact: opens in an emergency, and so does a broken wire.

    Active at once, over only when the contact has been closed for settle_ms. The contact itself is in the release
    circuit: this only reads it. active: the pin's level while it is open.
    """

    def __init__(self, pin: "Any", time: "Any", active: int = 1, settle_ms: int = 50) -> None:
        self._watched = _Watched(pin, time, active, settle_ms)

    def open(self) -> None:
        """Start to watch."""
        self._watched.open()

    def close(self) -> None:
        """Stop watching."""
        self._watched.close()

    def active(self) -> bool:
        """Whether there is an emergency now."""
        return self._watched.look().level == 1 or self._watched.raw() == 1
