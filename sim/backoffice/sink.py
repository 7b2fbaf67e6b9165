"""The sink: takes what arrives over a transport into the books, and answers when it is committed."""

from collections.abc import Callable, Mapping
from contextlib import suppress

from sim.backoffice.books import REFUSED_AGAIN, Books
from sim.backoffice.intake import MALFORMED, NOWHERE, Digest, Incident, Intake, Row
from sim.backoffice.message import ANSWER, RECORD, Malformed, Message, Terminal, encode_answer, parse_state
from sim.backoffice.recheck import Checked, Recheck
from sim.backoffice.transport import Transport
from terminal import codes

BAD_FILE = "bad_file"
_BATCH_MAX = 5000  # messages in a transaction


class Sink:
    """One sink. keys: the record key of each registered terminal. Call `turn` again and again."""

    def __init__(
        self,
        transport: Transport,
        books: Books,
        keys: Mapping[Terminal, bytes],
        recheck: Recheck,
        digest: Digest,
        now_s: Callable[[], int],
    ) -> None:
        self._transport = transport
        self._books = books
        self._keys = keys
        self._recheck = recheck
        self._digest = digest
        self._now_s = now_s
        self._intake = Intake(digest, keys.get)
        self._batch: list[Message] = []  # what has arrived, until it is committed
        self._faults: list[str] = []  # of the transport, until then
        self.rows = 0
        self.incidents = 0

    @property
    def duplicates(self) -> int:
        """Records that arrived once more."""
        return self._intake.duplicates

    def greet(self) -> None:
        """Ask every terminal of the books for what comes next: these may be yesterday's copy. Raises OSError where not
        all of them were asked.
        """
        for terminal in self._books.terminals():
            if terminal in self._keys:
                self._intake.learn(terminal, self._books.position(terminal))
                self._intake.greet(terminal)
        self._answer()

    def turn(self, wait_s: float) -> int:
        """Take what arrives, wait_s at most for the first of it; how many messages that were. Raises Trouble when the
        books fail: nothing of the batch was committed then, and nothing is answered. Behind Locked the next call takes
        the same batch.
        """
        if not self._batch and not self._faults:
            self._batch = self._transport.receive(wait_s)
            self._faults = self._transport.faults()
        count = len(self._batch) + len(self._faults)
        while self._batch:
            self._take(self._batch[:_BATCH_MAX], [])
            del self._batch[:_BATCH_MAX]
        if self._faults:
            self._take([], [self._fault(words) for words in self._faults])
            self._faults = []
        self._transport.taken()
        return count

    def _take(self, messages: list[Message], found: list[Incident]) -> None:
        rows: list[tuple[Row, Checked | None]] = []
        try:
            for terminal in sorted({each.terminal for each in messages} & set(self._keys)):
                self._intake.learn(terminal, self._books.position(terminal))  # the operator may have settled something
            for terminal, kind, payload in messages:
                if kind == RECORD:
                    self._record(terminal, payload, rows, found)
                else:
                    self._state(terminal, payload, found)
            positions = {terminal: self._intake.position(terminal) for terminal in self._intake.touched}
            self._books.commit(rows, found, positions, self._now_s())
        except BaseException:
            self._intake.rolled_back()
            raise
        self.rows += len(rows)
        self.incidents += len(found)
        with suppress(OSError):  # an uplink that hears nothing asks
            self._answer()

    def _record(
        self, terminal: Terminal, raw: bytes, rows: list[tuple[Row, Checked | None]], found: list[Incident]
    ) -> None:
        known = None
        if len(raw) >= 12 and terminal in self._keys:
            known = self._books.digest_of(terminal, int.from_bytes(raw[8:12], "big"))
        for effect in self._intake.on_record(terminal, raw, known):
            if isinstance(effect, Incident):
                found.append(effect)
                continue
            checked = self._recheck.check(effect.record)
            rows.append((effect, checked))
            if checked is not None and checked.result != codes.ACCEPTED:
                sequence = effect.record.sequence
                found.append(Incident(terminal, REFUSED_AGAIN, sequence, effect.digest, b"", checked.words))

    def _state(self, terminal: Terminal, payload: bytes, found: list[Incident]) -> None:
        try:
            state = parse_state(payload)
        except Malformed as why:
            whose = terminal if terminal in self._keys else NOWHERE
            words = f"a state of terminal {terminal}: {why}"
            found.append(Incident(whose, MALFORMED, -1, self._digest(payload), payload, words))
            return
        self._intake.on_state(terminal, state)

    def _fault(self, words: str) -> Incident:
        return Incident(NOWHERE, BAD_FILE, -1, self._digest(words.encode()), b"", words)

    def _answer(self) -> None:
        answers = self._intake.committed()
        messages = [Message(terminal, ANSWER, encode_answer(answer)) for terminal, answer in answers]
        if messages:
            self._transport.send(messages)
