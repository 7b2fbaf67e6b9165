"""The protocol of the GM65 family of scanner modules: a bare stream of payload bytes, and registers.

Sources. [S] "GM65-S Bar Code Reader Module User Manual" V1.2/V1.3 (Hangzhou Grow): chapter 9 for the frames, the
CRC and the list of registers ("zone bits"), appendix A for the rates. [C] The public record of a firmware that
changes binary symbols (software version 0x69) and of the undocumented register that stops it: specter-diy,
issue 288 and pull request 299. GM60, GM812 and Newland's EM3095 take the same frames; which registers their
clones leave out shows in the report ("unread").
"""

from hal.scanner.command import HELLO, READ, SAVE, SPEED, WRITE
from terminal.frame import Framer
from terminal.port import const

_VERSION: int = const(0xE2)  # [S] 9.7, read only
_VERSION_GUESSING: int = const(0x69)  # [C]
_RAW: int = const(0xBC)  # [C], in no manual; touched only where it is known to help

_FAST = b"\x1a\x00"  # [S] 9.7, register 0x2A, low byte first: 115200
_GRACE_MS: int = const(1000)  # an answer that comes this late is still no payload

# (first register, how many): what one question fetches.
_GREETING = (0x00, 1)
_SPANS = ((0x00, 0x14), (0x2C, 0x2A), (0x60, 1), (0xB0, 1), (0xE0, 6))

# (register, bits that matter, what they must be, words), [S] 9.7.
_WANTED = (
    (0x02, 0x40, 0x00, "no letter that tells of a decoded symbol"),
    (0x03, 0x03, 0x02, "set-up codes refused and not delivered"),
    (0x05, 0xFF, 0x01, "a tenth of a second between two readings"),
    (0x06, 0xFF, 0x00, "a reading without end"),
    (0x0D, 0x3F, 0x00, "bytes in and out as they are, to the serial line"),
    (0x13, 0xFF, 0x8A, "the same symbol again after one second"),
    (0x2C, 0x07, 0x05, "each kind of symbol by its own register, in any direction"),
    (0x3F, 0x01, 0x01, "QR symbols"),
    (0x60, 0x1F, 0x00, "nothing added before or behind"),
    (0xB0, 0x03, 0x00, "nothing cut off"),
)
# 0x2C resets the ones that follow it in the manual; reading begins when all else is set.
_LAST = (0x00, 0x43, 0x02, "read all the time, without a sound")
_OTHERS = b"\x2e\x2f\x30\x31\x32\x33\x36\x39\x3c\x40\x43\x46\x49\x4c\x4f\x50\x51\x54\x55"  # bit 0: read that kind

_REMEDIES = {
    "prefix": (0x60, "clear bits 2 and 3"),
    "suffix": (0x60, "clear bit 1"),
    "line_end": (0x60, "clear bit 0"),
    "utf8": (0x0D, "clear bits 5 to 2"),
    "recoded": (0x0D, "clear bits 5 to 2"),
    "altered": (0x0D, "clear bits 5 to 2"),
    "line_ends": (0x60, "clear bits 4 to 0"),
    "hex": (0x0D, "clear bits 5 to 2"),
    "speed": (0x2A, "1A 00"),
}
_LINE = {
    "seven_bits": "the line must be 8N1 on both sides",
    "dropped": "a byte is lost on the line: look at its length, its ground and who else stops the processor",
}


def crc16(data: bytes) -> int:
    """CRC-16/XMODEM: polynomial 0x1021, start 0, highest bit first, nothing inverted ([S] 9.1)."""
    crc = 0
    for byte in data:
        mixed = crc >> 8 ^ byte
        mixed ^= mixed >> 4
        crc = (crc << 8 ^ mixed << 12 ^ mixed << 5 ^ mixed) & 0xFFFF
    return crc


def frame(kind: int, register: int, data: bytes) -> bytes:
    """A command: 7E 00, then kind, length, register and data with their CRC ([S] 9.2 to 9.4)."""
    body = bytes([kind, len(data) & 0xFF, register >> 8, register & 0xFF]) + data
    crc = crc16(body)
    return b"\x7e\x00" + body + bytes([crc >> 8, crc & 0xFF])


class Gm65:
    """Registers and stream of one module; see `Dialect` in interfaces.pyi.

    idle_ms: silence that ends what is no ride code (5..100). wait_ms: how long the rest of a ride code is waited for.
    """

    name = "GM65"
    bauds = (115200, 9600, 57600, 38400, 19200, 14400, 4800, 1200)
    wake = b""
    wake_ms = 0

    def __init__(self, idle_ms: int = 20, wait_ms: int = 100) -> None:
        self._timing = (idle_ms, wait_ms)
        self._guessing = False
        self.reset()

    def reset(self) -> None:
        """Forget half of anything: the line speaks at another rate now."""
        self._framer = Framer(*self._timing)
        self._answer: tuple[tuple[int, int], ...] | None = None
        self._first = 0
        self._count = 0  # bytes the answer must have
        self._asked = False
        self._until_ms = -1

    def feed(self, data: bytes, now_ms: int) -> None:
        """Bytes from the module."""
        self._framer.feed(data, now_ms)

    def take(self, now_ms: int) -> bytes | None:
        """The next payload. Answers come in the same stream; a ride code goes first, whatever it holds."""
        if self._asked:
            self._asked = False
            self._until_ms = now_ms + _GRACE_MS
        payload = self._framer.poll(now_ms)
        while payload is not None and now_ms < self._until_ms and not self._framer.cut:
            rest = self._without_answer(payload)
            if rest:
                return rest
            payload = self._framer.poll(now_ms)
        return payload

    def answer(self) -> "tuple[tuple[int, int], ...] | None":
        """The module's answer to the last command; None while there is none."""
        return self._answer

    def strange(self) -> bool:
        """Never: in a bare stream what is strange arrives as a payload."""
        return False

    def outgoing(self) -> bytes:
        """Nothing: a bare stream is not acknowledged."""
        return b""

    def command(self, kind: int, a: int = 0, b: int = 0) -> bytes:
        """The bytes of a command; its answer is waited for from now on."""
        self._answer = None
        self._asked = True
        self._framer.settle()
        self._first = a
        self._count = 1
        if kind in (READ, HELLO):
            self._first, self._count = self._span(a) if kind == READ else _GREETING
            return frame(7, self._first, bytes([self._count]))
        if kind == WRITE:
            return frame(8, a, bytes([b]))
        if kind == SPEED:
            return frame(8, 0x2A, _FAST)
        return frame(9, 0, b"\x00") if kind == SAVE else b""

    def spans(self) -> int:
        """How many questions fetch all registers that matter."""
        return len(_SPANS) + (1 if self._guessing else 0)

    def wrong(self, values: dict[int, int]) -> list[tuple[int, int, int, str]]:
        """(register, value, value it must have, words) of each that differs in a bit that matters."""
        found = []
        for register, mask, wanted, words in self._wanted():
            value = values.get(register)
            if value is not None and value & mask != wanted:
                found.append((register, value, value & ~mask & 0xFF | wanted, words))
        return found

    def missing(self, values: dict[int, int]) -> list[tuple[int, str]]:
        """(register, words) of each that was not reported."""
        return [(row[0], row[3]) for row in self._wanted() if row[0] not in values]

    def spell(self, register: int) -> str:
        """A register as the manual writes it."""
        return f"0x{register:04X}"

    def remedy(self, kind: str) -> tuple[str, str]:
        """(register, what to do) against a change that `transparency.compare` found; "" for no register."""
        if self._guessing and kind in ("recoded", "altered"):
            return (self.spell(_RAW), "write 08: this firmware takes some symbols for text")
        if kind in _LINE:
            return ("", _LINE[kind])
        register, cure = _REMEDIES[kind]
        return (self.spell(register), cure)

    def _wanted(self) -> list[tuple[int, int, int, str]]:
        rows = list(_WANTED)
        for register in _OTHERS:
            rows.append((register, 1, 0, "no other kind of symbol"))
        if self._guessing:
            rows.append((_RAW, 0xFF, 0x08, "symbols never taken for text"))
        rows.append(_LAST)
        return rows

    def _span(self, number: int) -> tuple[int, int]:
        return _SPANS[number] if number < len(_SPANS) else (_RAW, 1)

    def _without_answer(self, payload: bytes) -> bytes:
        """The bytes between two ride codes without the answer in them ([S] 9.2: 02 00 00 …)."""
        at = payload.find(b"\x02\x00\x00")
        while at >= 0:
            count = payload[at + 3] if at + 3 < len(payload) else 0
            end = at + 4 + count
            # only what can be the answer is worth its CRC, or a late one to a command that was given up
            likely = count in (self._count, 1) and len(payload) >= end + 2
            if likely and crc16(payload[at + 2 : end]) == payload[end] << 8 | payload[end + 1]:
                if count == self._count and self._answer is None:
                    self._understand(payload[at + 4 : end])
                payload = payload[:at] + payload[end + 2 :]
                at -= 1
            at = payload.find(b"\x02\x00\x00", at + 1)
        return payload

    def _understand(self, data: bytes) -> None:
        pairs = []
        for at in range(len(data)):
            pairs.append((self._first + at, data[at]))
        self._answer = tuple(pairs)
        for register, value in pairs:
            if register == _VERSION and len(pairs) > 1:
                self._guessing = value == _VERSION_GUESSING
