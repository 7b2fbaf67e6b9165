"""Cards: what is read of them, what is judged, and everything that can happen in the field of a reader.

Length: one terminal with a card reader, each way a card can behave.
"""

from hal.fake.card import TestCard, TestSam
from terminal import card as cards, codes, gate as gates, policy
from terminal.decide import Decision
from terminal.history import History
from tests.builder import list_builder
from tests.builder.code_builder import ISSUER, NOW_S
from tests.core.card_terminal import ACCOUNT, NUMBER, CardTerminal, counting, good, mac
from tests.core.raising import raised
from tests.core.test_run import code

COMMANDS = 5  # four of the public interface and one of the test SAM
CARD_PASS = (cards.WORDS[codes.ACCEPTED][1], gates.LAMP_GREEN)
ONE = (cards.ONE_MEDIUM[1], gates.LAMP_AMBER)


def decided(
    shown: object, sam: object = None, rules: object = policy.STANDARD, past: object = None, now_s: object = NOW_S
) -> tuple:
    """(result name, step, decision) of a card alone; shown answers each command, None when it is gone."""
    walk = cards.steps(list_builder.shared(), rules, past or History(4), now_s, sam)
    response = None
    passed = []
    while True:
        try:
            step = walk.send(response)
        except StopIteration as end:
            decision = end.value
            assert decision.cause is None, decision.cause
            return codes.of(decision.result).name, decision.step, decision, passed
        response = None
        if isinstance(step, bytes):
            response = shown(step)
        elif step is not None:
            passed.append(step)


def test_a_card_is_read_by_its_public_commands():
    name, step, decision, passed = decided(good(balance_fen=1234).respond, TestSam(counting(), mac))
    assert (name, step) == ("ACCEPTED", None)
    read = decision.code
    assert (read.issuer, read.account, read.limit_fen, read.generated_s) == (ISSUER, ACCOUNT, 1234, NOW_S)
    assert (read.number, read.authenticated, len(read.raw)) == (NUMBER, "test_sam", cards.FILE_15_BYTES)
    assert passed == [1, 2, 3, 4, 5, 6, 7, 8, 18, 19, 20, 21, 22]


def test_a_number_of_nineteen_digits_is_written_as_codes_write_it():
    assert cards.account_of(NUMBER) == ACCOUNT
    assert cards.account_of(b"\x99" * 10) == b"\x99" * 10


def test_no_sam_no_passage():
    assert decided(good().respond)[:2] == ("CARD_NOT_AUTHENTICATED", 18)
    forged = good(mac=None)
    assert decided(forged.respond, TestSam(counting(), mac))[:2] == ("CARD_NOT_AUTHENTICATED", 18)

    class Broken:
        kind = "sam"

        def vouch(self, number: bytes) -> object:
            raise OSError(5, "the SAM is gone")

    class Endless:
        kind = "sam"

        def vouch(self, number: bytes) -> object:
            while True:
                yield b"\x00\x88\x00\x00"

    class Yes:
        kind = "sam"

        def vouch(self, number: bytes) -> object:
            yield b"\x00\x88\x00\x00"
            return 1  # not True: a SAM says so in one way only

    for sam in (Broken(), Endless(), Yes()):
        assert decided(good().respond, sam)[:2] == ("CARD_NOT_AUTHENTICATED", 18)


def test_a_sam_has_so_many_commands():
    class Long:
        kind = "sam"

        def __init__(self, commands: int) -> None:
            self.commands = commands

        def vouch(self, number: bytes) -> object:
            for _ in range(self.commands):
                yield b"\x00\x88\x00\x00"
            return True

    assert decided(good().respond, Long(cards.SAM_COMMANDS_MAX))[0] == "ACCEPTED"
    assert decided(good().respond, Long(cards.SAM_COMMANDS_MAX + 1))[0] == "CARD_NOT_AUTHENTICATED"


def test_each_step_in_its_order():
    sam = TestSam(counting(), mac)
    stranger = TestCard(NUMBER, b"\x12\x34\x56\x78", mac=mac)
    assert decided(stranger.respond, sam)[:2] == ("ISSUER_NOT_ACCEPTED", 8)
    assert decided(good().respond, sam, now_s=None)[:2] == ("CLOCK_UNTRUSTED", 6)
    dear = policy.make(fare_fen=5001)
    assert decided(good(balance_fen=5000).respond, sam, dear)[:2] == ("FARE_ABOVE_LIMIT", 22)
    assert decided(good(balance_fen=5001).respond, sam, dear)[:2] == ("ACCEPTED", None)
    assert decided(good(balance_fen=-1).respond, sam, policy.make(fare_fen=1))[:2] == ("FARE_ABOVE_LIMIT", 22)
    assert decided(good(balance_fen=0x7FFFFFFF).respond, sam)[2].code.limit_fen == 0xFFFFFF
    types = policy.make(account_types=(9,))
    assert decided(good().respond, sam, types)[:2] == ("ACCOUNT_TYPE_NOT_ACCEPTED", 21)


def test_a_blocked_number_in_either_spelling():
    sam = TestSam(counting(), mac)
    for blocked in (ACCOUNT, NUMBER):
        opened = list_builder.opened(list_builder.usual(blocked=(blocked,)))
        walk = cards.steps(opened, policy.STANDARD, History(4), NOW_S, sam)
        card = good()
        response = None
        while True:
            try:
                step = walk.send(response)
            except StopIteration as end:
                assert (codes.of(end.value.result).name, end.value.step) == ("ACCOUNT_BLOCKED", 19)
                break
            response = card.respond(step) if isinstance(step, bytes) else None


def test_a_card_of_another_kind_is_named():
    assert decided(lambda apdu: b"\x6a\x82")[2].family == "other_card"
    assert decided(lambda apdu: bytes(20) + b"\x90\x00")[:2] == ("FOREIGN_CODE", 1)


def test_a_command_that_gets_no_answer():
    for torn in range(COMMANDS):
        card = good()
        asked = []

        def respond(apdu: bytes, card=card, asked=asked, torn=torn) -> bytes | None:
            asked.append(apdu)
            return card.respond(apdu) if len(asked) <= torn else None

        assert decided(respond, TestSam(counting(), mac))[:2] == ("CARD_UNREADABLE", 18 if torn == 4 else 1)
        assert len(asked) == torn + 1


def test_responses_one_byte_short():
    whole = good()
    for at in range(4):
        count = [0]

        def respond(apdu: bytes, at=at, count=count) -> bytes:
            count[0] += 1
            response = whole.respond(apdu)
            return (response[:-3] if at != 1 else response[-1:]) + (b"\x90\x00" if at != 1 else b"") if count[
                0
            ] == at + 1 else response

        name = decided(respond)[0]
        assert name == "CARD_UNREADABLE" or at == 0, (at, name)


def test_longest_response():
    whole = good()

    def padded(extra: int):
        def respond(apdu: bytes) -> bytes:
            response = whole.respond(apdu)
            if apdu != cards.READ_FILE_15:
                return response
            return response[:-2] + bytes(extra - len(response)) + b"\x90\x00"

        return respond

    assert decided(padded(cards.RESPONSE_MAX_BYTES))[0] == "CARD_NOT_AUTHENTICATED"
    assert decided(padded(cards.RESPONSE_MAX_BYTES + 1))[0] == "CARD_UNREADABLE"


def test_numbers_that_are_none():
    for at, value in ((0, 0xA0), (3, 0x1F), (10, 0xB0), (12, 0x0A), (19, 0xF1)):
        card = good()
        card.file_15 = card.file_15[:at] + bytes([value]) + card.file_15[at + 1 :]
        assert decided(card.respond)[0] == "CARD_UNREADABLE", at
    raised(ValueError, cards.parse, b"\xff" * 30, bytes(4), 0)


def test_a_tap_opens_once():
    terminal = CardTerminal()
    terminal.tap(good())
    assert terminal.results() == [codes.ACCEPTED]
    (ride,) = terminal.rides()
    assert (ride.issuer, ride.account, ride.generated_s, ride.limit_fen) == (ISSUER, ACCOUNT, NOW_S, 5000)
    assert len(terminal.told("release")) == 1 and terminal.shown()[1] == CARD_PASS
    assert terminal.order()[0][0] == "append"


def test_nothing_opens_without_a_sam():
    terminal = CardTerminal(sam=None)
    for _ in range(5):
        terminal.tap(good())
        terminal.turn(30, 100)
    assert terminal.results() == [codes.CARD_NOT_AUTHENTICATED] * 5
    assert terminal.told("release") == [] and terminal.rides() == []


def test_torn_away_at_each_command():
    for torn in range(COMMANDS + 1):
        terminal = CardTerminal()
        terminal.field.tear_after = torn
        card = good()
        terminal.tap(card)
        whole = torn == COMMANDS
        assert terminal.results() == [codes.ACCEPTED if whole else codes.CARD_UNREADABLE], torn
        terminal.field.tear_after = None
        terminal.tap(card)
        terminal.tap(card)
        assert terminal.results()[-1] == codes.ACCEPTED and len(terminal.rides()) == 1, torn
        assert len(terminal.told("release")) == 1, torn


def test_a_card_that_stays_is_read_once():
    terminal = CardTerminal()
    terminal.tap(good(), ms=5000)
    asked = len(terminal.field.log)
    assert (terminal.results(), asked) == ([codes.ACCEPTED], COMMANDS)


def test_a_torn_card_that_is_there_again_is_read_again():
    terminal = CardTerminal()
    card = good()
    terminal.field.tear_after = 2
    terminal.field.hold(card)
    terminal.turn(20)
    terminal.field.hold(card)
    terminal.turn(cards.AWAY_MS + 100)
    assert terminal.results() == [codes.CARD_UNREADABLE, codes.ACCEPTED]


def test_the_same_card_within_two_seconds():
    """Even where it names itself otherwise each time, as phones do; and behind a refusal."""
    for sam in (True, None):
        terminal = CardTerminal(sam)
        terminal.tap(good(uid=b"\x08\x01\x02\x03"))
        terminal.walk_through()
        shown = len(terminal.shown())
        terminal.tap(good(uid=b"\x08\x04\x05\x06"), ms=50)
        assert len(terminal.results()) == 1 and len(terminal.shown()) == shown
        terminal.turn(200, 10)
        terminal.tap(good(uid=b"\x08\x07\x08\x09"), ms=50)
        assert len(terminal.results()) == 2


def test_a_card_whose_passenger_has_not_passed():
    terminal = CardTerminal(passage_ms=20_000)
    for _ in range(3):
        terminal.tap(good())
        terminal.turn(30, 100)
    assert terminal.results() == [codes.ACCEPTED] and len(terminal.rides()) == 1


def test_two_cards_at_once():
    terminal = CardTerminal()
    terminal.tap(good(), good(number=b"\x03" + bytes(8) + b"\x27"))
    assert terminal.results() == [] and terminal.shown()[1:] == [ONE]
    assert terminal.field.log == []


def test_both_cards_must_go_before_one_counts():
    terminal = CardTerminal()
    one, other = good(), good(number=b"\x03" + bytes(8) + b"\x27")
    for left in (one, other):
        terminal.field.hold(one, other)
        terminal.turn(50)
        terminal.field.hold(left)
        terminal.turn(5000)
        assert terminal.results() == [], left.uid
        terminal.field.hold()
        terminal.turn(cards.AWAY_MS + 10)
    terminal.tap(one)
    assert terminal.results() == [codes.ACCEPTED]


def test_a_card_and_a_code_at_once():
    terminal = CardTerminal()
    terminal.field.hold(good())
    terminal.scanner.still = (code(),)
    terminal.turn(1000)
    assert terminal.results() == [] and ONE in terminal.shown()
    terminal.scanner.still = ()
    terminal.turn(3000, 3)
    assert terminal.results() == []  # the card came with the code: it must go first
    terminal.field.hold()
    terminal.turn(cards.AWAY_MS + 10)
    terminal.tap(good())
    assert terminal.results() == [codes.ACCEPTED]


def test_a_code_that_comes_while_a_card_is_read():
    terminal = CardTerminal()
    terminal.field.hold(good())
    terminal.turn(1)
    terminal.scanner.frames.append((code(),))
    terminal.turn(500)
    assert terminal.results() == [] and ONE in terminal.shown()


def test_a_card_that_comes_while_a_code_is_judged():
    terminal = CardTerminal()
    terminal.scanner.frames.append((code(),))
    terminal.turn(2)
    assert terminal.loop.busy()
    terminal.field.hold(good())
    terminal.turn(500)
    assert terminal.results() == [] and ONE in terminal.shown()


def test_the_card_of_the_phone_that_showed_the_code():
    """Within AT_ONCE_MS of a passenger let in, the other kind is taken for the same passenger's."""
    terminal = CardTerminal()
    terminal.present(code())
    terminal.turn(cards.AT_ONCE_MS - 500)
    terminal.tap(good(), ms=3000)
    assert terminal.results() == [codes.ACCEPTED] and len(terminal.rides()) == 1
    terminal.tap(good())
    assert terminal.results() == [codes.ACCEPTED] * 2
    terminal.scanner.still = (code(1),)
    terminal.turn(4000)
    assert len(terminal.results()) == 2
    terminal.scanner.still = ()
    terminal.turn(cards.AWAY_MS + 10)
    terminal.present(code(1))
    assert terminal.results() == [codes.ACCEPTED] * 3


def test_codes_that_are_none_do_not_disturb_a_card():
    terminal = CardTerminal()
    terminal.scanner.still = (b"https://example.org/poster",)
    terminal.field.hold(good())
    terminal.turn(300)
    assert codes.ACCEPTED in terminal.results()


def test_a_code_that_looks_like_a_card_is_none():
    terminal = CardTerminal()
    terminal.tap(good())
    name = terminal.loop.judged
    terminal.walk_through()
    terminal.turn(300, 10)
    terminal.scanner.frames.append((name,))
    terminal.turn(100)
    assert terminal.results()[1:] == [codes.MALFORMED] and len(terminal.rides()) == 1


def test_a_card_that_lies_there_when_power_returns_is_not_charged_again():
    """Whenever the reader first sees it; it counts once it was away, and then for AWAY_MS and no less."""
    for unseen_ms in (0, cards.AWAY_MS + 100):
        before = CardTerminal()
        card = good()
        before.field.hold(card)
        before.turn(400)
        assert before.results() == [codes.ACCEPTED]
        after = CardTerminal(past=before, now_s=NOW_S + 5)
        after.field.looked = False
        after.field.hold(card)
        after.turn(unseen_ms)
        after.field.looked = True
        after.turn(3000)
        assert after.results() == [] and len(after.rides()) == 1 and after.told("release") == [], unseen_ms
        after.field.hold()
        after.turn(cards.AWAY_MS - 20)
        after.field.hold(card)
        after.turn(1000)
        assert after.results() == [], unseen_ms
        after.field.hold()
        after.turn(cards.AWAY_MS + 10)
        after.tap(card)
        assert after.results() == [codes.ACCEPTED] and len(after.rides()) == 2, unseen_ms


def test_a_card_that_lies_there_when_its_reader_works_again():
    terminal = CardTerminal()
    terminal.field.hold(good())
    terminal.turn(400)
    terminal.walk_through()
    terminal.field.broken = True
    terminal.turn(2500)
    terminal.field.broken = False
    terminal.turn(5000)
    assert terminal.gate.faults == 0
    assert terminal.results().count(codes.ACCEPTED) == 1 and len(terminal.rides()) == 1


def test_a_card_that_rode_within_two_seconds_has_its_answer_through_a_restart():
    for later_s, taps in ((1, 1), (cards.SAME_S, 2)):
        before = CardTerminal()
        before.tap(good())
        after = CardTerminal(past=before, now_s=NOW_S + later_s)
        after.turn(3, cards.AWAY_MS - 1)
        after.clock.set_utc(NOW_S + later_s)
        after.tap(good())
        assert len(after.rides()) == taps, later_s


def test_no_skew_and_no_place_of_the_memory_is_lost():
    """A ride of a card is remembered for SAME_S at least: an entry that lasts no second would be counted for ever."""
    for skew_s in (0, 20):
        terminal = CardTerminal(rules=policy.make(skew_s=skew_s))
        terminal.tap(good())
        assert terminal.history.contains(ACCOUNT, NOW_S) and terminal.history.count == 1
        terminal.history.age(NOW_S + cards.SAME_S + skew_s + 1, 100)
        assert terminal.history.count == 0


def test_a_reader_that_breaks_takes_the_gate_out_of_service():
    terminal = CardTerminal()
    terminal.field.broken = True
    terminal.turn(3)
    assert terminal.gate.faults == gates.FAULT_SCANNER
    terminal.field.broken = False
    terminal.turn(1000 + cards.AWAY_MS + 10)
    assert terminal.gate.faults == 0
    terminal.tap(good())
    assert terminal.results() == [codes.ACCEPTED]


def test_who_judges_codes_beside_cards_is_handed_in():
    """As where another family is read; a card is judged as ever."""
    asked = []

    def walk(payload: bytes, *rest: object) -> object:
        asked.append(payload)
        return Decision(640, None, None, (), "uic", -1, None)
        yield

    terminal = CardTerminal(media=lambda *given: cards.Media(*given, walk=walk))
    terminal.gate.words[640] = ("票", "Ticket")
    terminal.scanner.show(b"#UT")
    terminal.turn(20)
    assert asked == [b"#UT"] and ("Ticket", gates.LAMP_RED) in terminal.shown()
    terminal.scanner.show()
    terminal.turn(10, 100)
    terminal.tap(good())
    assert len(asked) == 1 and len(terminal.rides()) == 1


def test_codes_pass_as_before():
    terminal = CardTerminal()
    terminal.tap(good())
    terminal.walk_through()
    terminal.turn(30, 100)
    assert terminal.gate.words[codes.ACCEPTED] == cards.WORDS[codes.ACCEPTED]
    del terminal.log.decisions[:]
    terminal.present(code())
    assert codes.ACCEPTED not in terminal.gate.words
    terminal.turn(100, 50)
    terminal.present(code(1))
    assert terminal.results() == [codes.ACCEPTED] * 2
