"""Test cards for programs that speak PC/SC: the other end of vsmartcard's virtual reader (vpcd) behind pcscd.

The reader connects to us, on the loopback address, so nothing here listens on any other. Its configuration names
`127.0.0.1:PORT`; it has two slots and connects to PORT and PORT + 1, of which the second holds a card that knows no
command. Trap: hold the card before pcscd starts and end pcscd before it is taken away; a vpcd whose connection ends, or
that finds none, brings pcscd down (vsmartcard 3.3).

A message is two bytes of length and what they count: one byte 00 power off, 01 power on, 02 reset, 04 the card's ATR,
answered by no bytes where there is no card; anything longer is a command for the card. vpcd waits 48 ms for each answer
unless the sender hands it on at once (TCP_NODELAY) and acknowledges at once (TCP_QUICKACK, where there is one).
"""

import contextlib
import socket
import threading
from struct import pack, unpack
from typing import TYPE_CHECKING

from hal.desktop import loopback

if TYPE_CHECKING:
    from hal.fake.card import CardField

SLOTS = 2
ATR = bytes.fromhex("3b80800101")
GET_UID = bytes.fromhex("ffca000000")  # to the reader, not to the card (PC/SC part 3)
_QUICKACK = getattr(socket, "TCP_QUICKACK", None)
_POWER = (b"\x00", b"\x01", b"\x02")


class Virtual:
    """A field whose cards a pcscd on this computer sees. port: the first of two, 0 for any two that are free."""

    def __init__(self, field: "CardField", port: int = 0) -> None:
        self.port = port
        self._field = field
        self._listening: list[socket.socket] = []
        self._connected: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []

    def open(self) -> None:
        """Listen. Raises OSError when a port is taken."""
        if self._listening:
            return
        self._listening = loopback.listening(self.port, SLOTS) if self.port else loopback.listening_anywhere(SLOTS)
        self.port = self._listening[0].getsockname()[1]
        for slot, listening in enumerate(self._listening):
            thread = threading.Thread(target=self._accept, args=(slot, listening), name=f"vpcd {slot}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def close(self) -> None:
        """Take the cards out of the reader and listen no more."""
        for each in (*self._listening, *self._connected):
            _shut(each)
        for thread in self._threads:
            thread.join()
        self._listening, self._threads = [], []

    def configuration(self) -> str:
        """What pcscd reads (`pcscd --config FOLDER`, a file in that folder)."""
        return (
            f'FRIENDLYNAME "ridegate test cards"\nDEVICENAME {loopback.ADDRESS}:{self.port}\n'
            f"LIBPATH /usr/lib/pcsc/drivers/serial/libifdvpcd.so\nCHANNELID {self.port}\n"
        )

    def _accept(self, slot: int, listening: socket.socket) -> None:
        while True:
            try:
                connected, _ = listening.accept()
            except OSError:
                return
            self._connected.add(connected)
            try:
                connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._serve(slot, connected)
            except OSError:
                pass  # pcscd has gone
            finally:
                self._connected.discard(connected)
                connected.close()

    def _serve(self, slot: int, connected: socket.socket) -> None:
        """Answer one connection until either side ends it."""
        while True:
            head = _received(connected, 2)
            message = _received(connected, unpack(">H", head)[0]) if head else b""
            if not message:
                return
            answer = self._answer(slot, message)
            if answer is None:
                continue
            connected.sendall(pack(">H", len(answer)) + answer)
            if not answer:
                return

    def _answer(self, slot: int, message: bytes) -> bytes | None:
        """None for what is not answered; b"" says that the card is gone."""
        if slot:
            return None if message in _POWER else ATR if message == b"\x04" else b"\x6d\x00"
        cards = self._field.held()
        if message in _POWER:
            for card in cards:
                card.reset()
            return None
        if not cards:
            return b""
        if message == b"\x04":
            return ATR
        if message == GET_UID:
            return bytes(cards[0].uid) + b"\x90\x00"
        try:
            return self._field.transceive(message)
        except (OSError, ValueError):
            return b""


def _received(connected: socket.socket, size: int) -> bytes:
    """So many bytes; b"" when the other side has ended."""
    out = b""
    while len(out) < size:
        if _QUICKACK is not None:
            connected.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
        more = connected.recv(size - len(out))
        if not more:
            return b""
        out += more
    return out


def _shut(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
