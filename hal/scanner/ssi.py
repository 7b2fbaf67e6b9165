"""Checked packets between a host and a scanner module: Symbol's Simple Serial Interface as the GM67 uses it.

Sources. [I] "SE-923 Scan Engine Integration Guide" (Symbol, 1999) chapter 6: packet, checksum, acknowledgement,
retries, PARAM_REQUEST and PARAM_SEND. [G] "GM67 Bar Code Reader Module User Manual" V1.1/V1.3 (Hangzhou Grow)
appendix 6, and public drivers for it (Doridian/GM67), from which the long packet F4 is known.

    length, opcode, source, status, data …, checksum (2)     length: all but the checksum
    FF, F4, length (2), F4, source, status, type, data …, checksum (2)
"""

from terminal.port import const

ACK: int = const(0xD0)
NAK: int = const(0xD1)
PARAM_SEND: int = const(0xC6)
PARAM_REQUEST: int = const(0xC7)
DECODE: int = const(0xF3)
DECODE_LONG: int = const(0xF4)

RESEND = b"\x01"  # cause of a NAK: the checksum was wrong
RETRANSMITTED: int = const(1)  # status, bit 0
PERMANENT: int = const(8)  # status, bit 3 of a PARAM_SEND

DATA_MAX_BYTES = 2953  # what a QR symbol can hold

_DECODER = const(0)
_HOST = const(4)
_HEADER = const(4)
_LONG_HEADER = const(7)
_LONG_MAX = DATA_MAX_BYTES + 8
# What a module sends: acknowledgements, parameters, decoded data, events, its revision.
_KNOWN = b"\xd0\xd1\xc6\xf3\xf6\xa4"


def checksum(data: "bytes | bytearray") -> int:
    """The two's complement of the sum of all bytes, 16 bits ([I])."""
    return -sum(data) & 0xFFFF


def encode(opcode: int, data: bytes = b"", status: int = 0) -> bytes:
    """A packet of the host."""
    packet = bytes([_HEADER + len(data), opcode, _HOST, status]) + data
    check = checksum(packet)
    return packet + bytes([check >> 8, check & 0xFF])


class Packets:
    """Bytes in with their arrival time, whole packets out. What is no packet is skipped byte by byte.

    idle_ms: silence that shows that the line rests (5..100). wait_ms: silence after which a packet that is not
    complete never will be (20..500), not less than idle_ms.
    """

    def __init__(self, idle_ms: int = 20, wait_ms: int = 100) -> None:
        if not 5 <= idle_ms <= 100:
            raise ValueError(f"ssi: an idle gap of {idle_ms} ms is outside 5..100")
        if not 20 <= wait_ms <= 500:
            raise ValueError(f"ssi: a wait of {wait_ms} ms is outside 20..500")
        self._idle_ms = idle_ms
        self._wait_ms = max(idle_ms, wait_ms)
        self._bytes = bytearray()
        self._last_ms = 0
        self.skipped = 0  # bytes that belonged to no packet
        self.damaged = False  # something that began as a packet was none: ask for it again

    def feed(self, data: bytes, now_ms: int) -> None:
        """Take bytes that arrived by `now_ms`."""
        self._bytes.extend(data)
        self._last_ms = now_ms

    def quiet(self, now_ms: int) -> bool:
        """Whether the line has been silent for the idle gap."""
        return now_ms - self._last_ms >= self._idle_ms

    def take(self, now_ms: int) -> tuple[int, int, bytes] | None:
        """(opcode, status, data) of the next packet whose checksum is right; None when there is none yet.

        data: what stands between status and checksum, cut at DATA_MAX_BYTES and the type byte before it.
        """
        at = 0
        found = None
        while found is None and at < len(self._bytes):
            length = self._length_at(at)
            if length < 0 or at + length + 2 > len(self._bytes):
                if now_ms - self._last_ms < self._wait_ms:
                    break
                self.damaged = self.damaged or length > 0
            elif length > 0:
                packet = self._bytes[at : at + length]
                check = self._bytes[at + length] << 8 | self._bytes[at + length + 1]
                if checksum(packet) == check:
                    found = _parts(packet)
                    self.damaged = False
                    at += length + 2
                    break
                self.damaged = True
            self.skipped += 1
            at += 1
        if at:
            self._bytes = self._bytes[at:]
        return found

    def _length_at(self, at: int) -> int:
        """Length without checksum of the packet that may begin here; -1 while too few bytes are there, 0 for none."""
        head = self._bytes[at : at + _LONG_HEADER]
        if len(head) < 2:
            return -1
        if head[0] == 0xFF and head[1] == DECODE_LONG:
            if len(head) < 6:
                return -1
            length = head[2] << 8 | head[3]
            good = head[4] == DECODE_LONG and head[5] == _DECODER and 8 <= length <= _LONG_MAX
            return length if good else 0
        if head[0] < _HEADER or head[1] not in _KNOWN:
            return 0
        if len(head) < 3:
            return -1
        return head[0] if head[2] == _DECODER else 0


def _parts(packet: bytearray) -> tuple[int, int, bytes]:
    if packet[1] == DECODE_LONG:
        return (DECODE_LONG, packet[6], bytes(packet[7:]))
    return (packet[1], packet[3], bytes(packet[4:]))
