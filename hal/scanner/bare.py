"""A scanner module that sends bare payload bytes over a serial line."""

from hal.scanner.transparency import SYMBOL, compare
from terminal.frame import Framer
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from hal.interfaces import Finding, Port

BARE = "bare"  # the name of such a scanner in options; no board takes it
_CHUNK = const(512)  # bytes taken from the line in one turn: 44 ms of it at 115200 baud


class SerialScanner:
    """Payloads from a port that is read without waiting.

    port: see `Port` in interfaces.pyi; it is opened and closed with the scanner.
    idle_ms: silence after which bytes that are no ride code are delivered as they came (5..100). wait_ms: how long the
    rest of a ride code that comes in pieces is waited for (20..500).
    Clause: spec §8.
    """

    def __init__(self, port: "Port", idle_ms: int = 20, wait_ms: int = 100) -> None:
        self._port = port
        self._timing = (idle_ms, wait_ms)
        self._framer = Framer(idle_ms, wait_ms)
        self._ready: list[bytes] = []
        self._buffer = bytearray(_CHUNK)
        self._view = memoryview(self._buffer)

    def open(self) -> None:
        """Open the line."""
        self._port.open()

    def close(self) -> None:
        """Let the line go; what it delivered and was not polled is forgotten."""
        self._forget()
        self._port.close()

    def poll(self, now_ms: int) -> tuple[bytes, ...]:
        """() or one payload; a second one that came right behind it follows at the next call.

        Takes at most 512 bytes from the line, so a turn stays short however much has piled up.
        Trap: a line cannot say which codes were in view together, so "two at once" is never reported here.
        Raises OSError when the line is gone.
        """
        if not self._ready:
            # Read first: bytes that arrived between two polls are no silence.
            try:
                count = self._port.readinto(self._buffer)
            except OSError:
                self._forget()  # half a code from before a fault begins no code after it
                raise
            if count:
                self._framer.feed(bytes(self._view[:count]), now_ms)
            payload = self._framer.poll(now_ms)
            while payload is not None:
                self._ready.append(payload)
                payload = self._framer.poll(now_ms)
        return (self._ready.pop(0),) if self._ready else ()

    def hold(self, active: bool) -> None:
        """Pass the wish for a pause on to the line."""
        self._port.hold(active)

    def _forget(self) -> None:
        self._framer = Framer(*self._timing)
        self._ready = []

    def setup(self, now_ms: int) -> bool:
        """Nothing to set up: the module is as its owner left it."""
        return True

    def report(self) -> "tuple[Finding, ...]":
        """Nothing is known of a module that is only listened to."""
        return ()

    def transparency(self, arrived: bytes, shown: bytes = SYMBOL) -> "tuple[Finding, ...]":
        """The module's changes to a test symbol, without a register that causes them."""
        return tuple([(kind, "", detail, False) for kind, detail in compare(arrived, shown)])
