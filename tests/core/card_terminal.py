"""A whole terminal with a card reader, and test cards for it, on both runtimes."""

from struct import pack

from hal.fake.card import TEST_KEY, CardField, TestCard, TestSam
from hal.fake.store import Cell, Segments
from terminal import card as cards, policy, records, sm2, sm3
from terminal.history import History
from terminal.journal import Journal
from terminal.run import Hal, Loop
from tests.builder import list_builder, signer
from tests.builder.code_builder import ISSUER, NOW_S
from tests.core.test_run import KEY, PLACE, Terminal

NUMBER = b"\x03\x10\x41\x70\x00\x00\x00\x00\x00\x17"
ACCOUNT = b"\x31\x04\x17\x00\x00\x00\x00\x00\x01\x7f"


def mac(message: bytes) -> bytes:
    return sm3.hmac(sm3.digest, TEST_KEY, message)


def counting():
    """A source of bytes, each answer another."""
    count = [0]

    def random(size: int) -> bytes:
        count[0] += 1
        return pack(">I", count[0]) + bytes(size - 4)

    return random


def good(number: bytes = NUMBER, **fields: object) -> TestCard:
    fields.setdefault("mac", mac)
    return TestCard(number, ISSUER, **fields)


class CardTerminal(Terminal):
    """A whole terminal with a card reader. sam: True for the test SAM, None for none. past: a terminal whose power was
    cut, with its journal. media: the class under test. lane: makes one of the terminal's clock."""

    def __init__(
        self, sam: object = True, rules: object = policy.STANDARD, past: object = None, now_s: int = NOW_S,
        media: type = cards.Media, engine: sm2.Engine = signer.QUICK, lane: object = None, **others: object,
    ) -> None:  # fmt: skip
        super().__init__(now_s=now_s, **others)
        self.field = CardField()
        self.field.open()
        if sam is True:
            sam = TestSam(counting(), mac)
        self.lane = lane and lane(self.clock)
        self.media = media(self.scanner, self.field, self.gate, self.clock.now_ms, sam, self.lane)
        self.history = History(8)
        if past is not None:
            self.store, self.cell = past.store, past.cell
        else:
            self.store, self.cell = Segments(None, self.events, self.clock), Cell()
            self.store.open()
        self.journal = Journal(self.store, self.cell, engine.digest, KEY, PLACE)
        sm2.finish(self.journal.open(self.history, rules, now_s, lane is not None, self.media))
        devices = (self.relay, self.sensor, self.emergency, self.panel, self.watchdog, self.log)
        hal = Hal(*((self.clock, self.media) + devices))
        trust = list_builder.shared() if engine is signer.QUICK else list_builder.opened(list_builder.usual(), engine)
        self.loop = Loop(self.gate, trust, rules, self.history, self.journal, hal, self.media.judge)
        if past is None:
            self.turn(cards.AWAY_MS + 10)  # the field is empty at the start

    def turn(self, turns: int = 1, ms: int = 1) -> None:
        """Both clocks go on."""
        for _ in range(turns):
            self.clock.advance(ms)
            self.loop.step()

    def tap(self, *held: object, ms: int = 400) -> None:
        """Hold cards up for some time, then take them away until they count as gone."""
        self.field.hold(*held)
        self.turn(ms)
        self.field.hold()
        self.turn(cards.AWAY_MS + 10)

    def walk_through(self) -> None:
        self.sensor.pass_through()
        self.turn(3)

    def rides(self) -> list:
        return [records.parse_ride(record.body) for record in self.records() if record.kind == records.RIDE]

    def shown(self) -> list:
        return [event[1:] for event in self.events if event[0] == "show"]
