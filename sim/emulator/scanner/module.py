"""The base of both models: what is held in front of a module, its trigger, its power. A subclass has the registers and
the commands: feed, next_us, fault.
"""

from __future__ import annotations

from dataclasses import replace

from sim.emulator.scanner.view import Symbol, View


class Module:
    """A module on a table. view: what it looks at and sends. packets: whether what is shown arrives byte for byte; a
    bare stream of bytes has no edges, and what stands around a code does not arrive.
    """

    faults: tuple[str, ...]
    packets: bool

    def __init__(self, view: View, baud: int) -> None:
        self.view = view
        self._baud = baud
        self._bytes = bytearray()  # from the host, of a command that is not complete
        self._triggered = False

    @property
    def baud(self) -> int:
        """The rate it speaks and hears."""
        return self._baud

    def poll(self, t_us: int) -> list[tuple[bytes, int]]:
        """The transmissions that have begun by now: (bytes, rate) in order."""
        event = self.view.event()
        if event == "stranger":
            self.show(replace(self.setup_code("utf8"), once=True), t_us=t_us)
        elif event:
            self.reset(t_us, "factory" if event == "factory" else "memory")
        self._look(t_us)
        return self.view.sent(t_us)

    def show(self, *payloads: bytes | Symbol, t_us: int) -> None:
        """Hold these in front of it until hide()."""
        self.view.show([each if isinstance(each, Symbol) else Symbol(each) for each in payloads], t_us)

    def hide(self) -> None:
        """Nothing in view."""
        self.view.symbols = []

    def trigger(self, level: int, t_us: int) -> None:
        """The trigger wire: low starts a reading."""
        self._triggered = self._triggered or not level

    def power(self, on: bool, t_us: int) -> None:
        """The power switch: what was not saved is lost."""
        self.view.dead = not on
        if on:
            self.reset(t_us)

    def reset(self, t_us: int, to: str = "memory") -> None:
        """It resets itself, back to its memory or to the factory."""
        raise NotImplementedError

    def setup_code(self, *names: str) -> Symbol:
        """A set-up code that does this to a module that accepts it: names of FAULTS, as in gm65.py."""
        raise NotImplementedError

    def _look(self, t_us: int) -> None:
        """Do what is due now: send again, read what is held in front of it."""
        raise NotImplementedError
