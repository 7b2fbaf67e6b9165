"""The cards of a gate of this computer: a reader, what confirms them, and who holds one up to the virtual reader."""

import secrets
from typing import TYPE_CHECKING, Any

from hal.fake.card import TEST_KEY, CardField, TestCard, TestSam
from sim.output.trouble import Trouble, why
from terminal import codes, sm3
from terminal.card import ONE_MEDIUM, OTHER_CARD

if TYPE_CHECKING:
    from collections.abc import Callable

    from hal.interfaces import Card, Sam
    from sim.issuer.issuer import Pki
    from terminal import sm2
    from terminal.decide import Decision

VIRTUAL, PCSC, PN532 = "virtual", "pcsc", "pn532"
AWAY, HELD, TORN, TWO, UNVOUCHED = "away", "held", "torn", "two", "unvouched"
_PN532_BAUD = 115_200
# What a panel says when several are shown at once: codes alone, or where cards are read.
SEVERAL = (codes.ONE_CODE, ONE_MEDIUM)
_TORN_AFTER = 2  # commands
_NUMBER = bytes.fromhex("03109900000000000017")
_OTHER = bytes.fromhex("03109900000000000025")
_STRANGER = bytes.fromhex("03109900000000000033")


def about(decision: "Decision") -> bool:
    """Whether a decision is about a card: what was read of one, or that none could be read."""
    unread = decision.result == codes.CARD_UNREADABLE or decision.family == OTHER_CARD
    return unread or hasattr(decision.code, "authenticated")


class NoReader(Trouble):
    """The card reader does not open."""


class Cards:
    """A reader with its cards. name: as --card has it. sam: what may confirm them; without one no card passes."""

    def __init__(self, name: str, reader: "Card", sam: "Sam | None" = None) -> None:
        self.reader = reader
        self.sam = sam
        self._name = name

    def open(self) -> None:
        """Take the reader before the gate starts, so that it is not blamed on another device. Raises NoReader."""
        try:
            self.reader.open()
        except OSError as error:
            raise NoReader(f"--card {self._name}: {why(error)}") from None


class VirtualCards(Cards):
    """Test cards of the first test issuer, and the test SAM. digest: SM3, of the gate's engine."""

    def __init__(self, pki: "Pki", digest: "Callable[..., bytes]") -> None:
        self._field = CardField()

        def mac(message: bytes) -> bytes:
            return sm3.hmac(digest, TEST_KEY, message)

        super().__init__(VIRTUAL, self._field, TestSam(secrets.token_bytes, mac))
        issuer = bytes.fromhex(pki.issuers[0].id)
        card, other = TestCard(_NUMBER, issuer, mac=mac), TestCard(_OTHER, issuer, mac=mac)
        stranger = TestCard(_STRANGER, issuer)
        self._held: dict[str, tuple[TestCard, ...]] = {
            **{AWAY: (), HELD: (card,), TORN: (card,)},
            **{TWO: (card, other), UNVOUCHED: (stranger,)},
        }

    def hold(self, state: str) -> None:
        """Hold up what is named, in place of what was there. torn: it is taken away while it answers."""
        self._field.hold()
        self._field.tear_after = _TORN_AFTER if state == TORN else None
        self._field.hold(*self._held[state])

    def away(self) -> bool:
        """Whether no card is there any more."""
        return not self._field.held()


def checked(name: str) -> str:
    """The value of --card. Raises Trouble for one that names no reader."""
    kind, _, rest = name.partition(":")
    if (kind == VIRTUAL and not rest) or kind == PCSC or (kind == PN532 and rest):
        return name
    raise Trouble(
        f"--card {name}: write {VIRTUAL}, {PCSC} or {PCSC}:NAME for a reader of this computer, or {PN532}:PORT, such "
        f"as {PN532}:/dev/ttyUSB0"
    )


def cards(name: str, pki: "Pki", engine: "sm2.Engine", now_ms: "Callable[[], int]") -> Cards:
    """The cards that --card names; the reader is not open yet. Raises Trouble where a library is missing."""
    kind, _, rest = name.partition(":")
    if kind == VIRTUAL:
        return VirtualCards(pki, engine.digest)
    reader: Any
    if kind == PCSC:
        from hal.desktop.pcsc import PcscReader

        reader = PcscReader(rest)
    else:
        from hal.card.pn532 import Pn532
        from hal.desktop.serial_port import SerialPort

        reader = Pn532(SerialPort(rest, _PN532_BAUD), now_ms)
    return Cards(name, reader)
