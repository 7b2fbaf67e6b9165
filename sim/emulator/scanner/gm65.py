"""A model of the GM65 and its relatives, from Grow's "GM65-S Bar Code Reader Module User Manual" V1.2.

Chapter 9 of it gives the commands, their answers and the list of zone bits; section 7 the order of what is added
to the data. What no manual states and this model assumes: what the factory writes where the manual names no
default, that 0x002C acts on the enable bits of all symbologies when it is written, when a new baud rate begins
(`late_baud`), and how firmware 0x69 changes symbols (it takes pairs that are Japanese in Shift-JIS and hands out
the GBK of the same characters, which explains the bytes in the public reports).

Length: the registers of one module and what each does.
"""

from __future__ import annotations

import binascii

from sim.emulator.scanner.line import heard
from sim.emulator.scanner.module import Module
from sim.emulator.scanner.text import guess
from sim.emulator.scanner.view import ANSWER_US, DECODE_US, EVENTS, Symbol, View

BAUD_OF = {
    0x09C4: 1200,
    0x0271: 4800,
    0x0139: 9600,
    0x00D0: 14400,
    0x009C: 19200,
    0x004E: 38400,
    0x0034: 57600,
    0x001A: 115200,
}
# zone bit that allows a kind -> whether it is read from the factory
KINDS = {"EAN-13": 0x2E, "Code 128": 0x33, "Code 39": 0x36, "QR": 0x3F, "Data Matrix": 0x54, "PDF417": 0x55}
ENABLES = tuple(bytes.fromhex("2e2f3031323336393c3f404346494c4f50515455"))
DEFAULT_ENABLED = (0x2E, 0x2F, 0x30, 0x31, 0x33, 0x36, 0x39, 0x3C, 0x3F, 0x54)
COMMAND_MAX_US = 400_000  # a command that takes longer is none

FAULTS = ("utf8", "gbk", "prefix", "baud", "unlock", "dead", "drops", "twice", "stuck", "open", *EVENTS)


def factory() -> bytearray:
    """The zone as it leaves the factory."""
    zone = bytearray(256)
    zone[0x00] = 0b1101_0100
    zone[0x04] = 4
    zone[0x05] = 10
    zone[0x06] = 50
    zone[0x0D] = 0b0010_0000
    zone[0x2A], zone[0x2B] = 0x39, 0x01
    zone[0x2C] = 0x05
    for address in DEFAULT_ENABLED:
        zone[address] = 1
    zone[0x60] = 0x01
    zone[0xA2] = ord("Q")
    return zone


class Gm65(Module):
    """One module. firmware: zone bit 0x00E2; 0x69 is the version that takes symbols for text."""

    faults = FAULTS
    packets = False

    def __init__(self, seed: int = 1, firmware: int = 0x87, late_baud: bool = True, decode_us: int = DECODE_US) -> None:
        self.firmware = firmware
        self.late_baud = late_baud  # the answer to a new baud rate still comes at the old one
        self.memory = factory()  # what survives a power cut
        self.zone = bytearray(self.memory)
        self.stuck: set[int] = set()  # zone bits that ignore what is written to them
        self.unlockable = False  # set-up codes work whatever zone bit 0x0003 says
        self.saves = 0
        self._since_us = 0
        super().__init__(View(seed, decode_us), self._rate())

    def feed(self, data: bytes, t_us: int, baud: int | None = None) -> None:
        """Bytes from the host, complete at t_us; baud: the rate they were sent at, None for the right one."""
        if not self.view.awake(t_us):
            return
        data = heard(data, baud or self._baud, self._baud)
        if self._bytes and t_us - self._since_us > COMMAND_MAX_US:
            self._bytes.clear()
        if not self._bytes:
            self._since_us = t_us
        self._bytes += data
        while self._take(t_us):
            pass

    def next_us(self) -> int:
        """Before then poll() has nothing to send unless something else is called."""
        return self.view.next_us(self._reading())

    def reset(self, t_us: int, to: str = "memory") -> None:
        """See module.py."""
        if to == "factory":
            self.memory = factory()
        self.zone = bytearray(self.memory)
        self._baud = self._rate()
        self._bytes.clear()
        self.view.boot(t_us)

    def fault(self, name: str, on: bool = True) -> None:
        """Switch one of FAULTS; ValueError names them.

        EVENTS happen at the next poll(): it resets itself, to its memory or to the factory, or a person holds up
        a set-up code ("utf8"). "utf8", "gbk", "prefix", "baud" and "unlock" are settings: they go to the zone and
        the memory, as such a code would do, and are not undone by switching off. "stuck": the output encoding
        cannot be written; "open": set-up codes work although they are locked.
        """
        if name not in FAULTS:
            raise ValueError(f"no fault {name!r}; there are: {', '.join(FAULTS)}")
        if self.view.fault(name, on, drop_rate=0.01):
            return
        if name == "stuck":
            self.stuck = {0x0D} if on else set()
        elif name == "open":
            self.unlockable = on
        elif on:
            self._misset(
                *{
                    "utf8": (0x0D, 0x3C, 0b0000_1100),
                    "gbk": (0x0D, 0x3C, 0b0011_0000),
                    "prefix": (0x60, 0x1F, 0b0000_1101),
                    "baud": (0x2A, 0xFF, 0x4E),
                    "unlock": (0x03, 0x03, 0b01),
                }[name]
            )

    def setup_code(self, *names: str) -> Symbol:
        """See module.py."""
        probe = Gm65()
        probe.zone = bytearray(probe.memory)
        before = bytes(probe.zone)
        for name in names:
            probe.fault(name)
        changed = [(at, 0xFF, value) for at, value in enumerate(probe.zone) if value != before[at]]
        return Symbol(b"\x00set-up " + " ".join(names).encode(), "set-up", tuple(changed))

    # --- inside

    def _rate(self) -> int:
        return BAUD_OF.get((self.zone[0x2B] << 8 | self.zone[0x2A]) & 0x1FFF, 9600)

    def _misset(self, address: int, mask: int, value: int) -> None:
        for store in (self.zone, self.memory):
            store[address] = store[address] & ~mask & 0xFF | value
            if address == 0x2A:
                store[0x2B] = 0
            if address == 0x60:
                store[0x62], store[0x63] = 0x10, ord("#")
        self._baud = self._rate()

    def _take(self, t_us: int) -> bool:
        start = self._bytes.find(b"\x7e\x00")
        if start < 0:
            del self._bytes[: len(self._bytes) - 1]
            return False
        del self._bytes[:start]
        if len(self._bytes) < 4:
            return False
        kind, count = self._bytes[2], self._bytes[3]
        size = 4 + 2 + (1 if kind == 7 else count or 256) + 2
        if len(self._bytes) < size:
            return False
        command, check = bytes(self._bytes[2 : size - 2]), bytes(self._bytes[size - 2 : size])
        del self._bytes[:size]
        if check in (b"\xab\xcd", binascii.crc_hqx(command, 0).to_bytes(2, "big")):
            self._obey(kind, command[2] << 8 | command[3], command[4:], t_us)
        return True

    def _obey(self, kind: int, address: int, data: bytes, t_us: int) -> None:
        before = self._baud
        if kind == 7:
            count = data[0] or 256
            self._answer(bytes(self._read(at) for at in range(address, min(address + count, 256))), before, t_us)
            return
        if kind == 9 and data in (b"\x00", b"\xff"):
            if data == b"\x00":
                self.saves += 1
                self.memory = bytearray(self.zone)
            else:
                self.zone, self.memory = factory(), factory()
        elif kind == 8:
            for offset, value in enumerate(data):
                self._write(address + offset, value)
        else:
            return
        after = self._rate()
        self._answer(b"\x00", before if self.late_baud else after, t_us)
        self._baud = after

    def _answer(self, data: bytes, baud: int, t_us: int) -> None:
        body = bytes([0, len(data) & 0xFF]) + data
        answer = b"\x02\x00" + body + binascii.crc_hqx(body, 0).to_bytes(2, "big")
        self.view.send(answer, baud, t_us + ANSWER_US)

    def _read(self, address: int) -> int:
        return {0xE0: 0x05, 0xE1: 0x64, 0xE2: self.firmware, 0xE3: 20, 0xE4: 6}.get(address, self.zone[address])

    def _write(self, address: int, value: int) -> None:
        if address in self.stuck or 0xE0 <= address <= 0xE5 or address > 0xFF:
            return
        if address == 0xD9:
            if value == 0x55:
                self.zone, self.memory = factory(), factory()
            return
        if address == 0x02 and value & 1:
            self._triggered = True
            value &= 0xFE
        self.zone[address] = value
        if address == 0x2C:
            mode = value >> 1 & 3
            for each in ENABLES:
                self.zone[each] = int(mode == 1 or (mode > 1 and each in DEFAULT_ENABLED))

    def _reading(self) -> bool:
        return self.zone[0] & 3 >= 2 or self._triggered

    def _look(self, t_us: int) -> None:
        if not self._reading() or self.view.busy(t_us):
            return
        delay = self.zone[0x13]
        same_us = (delay & 0x7F) * 100_000 if delay & 0x7F else None
        symbol = self.view.decoded(t_us, self.zone[5] * 100_000, same_us if delay & 0x80 else 0, self._reads)
        if symbol is None:
            return
        self._triggered = False
        if symbol.kind != "set-up":
            self.view.send(self._dress(symbol), self._baud, t_us)
            return
        for address, mask, value in symbol.settings:
            for store in (self.zone, self.memory):
                store[address] = store[address] & ~mask & 0xFF | value
        self._baud = self._rate()
        if self.zone[3] & 1:
            self.view.send(symbol.payload, self._baud, t_us)

    def _reads(self, symbol: Symbol) -> bool:
        if symbol.kind == "set-up":
            return self.unlockable or not self.zone[3] & 2
        return symbol.kind in KINDS and bool(self.zone[KINDS[symbol.kind]] & 1)

    def _dress(self, symbol: Symbol) -> bytes:
        data = self._encode(symbol.payload)
        cut, m, n = self.zone[0xB0] & 3, self.zone[0xB1], self.zone[0xB2]
        if cut:
            data = (data, data[:m], data[len(data) - n :], data[m : len(data) - n])[cut]
        flags, lengths = self.zone[0x60], self.zone[0x62]
        before = bytes(self.zone[0x63 : 0x63 + (lengths >> 4)]) if flags & 8 else b""
        before += bytes([self.zone[0xA2]]) if flags & 4 else b""
        behind = bytes(self.zone[0x72 : 0x72 + (lengths & 15)]) if flags & 2 else b""
        tail = (b"\r", b"\r\n", b"\t", b"")[flags >> 5 & 3] if flags & 1 else b""
        told = b"S" if self.zone[2] & 0x40 else b""
        return told + before + data + behind + tail

    def _encode(self, data: bytes) -> bytes:
        source, target = self.zone[0x0D] >> 4 & 3, self.zone[0x0D] >> 2 & 3
        if self.firmware == 0x69 and self.zone[0xBC] != 8:
            data = guess(data)
        if target == 3:
            return data.decode("latin-1").encode("utf-8")
        if target == 1:
            return data.decode("latin-1").encode("utf-16-le")
        if source == 0:
            return data
        try:  # set or guessed to be UTF-8, and handed out as GBK
            return data.decode("utf-8").encode("gbk")
        except UnicodeError:
            return data
