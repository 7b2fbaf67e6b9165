"""A scanner module with commands: found at any of its rates, set up, read back, and watched.

The module's own language is a dialect (gm65.Gm65, gm67.Gm67); this is what every module needs. Nothing here
waits: each poll() takes what has arrived and does one small step of the work under way, a generator.
"""

from hal.scanner.command import HELLO, READ, SAVE, SPEED, WANTED_BAUD, WRITE
from hal.scanner.finding import Findings
from hal.scanner.line import ModuleLine
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Generator

    from hal.interfaces import Dialect, Finding, ModulePort
    from hal.scanner.line import Work

_READY_MAX = const(8)  # payloads that wait for poll() before the line has to
_CHANGE_MS = const(100)  # the module changes its rate
_PASSES = const(3)  # times the registers are written before one counts as stuck
_TRIES = const(3)
_QUIET_MS = const(300)  # then no code is half transmitted
_CHECK_MS = const(2000)  # between two looks at registers on a quiet line
_GAP_MS = const(150)  # longer than any idle gap

_CLOSED: int = const(0)
_BROKEN: int = const(1)  # the line is gone
_SILENT: int = const(2)  # the line works, the module does not answer
_SETTING: int = const(3)
_RUNNING: int = const(4)


class ScannerModule:
    """Payloads from a scanner module, and the care it needs.

    port: a line that can be written to (`ModulePort`); opened and closed with the scanner.
    Set-up begins with the first poll() or setup() after open() and takes up to two seconds; of what arrives
    meanwhile only ride codes are delivered. Afterwards registers are read back every two seconds of quiet: a
    module that lost its settings or its rate is set up again. One that answers at no rate makes poll() raise
    OSError; from then on each open() asks once, at one rate, whether it is back: call it about once a second.
    """

    def __init__(self, port: "ModulePort", dialect: "Dialect") -> None:
        self._port = port
        self._dialect = dialect
        self._line = ModuleLine(port, dialect)
        self._why = f"scanner module {dialect.name}: no answer at any rate; check first whether TX and RX are swapped, "
        self._why += "then its power, then whether it is this model"
        self._state = _CLOSED
        self._work = self._life()
        self._ready: list[bytes] = []
        self._findings = Findings()
        self._told: list[int] = []  # spans that the module answers for
        self._stuck: tuple[int, ...] = ()  # registers that cannot be set
        self._check_ms = 0
        self._hurry = 0  # spans to be read back without a pause between them

    def open(self) -> None:
        """Take the line; the module itself is looked for by poll(). Raises OSError while it stays silent."""
        if self._state == _SILENT:
            self._call()
        self._port.open()
        if self._state == _CLOSED:
            self._findings = Findings()
        if self._state not in (_SETTING, _RUNNING):
            self._begin()

    def close(self) -> None:
        """Let the line go."""
        self._port.close()
        self._state = _CLOSED

    def poll(self, now_ms: int) -> tuple[bytes, ...]:
        """() or one payload. One turn: at most 512 bytes from the line and one step of what is under way."""
        self._turn(now_ms)
        return (self._ready.pop(0),) if self._ready else ()

    def setup(self, now_ms: int) -> bool:
        """One turn without taking a payload: whether the module is set up and was read back."""
        if len(self._ready) >= _READY_MAX:
            self._ready.pop(0)  # not taken by the caller: by now it is old
        self._turn(now_ms)
        return self._state == _RUNNING

    def hold(self, active: bool) -> None:
        """Pass the wish for a pause on to the line."""
        self._port.hold(active)

    def report(self) -> "tuple[Finding, ...]":
        """What is wrong now, then what was put right since it was opened; see `Finding`."""
        return self._findings.report()

    def transparency(self, arrived: bytes, shown: bytes | None = None) -> "tuple[Finding, ...]":
        """The changes to one of `transparency.SYMBOLS`, with the register that corrects them; () for none."""
        from hal.scanner.transparency import SYMBOL, compare

        found = []
        for kind, detail in compare(arrived, SYMBOL if shown is None else shown):
            register, cure = self._dialect.remedy(kind)
            found.append((kind, register, f"{detail}; {cure}", False))
        return tuple(found)

    def _begin(self) -> None:
        self._dialect.reset()
        self._ready = []
        self._stuck = ()
        self._findings.begin()
        self._state = _SETTING
        self._work = self._life()

    def _call(self) -> None:
        """Whether a silent module has answered the question of the last call; if not, ask at the next rate."""
        try:
            for _ in range(2):
                self._listen(self._line.now_ms + _GAP_MS)  # no time is passed in here: the answer has long arrived
            if self._dialect.answer() is not None:
                self._findings.note("found", "", "the module answers again")
                self._begin()
                return
            self._line.call()
        except OSError:
            self._state = _BROKEN
            raise
        raise OSError(self._why)

    def _turn(self, now_ms: int) -> None:
        if self._state < _SETTING:
            raise OSError(self._why if self._state == _SILENT else "scanner module: the line is not open")
        try:
            if len(self._ready) < _READY_MAX:
                self._listen(now_ms)
            next(self._work)
        except OSError:
            if self._state != _SILENT:
                self._state = _BROKEN
            raise

    def _listen(self, now_ms: int) -> None:
        """Read first: bytes that arrived between two calls are no silence."""
        dialect = self._dialect
        self._line.listen(now_ms)
        payload = dialect.take(now_ms)
        while payload is not None:
            code = len(payload) > 3 and payload[0] >> 1 == 0x40 and payload[3] == 0x24
            if code or self._state == _RUNNING:
                self._ready.append(payload)
            if not code:
                self._suspect()
            payload = dialect.take(now_ms)
        if dialect.strange():
            self._suspect()
        reply = dialect.outgoing()
        if reply:
            self._line.send(reply)

    def _suspect(self) -> None:
        """Perhaps the module speaks differently now: read everything back as soon as the line is quiet."""
        self._check_ms = self._line.now_ms
        self._hurry = len(self._told)

    # What follows are generators: every `yield` is the end of a turn.

    def _life(self) -> "Work":
        yield from self._get_ready()
        line = self._line
        while True:
            yield
            if line.now_ms >= self._check_ms and line.now_ms - line.heard_ms >= _QUIET_MS:
                yield from self._look()
                self._hurry -= 1
                self._check_ms = line.now_ms + (0 if self._hurry > 0 else _CHECK_MS)

    def _get_ready(self) -> "Work":
        """Find it and set it up, until both succeed. Raises OSError when it is nowhere."""
        while True:
            if not (yield from self._line.find()):
                self._state = _SILENT
                self._findings.fault("silent", "", self._why)
                raise OSError(self._why)
            if (yield from self._set_up()):
                return

    def _read(self) -> "Generator[None, None, dict[int, int]]":
        """Every register that the module reports."""
        values: dict[int, int] = {}
        self._told = []
        span = 0
        while span < self._dialect.spans():  # the answer to one span may add another
            answer = yield from self._line.ask(_TRIES, READ, span)
            if answer is not None:
                self._told.append(span)
                for register, value in answer:
                    values[register] = value
            span += 1
        return values

    def _set_up(self) -> "Generator[None, None, bool]":
        """Write what differs until nothing does; what then still does is stuck. False: it fell silent meanwhile."""
        dialect = self._dialect
        findings = self._findings
        findings.begin()
        written = False
        for turn in range(_PASSES + 1):
            values = yield from self._read()
            wrong = dialect.wrong(values)
            if not wrong or turn == _PASSES:
                break
            for register, value, wanted, words in wrong:
                if turn == 0:
                    findings.note("corrected", dialect.spell(register), f"{words}: {value:#x}, set to {wanted:#x}")
                written = True
                if (yield from self._line.ask(_TRIES, WRITE, register, wanted)) is None:
                    break
        for register, value, wanted, words in wrong:
            findings.fault("register", dialect.spell(register), f"{words}: stays {value:#x}, not {wanted:#x}")
        for register, words in dialect.missing(values):
            findings.fault("unread", dialect.spell(register), f"{words}: the module does not tell")
        if self._line.baud != WANTED_BAUD:
            yield from self._speed_up()
            written = True
        if written and (yield from self._line.ask(_TRIES, SAVE)) is None:
            findings.fault("unsaved", "", "the settings are lost when the module loses power")
        if (yield from self._line.ask(_TRIES, HELLO)) is None:
            return False
        self._stuck = tuple([row[0] for row in wrong])
        self._hurry = 0
        self._check_ms = self._line.now_ms + _CHECK_MS
        self._state = _RUNNING
        return True

    def _speed_up(self) -> "Work":
        """Its answer may come at the old rate or the new one: what counts is that it speaks at the new one."""
        line = self._line
        before = line.baud
        register, _ = self._dialect.remedy("speed")
        yield from line.ask(1, SPEED)
        yield from line.pause(_CHANGE_MS)
        yield from line.tune(WANTED_BAUD)
        if (yield from line.ask(_TRIES, HELLO)) is not None:
            self._findings.note("corrected", register, f"{before} baud, set to " + str(WANTED_BAUD))
            return
        yield from line.tune(before)
        self._findings.fault("speed", register, f"stays at {before} baud, not " + str(WANTED_BAUD))

    def _look(self) -> "Work":
        """Read one span back; set the module up again when it answers differently, look for it when not at all."""
        line = self._line
        if self._told:
            self._told.append(self._told.pop(0))
        answer = yield from line.ask(_TRIES, READ if self._told else HELLO, self._told[0] if self._told else 0)
        if answer is None:
            before = line.baud
            self._state = _SETTING
            yield from self._get_ready()
            self._findings.note("found", "", f"silent at {before} baud, found again")
            return
        changed = [row for row in self._dialect.wrong(dict(answer)) if row[0] not in self._stuck]
        for register, value, _, words in changed:
            self._findings.note("changed", self._dialect.spell(register), f"{words}: became {value:#x}")
        if changed and not (yield from self._set_up()):
            self._state = _SETTING
            yield from self._get_ready()
