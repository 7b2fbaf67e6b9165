"""Test cards: the public interface of the interoperable card as a program, a field to hold them in, and the test SAM.

Issuer and numbers are made up. Debit, TAC and keys are not imitated: what the TEST card and the TEST SAM say to each
other is a layout of this project, and no real card or SAM knows it. mac(message): SM3-HMAC under TEST_KEY, 32 bytes.
"""

from hal.card.target import Target
from hal.fake.device import EIO, Device
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    Mac = Callable[[bytes], bytes]

TEST_ISSUER = b"\x99\x99\x00\x01"
TEST_KEY = b"TEST KEY of ridegate, no secret"
RECORD_BYTES = 48
RECORDS_MAX = 30
_OK = b"\x90\x00"
_AID = b"\xa0\x00\x00\x06\x32\x01\x01\x05"
_PPSE = b"2PAY.SYS.DDF01"
_LENGTH, _NOT_FOUND, _NO_RECORD = b"\x67\x00", b"\x6a\x82", b"\x6a\x83"
_CONDITIONS, _PARAMETERS, _UNKNOWN = b"\x69\x85", b"\x6a\x86", b"\x6d\x00"


def tlv(tag: bytes, value: bytes) -> bytes:
    """Tag, length (at most 127), value."""
    return tag + bytes([len(value)]) + value


class TestCard:
    """One card. number: 10 bytes, BCD, a 0 before 19 digits. balance_fen: -2**31..2**31-1. mac: None for a card that
    no SAM confirms. records: of file 1E, the newest first, RECORD_BYTES each. uid: what a reader sees of it.
    """

    __test__ = False  # a card for tests, and none of pytest's classes

    def __init__(
        self,
        number: bytes,
        issuer: bytes = TEST_ISSUER,
        balance_fen: int = 5000,
        mac: "Mac | None" = None,
        records: "tuple[bytes, ...]" = (),
        uid: bytes | None = None,
    ) -> None:
        self.number = number
        self.uid = uid or b"\x04" + number[4:]
        self.balance_fen = balance_fen
        self.records = records
        self.mac = mac
        dates = b"\x20\x24\x01\x01\x20\x44\x12\x31"
        self.file_15 = issuer + b"\xff\xff\xff\xff\x02\x01" + number + dates + b"\x00\x00"
        self._selected = b""

    def reset(self) -> None:
        """It has come into the field: nothing is selected."""
        self._selected = b""

    def respond(self, apdu: bytes) -> bytes:
        """The response to one command, SW1 and SW2 last."""
        if len(apdu) < 4:
            return _LENGTH
        head = apdu[:4]
        if head == b"\x00\xa4\x04\x00":
            return self._select(apdu)
        if self._selected != _AID:
            return _CONDITIONS if head[:2] in (b"\x00\xb0", b"\x00\xb2", b"\x80\x5c", b"\x00\x88") else _UNKNOWN
        if head[:2] == b"\x00\xb0":
            return self._cut(self.file_15, apdu) if head[2:] == b"\x95\x00" else _NOT_FOUND
        if head[:2] == b"\x00\xb2":
            return self._record(apdu)
        if head[:2] == b"\x80\x5c":
            if head[3] != 2:
                return _PARAMETERS
            amount = self.balance_fen if head[2] == 0 else 0
            return self._cut((amount & 0xFFFFFFFF).to_bytes(4, "big"), apdu)
        if head[:2] == b"\x00\x88":
            return self._authenticate(apdu)
        return _UNKNOWN

    def _select(self, apdu: bytes) -> bytes:
        name = apdu[5 : 5 + apdu[4]] if len(apdu) > 5 else b""
        if name == _PPSE:
            self._selected = name
            entry = tlv(b"\x61", tlv(b"\x4f", _AID) + tlv(b"\x50", b"TEST MOT_T_EP") + tlv(b"\x87", b"\x01"))
            return tlv(b"\x6f", tlv(b"\x84", name) + tlv(b"\xa5", tlv(b"\xbf\x0c", entry))) + _OK
        if name == _AID:
            self._selected = name
            data = tlv(b"\x9f\x08", b"\x02") + tlv(b"\x9f\x0c", self.file_15)
            return tlv(b"\x6f", tlv(b"\x84", name) + tlv(b"\xa5", data)) + _OK
        return _NOT_FOUND

    def _record(self, apdu: bytes) -> bytes:
        if apdu[3] != 0xF4:
            return _NOT_FOUND
        if not 1 <= apdu[2] <= len(self.records):
            return _NO_RECORD
        return self._cut(self.records[apdu[2] - 1], apdu)

    def _authenticate(self, apdu: bytes) -> bytes:
        """TEST layout: INTERNAL AUTHENTICATE with 8 bytes of challenge, answered by the first 8 bytes of
        SM3-HMAC(TEST_KEY, number, challenge)."""
        mac = self.mac
        if mac is None:
            return _UNKNOWN
        if apdu[4:5] != b"\x08" or not 13 <= len(apdu) <= 14:
            return _LENGTH
        return mac(self.number + apdu[5:13])[:8] + _OK

    def _cut(self, data: bytes, apdu: bytes) -> bytes:
        wanted = apdu[4] if len(apdu) == 5 else 0
        return data[: wanted or len(data)] + _OK if wanted <= len(data) else b"\x6c" + bytes([len(data)])


class CardField(Device):
    """A card reader (`Card`) with its field. hold(*cards): held up in place of what was there. tear_after: so many
    commands are answered, then the card is torn away; None never. log: commands and responses so far. looked: whether
    the reader has looked into its field yet.

    A card is anything with `uid`, `reset()` and `respond(apdu)`.
    """

    name = "card reader"

    def __init__(self) -> None:
        super().__init__()
        self.tear_after: int | None = None
        self.looked = True
        self.log: list[tuple[bytes, bytes | None]] = []
        self._cards: tuple[Any, ...] = ()

    def hold(self, *cards: "Any") -> None:
        """Hold up these cards, none to take them away."""
        for card in cards:
            if card not in self._cards:
                card.reset()
        self._cards = cards

    def held(self) -> "tuple[Any, ...]":
        """The cards in the field."""
        return self._cards

    def poll(self, now_ms: int) -> "Target | None":
        """The first card in the field; None while there is none."""
        self._use()
        seen = self._cards and self.looked
        return Target(self._cards[0].uid, len(self._cards) == 1) if seen else None

    def settled(self) -> bool:
        """Whether the field was looked into."""
        return self.looked

    def transceive(self, apdu: bytes) -> bytes:
        """The card's response. Raises OSError when there is no card, or it is torn away."""
        self._use()
        if not 4 <= len(apdu) <= 64:
            raise ValueError(f"apdu: {len(apdu)} is outside 4..64 bytes")
        if self.tear_after is not None and self._cards:
            if self.tear_after == 0:
                self.hold()
                self.tear_after = None
            else:
                self.tear_after -= 1
        if not self._cards:
            self.log.append((apdu, None))
            raise OSError(EIO, "card reader: the card is gone")
        response: bytes = self._cards[0].respond(apdu)
        self.log.append((apdu, response))
        return response


class TestSam:
    """A SAM (`Sam`) that confirms test cards, by the TEST layout of `TestCard`. random(n): fresh random bytes."""

    __test__ = False

    kind = "test_sam"

    def __init__(self, random: "Callable[[int], bytes]", mac: "Mac") -> None:
        self._random = random
        self._mac = mac

    def vouch(self, number: bytes) -> "Generator[bytes, bytes, bool]":
        """Ask the card for its proof; whether it holds."""
        challenge = self._random(8)
        response = yield b"\x00\x88\x00\x00\x08" + challenge + b"\x08"
        return response == self._mac(number + challenge)[:8] + _OK
