"""A gate of another maker under test, over the contract of docs/conformance.md."""

import time
from dataclasses import replace
from typing import Any

from sim.conformance.channel import Channel
from sim.conformance.subject import ABILITIES, Answer, BenchBroken, Setup
from terminal import codes

ANSWER_MAX_S = 5.0
CONTACT_MAX_S = 1.0
SETTLE_S = 0.02
REST_MAX_S = 2.0  # until the contact of the passenger before is open again
HELD_S = 2.1  # the same bytes are no new code until then (docs/ride-code.md §5)
SOON_S = 0.25  # a contact that is looked at later may have closed and be open again: the code is shown once more
SHOWN_MAX = 3  # times in all
_POLL_S = 0.005
_NAMES = frozenset(code.name for code in codes.TABLE)


class ForeignSubject:
    """See `Subject`. channel: the line to it; `describe` is asked here. Raises BenchBroken."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        said = channel.ask({"do": "describe"})
        able = said.get("can")
        if not isinstance(said.get("name"), str) or not isinstance(able, list):
            raise BenchBroken("describe: the gate has to answer its name, and in `can` a list of abilities")
        unknown = [str(each) for each in able if not isinstance(each, str) or each not in ABILITIES]
        if unknown:
            raise BenchBroken(f"describe: there is no ability {unknown[0]!r}; there are {', '.join(ABILITIES)}")
        self.name = said["name"][:80]
        self.abilities = frozenset(able)
        self._shown = (b"", -HELD_S)
        self._setup: Setup | None = None
        self._sent_s = 0.0  # when the last code was
        self._late = False  # the contact was looked at too late behind it

    def prepare(self, setup: Setup, fresh: bool) -> None:
        """See `Subject`: `set` carries what the gate is able to take, and nothing else."""
        self._setup = setup
        wanted: dict[str, Any] = {}
        if "clock" in self.abilities:
            wanted["clock"] = setup.clock_s
        if "list" in self.abilities:
            wanted["list"] = setup.list_data.hex() if setup.list_name is not None else None
            wanted["operator"] = setup.operator_xy.hex()
        if "policy" in self.abilities:
            wanted["policy"] = dict(setup.policy)
        if "history" in self.abilities:
            wanted["history"] = [[account.hex(), made, until] for account, made, until in setup.history]
        if fresh and "forget" in self.abilities:
            wanted["forget"] = True
        if wanted:
            self.channel.ask({"do": "set", **wanted})

    def present(self, payload: bytes) -> Answer | None:
        """See `Subject`."""
        first = self._presented(payload)
        if first is None or not first.accepted or first.released is not False or "forget" not in self.abilities:
            return first
        for _ in range(SHOWN_MAX - 1):
            if not self._late or self._setup is None:
                break
            self.prepare(self._setup, True)
            again = self._presented(payload)
            if again is None or replace(again, released=False) != first:
                break  # what it answered first is judged
            if again.released:
                return again
        return first

    def _presented(self, payload: bytes) -> Answer | None:
        self.rest()
        if payload == self._shown[0]:
            time.sleep(max(0.0, self._shown[1] + HELD_S - time.monotonic()))
        self._sent_s = time.monotonic()
        self.channel.ask({"do": "present", "payload": payload.hex()})
        found = self.wait(ANSWER_MAX_S)
        self._shown = (payload, time.monotonic())
        if found is None:
            return None
        answer = self.read(found)
        return answer if "contact" not in self.abilities else self._with_contact(answer)

    def wait(self, most_s: float) -> dict[str, Any] | None:
        """The answer to what is shown, once it is there; it is looked for once more behind the limit."""
        until_s = time.monotonic() + most_s
        while True:
            over = time.monotonic() >= until_s
            found = self.channel.ask({"do": "answer"}).get("answer")
            if found is not None:
                if not isinstance(found, dict):
                    raise BenchBroken(f"answer: {str(found)[:60]!r} is no object")
                return found
            if over:
                return None
            time.sleep(_POLL_S)

    def read(self, found: dict[str, Any]) -> Answer:
        """An answer in the gate's words. Raises BenchBroken for what is none."""
        result, accepted = found.get("result"), found.get("accepted")
        if "result" in self.abilities:
            if not isinstance(result, str) or result not in _NAMES:
                raise BenchBroken(f"answer: there is no result {str(result)[:40]!r}; docs/ride-code.md lists them")
            accepted = result == "ACCEPTED"
        elif not isinstance(accepted, bool):
            raise BenchBroken("answer: without `result` it needs `accepted`, true or false")
        recovered = found.get("recovered", [])
        step, offset, family = found.get("step"), found.get("offset"), found.get("family")
        if not isinstance(recovered, list) or not all(type(each) in (int, type(None)) for each in (step, offset)):
            raise BenchBroken("answer: step and offset are numbers or null, recovered is a list")
        if not isinstance(family, str | None):
            raise BenchBroken("answer: family is text or null")
        return Answer(accepted, result, step, tuple(map(str, recovered)), -1 if offset is None else offset, family)

    def closed(self) -> bool:
        """Whether the contact is closed now."""
        closed = self.channel.ask({"do": "contact"}).get("closed")
        if not isinstance(closed, bool):
            raise BenchBroken("contact: it has to answer `closed`, true or false")
        return closed

    def rest(self) -> None:
        """Wait until the contact is open behind the passenger before. Raises BenchBroken."""
        over, until_s = False, time.monotonic() + REST_MAX_S
        while "contact" in self.abilities and self.closed():
            if over:
                raise BenchBroken(f"contact: it stays closed for over {REST_MAX_S:.0f} s behind a release")
            time.sleep(_POLL_S)
            over = time.monotonic() >= until_s

    def close(self) -> None:
        """See `Subject`."""
        self.channel.close()

    def _with_contact(self, answer: Answer) -> Answer:
        """Watch the contact: for an acceptance until it closes, for a refusal long enough to see that it does not."""
        until_s = time.monotonic() + (CONTACT_MAX_S if answer.accepted else SETTLE_S)
        over, closed = False, self.closed()
        self._late = time.monotonic() - self._sent_s > SOON_S
        while not closed and not over:
            time.sleep(_POLL_S)
            over, closed = time.monotonic() >= until_s, self.closed()
        return replace(answer, released=closed)
