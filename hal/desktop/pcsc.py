"""Contactless cards at a reader of this computer, through PC/SC (pyscard, the extra `card`).

One thread waits for cards and speaks to them, so that neither poll() nor transceive() waits longer than SLICE_MS,
whatever the reader does. Trap: PC/SC reports one card; of two in the field it shows either or none.
"""

import errno
import queue
import threading
from typing import Any

from hal.card.target import Target
from hal.desktop import extra
from hal.desktop.stand_still import looks, taken

SLICE_MS = 100
_APDU_MIN, _APDU_MAX = 4, 64
_LOOK_S = 0.05  # between two looks at the reader
_OPEN_S = 5.0
_GET_UID = [0xFF, 0xCA, 0, 0, 0]


class PcscReader:
    """name: part of the reader's name; "" for the first one there is. Raises OSError that says what to do."""

    def __init__(self, name: str = "") -> None:
        self._name = name
        self._session: _Session | None = None

    def open(self) -> None:
        """Find the reader. Raises OSError when there is none, or no PC/SC service."""
        if self._session is not None and self._session.failure is None:
            return
        self.close()
        if not extra.installed(extra.CARD):
            raise OSError(errno.ENODEV, f"cards at a reader need pyscard: {extra.install(extra.CARD)}")
        self._session = session = _Session(self._name)
        session.thread.start()
        if not any(session.started.wait(each_s) for each_s in looks(_OPEN_S)):
            session.failure = "the PC/SC service does not answer; is pcscd running?"
        if session.failure is not None:
            raise OSError(errno.ENODEV, session.failure)

    def close(self) -> None:
        """Let the reader go; one that hangs lets itself go later."""
        if self._session is not None:
            self._session.work.put(None)
            self._session.thread.join(SLICE_MS / 1000)
            self._session = None

    def poll(self, now_ms: int) -> Target | None:
        """The card at the reader; None while there is none. Raises OSError when the reader is gone."""
        return self._checked().card

    def settled(self) -> bool:
        """Whether the reader has said since open() whether a card is there."""
        return self._session is not None and self._session.looked

    def transceive(self, apdu: bytes) -> bytes:
        """The card's response. Waits for SLICE_MS at most. Raises OSError when the card is gone or too slow."""
        session = self._checked()
        if not _APDU_MIN <= len(apdu) <= _APDU_MAX:
            raise ValueError(f"apdu: {len(apdu)} is outside {_APDU_MIN}..{_APDU_MAX} bytes")
        if session.card is None:
            raise OSError(errno.ENODEV, "card reader: no card in the field")
        answers: queue.Queue[bytes | None] = queue.Queue()
        session.work.put((apdu, answers))
        try:
            response = taken(answers, SLICE_MS / 1000)
        except queue.Empty:
            session.card = None
            raise OSError(errno.ETIMEDOUT, "card reader: the card does not answer") from None
        if response is None:
            raise OSError(errno.EIO, "card reader: the card is gone")
        return response

    def _checked(self) -> "_Session":
        if self._session is None:
            raise OSError(errno.EBADF, "card reader: not open")
        if self._session.failure is not None:
            raise OSError(errno.EIO, self._session.failure)
        return self._session


class _Session:
    """One open() to its close(): a thread, and what it says of the reader. A thread that ends late writes into its own
    session alone.
    """

    def __init__(self, name: str) -> None:
        self.thread = threading.Thread(target=self._run, name="pcsc", daemon=True)
        self._name = name
        self._reader = ""
        self.work: queue.Queue[tuple[bytes, queue.Queue[bytes | None]] | None] = queue.Queue()
        self.started = threading.Event()
        self.card: Target | None = None
        self.failure: str | None = None
        self.looked = False  # it is known whether a card is there

    def _run(self) -> None:
        """Attend the reader until None comes out of `work`."""
        try:
            from smartcard import scard

            status, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
            if status:
                raise OSError("no PC/SC service; start it (Linux: pcscd)")
            try:
                self._reader = self._found(scard, context)
                self.started.set()
                self._attend(scard, context)
            finally:
                scard.SCardReleaseContext(context)
        except OSError as error:
            self.failure = str(error)
        except Exception as error:  # of pyscard: a reader without its thread must not look open
            self.failure = f"card reader: {error!r}"
        finally:
            self.card = None
            self.started.set()

    def _found(self, scard: Any, context: Any) -> str:
        status, readers = scard.SCardListReaders(context, [])
        names = [] if status else [str(name) for name in readers]
        for name in names:
            if self._name.lower() in name.lower():
                return name
        there = f"; there are: {', '.join(names)}" if names else ""
        raise OSError(f"no card reader{' named ' + self._name if self._name else ''}{there}; is it plugged in?")

    def _attend(self, scard: Any, context: Any) -> None:
        """Watch the reader and exchange commands with its card."""
        handle = None
        while True:
            try:
                asked = self.work.get(timeout=_LOOK_S)
            except queue.Empty:
                handle = self._look(scard, context, handle)
                continue
            if asked is None:
                break
            apdu, answers = asked
            answers.put(None if handle is None else _transmit(scard, handle, list(apdu)))
        if handle is not None:
            scard.SCardDisconnect(handle[0], scard.SCARD_LEAVE_CARD)

    def _look(self, scard: Any, context: Any, handle: Any) -> Any:
        """The connection to the card that is there, None without one."""
        status, states = scard.SCardGetStatusChange(context, 0, [(self._reader, scard.SCARD_STATE_UNAWARE)])
        if status not in (0, scard.SCARD_E_TIMEOUT):
            raise OSError(f"card reader {self._reader}: it is gone, or the PC/SC service is; plug it in again")
        state = states[0][1] if states else 0
        if state & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE):
            raise OSError(f"card reader {self._reader}: it is gone; plug it in again")
        if not state & scard.SCARD_STATE_PRESENT or (handle is not None and self.card is None):
            self.card = None
            self.looked = True
            if handle is not None:
                scard.SCardDisconnect(handle[0], scard.SCARD_UNPOWER_CARD)
            return None
        count = state >> 16  # of cards that came and went
        if handle is not None and handle[2] == count:
            return handle
        if handle is not None:
            self.card = None  # it went; what is there now may not answer
            scard.SCardDisconnect(handle[0], scard.SCARD_UNPOWER_CARD)
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        status, card, protocol = scard.SCardConnect(context, self._reader, scard.SCARD_SHARE_EXCLUSIVE, protocols)
        if status:
            return None
        handle = (card, scard.SCARD_PCI_T1 if protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0, count)
        answer = _transmit(scard, handle, _GET_UID) or b""
        known = answer[-2:] == b"\x90\x00" and 4 <= len(answer) - 2 <= 10
        self.card = Target(answer[:-2] if known else b"\x00\x00" + count.to_bytes(2, "big"), True)
        self.looked = True
        return handle


def _transmit(scard: Any, handle: Any, apdu: list[int]) -> bytes | None:
    status, response = scard.SCardTransmit(handle[0], handle[1], apdu)
    return None if status else bytes(response)
