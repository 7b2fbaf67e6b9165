"""A sentinel: what is asked, what is shown and for how long, and that nothing of a person stays.

Length: one machine and its loop, each block of tests a sentence of spec §11.
"""

from hal.fake.clock import Clock, Watchdog
from hal.fake.eligibility import Eligibility
from hal.fake.gate import Panel
from hal.fake.log import Log
from hal.fake.scanner import Scanner
from terminal import codes, decide, eligibility, policy, sentinel
from terminal.eligibility import ALLOW, DENY, UNKNOWN
from terminal.sentinel import REFUSED, SHOW_MAX_MS, SHOW_MIN_MS, SHOW_MS, Sentinel, Watch, subject_of
from tests.builder import list_builder
from tests.builder.code_builder import NOW_S, quick

IDENTITY = b"11010119900307700X"  # no ID number: its check digit is wrong
SUBJECT = b"\x99\x91\x10\x10\x11\x99\x00\x30\x77\x00"
WANTS = 990  # results of a test family
GOOD = 991


class Family:
    """A test family: its codes begin with FAMILY, and want an ID number beside them."""

    def __init__(self) -> None:
        self.identity = b""
        self.subjects: tuple = ()

    def of(self, payload: bytes) -> object:
        return self if payload[:6] == b"FAMILY" else None

    def row(self, number: int) -> codes.Code:
        if number == WANTS:
            return codes.Code(WANTS, "WANTS", "请刷身份证", "Present the ID card", "test", "passenger", 2)
        if number == GOOD:
            return codes.Code(GOOD, "GOOD", "有效", "Good", "test", "nobody", -1)
        return codes.of(number)

    def identify(self, identity: bytes) -> None:
        self.identity = identity

    def steps(self, payload: bytes, *rest: object) -> object:
        if self.of(payload) is None:
            return (yield from decide.steps(payload, *rest))
        yield 1
        if payload == b"FAMILY broken":
            raise OSError(5, "the list's storage")
        if payload == b"FAMILY ours":
            return decide.Decision(codes.INTERNAL, 1, None, (), None, -1, None)
        if not self.identity:
            return decide.Decision(WANTS, 2, None, (), None, -1, None)
        return decide.Decision(GOOD, None, Found(self.subjects or (self.identity,)), (), None, -1, None)


class Found:
    def __init__(self, subjects: tuple) -> None:
        self.subjects = subjects


class Post:
    """A whole sentinel over the devices of hal/fake."""

    def __init__(self, show_ms: int = SHOW_MS, staff: bool = False) -> None:
        self.clock = Clock(NOW_S, 1000)
        self.scanner = Scanner()
        self.identity = Scanner()
        self.panel = Panel()
        self.watchdog = Watchdog(self.clock)
        self.log = Log()
        for part in (self.scanner, self.identity, self.panel, self.watchdog):
            part.open()
        self.service = Eligibility()
        self.family = Family()
        self.sentinel = Sentinel(show_ms, self.family.row, self.family.of, WANTS if staff else 0)
        devices = sentinel.Devices(self.clock, self.scanner, self.identity, self.panel, self.watchdog, self.log)
        question = eligibility.Question(self.service, eligibility.rules(), b"\x00\x03\x00\x04")
        family = self.family
        parts = (self.sentinel, devices, question, self.service, list_builder.shared(), policy.STANDARD)
        self.watch = Watch(*parts, family.steps, family.identify)
        self.turn()

    def turn(self, turns: int = 1, ms: int = 1) -> None:
        for _ in range(turns):
            self.clock.ms += ms
            self.watch.step()

    def wait(self) -> tuple:
        for _ in range(600):
            self.turn()
            if not self.watch.busy():
                break
        assert not self.watch.busy()
        return self.panel.shown[:2]

    def scan(self, *payloads: bytes) -> tuple:
        self.scanner.frames.append(payloads)
        return self.wait()

    def present(self, identity: bytes) -> tuple:
        self.identity.frames.append((identity,))
        return self.wait()

    def rest(self) -> None:
        """Everything that is shown goes out, and the code was taken away."""
        self.turn(40, 1000)
        assert self.panel.shown == sentinel.READY + ("idle",)


def test_the_subject_of_an_id_number():
    assert subject_of(IDENTITY) == subject_of(IDENTITY.lower()) == subject_of(IDENTITY[:17] + b"5") == SUBJECT
    shapes = (b"", IDENTITY[:-1], IDENTITY + b"1", IDENTITY[:17] + b"A", b"X" + IDENTITY[1:], bytes(18), b"\xb9" * 18)
    for wrong in shapes:
        assert subject_of(wrong) is None, wrong


def test_how_long_an_answer_is_shown_has_bounds():
    for show_ms in (SHOW_MIN_MS, SHOW_MS, SHOW_MAX_MS):
        post = Post(show_ms)
        assert post.scan(quick()) == sentinel.ALLOWED
        post.clock.ms += show_ms - 1 - (post.clock.ms - post.sentinel._shown_ms)
        post.watch.step()
        assert post.panel.shown[:2] == sentinel.ALLOWED, show_ms
        post.turn()
        assert post.panel.shown == sentinel.READY + ("idle",), show_ms
    for show_ms in (SHOW_MIN_MS - 1, SHOW_MAX_MS + 1, True, None):
        try:
            Sentinel(show_ms)
            raise AssertionError(show_ms)
        except ValueError as error:
            assert "2000..15000" in str(error)


def test_each_answer_has_words_and_a_lamp_of_its_own():
    for verdict, words, lamp in (
        (ALLOW, sentinel.ALLOWED, "green"),
        (DENY, sentinel.DENIED, "red"),
        (UNKNOWN, sentinel.NOT_KNOWN, "amber"),
    ):
        for identity in (b"", IDENTITY):
            post = Post()
            post.service.verdict = verdict
            shown = post.present(identity) if identity else post.scan(quick())
            assert shown == words and post.panel.shown[2] == lamp
            assert post.sentinel.counts[verdict] == 1 and sum(post.sentinel.counts.values()) == 1
    assert len({sentinel.ALLOWED, sentinel.DENIED, sentinel.NOT_KNOWN, codes.STAFF}) == 4


def test_the_service_is_asked_once_with_place_and_subject():
    post = Post()
    post.service.verdicts = {SUBJECT: DENY, quick()[136:146]: UNKNOWN}
    assert post.present(IDENTITY) == sentinel.DENIED
    post.rest()
    assert post.scan(quick()) == sentinel.NOT_KNOWN
    assert [place for place, _ in post.service.asked] == [b"\x00\x03\x00\x04"] * 2


def test_late_down_malformed_and_lying_are_unknown():
    for change in ({"slow_ms": None}, {"down": True}, {"raw": "yes"}, {"raw": 9}, {"lies": True}):
        post = Post()
        for name, value in change.items():
            setattr(post.service, name, value)
        before_ms = post.clock.ms
        assert post.scan(quick()) == sentinel.NOT_KNOWN, change
        assert post.clock.ms - before_ms < 150 + 60
        assert post.panel.shown[2] == "amber"


def test_a_verdict_that_is_none_is_unknown():
    machine = Sentinel()
    machine.on_tick(0)
    effects = machine.on_identity(IDENTITY, 1)
    assert effects[-1] == (sentinel.ASK, SUBJECT)
    assert machine.on_verdict(7, 2)[-1][1] == sentinel.NOT_KNOWN
    assert machine.on_verdict(ALLOW, 3) == [] and machine.on_decision(None, 3) == []  # nothing was asked


def test_a_bad_code_is_refused_in_its_words_and_asks_about_no_one():
    for fields, words in (({"generated_s": NOW_S - 5000}, codes.REFRESH), ({"service": bytes(4)}, codes.UNSUPPORTED)):
        post = Post()
        assert post.scan(quick(**fields)) == words
        assert post.service.asked == [] and post.sentinel.counts[REFUSED] == 1
    assert Post().scan(b"TX") == codes.UNSUPPORTED
    assert Post().present(IDENTITY[:-1]) == sentinel.NO_IDENTITY


def test_hostile_input_raises_nothing_and_is_allowed_nothing():
    post = Post()
    for payload in (b"", bytes(5000), b"FAMILY", b"FAMILY broken", quick()[:-1], quick() + quick()):
        post.rest()
        post.scan(payload)
        post.rest()
        post.present(payload)
    assert post.sentinel.counts[ALLOW] == 0 and post.service.asked == []


def test_two_codes_in_one_frame_are_both_left_alone():
    post = Post()
    assert post.scan(quick(), quick(generated_s=NOW_S - 1)) == codes.ONE_CODE
    post.rest()
    assert post.scan(quick(), b"FAMILY code") == codes.ONE_CODE
    post.rest()
    assert post.scan(b"a poster", quick(), quick()) == sentinel.ALLOWED
    assert len(post.service.asked) == 1


def test_a_code_that_is_still_held_up_is_asked_about_once():
    post = Post()
    post.scanner.still = (quick(),)
    post.turn(300, 100)
    assert len(post.service.asked) == 1
    post.scanner.still = ()
    post.turn(15, 100)
    post.scanner.still = (quick(),)
    post.turn(10, 100)
    assert len(post.service.asked) == 1
    post.scanner.still = ()
    post.turn(25, 100)
    post.scanner.still = (quick(),)
    post.turn(30, 100)
    assert len(post.service.asked) == 2


def test_the_next_person_need_not_wait_longer_than_two_seconds():
    for ms, asked in ((SHOW_MIN_MS - 1, 1), (SHOW_MIN_MS, 2)):
        post = Post(SHOW_MAX_MS)
        post.scan(quick())
        post.clock.ms = post.sentinel._shown_ms + ms - 1
        post.scanner.frames.append((quick(generated_s=NOW_S - 1),))
        post.turn()
        post.turn(100, 0)
        assert len(post.service.asked) == asked


# families, and the handheld of an attendant


def test_a_family_that_is_not_read_here_has_its_words():
    post = Post()
    assert post.scan(b"FAMILY code")[1] == "Present the ID card" and post.panel.shown[2] == "red"
    post.turn(2100)
    assert post.present(IDENTITY) == sentinel.ALLOWED  # the card alone: the code does not wait
    assert post.family.identity == b""


def test_staff_reads_a_code_together_with_its_id_number():
    post = Post(staff=True)
    assert post.scan(b"FAMILY code")[1] == "Present the ID card" and post.panel.shown[2] == "amber"
    post.turn(10, 1000)
    assert post.service.asked == []
    assert post.present(IDENTITY[:-1]) == sentinel.NO_IDENTITY
    post.service.verdicts = {SUBJECT: DENY}
    assert post.present(IDENTITY) == sentinel.DENIED
    assert len(post.service.asked) == 1


def test_a_code_waits_half_a_minute_for_its_id_number():
    for late_ms, waits in ((sentinel.WAIT_MS - 1, True), (sentinel.WAIT_MS, False)):
        post = Post(staff=True)
        post.scan(b"FAMILY code")
        post.clock.ms = post.sentinel._shown_ms + late_ms
        post.watch.step()
        assert (post.sentinel._payload != b"") == waits
        assert (post.panel.shown[:2] == sentinel.READY) != waits


def test_of_several_subjects_the_worst_answer_is_shown():
    accounts = [bytes(9) + bytes([number]) for number in range(3)]
    for verdicts, words in (
        ((ALLOW, ALLOW, ALLOW), sentinel.ALLOWED),
        ((ALLOW, UNKNOWN, ALLOW), sentinel.NOT_KNOWN),
        ((DENY, UNKNOWN, ALLOW), sentinel.DENIED),
        ((ALLOW, UNKNOWN, DENY), sentinel.DENIED),
        ((UNKNOWN, ALLOW, ALLOW), sentinel.NOT_KNOWN),
    ):
        post = Post(staff=True)
        post.family.subjects = tuple(accounts)
        post.service.verdicts = {accounts[at]: verdicts[at] for at in range(3)}
        post.scan(b"FAMILY code")
        assert post.present(IDENTITY) == words
        assert len(post.service.asked) == 3


def test_a_code_names_a_bounded_number_of_subjects():
    for count, asked in ((0, 0), (sentinel.SUBJECTS_MAX, sentinel.SUBJECTS_MAX), (sentinel.SUBJECTS_MAX + 1, 0)):
        machine = Sentinel(row=Family().row)
        machine.on_tick(0)
        machine.on_scan((b"FAMILY code",), 1)
        found = Found(tuple([bytes(10)] * count))
        effects = machine.on_decision(decide.Decision(GOOD, None, found, (), None, -1, None), 2)
        made = 0
        while effects and effects[-1][0] == sentinel.ASK:
            made += 1
            effects = machine.on_verdict(ALLOW, 3)
        assert made == asked
        assert effects[-1][1] == (sentinel.ALLOWED if asked else codes.INVALID)


# equipment


def test_with_a_broken_device_no_one_is_checked_and_it_comes_back():
    for name in ("scanner", "identity", "panel"):
        post = Post()
        part = getattr(post, name)
        part.broken = True
        post.scan(quick())
        post.turn(3000)
        assert post.sentinel.faults
        asked = len(post.service.asked)
        if name != "panel":
            assert post.panel.shown == codes.OUT_OF_SERVICE + ("red",)
        post.present(IDENTITY)
        assert len(post.service.asked) == asked
        part.broken = False
        post.scanner.frames.clear()
        post.identity.frames.clear()
        post.turn(20, 1000)
        assert not post.sentinel.faults and post.panel.shown[:2] == sentinel.READY, name
        assert post.present(IDENTITY) == sentinel.ALLOWED


def test_after_a_fault_of_our_own_nothing_is_checked_and_the_watchdog_acts():
    post = Post()
    assert post.scan(b"FAMILY ours") == codes.OUT_OF_SERVICE
    assert not post.watchdog.bitten
    post.turn(20, 1000)
    assert post.scan(quick()) == codes.OUT_OF_SERVICE and post.service.asked == []
    assert post.watchdog.bitten


# nothing is kept


def held(*holders: object) -> list:
    """The attributes of these in which a person can be found."""
    found = []
    for holder in holders:
        for name in dir(holder):
            if not name.startswith("__"):
                value = getattr(holder, name)
                for each in value if type(value) in (list, tuple) else (value,):
                    if isinstance(each, (bytes, bytearray)) and (
                        quick()[136:146] in bytes(each) or SUBJECT in bytes(each) or IDENTITY in bytes(each)
                    ):
                        found.append(name)
    return found


def test_nothing_of_a_person_outlives_the_answer():
    post = Post(staff=True)
    holders = (post.sentinel, post.watch, post.watch._question, post.service, post.family, post.log)
    for verdict in (ALLOW, DENY, UNKNOWN):
        post.service.verdict = verdict
        for show in (lambda: post.scan(quick()), lambda: post.present(IDENTITY)):
            show()
            assert held(*holders) == []
            post.rest()
        post.scan(b"FAMILY code")
        post.present(IDENTITY)
        assert held(*holders) == []
        post.rest()
    assert post.watch._steps is None and post.watch.trust.riders.held == []
    post.sentinel._subjects.append(SUBJECT)
    assert held(*holders) == ["_subjects"]  # planted: the search does find one
