"""Each ride judged once more at the sink: is its code good, at the moment of its record, under the acquirer's list?

Of a card nothing can be judged again but what its record says of itself: that a SAM confirmed it (docs/cards.md).
"""

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hal.desktop.engine import proved_engine
from sim.journal.facts import result_name, ride_of
from terminal import card, codes, decide, policy, records, sm2
from terminal.history import History

if TYPE_CHECKING:
    from sim.trust.file import TrustFile
    from terminal.trust import TrustList

DIFFERS = codes.INTERNAL  # the record does not say what its code says
_FIELDS = ("issuer", "account", "account_type", "limit_fen", "generated_s", "validity_s", "ca_index", "cert_serial")


class Checked(NamedTuple):
    """result: codes.ACCEPTED, or the number of what refuses it now. words: why, "" for a good one."""

    result: int
    words: str


class Recheck:
    """files: the trust lists of the acquirer. A ride is judged with the list that was in force at its terminal, by its
    sequence; where that is not among them, with the newest one that was in force then. limit_enforced: whether a fare
    above the code's limit refuses, as at the terminals. engine: what verifies signatures; None: that of this computer.
    Raises Trouble.
    """

    def __init__(
        self, files: "Sequence[TrustFile]", limit_enforced: bool = False, engine: sm2.Engine | None = None
    ) -> None:
        engine = engine or proved_engine()
        self._limit_enforced = limit_enforced
        self._lists: list[TrustList] = sorted((file.open(engine) for file in files), key=lambda one: one.sequence)
        self.sequences = frozenset(one.sequence for one in self._lists)

    def check(self, record: records.Record) -> Checked | None:
        """What comes of a ride's code; None for records that are no ride."""
        found: Checked | None = sm2.finish(self.steps(record))
        return found

    def steps(self, record: records.Record) -> Generator[Any, Any, Checked | None]:
        """`check`, which yields now and then as decide.steps does: any number of rides may be judged at a time."""
        if record.kind != records.RIDE:
            return None
        try:
            ride, _, medium = ride_of(record)
        except records.Short:
            return Checked(codes.MALFORMED, "the record ends before its fields do")
        if record.time_s is None:
            return Checked(codes.CLOCK_UNTRUSTED, "the record has no trusted time")
        trust = self._list(ride.list_sequence, record.time_s)
        raw: bytes = ride.raw_code
        if medium["medium"] != "code":
            return _card(ride, medium, trust is not None and trust.test)
        if ride.fare_fen > policy.FARE_MAX_FEN:
            return Checked(DIFFERS, f"its fare is {ride.fare_fen} fen, which no terminal takes")
        service = raw[4:8] if len(raw) >= 8 else policy.STANDARD.services[0]
        rules = policy.make(
            services=(policy.STANDARD.services[0], service),  # which one is taken is the terminal's configuration
            skew_s=policy.SKEW_MAX_S,
            grace_s=policy.GRACE_MAX_S,
            fare_fen=ride.fare_fen,
            limit_enforced=self._limit_enforced,
            recoveries=(),
        )
        decision = yield from decide.steps(raw, trust, rules, History(1), record.time_s)
        used = "no list" if trust is None else f"list {trust.sequence}"
        if decision.result != codes.ACCEPTED:
            words = f"its code is {result_name(decision.result)} at {used}; the terminal had list {ride.list_sequence}"
            return Checked(decision.result, words)
        for name in _FIELDS:
            if getattr(ride, name) != getattr(decision.code, name):
                return Checked(DIFFERS, f"its {name} is not that of its code")
        return Checked(codes.ACCEPTED, "")

    def _list(self, sequence: int, time_s: int) -> "TrustList | None":
        exact = [one for one in self._lists if one.sequence == sequence]
        then = [one for one in self._lists if one.in_force(time_s)]
        found = exact or then
        return found[-1] if found else None


def _card(ride: records.Ride, medium: dict[str, Any], test: bool) -> Checked:
    """A card's ride. test: the list is a test list, so a test SAM may confirm cards."""
    by = medium["authenticated"]
    if medium["medium"] != "card" or not (by == "sam" or (by == "test_sam" and test)):
        return Checked(codes.CARD_NOT_AUTHENTICATED, f"{medium['medium']}, authenticated by {by}")
    try:
        found = card.parse(ride.raw_code, bytes(4), 0)
    except (ValueError, IndexError):
        return Checked(codes.CARD_UNREADABLE, "what it holds of its card is no file of one")
    if (found.issuer, found.account) != (ride.issuer, ride.account):
        return Checked(DIFFERS, "its issuer or account is not that of its card")
    return Checked(codes.ACCEPTED, "")
