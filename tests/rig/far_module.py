"""The far end of a scripted line: scanner modules in a few lines, what they send, and turns of their driver, on both
runtimes."""

from hal.fake.scanner import Port
from hal.scanner import gm65
from hal.scanner.module import ScannerModule
from tests.builder.code_builder import unsigned

OK = b"\x02\x00\x00\x01\x00\x33\x31"  # as printed in the manual


def code(seed: int) -> bytes:
    return unsigned(seed + 1, seed % 33)


def answer(data: bytes) -> bytes:
    body = bytes([0, len(data) & 255]) + data
    crc = gm65.crc16(body)
    return b"\x02\x00" + body + bytes([crc >> 8, crc & 255])


class Zone:
    """A module in a few lines: 256 registers at one rate."""

    def __init__(self, baud: int = 115200) -> None:
        self.baud = baud
        self.zone = bytearray(256)
        self.frozen = ()
        self.mute = False
        self.unread = ()
        self.saves = 0

    def __call__(self, written: bytes, baud: int) -> bytes:
        if baud != self.baud or self.mute:
            return b""
        kind, count, at = written[2], written[3], written[4] << 8 | written[5]
        assert gm65.crc16(written[2:-2]) == written[-2] << 8 | written[-1]
        if kind == 7:
            return b"" if at in self.unread else answer(bytes(self.zone[at : at + written[6]]))
        if kind == 9:
            self.saves += 1
            return OK
        assert kind == 8
        for offset in range(count):
            if at + offset not in self.frozen:
                self.zone[at + offset] = written[6 + offset]
        if at == 0x2A:
            self.baud = {0x1A: 115200, 0x39: 9600}[self.zone[0x2A]]
        return OK


def packet(opcode: int, data: bytes = b"", status: int = 0) -> bytes:
    """What a module sends."""
    if len(data) + 4 > 255:
        length = len(data) + 7
        body = bytes([0xFF, 0xF4, length >> 8, length & 255, 0xF4, 0, status]) + data
    else:
        body = bytes([len(data) + 4, opcode, 0, status]) + data
    check = -sum(body) & 0xFFFF
    return body + bytes([check >> 8, check & 255])


def decoded(payload: bytes, status: int = 0, kind: int = 0xF1) -> bytes:
    return packet(0xF3, bytes([kind]) + payload, status)


class Parameters:
    """A module in a few lines: parameters at one rate."""

    def __init__(self, baud: int = 115200) -> None:
        self.baud = baud
        self.values = {0x8A: 0, 0xEE: 0, 0x9F: 0, 0xEB: 7, 0xEC: 1, 0xF205: 1, 0xF2B7: 3, 0xF206: 2}
        self.values.update({0xF250: 0, 0xF211: 1, 0xF025: 0, 0x9C: 6})
        self.frozen = ()
        self.heard = []

    def __call__(self, written: bytes, baud: int) -> bytes:
        if baud != self.baud or written == b"\x00":
            return b""
        self.heard.append(written)
        assert sum(written[:-2]) + (written[-2] << 8 | written[-1]) & 0xFFFF == 0
        opcode, data = written[1], written[4:-2]
        if opcode == 0xC7:
            return packet(0xC6, b"\xff" + b"".join([self._told(each) for each in self._numbers(data)]))
        if opcode == 0xC6:
            assert written[3] == 8
            number = self._numbers(data[1:-1])[0]
            if number not in self.values:
                return packet(0xD1, b"\x06")
            if number not in self.frozen:
                self.values[number] = data[-1]
            if number == 0x9C:
                self.baud = 115200
            return packet(0xD0)
        return b""

    def _told(self, number: int) -> bytes:
        if number not in self.values:
            return b""
        name = bytes([number >> 8, number & 255]) if number > 255 else bytes([number])
        return name + bytes([self.values[number]])

    def _numbers(self, data: bytes) -> list:
        out = []
        at = 0
        while at < len(data):
            if data[at] >= 0xF0:
                out.append(data[at] << 8 | data[at + 1])
                at += 1
            else:
                out.append(data[at])
            at += 1
        return out


def set_up(scanner, now_ms: int = 0, patience_ms: int = 30_000) -> int:
    """Turn until it is set up; returns the time then. Raises OSError as setup() does."""
    until_ms = now_ms + patience_ms
    while not scanner.setup(now_ms):
        now_ms += 5
        if now_ms > until_ms:
            raise AssertionError("never set up")
    return now_ms


def collect(scanner, now_ms: int, ms: int) -> list:
    """Everything delivered within so many milliseconds."""
    out = []
    for turn in range(0, ms, 5):
        out += scanner.poll(now_ms + turn)
    return out


def joined(line) -> tuple:
    """(port, driver) of a GM65 with this far end, opened."""
    port = Port(line)
    scanner = ScannerModule(port, gm65.Gm65())
    scanner.open()
    return port, scanner
