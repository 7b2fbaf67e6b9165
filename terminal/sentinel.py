"""A sentinel, and an attendant's handheld: who may pass, without a fare, a ride record or a relay.

Length: the machine and its loop, read together.

`Sentinel` is the state machine, as `gate.Gate` is one: events in, effects out. `Watch` is the loop around it. Loaded by
a terminal in one of these modes alone. Effects are tuples:

    (JUDGE, payload, identity)  check a code, beside an ID number; answer with on_decision
    (ASK, subject)              put the question, which registers the visit; answer with on_verdict
    (FORGET,)                   overwrite what the question, its port and the judge know of it
    (SHOW, words, lamp, what)   words: (zh, en); what: a result, or minus an answer of `eligibility`, or None

Nothing is kept but `counts`. While an answer is shown, and as long as the same code is still held up, a checksum of the
code's bytes, signatures included, stays behind: 4 bytes of which no subject can be made.
"""

from binascii import crc32, unhexlify
from collections import namedtuple

from terminal import codes, eligibility
from terminal.decide import Decision
from terminal.gate import FAULT_INTERNAL, FAULT_PANEL, FAULT_SCANNER, LAMP_AMBER, LAMP_GREEN, LAMP_IDLE, LAMP_RED
from terminal.history import History
from terminal.port import TYPE_CHECKING, const
from terminal.recover import RECOVERIES, recover
from terminal.ridecode import INPUT_MAX_BYTES, measured

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from typing import Any

    from terminal.eligibility import Question
    from terminal.gate import Effects
    from terminal.policy import Policy
    from terminal.trust import TrustList

JUDGE = const(1)
ASK = const(2)
FORGET = const(3)
SHOW = const(4)

SHOW_MS = 5000
SHOW_MIN_MS = 2000
SHOW_MAX_MS = 15_000
STILL_MS = 2000  # a code that was not seen for so long is no longer held up
WAIT_MS = 30_000  # how long a code waits for the ID number beside it
SUBJECTS_MAX = 8
FAULT_IDENTITY = const(128)
REFUSED = 0  # in `counts`, beside the answers of `terminal.eligibility`

ALLOWED = ("允许通行", "Allowed")
DENIED = ("核验未通过 请联系工作人员", "Not allowed, please see the staff")
NOT_KNOWN = ("暂时无法核验 请稍候", "Cannot be checked now, please wait")
CHECKING = ("正在核验", "Checking")
NO_IDENTITY = ("证件号码有误", "This is no ID number")
READY = ("请扫码或刷身份证", "Show your code or ID card")

_ANSWERS = {
    eligibility.ALLOW: (ALLOWED, LAMP_GREEN),
    eligibility.DENY: (DENIED, LAMP_RED),
    eligibility.UNKNOWN: (NOT_KNOWN, LAMP_AMBER),
}
_IDENTITY_CHARACTERS = const(18)
_RETRY_MS = const(1000)

_IDLE = const(0)
_JUDGING = const(1)
_ASKING = const(2)
_WAITING = const(3)
_SHOWN = const(4)

Devices = namedtuple("Devices", "clock scanner identity panel watchdog log")


def subject_of(identity: bytes) -> bytes | None:
    """The 10 bytes by which the service is asked about an ID number (17 digits, and one or X): 999 and these 17 digits,
    in BCD; None when it has another shape.

    Trap: the check digit is not checked. A card is never wrong in it; test numbers are, so that no person has them.
    """
    if len(identity) != _IDENTITY_CHARACTERS or not identity[:17].isdigit():
        return None
    if not identity[17:].isdigit() and identity[17:].upper() != b"X":
        return None
    return unhexlify(b"999" + identity[:17])


class Sentinel:
    """One place where people are checked. now_ms is monotonic.

    row: the row of a result, as `codes.of` has it. of: the family of a payload, None for a ride code. lacks: the result
    of a code that wants an ID number beside it, 0 for none; such a code waits for it, as an attendant reads both.
    """

    def __init__(
        self,
        show_ms: int = SHOW_MS,
        row: "Callable[[int], codes.Code]" = codes.of,
        of: "Callable[[bytes], Any]" = lambda payload: None,
        lacks: int = 0,
    ) -> None:
        if type(show_ms) is not int or not SHOW_MIN_MS <= show_ms <= SHOW_MAX_MS:
            raise ValueError(f"sentinel.show_ms: {show_ms!r} is outside {SHOW_MIN_MS}..{SHOW_MAX_MS}")
        self._show_ms = show_ms
        self._row = row
        self._of = of
        self._lacks = lacks
        self._state = _IDLE
        self._payload = b""  # while it waits for its ID number
        self._subjects: list[bytes] = []  # who is still to be asked about
        self._worst = 0
        self._mark: int | None = None  # of the code that was answered last
        self._seen_ms = 0
        self._shown_ms = 0
        self._end_ms: int | None = 0  # of what is shown
        self.faults = 0
        self.counts = {REFUSED: 0, eligibility.ALLOW: 0, eligibility.DENY: 0, eligibility.UNKNOWN: 0}

    def ready(self, now_ms: int) -> bool:
        """Whether a reader would be looked at now: no answer is under way, and one that is shown had its 2 s."""
        if self._state == _SHOWN:
            return now_ms - self._shown_ms >= SHOW_MIN_MS
        return self._state in (_IDLE, _WAITING)

    def on_scan(self, payloads: tuple[bytes, ...], now_ms: int) -> "Effects":
        """Handle what a reader saw in one frame: a single code among several is the one meant, of two none is. A code
        that is still held up changes nothing."""
        if not payloads or self.faults or not self.ready(now_ms):
            return []
        meant: list[bytes] = []
        for payload in payloads:
            if payload not in meant and self._code(payload):
                meant.append(payload)
        if len(meant) > 1:
            self._clear()
            self._mark = None
            return self._show(codes.ONE_CODE, LAMP_AMBER, None, now_ms)
        shown = meant[0] if meant else payloads[0][: INPUT_MAX_BYTES + 1]
        mark = crc32(shown)
        if mark == self._mark:
            self._seen_ms = now_ms
            return []
        self._clear()
        self._mark, self._seen_ms = mark, now_ms
        return self._judge(shown, b"")

    def on_identity(self, identity: bytes, now_ms: int) -> "Effects":
        """An ID number from its reader: beside a code that waits for it, else a question about its holder."""
        if self.faults or not self.ready(now_ms):
            return []
        payload = self._payload
        self._clear()
        subject = subject_of(identity)
        if subject is None:
            self.counts[REFUSED] += 1
            self._payload = payload
            return self._show(NO_IDENTITY, LAMP_AMBER, codes.MALFORMED, now_ms)
        if payload:
            return self._judge(payload, identity.upper())
        self._mark = None
        return self._ask([subject])

    def on_decision(self, decision: Decision, now_ms: int) -> "Effects":
        """The answer to JUDGE."""
        if self._state != _JUDGING:
            return []
        result, code = decision.result, decision.code
        payload = self._payload
        self._clear()
        if result == codes.ACCEPTED:
            return self._ask([bytes(code.account)])
        row = self._row(result)
        if row.fault == "nobody":
            return self._found(code.subjects, now_ms)
        self.counts[REFUSED] += 1
        if result == codes.INTERNAL:
            self.faults |= FAULT_INTERNAL
        if result == self._lacks and self._lacks:
            self._payload = payload
        return self._show((row.zh, row.en), LAMP_AMBER if self._payload else LAMP_RED, result, now_ms)

    def on_verdict(self, verdict: int, now_ms: int) -> "Effects":
        """The answer to ASK. Of several subjects the worst answer is shown: DENY, then UNKNOWN, then ALLOW."""
        if self._state != _ASKING:
            return []
        if verdict not in _ANSWERS:
            verdict = eligibility.UNKNOWN
        self.counts[verdict] += 1
        if self._worst in (0, eligibility.ALLOW) or verdict == eligibility.DENY:
            self._worst = verdict
        if self._subjects:
            return [(FORGET,), (ASK, self._subjects.pop())]
        worst = self._worst
        self._clear()
        words, lamp = _ANSWERS[worst]
        return self._show(words, lamp, -worst, now_ms)

    def on_tick(self, now_ms: int) -> "Effects":
        """Time went by: what is shown goes out, a code that waits is given up, a mark is dropped."""
        if self._mark is not None and self._state == _IDLE and now_ms - self._seen_ms >= STILL_MS:
            self._mark = None
        if self._end_ms is None or now_ms < self._end_ms or self._state in (_JUDGING, _ASKING):
            return []
        self._clear()
        self._seen_ms = now_ms
        self._end_ms = None
        if self.faults:
            return [(FORGET,), (SHOW, codes.OUT_OF_SERVICE, LAMP_RED, None)]
        return [(FORGET,), (SHOW, READY, LAMP_IDLE, None)]

    def on_fault(self, device: int, active: bool, now_ms: int) -> "Effects":
        """A device (gate.FAULT_…, FAULT_IDENTITY) failed or works again. With one that fails none is checked."""
        faults = self.faults | device if active else self.faults & ~device
        if faults == self.faults:
            return []
        self.faults = faults
        self._state, self._end_ms, self._mark = _IDLE, now_ms, None
        return self.on_tick(now_ms)

    def _code(self, payload: bytes) -> bool:
        if self._of(payload) is not None:
            return True
        return len(payload) <= INPUT_MAX_BYTES and measured(recover(payload, RECOVERIES)[0])

    def _judge(self, payload: bytes, identity: bytes) -> "Effects":
        self._state = _JUDGING
        self._payload = payload if self._lacks else b""
        return [(SHOW, CHECKING, LAMP_IDLE, None), (JUDGE, payload, identity)]

    def _found(self, subjects: "tuple[bytes, ...]", now_ms: int) -> "Effects":
        """Ask about each subject of a family's code: an account, or an ID number."""
        asked = [subject if len(subject) == 10 else subject_of(subject) for subject in subjects]
        if not 0 < len(asked) <= SUBJECTS_MAX or None in asked:
            self.counts[REFUSED] += 1
            return self._show(codes.INVALID, LAMP_RED, codes.MALFORMED, now_ms)
        return self._ask(asked)  # type: ignore[arg-type]

    def _ask(self, subjects: list[bytes]) -> "Effects":
        self._state = _ASKING
        self._worst = 0
        subject = subjects.pop()
        self._subjects = subjects
        return [(SHOW, CHECKING, LAMP_IDLE, None), (ASK, subject)]

    def _clear(self) -> None:
        """Keep nothing of a person."""
        self._state = _IDLE
        self._payload = b""
        self._subjects = []
        self._worst = 0

    def _show(self, words: tuple[str, str], lamp: str, what: int | None, now_ms: int) -> "Effects":
        waits = self._payload != b""
        self._state = _WAITING if waits else _SHOWN
        self._shown_ms = self._seen_ms = now_ms
        self._end_ms = now_ms + (WAIT_MS if waits else self._show_ms)
        return [(FORGET,), (SHOW, words, lamp, what)]


class Watch:
    """The loop of a sentinel; its devices are open. Nothing in it blocks or writes.

    judge: `decide.steps`, or of families `Judging.steps`. identify(number): hands the ID number to the families, b"" to
    take it back. question: of `terminal.eligibility`, over `port`, which is let go with each answer.
    """

    def __init__(
        self,
        sentinel: Sentinel,
        devices: Devices,
        question: "Question",
        port: "Any",
        trust: "TrustList | None",
        policy: "Policy",
        judge: "Callable[..., Generator[Any, Any, Decision]]",
        identify: "Callable[[bytes], None]" = lambda identity: None,
    ) -> None:
        self.trust = trust
        self.policy = policy
        self._sentinel = sentinel
        self._devices = devices
        self._question = question
        self._port = port
        self._judge = judge
        self._identify = identify
        self._history = History(1)  # stays empty: no ride is made, so no code is used up
        self._steps: Generator[Any, Any, Decision] | None = None
        self._asked = False
        self._retry_ms = 0
        self._parts = (
            (FAULT_SCANNER, devices.scanner),
            (FAULT_PANEL, devices.panel),
            (FAULT_IDENTITY, devices.identity),
        )

    def busy(self) -> bool:
        """Whether an answer is under way."""
        return self._steps is not None or self._asked

    def step(self) -> None:
        """One turn, no longer than one slice of arithmetic or one look at a reader.

        Raises nothing that a code, a number or a device can cause. After INTERNAL the watchdog is fed no more.
        """
        sentinel, devices = self._sentinel, self._devices
        now_ms = devices.clock.now_ms()
        if sentinel.faults and now_ms >= self._retry_ms:
            self._retry(now_ms)
        if self._steps is not None:
            self._advance(self._steps)
        elif self._asked:
            verdict = self._question.look(now_ms)
            if verdict is not None:
                self._asked = False
                self._perform(sentinel.on_verdict(verdict, now_ms))
        elif sentinel.ready(now_ms):
            self._look(now_ms)
        self._perform(sentinel.on_tick(devices.clock.now_ms()))
        if not sentinel.faults & FAULT_INTERNAL:
            devices.watchdog.feed()

    def _look(self, now_ms: int) -> None:
        devices, sentinel = self._devices, self._sentinel
        failing = FAULT_SCANNER
        try:
            payloads = devices.scanner.poll(now_ms)
            failing = FAULT_IDENTITY
            identities = () if payloads else devices.identity.poll(now_ms)
        except OSError:
            self._fail(failing)
            return
        if payloads:
            self._perform(sentinel.on_scan(payloads, now_ms))
        elif identities:
            self._perform(sentinel.on_identity(identities[0], now_ms))

    def _advance(self, judging: "Generator[Any, Any, Decision]") -> None:
        try:
            next(judging)
            return
        except StopIteration as end:
            decision = end.value
        except OSError:  # the trust list's storage
            decision = Decision(codes.STORE_FAILED, 7, None, (), None, -1, None)
        self._steps = None
        self._perform(self._sentinel.on_decision(decision, self._devices.clock.now_ms()))

    def _perform(self, effects: "Effects") -> None:
        devices = self._devices
        for effect in effects:
            kind = effect[0]
            now_ms = devices.clock.now_ms()
            if kind == JUDGE:
                self._identify(effect[2])
                self._steps = self._judge(effect[1], self.trust, self.policy, self._history, devices.clock.now_s())
            elif kind == ASK:
                self._question.ask(effect[1], now_ms)
                self._asked = True
            elif kind == FORGET:
                self._forget()
            else:
                _, (zh, en), lamp, what = effect
                try:
                    devices.panel.show(zh, en, lamp)
                except OSError:
                    self._fail(FAULT_PANEL)
                    return
                if what is not None:
                    devices.log.event("answer", what)

    def _forget(self) -> None:
        self._steps = None
        self._asked = False
        self._identify(b"")
        self._question.forget()
        self._port.close()
        if self.trust is not None:
            self.trust.riders.held.clear()  # certificates of passengers, which name them

    def _fail(self, device: int) -> None:
        """A device has failed: nothing is checked until it works. Where the panel fails, that cannot be shown."""
        now_ms = self._devices.clock.now_ms()
        if self._sentinel.faults & device:
            return
        self._retry_ms = now_ms + _RETRY_MS
        self._perform(self._sentinel.on_fault(device, True, now_ms))

    def _retry(self, now_ms: int) -> None:
        self._retry_ms = now_ms + _RETRY_MS
        for device, part in self._parts:
            if self._sentinel.faults & device:
                try:
                    part.open()
                except OSError:
                    continue
                self._perform(self._sentinel.on_fault(device, False, now_ms))
