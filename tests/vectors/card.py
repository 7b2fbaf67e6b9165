"""Cards: what they answer to each command, and what the terminal answers then: `cards.jsonl`."""

from collections.abc import Callable
from typing import Any

from hal.fake.card import TEST_KEY, TestCard, TestSam
from terminal import card as cards, sm3
from tests.vectors import scene
from tests.vectors.scene import NOW_S

CHALLENGE = bytes.fromhex("0123456789abcdef")
ISSUER = bytes.fromhex("03041730")
NUMBER = bytes.fromhex("03104170000000000001")
_FOUND = ("CARD_UNREADABLE", "FOREIGN_CODE")  # nothing is known of the card behind these

Answer = Callable[[int, bytes, bytes], bytes | None]


def _mac(message: bytes) -> bytes:
    return sm3.hmac(sm3.digest, TEST_KEY, message)


def _as_it_is(at: int, command: bytes, response: bytes) -> bytes | None:
    return response


class Book:
    """Card vectors in the order in which they were written down; each id is used once."""

    def __init__(self) -> None:
        self.vectors: list[dict[str, Any]] = []
        self._ids: set[str] = set()

    def add(
        self,
        name: str,
        comment: str,
        result: str | None,
        step: int | None,
        *,
        number: bytes = NUMBER,
        issuer: bytes = ISSUER,
        balance_fen: int = 5000,
        answer: Answer = _as_it_is,
        asked: int = 5,
        sam: bool = True,
        genuine: bool = True,
        file_15: bytes | None = None,
        clock: int | None = NOW_S,
        trust: str | None = "main",
        **more: Any,
    ) -> None:
        """Write one down. answer: what becomes of the response to command number `at`, None when the card is gone.
        asked: how many commands the terminal sends. genuine: it knows the test key. more: policy, history, family."""
        if name in self._ids:
            raise ValueError(f"two vectors are called {name}")
        self._ids.add(name)
        held = TestCard(number, issuer, balance_fen, _mac if genuine else None)
        held.file_15 = file_15 or held.file_15
        proof = next(TestSam(lambda size: CHALLENGE[:size], _mac).vouch(number))
        commands = (cards.SELECT_PPSE, cards.SELECT_AID, cards.READ_FILE_15, cards.GET_BALANCE, proof)[:asked]
        exchange = []
        for at, command in enumerate(commands):
            response = answer(at, command, held.respond(command))
            exchange.append([command.hex(), None if response is None else response.hex()])
        known = result not in _FOUND
        row = None if result is None else scene.result_table.by_name(result)
        confirmed = "test_sam" if step is None or step > 18 else "none"
        self.vectors.append(
            {"id": name, "comment": comment, "trust": trust, "clock": clock,
             "sam": CHALLENGE.hex() if sam else None, "exchange": exchange, "result": result, "step": step,
             "account": cards.account_of(number).hex() if known and result else None,
             "authenticated": confirmed if known and result else None,
             "words": None if row is None else list(cards.WORDS.get(row.number, (row.zh, row.en))),
             **{key: more[key] for key in ("policy", "history", "family") if key in more}}
        )  # fmt: skip


def _replaced(at: int, response: bytes | None) -> Answer:
    return lambda number, command, given: response if number == at else given


def _cut(at: int, drop: int) -> Answer:
    """The response to command `at` with so many bytes less before its status."""
    return lambda number, command, given: given[: -2 - drop] + given[-2:] if number == at else given


def _padded(at: int, size: int) -> Answer:
    """The response to command `at`, of so many bytes."""
    return lambda number, command, given: given[:-2] + bytes(size - len(given)) + given[-2:] if number == at else given


def _accepted(book: Book) -> None:
    book.add("accepted", "a card that the test SAM confirms", "ACCEPTED", None)
    book.add("number-20", "a number of twenty digits", "ACCEPTED", None, number=bytes.fromhex("99104170000000000017"))
    book.add("any-list", "another list", "ACCEPTED", None, trust="forever")
    for size in (cards.RESPONSE_MAX_BYTES - 1, cards.RESPONSE_MAX_BYTES):
        book.add(f"file-15-of-{size}", f"file 15 answers {size} bytes", "ACCEPTED", None, answer=_padded(2, size))


def _not_authenticated(book: Book) -> None:
    def add(name: str, comment: str, **more: Any) -> None:
        book.add(name, comment, "CARD_NOT_AUTHENTICATED", 18, **more)

    add("no-sam", "the terminal has no SAM", sam=False, asked=4)
    add("no-key", "the card does not know the command of the SAM", genuine=False)
    for at in (0, 7):
        def turned(number: int, command: bytes, given: bytes, at: int = at) -> bytes:
            return given[:at] + bytes([given[at] ^ 1]) + given[at + 1 :] if number == 4 else given

        add(f"proof-bit-{at}", f"a bit of byte {at} of its proof turned", answer=turned)
    add("proof-short", "its proof without the last byte", answer=_cut(4, 1))
    add("proof-long", "a byte behind its proof", answer=_padded(4, 11))
    add("proof-refused", "its proof is right, its status is none", answer=_replaced(4, _mac(NUMBER + CHALLENGE)[:8]))
    replayed = _mac(NUMBER + bytes(8))[:8] + b"\x90\0"
    add("proof-replayed", "the proof of another challenge", answer=_replaced(4, replayed))
    other = _mac(bytes.fromhex("03104170000000000027") + CHALLENGE)[:8] + b"\x90\0"
    add("proof-of-another", "the proof of another card", answer=_replaced(4, other))
    blocked = bytes.fromhex("03104180000000000002")
    add("before-blocked", "blocked, and not confirmed", number=blocked, sam=False, asked=4)


def _unreadable(book: Book) -> None:
    def add(name: str, comment: str, at: int, **more: Any) -> None:
        step = 18 if at == 4 else 1
        book.add(name, comment, "CARD_UNREADABLE", step, asked=at + 1, **more)

    for at in range(5):
        add(f"torn-{at}", f"torn away at command {at + 1}", at, answer=_replaced(at, None))
    for at in (1, 2, 3):
        for status in ("6a82", "6985", "6700", "9001", "61", ""):
            name = f"status-{status or 'none'}-{at}"
            add(name, f"command {at + 1} is answered {status or 'by nothing'}", at,
                answer=_replaced(at, bytes.fromhex(status)))  # fmt: skip
    add("status-6985-0", "the directory is refused, as of a card that is locked", 0,
        answer=_replaced(0, b"\x69\x85"))  # fmt: skip
    add("file-15-short", "file 15 of 29 bytes", 2, answer=_cut(2, 1))
    add("balance-short", "a balance of three bytes", 3, answer=_cut(3, 1))
    add("file-15-of-259", "file 15 answers 259 bytes", 2, answer=_padded(2, cards.RESPONSE_MAX_BYTES + 1))
    good = TestCard(NUMBER, ISSUER).file_15
    for at, value in ((0, 0xA0), (3, 0x1F), (3, 0x0A), (10, 0xB0), (12, 0x0A), (19, 0xF1), (19, 0x0A)):
        add(f"digit-{at}-{value:02x}", f"byte {at} of file 15 is {value:02x}, no digits", 3,
            file_15=good[:at] + bytes([value]) + good[at + 1 :])  # fmt: skip


def _foreign(book: Book) -> None:
    def add(name: str, comment: str, response: bytes) -> None:
        book.add(name, comment, "FOREIGN_CODE", 1, asked=1, answer=_replaced(0, response), family="other_card")

    add("no-directory", "a card without the directory of applications", b"\x6a\x82")
    add("other-application", "a directory without the interoperable application", bytes(20) + b"\x90\x00")
    add("nearly-application", "a directory with all but its last byte", cards.AID[:-1] + b"\x06\x90\x00")


def _in_their_order(book: Book) -> None:
    book.add("no-clock", "the clock is not trusted", "CLOCK_UNTRUSTED", 6, clock=None, asked=4)
    book.add("no-list", "there is no trust list", "TRUST_LIST_MISSING", 7, trust=None, asked=4)
    stranger = bytes.fromhex(scene.UNLISTED_ISSUER)
    book.add("issuer", "an issuer that the list has not", "ISSUER_NOT_ACCEPTED", 8, issuer=stranger, asked=4)
    book.add("issuer-before-sam", "the same, and no SAM", "ISSUER_NOT_ACCEPTED", 8, issuer=stranger, asked=4, sam=False)
    for last in (0, 2, 1398):
        blocked = bytes.fromhex(f"0310418{last:013d}")
        book.add(f"blocked-{last}", "its number is blocked, as codes write it", "ACCOUNT_BLOCKED", 19, number=blocked)
    book.add("not-blocked", "a number between two that are blocked", "ACCEPTED", None,
             number=bytes.fromhex("03104180000000000001"))  # fmt: skip
    types = {"account_types": [1, 3]}
    book.add("type", "a kind of card that is not accepted", "ACCOUNT_TYPE_NOT_ACCEPTED", 21, policy=types)
    book.add("type-accepted", "a kind that is", "ACCEPTED", None, policy={"account_types": [2]})
    fare = {"fare_fen": 200}
    book.add("balance-just", "a balance of the fare", "ACCEPTED", None, balance_fen=200, policy=fare)
    book.add("balance-low", "a fen less", "FARE_ABOVE_LIMIT", 22, balance_fen=199, policy=fare)
    book.add("balance-negative", "a balance below nothing", "FARE_ABOVE_LIMIT", 22, balance_fen=-1, policy=fare)
    book.add("balance-most", "the highest balance", "ACCEPTED", None, balance_fen=0x7FFFFFFF, policy=fare)
    book.add("limit-ignored", "a balance of nothing, where limits are ignored", "ACCEPTED", None, balance_fen=0,
             policy={"fare_fen": 200, "limit_enforced": False})  # fmt: skip
    account = cards.account_of(NUMBER).hex()
    for ago in range(cards.SAME_S + 1):
        ridden = [[account, NOW_S - ago, NOW_S - ago + cards.SAME_S + 20]]
        same = ago < cards.SAME_S
        book.add(f"rode-{ago}", f"it was let in {ago} s ago", None if same else "ACCEPTED", None, history=ridden,
                 asked=4 if same else 5)  # fmt: skip
    other = cards.account_of(bytes.fromhex("03104170000000000027")).hex()
    book.add("other-rode", "another card was let in now", "ACCEPTED", None, history=[[other, NOW_S, NOW_S + 22]])


def vectors() -> list[dict[str, Any]]:
    """All card vectors, in the order of the file."""
    book = Book()
    for part in (_accepted, _not_authenticated, _unreadable, _foreign, _in_their_order):
        part(book)
    return book.vectors
