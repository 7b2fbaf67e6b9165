"""Cards of the interoperable transport system: read by their public commands, judged like an account.

A card gives its number to every reader that asks: that names it and proves nothing. Only a SAM (`Sam` in
hal/interfaces.pyi) can confirm it, and without one no card passes. Debit, TAC and keys are the SAM's. Loaded only
where a card reader is configured: `Media` takes the place of the loop's scanner and judge. Clause: docs/cards.md.

Length: one module, so that a build without cards holds nothing of them.
"""

from binascii import hexlify, unhexlify
from collections import namedtuple
from struct import pack, unpack

from terminal import codes, decide, trust as trust_list
from terminal.decide import Decision
from terminal.gate import ride_code
from terminal.port import TYPE_CHECKING, const
from terminal.ridecode import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from terminal.gate import Gate
    from terminal.history import History
    from terminal.policy import Policy
    from terminal.trust import TrustList

    Walk = Generator[int | bytes | None, bytes | None, Decision | None]

AID = b"\xa0\x00\x00\x06\x32\x01\x01\x05"
SELECT_PPSE = b"\x00\xa4\x04\x00\x0e2PAY.SYS.DDF01\x00"
SELECT_AID = b"\x00\xa4\x04\x00\x08" + AID + b"\x00"
READ_FILE_15 = b"\x00\xb0\x95\x00\x1e"
GET_BALANCE = b"\x80\x5c\x00\x02\x04"
FILE_15_BYTES = 30
RESPONSE_MAX_BYTES = 258
SAM_COMMANDS_MAX = 8
_LIMIT_MAX_FEN = const(0xFFFFFF)

# How sure it is that the card is the one it names, as records write it: position in this tuple.
AUTHENTICATED = ("none", "test_sam", "sam")

# How long a card, or a code that came with one, must be away before it counts as shown anew.
AWAY_MS = const(500)
# A medium of the other kind that comes so soon behind one that was let in belongs to the same passenger.
AT_ONCE_MS = const(1000)
# As long as a card counts as the one that was let in: its validity, as ride records write it.
SAME_S = const(2)

_SEVERAL = const(-1)  # of Gate.words
ONE_MEDIUM = ("请只出示 一张卡或一个码", "One card or one code only")

OTHER_CARD = "other_card"  # the family of a card without the application

# Words of results that are others for a card than for a code.
_NOT_HERE = ("暂不支持该卡", "Card not supported here")
WORDS = {
    codes.ACCEPTED: ("刷卡成功 请通行", codes.PASS[1]),
    codes.FOREIGN_CODE: _NOT_HERE,
    codes.ISSUER_NOT_ACCEPTED: _NOT_HERE,
}

# What a decision holds of a card in the place of a `RideCode`. raw: file 15. account: 10 bytes as in codes.
CardData = namedtuple(
    "CardData",
    "raw issuer account account_type limit_fen generated_s validity_s ca_index cert_serial authenticated number",
)


class _Unreadable(Exception):
    """The card is gone, or does not speak the public interface. family: of a card that is of another kind."""

    def __init__(self, family: str | None = None) -> None:
        super().__init__(family)
        self.family = family


def account_of(number: bytes) -> bytes:
    """A card's number (10 bytes, BCD) as codes write accounts: 19 digits with F behind, not 0 before."""
    return number if number[0] >> 4 else unhexlify(hexlify(number)[1:] + b"f")


def _digits(data: bytes) -> bool:
    """Whether these are decimal digits; the very last may be F."""
    return all([byte >> 4 < 10 and byte & 15 < 10 for byte in data[:-1]]) and (
        data[-1] >> 4 < 10 and (data[-1] & 15 < 10 or data[-1] & 15 == 15)
    )


def _data(response: bytes | None, least: int) -> bytes:
    """The data of a response that reports success, `least` bytes of it at least."""
    if response is None or not least + 2 <= len(response) <= RESPONSE_MAX_BYTES or response[-2:] != b"\x90\x00":
        raise _Unreadable
    return response[:-2]


def parse(file_15: bytes, balance: bytes, now_s: int, authenticated: str = "none") -> CardData:
    """A card by its file 15 (30 bytes: issuer 8, kind 1, version 1, number 10, valid from 4, until 4, other 2) and
    balance (4 bytes, fen). Raises ValueError when issuer or number are no decimal digits.

    Trap: the dates are not judged here, nor anywhere (docs/cards.md).
    """
    issuer, number = file_15[:4], file_15[10:20]
    if not _digits(number) or not _digits(issuer) or issuer[3] & 15 == 15:
        raise ValueError("card: issuer or number are no digits")
    amount_fen = unpack(">i", balance)[0]
    limit_fen = min(max(amount_fen, 0), _LIMIT_MAX_FEN)
    account = account_of(number)
    return CardData(
        bytes(file_15), issuer, account, file_15[8], limit_fen, now_s, SAME_S, 0, bytes(3), authenticated, number
    )


def read(now_s: int) -> "Generator[bytes, bytes | None, CardData]":
    """Read a card: yields each command, is sent its response or None. Raises _Unreadable."""
    response = yield SELECT_PPSE
    if response is not None and response[-2:] == b"\x6a\x82":
        raise _Unreadable(OTHER_CARD)
    if AID not in _data(response, len(AID)):
        raise _Unreadable(OTHER_CARD)
    _data((yield SELECT_AID), 0)
    file_15 = _data((yield READ_FILE_15), FILE_15_BYTES)[:FILE_15_BYTES]
    balance = _data((yield GET_BALANCE), 4)[:4]
    try:
        return parse(file_15, balance, now_s)
    except ValueError:
        raise _Unreadable from None


def _vouched(sam: "Any", card: CardData) -> "Generator[bytes, bytes | None, bool]":
    """Whether the SAM confirms the card. A SAM that fails does not; a card that is gone by then is unreadable."""
    try:
        walk = sam.vouch(card.number)
        command = next(walk)
        for _ in range(SAM_COMMANDS_MAX):
            response = yield command
            if response is None:
                raise _Unreadable
            command = walk.send(response)
    except StopIteration as end:
        return end.value is True
    except OSError:
        pass
    return False


class _Fresh:
    """The replay memory as step 20 asks it about a card. A card that was confirmed has just answered a question of
    its own: no one can show that again. What it rode a moment ago was asked before (`_rode`)."""

    def used(self, account: bytes, generated_s: int, now_s: int) -> bool:
        return False


def _rode(history: "History", account: bytes, now_s: int | None) -> bool:
    """Whether this card was let in within SAME_S, before a restart perhaps: the journal fills the memory again."""
    return now_s is not None and any([history.contains(account, now_s - ago) for ago in range(SAME_S)])


def _checks(
    card: CardData,
    trust: "TrustList | None",
    policy: "Policy",
    now_s: int | None,
    sam: "Any",
    further: "Callable[..., Any] | None",
) -> "Generator[int | bytes | None, Any, int]":
    """Steps 6 to 8, 18 and those of an account. As in terminal/decide.py."""
    if now_s is None:
        return codes.CLOCK_UNTRUSTED
    yield 6
    if trust is None or not trust.in_force(now_s):
        return codes.TRUST_LIST_MISSING
    yield 7
    issuer = yield from trust.find(trust_list.ISSUER, card.issuer)
    if issuer is None:
        return codes.ISSUER_NOT_ACCEPTED
    yield 8
    if sam is None or not (yield from _vouched(sam, card)):
        return codes.CARD_NOT_AUTHENTICATED
    yield 18
    if further is not None:
        yield card.account
    blocked = yield from trust.find(trust_list.BLOCKED, card.number)  # as the card writes it, then as codes do
    if blocked is not None:
        return codes.ACCOUNT_BLOCKED
    return (yield from decide.account_checks(card, trust, policy, _Fresh(), now_s, further))


def steps(
    trust: "TrustList | None",
    policy: "Policy",
    history: "History",
    now_s: int | None,
    sam: "Any" = None,
    named: "Callable[[bytes], bool]" = lambda name: False,
    further: "Callable[..., Any] | None" = None,
) -> "Walk":
    """Judge the card in the field.

    sam: what may confirm it, None for nothing. named: is given the card's account once it is known, and says whether
    that card has its answer already. further: steps 23 and 24, as in `decide.steps`, which are asked about a card that
    was confirmed.
    Yields the number of each check that passed, None inside long arithmetic, and bytes. Before step 18 these are a
    command for the card, to be answered by send(response), or send(None) when the card is gone; behind it they are
    what `decide.steps` yields: the account, then b"" for the verdict.
    Returns the Decision, None when the card has its answer already or was let in within SAME_S. Refuses by value,
    whatever the card sends. Raises OSError only, when the list's storage fails.
    Trap: without a SAM that confirmed it the answer is never ACCEPTED.
    """
    passed = 0
    card = None
    response: bytes | None = None
    try:
        card = yield from read(now_s or 0)
        if named(card.account) or _rode(history, card.account, now_s):
            return None
        for passed in range(1, 6):
            yield passed
        checks = _checks(card, trust, policy, now_s, sam, further)
        while True:
            step = checks.send(response)
            response = None
            if isinstance(step, bytes):
                response = yield step
            else:
                if step is not None:
                    passed = step
                if step == 18:
                    card = CardData(*(card[:9] + (sam.kind, card.number)))
                yield step
    except StopIteration as end:
        return Decision(end.value, passed_to(end.value, passed), card, (), None, -1, None)
    except Refused as why:
        return Decision(why.result, why.step, card, (), None, -1, None)
    except _Unreadable as why:
        result = codes.FOREIGN_CODE if why.family else codes.CARD_UNREADABLE
        return Decision(result, 18 if passed else 1, None, (), why.family, -1, None)
    except OSError:
        raise
    except Exception as cause:
        return Decision(codes.INTERNAL, passed + 1, card, (), None, -1, cause)


def passed_to(result: int, passed: int) -> int | None:
    """The step that gave a result: behind step 8 stands 18, the steps between belong to certificates."""
    if not result:
        return None
    return 18 if passed == 8 else passed + 1


class Media:
    """Codes and cards of one gate: a loop's scanner (`poll`, `hold`) and its judge (`judge`).

    reader: a `Card`. now_ms: of the clock. sam: a `Sam` or None. lane: a `Lane` where the gate has steps 23 and 24: it
    judges both then, and adds to the records of both.

    Media that come together are not judged, neither of them: both must go first. Together are a card and a ride code
    that are seen at once, two cards, and one kind within AT_ONCE_MS of a passenger let in by the other: a phone
    shows its code while its card answers the reader. A card is read once each time it comes, unless it was torn away.
    """

    def __init__(
        self,
        scanner: "Any",
        reader: "Any",
        gate: "Gate",
        now_ms: "Callable[[], int]",
        sam: "Any" = None,
        lane: "Any" = None,
        walk: "Callable[..., Any]" = decide.steps,
    ) -> None:
        self._scanner = scanner
        self._reader = reader
        self._gate = gate
        self._now_ms = now_ms
        self._sam = sam
        self._lane = lane
        self._walk = walk
        gate.words[_SEVERAL] = ONE_MEDIUM
        self._forget()

    def _forget(self) -> None:
        self.card = False  # what was handed out last is a card
        self._count = 0
        self._resting: bytes | None = None  # the card that is there and was dealt with
        self._until_empty = True  # no card counts before the field was empty: one that lies there was not held up
        self._gone_ms: int | None = None  # since when it was not seen
        self._wait_ms = 0  # no card is read before
        self._aside: tuple[bytes, ...] = ()  # codes that came with a card
        self._aside_ms = 0
        self._several = False
        self._let_in: tuple[bool, int] | None = None  # (it was a card, when)
        self._medium = b""

    def open(self) -> None:
        """Open the scanner and the card reader. Raises OSError when one of them does not open."""
        self._forget()
        self._scanner.open()
        self._reader.open()

    def close(self) -> None:
        """Close both."""
        self._scanner.close()
        self._reader.close()

    def hold(self, active: bool) -> None:
        """Hold the scanner off; a card waits by itself."""
        self._scanner.hold(active)

    def poll(self, now_ms: int) -> tuple[bytes, ...]:
        """The codes of the scanner, or a name for the card that has come. Raises OSError when either is broken."""
        payloads: tuple[bytes, ...] = self._scanner.poll(now_ms)
        card = self._reader.poll(now_ms)
        self.card = False
        fresh = self._come(card, now_ms)
        rides = tuple([payload for payload in payloads if ride_code(payload)])
        several = self._several
        self._several = False
        if self._aside and now_ms - self._aside_ms >= AWAY_MS:
            self._aside = ()
        if card is not None and (rides or not card.alone):
            several = True
        elif rides and [each for each in rides if each in self._aside]:
            self._aside_ms = now_ms
            return ()
        elif (rides and self._just(True, now_ms)) or (fresh and self._just(False, now_ms)):
            several = True
        if several:
            self._put_aside(rides, card, now_ms)
            return (_name(b"1"), _name(b"2"))
        if not fresh:
            return payloads
        self._count += 1
        self.card = True
        self._resting = card.uid
        return (_name(pack(">I", self._count) + card.uid[:10]),)

    def _come(self, card: "Any", now_ms: int) -> bool:
        """Whether a card is there that has not been dealt with."""
        if card is not None:
            self._gone_ms = None
            return card.uid != self._resting and not self._until_empty and now_ms >= self._wait_ms
        if self._gone_ms is None:
            if self._reader.settled():
                self._gone_ms = now_ms
        elif now_ms - self._gone_ms >= AWAY_MS:
            self._resting = None
            self._until_empty = False
        return False

    def _just(self, card: bool, now_ms: int) -> bool:
        """Whether a passenger was let in a moment ago, by a card or by a code."""
        return self._let_in is not None and self._let_in[0] == card and now_ms - self._let_in[1] < AT_ONCE_MS

    def _put_aside(self, rides: tuple[bytes, ...], card: "Any", now_ms: int) -> None:
        if rides:
            self._aside = rides[:2]
            self._aside_ms = now_ms
        if card is not None:
            self._until_empty = True

    def tail(self, now_s: int | None) -> bytes:
        """What a ride record states besides: of a card that it is one, and what confirmed it (terminal/lane.py)."""
        tail = self._lane.tail(now_s) if self._lane is not None else b""
        return (tail or bytes(7)) + self._medium if self._medium else tail

    def take(self, record: "Any") -> None:
        """As of a lane: cards need nothing of records."""
        if self._lane is not None:
            self._lane.take(record)

    def _joined(self, payload: bytes) -> bool:
        """Whether a medium of the other kind has come while one is judged."""
        now_ms = self._now_ms()
        if self.card:
            rides = tuple([each for each in self._scanner.poll(now_ms) if ride_code(each)])
            self._put_aside(rides, None, now_ms)
            return len(rides) > 0
        card = self._reader.poll(now_ms)
        if not self._come(card, now_ms):
            return False
        self._put_aside((payload,), card, now_ms)
        return True

    def judge(self, payload: bytes, *rest: "Any") -> "Generator[int | None, None, Decision | None]":
        """As `decide.steps`, for what was handed out last. Returns None when nothing is to be answered."""
        card = self.card
        self._medium = b""
        for result in WORDS:
            self._gate.words.pop(result, None)
        if card:
            self._gate.words.update(WORDS)
        lane = self._lane
        walk = self._card_steps if card else self._walk
        judging = walk(payload, *rest) if lane is None else lane.judge(*((payload,) + rest + (walk,)))
        while True:
            try:
                step = next(judging)
            except StopIteration as end:
                decision: Decision | None = end.value
                break
            try:
                joined = (card or step is not None) and self._joined(payload)
            except OSError:  # the next poll reports what is broken
                joined = None
            if joined is not False:
                self._several = joined is True
                if lane is not None:
                    lane.begin()
                return None
            yield step
        if decision is not None:
            self._judged(payload, decision)
        return decision

    def _card_steps(
        self,
        payload: bytes,
        trust: "TrustList | None",
        policy: "Policy",
        history: "History",
        now_s: int | None,
        further: "Callable[..., Any] | None" = None,
    ) -> "Generator[Any, Any, Any]":
        """As `decide.steps`, for the card in the field: `steps`, whose commands it answers."""
        walk = steps(trust, policy, history, now_s, self._sam, self._named, further)
        confirmed = False
        response = None
        while True:
            try:
                step = walk.send(response)
            except StopIteration as end:
                return end.value
            if isinstance(step, bytes) and not confirmed:
                response = self._exchange(step)
                yield None
            else:
                confirmed = confirmed or step == 18
                response = yield step

    def _judged(self, payload: bytes, decision: Decision) -> None:
        now_ms = self._now_ms()
        if self.card and decision.code is not None:  # the staff may complete a refusal
            self._medium = bytes([1, AUTHENTICATED.index(decision.code.authenticated)])
        if decision.result == codes.ACCEPTED:
            self._let_in = (self.card, now_ms)
        elif decision.result == codes.CARD_UNREADABLE:
            self._gate.shown = payload  # an answer about no card: the next try counts
            self._resting = None
            self._wait_ms = now_ms + AWAY_MS

    def _named(self, account: bytes) -> bool:
        """What is under judgement is known by its account from now on; whether that card has its answer already, or
        waits for its passenger."""
        gate = self._gate
        gate.shown = account
        return gate.still(account, self._now_ms()) or account in [payload for _, payload in gate.queue]

    def _exchange(self, command: bytes) -> bytes | None:
        try:
            return self._reader.transceive(command)  # type: ignore[no-any-return]
        except OSError:
            return None


def _name(what: bytes) -> bytes:
    """A name by which the gate knows a medium that is no code: measured like a ride code, so that it counts as one.

    Trap: a code may have these bytes. `Media` judges a card when its reader has one, whatever the name.
    """
    return b"\x80\x01\x49card" + what + bytes(325 - len(what))
