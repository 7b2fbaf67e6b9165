"""What a passenger, an operator and the back office can know of a gate: the facts that the invariants speak of.

They are derived from what the devices were asked and what they answered, never from the gate's own fields.
"""

from terminal import codes
from terminal.gate import PROMPT_MS, STILL_MS

STAFF_MS = 1000  # in which the staff may complete a refusal
PULSE_MS = 500
GAP_MS = 20  # in which the contact is seen to be open
RETRY_MS = 1000
STEP_MS = 500  # every other duration of the gate is a multiple of it; time passes in such steps
assert not any(ms % STEP_MS for ms in (PULSE_MS, RETRY_MS, PROMPT_MS, STILL_MS))


class Facts:
    """now_ms: the moment, which the search moves. Times are of the same clock; one that has passed means nothing.

    queue, passage_ms: as the gate is configured.
    """

    FIELDS = (
        "reading",  # of the emergency contact, the last one; None before the first
        "stopped",  # devices that failed and were not opened since: {name: when it may be tried again}
        "internal",  # an INTERNAL result was reported
        "held",  # the relay holds the gate open
        "scanner_held",
        "pulse_ms",  # when the gap behind the last pulse ends, had nothing ended the pulse before
        "prompt_ms",  # when the words on the panel have been there for long enough
        "passage_ms",  # when the authorisation under way ends
        "under_way",  # the code that was released last and has no outcome, or None
        "waiting",  # codes of durable rides, not released, without an outcome, oldest first
        "durable",  # codes with a ride in the journal
        "used",  # codes that the replay memory holds; more than the durable ones after a write in doubt
        "opened",  # codes that something was released for
        "answered",  # {payload: until when the same bytes change nothing}
        "current",  # the payload that is being looked at
        "judged_by",  # the list under which it is judged
        "shown",  # the panel's words and lamp; None: not known
        "staffed",  # the lane, as the journal has it
        "refused",  # the code whose refusal the staff may complete, or None
        "refused_ms",  # until when
        "last_result",  # of the code judged last
        "staff",  # codes with a durable staff record
        "report",  # the last state that was reported
        "counted_ms",  # when the counts of refusals are due; None when there are none
    )
    __slots__ = ("events", "now_ms", "queue", "set_passage_ms", *FIELDS)

    def __init__(self, now_ms: int, queue: int, passage_ms: int) -> None:
        self.now_ms = now_ms
        self.queue = queue
        self.set_passage_ms = passage_ms
        self.events = []  # of this turn, (name, *values)
        self.durable = frozenset()
        self.opened = frozenset()
        self.power_on()

    def power_on(self) -> None:
        """What a restart leaves: only what is in the journal."""
        self.reading = None
        self.stopped = {}
        self.internal = self.held = self.scanner_held = False
        self.pulse_ms = self.passage_ms = self.prompt_ms = 0
        self.under_way = self.shown = self.counted_ms = None
        self.current = b""
        self.judged_by = 0
        self.waiting = ()
        self.used = self.durable
        self.answered = {}
        self.report = ()
        self.staffed = False
        self.refused = self.last_result = None
        self.refused_ms = 0
        self.staff = frozenset()

    def in_service(self) -> bool:
        return not (self.reading or self.stopped or self.internal)

    def open_rides(self) -> tuple:
        return ((self.under_way,) if self.under_way is not None else ()) + self.waiting

    def happened(self, name: str) -> list:
        """The events of this name in this turn."""
        return [event for event in self.events if event[0] == name]

    def note(self, name: str, *values: object) -> None:
        """Take an event in."""
        self.events.append((name, *values))
        now_ms = self.now_ms
        if name in ("read", "failed", "opened") and (name != "read" or values[0] != bool(self.reading)):
            self.prompt_ms = 0  # what is shown at rest comes at once
        if name == "read":
            self.reading = values[0]
        elif name == "failed":
            self.stopped.setdefault(values[0], now_ms)
            if values[0] == "panel":
                self.shown = None
        elif name == "tried":
            self.stopped[values[0]] = now_ms + RETRY_MS
        elif name == "opened":
            self.stopped.pop(values[0], None)
            if values[0] == "relay":
                self.held = False
        elif name == "polled":
            self.current = values[0]
        elif name == "judged":
            self.judged_by = values[1]
            self.refused = None
        elif name == "decided":
            self.internal |= values[0] == codes.INTERNAL
            self.last_result = values[0]
            if self.staffed and values[0] == codes.NOT_ELIGIBLE:
                self.refused, self.refused_ms = self.current, now_ms + STAFF_MS
        elif name == "switched":
            self.staffed, self.refused = values[0], None
        elif name == "staff":
            self.refused = None
            self.current = values[0]
            self.staff |= {values[0]}
        elif name == "staff failed":
            self.refused = None
        elif name == "ride":
            self.durable |= {values[0]}
            self.used |= {values[0]}
            self.waiting += (values[0],)
        elif name == "doubt":
            self.used |= {values[0]}
            if values[1]:
                self.durable |= {values[0]}
        elif name == "outcome":
            if values[0] == self.under_way:
                self.under_way = None
            self.waiting = tuple([code for code in self.waiting if code != values[0]])
        elif name == "release":
            self.under_way, self.waiting = self.waiting[0], self.waiting[1:]
            self.opened |= {self.under_way}
            self.pulse_ms, self.passage_ms = now_ms + PULSE_MS + GAP_MS, now_ms + self.set_passage_ms
        elif name == "hold":
            self.held = values[0]
        elif name == "scanner held":
            self.scanner_held = values[0]
        elif name == "shown":
            self.shown = values
            self.prompt_ms = 0 if values[0] in (codes.IDLE, codes.EMERGENCY) else now_ms + PROMPT_MS
        elif name in ("two codes", "reported"):
            self.answered[self.current] = now_ms + STILL_MS
        elif name == "counted" and values[0]:
            self.counted_ms = self.counted_ms or now_ms + STEP_MS
        elif name == "hour":
            self.counted_ms = None
        elif name == "state":
            self.report = values
