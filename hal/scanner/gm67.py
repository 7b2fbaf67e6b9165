"""The protocol of the GM67: checked and acknowledged packets, and parameters.

Sources. [G] "GM67 Bar Code Reader Module User Manual" V1.1/V1.3 (Hangzhou Grow), appendix 6: parameters and their
values, wake-up, 9600 or 115200 from the factory. [A] M5Stack's command list of the ATOM QR-CODE (the same
engine): set-up codes (EC), reading interval, same symbol. [T] Published parameter lists of the engine's maker
(Totinfo): requests (C7) for each parameter, encodings, symbologies. [I] Symbol's SE-923 guide, see ssi.py.
No capture of the module's answer to C7 is published; it is taken to be the one of [I].
"""

from hal.scanner import ssi
from hal.scanner.command import HELLO, READ, SPEED, WRITE
from terminal.port import const

_BAUD: int = const(0x9C)
_BAUD_115200: int = const(0x0A)  # [G]
_PAYLOAD_MAX = const(1025)  # one byte more than any terminal looks at

# (parameter, value, words, may be missing); 0xF205 is the extended parameter F2 05.
_WANTED = (
    (0xEE, 1, "payloads in packets", False),
    (0x88, 0, "a reading without end", True),
    (0x89, 1, "a tenth of a second between two readings", True),
    (0xF303, 0x0A, "the same symbol again after one second", True),
    (0x38, 0, "no sound of its own", True),
    (0x9F, 1, "packets acknowledged", False),
    (0xEB, 0, "nothing added before or behind", False),
    (0x2D, 0, "no code identifier", True),
    (0xEC, 0, "set-up codes refused", False),
    (0xF205, 0, "no line end", False),
    (0xF2B7, 0, "no STX or ETX", False),
    (0xF206, 0, "bytes as they are", False),
    (0xF250, 1, "symbols of two dimensions", False),
    (0xF211, 0, "no bar codes of one dimension", False),
    (0xF025, 1, "QR symbols", False),
    (0xF02F, 1, "Han Xin symbols", True),
    (0xF266, 0, "no designator of an encoding in front", True),
    (0x0F, 0, "no PDF417", True),
    (0xF024, 0, "no Data Matrix", True),
    (0xF026, 0, "no MaxiCode", True),
    (0xF028, 0, "no Aztec", True),
    (0x8A, 4, "read all the time", False),  # when all else is set
)
_SPAN: int = const(6)  # parameters in one question: its answer stays below 32 bytes

_REMEDIES = {
    "prefix": (0xEB, "set 0"),
    "suffix": (0xEB, "set 0"),
    "line_end": (0xF205, "set 0"),
    "line_ends": (0xF205, "set 0"),
    "utf8": (0xF206, "set 0, the original bytes"),
    "recoded": (0xF206, "set 0, the original bytes"),
    "altered": (0xF206, "set 0, the original bytes"),
    "hex": (0xF206, "set 0, the original bytes"),
    "dropped": (0xEE, "set 1: packets are checked"),
    "seven_bits": (0xEE, "set 1: packets are checked"),
    "speed": (_BAUD, "set 0A"),
}


def number(parameter: int) -> bytes:
    """A parameter in a packet: one byte, or an extension byte and its offset ([I], [T])."""
    return bytes([parameter >> 8, parameter & 0xFF]) if parameter > 0xFF else bytes([parameter])


class Gm67:
    """Parameters and packets of one module; see `Dialect` in interfaces.pyi.

    idle_ms: silence that shows that the line rests (5..100). wait_ms: silence after which an incomplete packet is given
    up and asked for again.
    """

    name = "GM67"
    bauds = (115200, 9600, 57600, 38400, 19200)
    wake = b"\x00"
    wake_ms = 50  # [G]

    def __init__(self, idle_ms: int = 20, wait_ms: int = 100) -> None:
        self._timing = (idle_ms, wait_ms)
        self.reset()

    def reset(self) -> None:
        """Forget half of anything: the line speaks at another rate now."""
        self._packets = ssi.Packets(*self._timing)
        self._answer: tuple[tuple[int, int], ...] | None = None
        self._waiting = 0  # the opcode that would be an answer, 0 for none
        self._reply = bytearray()
        self._skipped = 0
        self._last = b""  # payload delivered last

    def feed(self, data: bytes, now_ms: int) -> None:
        """Bytes from the module."""
        self._packets.feed(data, now_ms)

    def take(self, now_ms: int) -> bytes | None:
        """The next payload. Its packet is acknowledged; one that was damaged is asked for again."""
        packet = self._packets.take(now_ms)
        while packet is not None:
            opcode, status, data = packet
            if opcode == ssi.DECODE or opcode == ssi.DECODE_LONG:
                self._reply.extend(ssi.encode(ssi.ACK))
                payload = data[1 : 1 + _PAYLOAD_MAX]  # behind the type of the symbol
                again = status & ssi.RETRANSMITTED and payload == self._last
                self._last = payload
                if payload and not again:  # sent again because our ACK was lost
                    return payload
            else:
                self._understand(opcode, data)
            packet = self._packets.take(now_ms)
        if self._packets.damaged and self._packets.quiet(now_ms):
            self._packets.damaged = False
            self._last = b""  # what comes again now was not delivered
            self._reply.extend(ssi.encode(ssi.NAK, ssi.RESEND))
        return None

    def answer(self) -> "tuple[tuple[int, int], ...] | None":
        """The module's answer to the last command; None while there is none."""
        return self._answer

    def strange(self) -> bool:
        """Whether bytes came that belong to no packet: perhaps it no longer speaks in packets."""
        before, self._skipped = self._skipped, self._packets.skipped
        return self._skipped != before

    def outgoing(self) -> bytes:
        """The bytes to send now: acknowledgements."""
        out = bytes(self._reply)
        if out:
            self._reply = bytearray()
        return out

    def command(self, kind: int, a: int = 0, b: int = 0) -> bytes:
        """The bytes of a command; its answer is waited for from now on. Parameters are kept without a SAVE."""
        self._answer = None
        self._waiting = ssi.ACK
        if kind in (READ, HELLO):
            self._waiting = ssi.PARAM_SEND
            rows = _WANTED[a * _SPAN : a * _SPAN + _SPAN] if kind == READ else _WANTED[:1]
            return ssi.encode(ssi.PARAM_REQUEST, b"".join([number(row[0]) for row in rows]))
        if kind == SPEED:
            a, b = _BAUD, _BAUD_115200
        elif kind != WRITE:
            return b""
        # the byte in front is the sound the module makes
        return ssi.encode(ssi.PARAM_SEND, b"\x00" + number(a) + bytes([b]), ssi.PERMANENT)

    def spans(self) -> int:
        """How many questions fetch all parameters that matter."""
        return (len(_WANTED) + _SPAN - 1) // _SPAN

    def wrong(self, values: dict[int, int]) -> list[tuple[int, int, int, str]]:
        """(parameter, value, value it must have, words) of each that differs."""
        found = []
        for parameter, wanted, words, _ in _WANTED:
            value = values.get(parameter)
            if value is not None and value != wanted:
                found.append((parameter, value, wanted, words))
        return found

    def missing(self, values: dict[int, int]) -> list[tuple[int, str]]:
        """(parameter, words) of each that was not reported and is needed."""
        return [(row[0], row[2]) for row in _WANTED if row[0] not in values and not row[3]]

    def spell(self, register: int) -> str:
        """A parameter as the manual writes it."""
        return f"{register >> 8:02X} {register & 255:02X}" if register > 0xFF else f"{register:02X}"

    def remedy(self, kind: str) -> tuple[str, str]:
        """(parameter, what to do) against a change that `transparency.compare` found."""
        parameter, cure = _REMEDIES[kind]
        return (self.spell(parameter), cure)

    def _understand(self, opcode: int, data: bytes) -> None:
        """An answer ([I] table 6-8: sound, then parameters with their values); a refusal is read back later."""
        if opcode == ssi.PARAM_SEND:
            self._reply.extend(ssi.encode(ssi.ACK))
            if self._waiting == opcode:
                self._answer = _pairs(data[1:])
        elif opcode == self._waiting or (opcode == ssi.NAK and data[:1] != ssi.RESEND):
            self._answer = ()


def _pairs(data: bytes) -> tuple[tuple[int, int], ...]:
    pairs = []
    at = 0
    while at < len(data):
        width = 2 if data[at] >= 0xF0 else 1
        if at + width >= len(data):
            break
        parameter = data[at] << 8 | data[at + 1] if width == 2 else data[at]
        pairs.append((parameter, data[at + width]))
        at += width + 1
    return tuple(pairs)
