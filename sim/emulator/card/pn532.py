"""A PN532 on a serial line (HSU) as its manual (UM0701) describes it: frames, acknowledgements, what drivers use.

It gets the time with every call, in microseconds. `feed()` and `poll()` are its two ends of the line; `field` holds the
cards. Not modelled: other baud rates, types of cards but A, extended frames from the host, target mode.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hal.fake.card import CardField

FIRMWARE = bytes([0x32, 0x01, 0x06, 0x07])
FAULTS = ("dead", "no_ack", "noise", "checksum", "timeout", "late")
ACK = b"\x00\x00\xff\x00\xff\x00"
ANSWER_US = 1_000  # to a command of its own
LIST_US = 30_000  # to look through the field
CARD_US = 8_000  # for a card to answer
LATE_US = 250_000  # of the fault "late"
NEVER_US = 1 << 62
_APPLICATION_ERROR = b"\x00\x00\xff\x01\xff\x7f\x81\x00"
_TIMEOUT, _NO_TARGET = b"\x01", b"\x27"
_WAKE = b"\x55\x55\x00\x00\x00"


class Pn532:
    """The module. field: what a test or a page holds cards in. state: faults are switched by `fault`."""

    def __init__(self, field: CardField) -> None:
        self.field = field
        self.faults: set[str] = set()
        self.log: list[bytes] = []  # commands taken, without frames
        self._bytes = b""
        self._awake = False
        self._configured = False
        self._listed: tuple[Any, ...] = ()
        self._out: list[tuple[int, bytes]] = []

    def fault(self, name: str, on: bool = True) -> None:
        """Switch one of FAULTS."""
        if name not in FAULTS:
            raise ValueError(f"no fault {name!r}; there are: {', '.join(FAULTS)}")
        (self.faults.add if on else self.faults.discard)(name)

    def power(self, on: bool) -> None:
        """The power switch: what was set up is lost."""
        self.fault("dead", not on)
        self._bytes, self._awake, self._configured, self._listed, self._out = b"", False, False, (), []

    def feed(self, data: bytes, t_us: int, baud: int) -> None:
        """Bytes of the host, at its rate."""
        if "dead" in self.faults or baud != 115200:
            return
        self._bytes = (self._bytes + data)[-300:]
        while self._frame(t_us):
            pass

    def poll(self, t_us: int) -> list[tuple[bytes, int]]:
        """What is to be sent by now, as (bytes, rate)."""
        due = [data for at_us, data in self._out if at_us <= t_us]
        self._out = [(at_us, data) for at_us, data in self._out if at_us > t_us]
        return [] if "dead" in self.faults else [(data, 115200) for data in due]

    def next_us(self) -> int:
        """Before then poll() has nothing to send unless something else is called."""
        return min((at_us for at_us, _ in self._out), default=NEVER_US)

    # --- inside

    def _frame(self, t_us: int) -> bool:
        """Take one frame of the host; whether there may be another."""
        at = self._bytes.find(b"\x00\xff")
        if _WAKE in self._bytes[: at if at >= 0 else None]:
            self._awake = True
        if at < 0:
            return False
        body = self._bytes[at + 2 :]
        if len(body) < 2:
            return False
        if body[:2] == b"\x00\xff":  # an acknowledgement by the host gives the command up
            self._out = []
            self._bytes = body[2:]
            return True
        size = body[0]
        if (size + body[1]) & 0xFF:
            self._bytes = body
            return True
        if len(body) < size + 4:
            return False
        content, check = body[2 : 2 + size], body[2 + size]
        self._bytes = body[size + 4 :]
        if not self._awake or content[:1] != b"\xd4" or (sum(content) + check) & 0xFF:
            return True
        if "no_ack" not in self.faults:
            self._out.append((t_us + 200, ACK))
        self._obey(content[1:], t_us)
        return True

    def _obey(self, command: bytes, t_us: int) -> None:
        self.log.append(command)
        kind, rest = command[0], command[1:]
        wait_us = ANSWER_US
        if kind == 0x02:
            data: bytes | None = FIRMWARE
        elif kind == 0x14:
            self._configured = rest[:1] == b"\x01"
            data = b""
        elif kind == 0x32 and rest[:1] == b"\x05" and len(rest) == 4:
            data = b""
        elif kind == 0x4A and len(rest) == 2 and rest[1] == 0 and self._configured:
            data, wait_us = self._list(rest[0]), LIST_US
        elif kind == 0x00 and rest == b"\x06":
            present = bool(self._listed) and self._listed[0] in self._in_field()
            data, wait_us = b"\x00" if present else _TIMEOUT, CARD_US
        elif kind == 0x40 and rest:
            data, wait_us = self._exchange(rest[0], rest[1:]), CARD_US
        else:
            data = None
        if data is None:
            self._send(_APPLICATION_ERROR, t_us + wait_us)
        elif not (kind == 0x40 and "timeout" in self.faults):
            self._send(self._answer(bytes([kind + 1]) + data), t_us + wait_us)

    def _in_field(self) -> tuple[Any, ...]:
        return self.field.held() if self.field.usable() else ()

    def _list(self, most: int) -> bytes:
        """Number of cards, then of each: number, SENS_RES, SEL_RES (ISO/IEC 14443-4), UID with its length, ATS."""
        self._listed = self._in_field()[:most]
        out = bytes([len(self._listed)])
        for number, card in enumerate(self._listed, 1):
            card.reset()
            ats = bytes.fromhex("0578807002")
            out += bytes([number]) + b"\x00\x04" + b"\x20" + bytes([len(card.uid)]) + card.uid + ats
        return out

    def _exchange(self, target: int, apdu: bytes) -> bytes:
        if not 1 <= target <= len(self._listed):
            return _NO_TARGET
        try:
            return b"\x00" + self.field.transceive(apdu)
        except OSError:
            return _TIMEOUT

    def _answer(self, content: bytes) -> bytes:
        content = b"\xd5" + content
        check = -sum(content) & 0xFF
        if "checksum" in self.faults:
            check ^= 1
        size = len(content)
        if size > 0xFF:
            head = b"\xff\xff" + size.to_bytes(2, "big") + bytes([-((size >> 8) + (size & 0xFF)) & 0xFF])
        else:
            head = bytes([size, -size & 0xFF])
        return b"\x00\x00\xff" + head + content + bytes([check, 0])

    def _send(self, data: bytes, at_us: int) -> None:
        noise = b"\x00\xff\x03\x00\x55\xd5" if "noise" in self.faults else b""
        self._out.append((at_us + (LATE_US if "late" in self.faults else 0), noise + data))
