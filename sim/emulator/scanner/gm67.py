"""A model of the GM67, from Grow's "GM67 Bar Code Reader Module User Manual" V1.3 and Symbol's SE-923 guide.

Appendix 6 of the former gives the commands and parameters, chapter 6 of the latter what a decoder does with them:
acknowledgements, retries, PARAM_REQUEST. Long packets (F4) are as public drivers receive them. What is not
published and this model assumes: values from the factory, the time it waits for an acknowledgement (2 s, of the
SE-923), and that a new baud rate begins behind the acknowledgement (SE-955 guide).
"""

from __future__ import annotations

import contextlib

from sim.emulator.scanner.line import heard
from sim.emulator.scanner.module import Module
from sim.emulator.scanner.view import ANSWER_US, DECODE_US, EVENTS, NEVER_US, Symbol, View

BAUD_OF = {3: 1200, 4: 2400, 5: 4800, 6: 9600, 7: 19200, 8: 38400, 9: 57600, 10: 115200}
VALUE_OF = {baud: value for value, baud in BAUD_OF.items()}
TYPE_OF = {"QR": 0xF1, "Han Xin": 0xF7, "Data Matrix": 0xF2, "PDF417": 0xF0, "Code 128": 0x03, "EAN-13": 0x0B}
SWITCH_OF = {"QR": 0xF025, "Han Xin": 0xF02F, "Data Matrix": 0xF024, "PDF417": 0x0F}
RESPONSE_US = 2_000_000
SENDINGS = 3
SLEEP_US = 1_000_000

FAULTS = ("utf8", "raw", "prefix", "baud", "unlock", "dead", "drops", "twice", "stuck", "open", "sleepy", *EVENTS)

# the button starts a reading (8A); UTF-8 becomes GBK (F2 06); a line end (F2 05); set-up codes work (EC)
FACTORY = dict.fromkeys((0x8A, 0xF303, 0xEE, 0xEB, 0x2D, 0x80, 0xF2B7, 0xF2AB, 0xF02F, 0xF266, 0xF026, 0xF028), 0)
FACTORY |= dict.fromkeys((0x38, 0x9F, 0xEC, 0xF205, 0xF206, 0xF250, 0xF211, 0xF025, 0x0F, 0xF024), 1)
FACTORY |= {0x88: 50, 0x89: 5, 0x9C: 6}


class Gm67(Module):
    """One module. factory_baud: this maker has delivered them at 9600 and at 115200."""

    faults = FAULTS
    packets = True

    def __init__(self, seed: int = 1, factory_baud: int = 9600, decode_us: int = DECODE_US) -> None:
        self.factory = FACTORY | {0x9C: VALUE_OF[factory_baud]}
        self.memory = dict(self.factory)
        self.values = dict(self.memory)
        self.stuck: set[int] = set()
        self.unlockable = False
        self.sleepy = False  # loses the byte that wakes it after a second of silence
        self.saves = 0
        self._host_us = 0
        self._waiting: bytes | None = None  # payload packet not acknowledged yet
        self._left = 0
        self._again_us = 0
        self._enabled = True
        super().__init__(View(seed, decode_us), BAUD_OF[self.values[0x9C]])

    def feed(self, data: bytes, t_us: int, baud: int | None = None) -> None:
        """Bytes from the host, complete at t_us; baud: the rate they were sent at, None for the right one."""
        if not self.view.awake(t_us):
            return
        data = heard(data, baud or self._baud, self._baud)
        asleep = self.sleepy and t_us - self._host_us > SLEEP_US
        if t_us - self._host_us > 20_000:
            self._bytes.clear()
        self._host_us = t_us
        self._bytes += data[1:] if asleep else data
        while self._take(t_us):
            pass

    def next_us(self) -> int:
        """Before then poll() has nothing to send unless something else is called."""
        if self._waiting is None:
            return self.view.next_us(self._reading())
        again_us = NEVER_US if self.view.dead else max(self._again_us, self.view.deaf_until_us)
        return min(self.view.next_us(reads=False), again_us)

    def reset(self, t_us: int, to: str = "memory") -> None:
        """See module.py."""
        if to == "factory":
            self.memory = dict(self.factory)
        self.values = dict(self.memory)
        self._baud = BAUD_OF[self.values[0x9C]]
        self._bytes.clear()
        self._waiting = None
        self._enabled = True
        self.view.boot(t_us)

    def fault(self, name: str, on: bool = True) -> None:
        """Switch one of FAULTS, as in gm65.py; "raw": payloads without packets; "sleepy": see above."""
        if name not in FAULTS:
            raise ValueError(f"no fault {name!r}; there are: {', '.join(FAULTS)}")
        if self.view.fault(name, on, drop_rate=0.002):
            return
        if name == "stuck":
            self.stuck = {0xF206} if on else set()
        elif name == "open":
            self.unlockable = on
        elif name == "sleepy":
            self.sleepy = on
        elif on:
            parameter, value = SETTINGS[name]
            for store in (self.values, self.memory):
                store[parameter] = value
            self._baud = BAUD_OF[self.values[0x9C]]

    def setup_code(self, *names: str) -> Symbol:
        """See module.py."""
        settings = tuple((SETTINGS[name][0], 0xFF, SETTINGS[name][1]) for name in names)
        return Symbol(b"^#SC^" + " ".join(names).encode(), "set-up", settings)

    # --- inside

    def _take(self, t_us: int) -> bool:
        while self._bytes[:1] and self._bytes[0] < 4:  # a wake-up, or nothing
            del self._bytes[0]
        if len(self._bytes) < 2 or len(self._bytes) < self._bytes[0] + 2:
            return False
        size = self._bytes[0]
        packet, check = bytes(self._bytes[:size]), bytes(self._bytes[size : size + 2])
        del self._bytes[: size + 2]
        if sum(packet) + int.from_bytes(check, "big") & 0xFFFF:
            self._reply(0xD1, b"\x01", t_us)
        else:
            self._obey(packet[1], packet[3], packet[4:], t_us)
        return True

    def _obey(self, opcode: int, status: int, data: bytes, t_us: int) -> None:
        if opcode == 0xD0:
            self._waiting = None
        elif opcode == 0xD1:
            if self._waiting is not None and data[:1] == b"\x01":
                self._send_again(t_us)
        elif opcode == 0xC7:
            wanted = list(self.values) if data[:1] == b"\xfe" else self._numbers(data)
            told = b"\xff"
            for each in wanted:
                if each in self.values:
                    told += each.to_bytes(2 if each > 0xFF else 1, "big") + bytes([self.values[each]])
            self._reply(0xC6, told, t_us)
        elif opcode == 0xC6:
            self._reply(0xD0, b"", t_us)
            self._set(data[1:], bool(status & 8))
        elif opcode in (0xE9, 0xEA, 0xE4, 0xE5):
            self._enabled = opcode != 0xEA
            self._triggered = opcode == 0xE4
            self._reply(0xD0, b"", t_us)
        elif opcode == 0xC8:
            self._reply(0xD0, b"", t_us)
            self.memory, self.values = dict(self.factory), dict(self.factory)
            self._baud = BAUD_OF[self.values[0x9C]]
        elif opcode == 0xFA:
            self._reply(0xD0, b"", t_us)
            self.reset(t_us)
        else:
            self._reply(0xD1, b"\x02", t_us)

    def _set(self, data: bytes, permanent: bool) -> None:
        at = 0
        while at < len(data):
            (parameter,) = self._numbers(data[at : at + (2 if data[at] >= 0xF0 else 1)])
            at += 2 if parameter > 0xFF else 1
            if at < len(data) and parameter in self.values and parameter not in self.stuck:
                self.values[parameter] = data[at]
                if permanent:
                    self.saves += 1
                    self.memory[parameter] = data[at]
            at += 1
        self._baud = BAUD_OF.get(self.values[0x9C], self._baud)

    @staticmethod
    def _numbers(data: bytes) -> list[int]:
        found = []
        rest = iter(data)
        for first in rest:
            found.append(first << 8 | next(rest, 0) if first >= 0xF0 else first)
        return found

    def _reply(self, opcode: int, data: bytes, t_us: int) -> None:
        self.view.send(_checked(bytes([4 + len(data), opcode, 0, 0]) + data), self._baud, t_us + ANSWER_US)

    def _packet(self, symbol: Symbol, again: bool) -> bytes:
        data = bytes([TYPE_OF[symbol.kind]]) + self._encode(symbol.payload)
        if len(data) + 4 <= 0xFF:
            return _checked(bytes([len(data) + 4, 0xF3, 0, again]) + data)
        length = (len(data) + 7).to_bytes(2, "big")
        return _checked(b"\xff\xf4" + length + bytes([0xF4, 0, again]) + data)

    def _send_again(self, t_us: int) -> None:
        """The packet once more, with its retransmit bit, unless it was sent often enough."""
        packet = self._waiting
        if packet is None or not self._left:
            self._waiting = None
            return
        self._left -= 1
        body = bytearray(packet[:-2])
        body[6 if body[1] == 0xF4 else 3] |= 1
        self._waiting = _checked(bytes(body))
        self._again_us = t_us + RESPONSE_US
        self.view.send(self._waiting, self._baud, t_us + ANSWER_US)

    def _reading(self) -> bool:
        return self._enabled and (self.values[0x8A] in (4, 9) or self._triggered)

    def _look(self, t_us: int) -> None:
        if self._waiting is not None and t_us >= self._again_us and self.view.awake(t_us):
            self._send_again(t_us)
        values = self.values
        if not self._reading() or self.view.busy(t_us) or self._waiting is not None:
            return
        symbol = self.view.decoded(t_us, values[0x89] * 100_000, values[0xF303] * 100_000, self._reads)
        if symbol is None:
            return
        self._triggered = False
        if symbol.kind == "set-up":
            for parameter, _, value in symbol.settings:
                self.values[parameter] = self.memory[parameter] = value
            self._baud = BAUD_OF[values[0x9C]]
        elif values[0xEE]:
            packet = self._packet(symbol, again=False)
            if values[0x9F]:
                self._waiting, self._left, self._again_us = packet, SENDINGS - 1, t_us + RESPONSE_US
            self.view.send(packet, self._baud, t_us)
        else:
            self.view.send(self._encode(symbol.payload), self._baud, t_us)

    def _reads(self, symbol: Symbol) -> bool:
        if symbol.kind == "set-up":
            return self.unlockable or bool(self.values[0xEC])
        flat = symbol.kind in ("Code 128", "EAN-13")
        allowed = self.values[0xF211] if flat else self.values[0xF250]
        return bool(allowed and (flat or self.values.get(SWITCH_OF.get(symbol.kind, -1))))

    def _encode(self, data: bytes) -> bytes:
        if self.values[0xF206] == 2:
            data = data.decode("latin-1").encode("utf-8")
        elif self.values[0xF206] == 1:  # GBK of what is taken for UTF-8
            with contextlib.suppress(UnicodeError):
                data = data.decode("utf-8").encode("gbk")
        tail = (b"", b"\r\n", b"\r", b"\t", b"\r\r", b"\r\n\r\n")[self.values[0xF205]]
        return (b"#" if self.values[0xEB] & 4 else b"") + data + tail


def _checked(packet: bytes) -> bytes:
    return packet + (-sum(packet) & 0xFFFF).to_bytes(2, "big")


SETTINGS = {
    "utf8": (0xF206, 2),
    "raw": (0xEE, 0),
    "prefix": (0xEB, 4),
    "baud": (0x9C, 8),
    "unlock": (0xEC, 1),
}
