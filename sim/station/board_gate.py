"""A gate of a station whose terminal is the firmware of an emulated board, in the virtual time of the station."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sim.gate.emulated_gate import EmulatedGate
from sim.gate.event import Decided, Event, OutcomeStored, Power, RideStored
from sim.gate.gate import Unable
from sim.output.trouble import Trouble

if TYPE_CHECKING:
    from sim.gate.virtual_clock import VirtualTime
    from sim.issuer.issuer import Pki
    from sim.trust.file import TrustFile

COPY_MS = 5000  # its journal is copied off the flash so often, when something was written
_SHOWN_MS = 1500  # a phone that is not answered is taken away


class BoardGate:
    """board: as `ridegate emulate` takes it. folder: its flash, and `journal`, a copy of the journal on it. Its clock
    is that of the station when it is opened, and goes on with it. Its list is the test industry's first, which only a
    service mode changes.
    """

    def __init__(self, board: str, pki: "Pki", folder: Path, time: "VirtualTime", key: bytes, terminal_id: int) -> None:
        self.listener: Callable[[Event], None] = lambda event: None
        self.unread = True  # something was written since the last copy
        self._time = time
        self._journal = folder / "journal"
        self._journal.mkdir()
        self._gate = EmulatedGate(
            board, None, pki, folder, at_s=time.now_s(), paced=False, key=key, terminal_id=terminal_id
        )
        self._gate.listen(self._hear)
        self._begun_ms = 0
        self._hide_ms: int | None = None
        self._copied_ms = 0

    def _hear(self, event: Event) -> None:
        if isinstance(event, Decided | RideStored | OutcomeStored | Power):
            self.unread = True
        if isinstance(event, Decided):
            self._hide_ms = self._time.now_ms()
        self.listener(replace(event, at_ms=self._time.now_ms()))

    def listen(self, listener: Callable[[Event], None]) -> None:
        """See `Gate`."""
        self.listener = listener

    def open(self) -> None:
        """See `Gate`: until the firmware is in service. Raises Trouble where it cannot be emulated."""
        try:
            self._gate.open()
        except OSError as error:
            raise Trouble(f"the emulated board does not start: {error}") from None
        self._begun_ms = self._gate.now_ms() - self._time.now_ms()

    def close(self) -> None:
        """See `Gate`: the journal is copied once more, where something was written since."""
        if self.unread:
            self._copy()
        self._gate.close()

    def turn(self) -> bool:
        """Let the board catch up with the station."""
        now_ms = self._time.now_ms()
        if self._hide_ms is not None and now_ms >= self._hide_ms:
            self._hide_ms = None
            self._gate.hide()
        late_ms = now_ms + self._begun_ms - self._gate.now_ms()
        if late_ms > 0:
            self._gate.pass_time(late_ms)
        self._gate.turn()
        if self.unread and now_ms - self._copied_ms >= COPY_MS:
            self._copied_ms = now_ms
            self._copy()
        return False

    def _copy(self) -> None:
        self.unread = False
        try:
            files = self._gate.journal()
        except OSError:  # switched off, or closed: the copy stays as it is
            return
        for name, data in files.items():
            path = self._journal / name
            if not path.exists() or path.read_bytes() != data:
                path.write_bytes(data)

    def now_s(self) -> int:
        """See `Gate`: the time of the people in front of it."""
        return self._time.now_s()

    def show(self, *payloads: bytes) -> None:
        """See `Gate`."""
        self._gate.present(*payloads)
        self._hide_ms = self._time.now_ms() + _SHOWN_MS

    def push(self) -> bool:
        """See `Gate`."""
        return self._gate.push()

    def emergency(self, active: bool) -> None:
        """See `Gate`."""
        self._gate.emergency(active)

    def power(self, on: bool) -> None:
        """See `Gate`."""
        self._gate.power(on)

    def control(self, name: str, value: "str | int | tuple[int, int]") -> None:
        """See `Gate`."""
        raise Unable(f"an emulated board of a station has no {name}")

    def install(self, file: "TrustFile") -> None:
        """Raises Unable: `ridegate trust install` does it in the board's service mode, in which it opens no gate."""
        raise Unable("a board takes a list in its service mode")
