"""A PN532 on a serial line (HSU): cards of ISO/IEC 14443-4 type A, listed, watched and spoken to.

Nothing waits but `transceive`, for SLICE_MS at most. A frame: 00 00 FF, length, its complement, D4 or D5, command,
data, checksum, 00; the module acknowledges each command by 00 00 FF 00 FF 00 before it answers.
"""

from hal.card.target import Target
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable

    from hal.interfaces import ModulePort

SLICE_MS = const(100)  # the longest wait for a card's answer
APDU_MAX_BYTES = const(64)
_ANSWER_MS = const(300)  # to a command that no card takes part in; listing tries for about 60
_TRIES = const(3)
_WRITE_BYTES = const(32)
_BUFFER_MAX = const(600)  # two of the longest frames
_ENODEV: int = const(19)
_EIO: int = const(5)
_EINVAL: int = const(22)
_ETIMEDOUT: int = const(110)

_WAKE = b"\x55\x55" + bytes(14)
_ACK = b"\x00\x00\xff\x00\xff\x00"  # from the host: forget the command under way
_SET_UP = (
    (b"\x02", "firmware version"),
    (b"\x14\x01\x00\x01", "normal mode"),  # no SAM of its own
    (b"\x32\x05\x01\x01\x01", "retries"),  # listing tries twice and answers, found or not
)
_LIST = b"\x4a\x02\x00"  # up to two cards of type A at 106 kbit/s
_ATTEND = b"\x00\x06"  # whether the card still answers
_EXCHANGE = b"\x40\x01"

_CLOSED = const(0)
_SETTING = const(1)
_LISTING = const(2)
_PRESENT = const(3)


def frame(command: bytes) -> bytes:
    """A command of the host as it goes over the line."""
    size = len(command) + 1
    total = 0xD4
    for byte in command:
        total += byte
    return b"\x00\x00\xff" + bytes([size, -size & 255, 0xD4]) + command + bytes([-total & 255, 0])


class Frames:
    """Bytes of the module's line into its answers, whatever else is on it."""

    def __init__(self) -> None:
        self._bytes = b""

    def clear(self) -> None:
        """Forget what has arrived."""
        self._bytes = b""

    def feed(self, data: bytes) -> None:
        """Bytes that have arrived. Of too many only the newest count."""
        self._bytes = (self._bytes + data)[-_BUFFER_MAX:]

    def take(self) -> bytes | None:
        """Command byte and data of the next answer, None while there is none. An error frame is b""."""
        while True:
            at = self._bytes.find(b"\x00\xff")
            if at < 0:
                self._bytes = self._bytes[-1:]
                return None
            body = self._bytes[at + 2 :]
            if len(body) < 2:
                return None
            size, head = body[0], 2
            if body[:2] == b"\xff\xff":  # an extended frame: two bytes of length
                if len(body) < 5:
                    return None
                size, head = body[2] << 8 | body[3], 5
                fits = (body[2] + body[3] + body[4]) & 255 == 0 and size < _BUFFER_MAX - 16
            else:
                fits = (size + body[1]) & 255 == 0
            if not fits or size == 0:  # noise, or an acknowledgement
                self._bytes = body
                continue
            if len(body) < head + size + 1:
                return None
            content = body[head : head + size]
            if (sum(content) + body[head + size]) & 255:
                self._bytes = body
                continue
            self._bytes = body[head + size + 1 :]
            if content[0] == 0xD5 and size > 1:
                return content[1:]
            if content == b"\x7f":
                return b""


class Pn532:
    """port: a line that can be written to, opened and closed with the reader. now_ms: milliseconds that never run back.

    The module is set up by the first polls after open(). One that does not answer makes poll() raise OSError.
    """

    def __init__(self, port: "ModulePort", now_ms: "Callable[[], int]") -> None:
        self._port = port
        self._now_ms = now_ms
        self._frames = Frames()
        self._buffer = bytearray(64)
        self._state: int = _CLOSED
        self._number = 0  # of the step of set-up
        self._tries = 0
        self._asked: bytes | None = None  # the command under way
        self._asked_ms = 0
        self._card: Target | None = None
        self._looked = False  # a list of what is in the field has come since open()
        self.version = b""  # IC, version, revision and support, as the module reports them

    def open(self) -> None:
        """Take the line; the module itself is looked for by poll(). Raises OSError when there is no line."""
        self._port.open()
        if self._state == _CLOSED:
            self._state = _SETTING
            self._number = self._tries = 0
            self._asked = None
            self._card = None
            self._looked = False
            self._frames.clear()

    def close(self) -> None:
        """Let the line go."""
        self._port.close()
        self._state = _CLOSED
        self._card = None

    def poll(self, now_ms: int) -> "Target | None":
        """The card in the field, None while there is none. Raises OSError when the module does not answer."""
        if self._state == _CLOSED:
            raise OSError(_ENODEV, "card reader PN532: not open")
        command = self._asked
        try:
            if command is None:
                self._ask(self._next(), now_ms)
                return self._card
            answer = self._answer(command)
        except OSError:  # the line is gone; the module may have lost its power with it
            self.close()
            raise
        if answer:
            self._asked = None
            self._tries = 0
            self._took(command, answer[1:])
        elif answer is not None or now_ms - self._asked_ms >= _ANSWER_MS:
            self._asked = None
            self._silent()
        return self._card

    def settled(self) -> bool:
        """Whether the module has listed its field since open()."""
        return self._looked

    def transceive(self, apdu: bytes) -> bytes:
        """The card's response to a command of at most APDU_MAX_BYTES. Waits for SLICE_MS at most.

        Raises OSError when the card is gone, answers nothing or something broken.
        """
        if self._card is None:
            raise OSError(_ENODEV, "card reader PN532: no card in the field")
        if not 4 <= len(apdu) <= APDU_MAX_BYTES:
            raise ValueError(f"apdu: {len(apdu)} is outside 4..{APDU_MAX_BYTES} bytes")
        began_ms = self._now_ms()
        if self._asked is not None:
            self._port.write(_ACK)
            self._asked = None
        self._frames.clear()
        self._ask(_EXCHANGE + apdu, began_ms)
        self._asked = None
        answer = None
        while answer is None:
            late = self._now_ms() - began_ms >= SLICE_MS
            answer = self._answer(_EXCHANGE)  # behind the look at the clock: what has come by then counts
            if answer is None and late:
                self._gone()
                self._port.write(_ACK)
                raise OSError(_ETIMEDOUT, "card reader PN532: the card does not answer")
        if answer[1:2] != b"\x00":
            self._gone()
            raise OSError(_EIO, "card reader PN532: the card is gone or its answer is broken")
        return answer[2:]

    def _gone(self) -> None:
        self._card = None
        self._state = _LISTING

    def _next(self) -> bytes:
        if self._state == _SETTING:
            return _SET_UP[self._number][0]
        return _ATTEND if self._state == _PRESENT else _LIST

    def _took(self, command: bytes, data: bytes) -> None:
        """An answer that belongs to its command."""
        if self._state == _SETTING:
            if self._number == 0:
                self.version = data[:4]
            self._number += 1
            if self._number == len(_SET_UP):
                self._state = _LISTING
        elif command == _ATTEND:
            if data[:1] != b"\x00":
                self._gone()
        else:
            self._card = _listed(data)
            self._looked = True
            if self._card is not None:
                self._state = _PRESENT

    def _silent(self) -> None:
        self._tries += 1
        if self._tries < _TRIES:
            return
        where = f" at the step '{_SET_UP[self._number][1]}'" if self._state == _SETTING else ""
        self.close()
        raise OSError(
            _ETIMEDOUT,
            f"card reader PN532: no answer{where}; check that its switches say HSU (both off), then TX and RX",
        )

    def _ask(self, command: bytes, now_ms: int) -> None:
        sent = frame(command)
        if self._state == _SETTING:
            sent = _WAKE + sent
        for at in range(0, len(sent), _WRITE_BYTES):
            self._port.write(sent[at : at + _WRITE_BYTES])
        self._asked = command
        self._asked_ms = now_ms

    def _answer(self, command: bytes) -> bytes | None:
        """The answer to this command, b"" for an error, None while there is none. Those to others are dropped."""
        while True:
            answer = self._frames.take()
            if answer == b"" or (answer is not None and answer[0] == command[0] + 1):
                return answer
            if answer is not None:
                continue
            count = self._port.readinto(self._buffer)
            if not count:
                return None
            self._frames.feed(bytes(self._buffer[:count]))


def _listed(data: bytes) -> Target | None:
    """The card in an answer to InListPassiveTarget: number of cards, then of each: its number, SENS_RES 2, SEL_RES,
    length and bytes of its identifier. None when there is none."""
    if len(data) < 6 or data[0] == 0:
        return None
    uid = data[6 : 6 + data[5]]
    return Target(uid, data[0] == 1) if 4 <= len(uid) <= 10 and len(uid) == data[5] else None
