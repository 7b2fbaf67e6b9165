"""Plays a pack of vectors on a gate: brings it into the state of each, shows the code, compares the answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.code import result_table
from sim.conformance.outcome import FAILED, PASSED, SKIPPED, Outcome
from sim.conformance.pack import Pack, Vector
from sim.conformance.subject import Answer, Setup, Subject, Unreachable
from terminal.decide import month_end_s
from terminal.recover import recover
from terminal.ridecode import Refused, RideCode, parse

STEADY_MAX_S = 3600
_STRUCTURE = 5  # steps 1 to 5 need no clock, list or history
_REPLAY = 20
Moments = tuple[tuple[int, ...], tuple[bytes, ...]]  # of a list: `Pack.moments`


@dataclass(frozen=True, slots=True)
class _Case:
    vector: Vector
    setup: Setup
    code: RideCode | None

    @property
    def key(self) -> tuple[bytes, int] | None:
        """What the replay memory keeps of the code."""
        return None if self.code is None else (bytes(self.code.account), self.code.generated_s)

    @property
    def reaches_replay(self) -> bool:
        return self.vector.step is None or self.vector.step >= _REPLAY


def play(pack: Pack, subject: Subject, only: frozenset[str] = frozenset()) -> Iterator[Outcome]:
    """The outcome of each vector, those that need the same state one behind the other. only: of these ids."""
    able = subject.abilities
    suite = f"{pack.name} {pack.version}"
    waiting = []
    moments: dict[str | None, Moments] = {None: ((), ())}  # of each list, which is opened once
    for vector in pack.vectors:
        if only and vector.id not in only:
            continue
        missing = _missing(vector, able)
        if missing:
            yield _outcome(suite, vector, SKIPPED, f"the gate has no {', '.join(missing)}")
        else:
            name = vector.trust
            if name is not None and name not in moments:
                moments[name] = pack.moments(name)
            waiting.append(_case(pack, vector, moments[name]))
    if "history" not in able:  # else each case begins anew, and those of the pack are in an order that warms memories
        waiting.sort(key=_order)
    used: set[tuple[bytes, int]] = set()
    for case in waiting:
        fresh = case.reaches_replay and case.key in used
        if fresh and not able & {"forget", "history"}:
            yield _outcome(suite, case.vector, SKIPPED, "the gate cannot forget that it accepted this code before")
            continue
        if fresh or "history" in able:
            used.clear()
        try:
            subject.prepare(case.setup, fresh)
            answer = subject.present(case.vector.payload)
        except Unreachable as reason:
            yield _outcome(suite, case.vector, SKIPPED, str(reason))
            continue
        if answer is not None and answer.accepted and case.key is not None:
            used.add(case.key)
        difference = _difference(case.vector, answer, able)
        unjudged = tuple(name for name in _JUDGED if name not in able)
        verdict = FAILED if difference else PASSED
        yield _outcome(suite, case.vector, verdict, difference, unjudged)


_JUDGED = ("result", "step", "recovered", "offset", "family", "contact")


def _outcome(
    suite: str, vector: Vector, verdict: str, difference: str = "", unjudged: tuple[str, ...] = ()
) -> Outcome:
    clause = result_table.by_name(vector.result).clause
    return Outcome(suite, vector.id, verdict, vector.comment, clause, difference, unjudged)


def _missing(vector: Vector, able: frozenset[str]) -> list[str]:
    """What a gate must be able to do for this vector, and this one is not."""
    needed = [] if vector.payload.isascii() else ["raw"]
    if vector.step is None or vector.step > _STRUCTURE:
        needed += ["clock", "list"]
        if vector.history and (vector.step is None or vector.step >= _REPLAY):
            needed.append("history")
    if vector.policy:
        needed.append("policy")
    return [name for name in needed if name not in able]


def _case(pack: Pack, vector: Vector, moments: Moments) -> _Case:
    try:
        code = parse(recover(vector.payload, vector.rules.recoveries)[0], vector.rules)
    except Refused:
        code = None
    name = vector.trust
    steady_s = _steady_s(vector, code, *moments)
    data = b"" if name is None else pack.lists[name]
    setup = Setup(vector.clock_s, steady_s, name, data, pack.operator_xy, vector.policy, vector.rules, vector.history)
    return _Case(vector, setup, code)


def _order(case: _Case) -> tuple[object, ...]:
    """Cases of one state together; what is refused before the replay memory is asked, first."""
    setup = case.setup
    state = (setup.list_name or "", repr(sorted(setup.policy.items())), repr(setup.history), setup.clock_s or -1)
    return (*state, case.reaches_replay, case.vector.step is None)


def _steady_s(vector: Vector, code: RideCode | None, moments: Sequence[int], expiries: Sequence[bytes]) -> int:
    """For how many seconds behind its clock a vector's answer stays the same: until the next moment that any check
    compares with. moments: of its list; expiries: MMYY of the root keys there.
    """
    now_s = vector.clock_s
    if now_s is None or (vector.step is not None and vector.step <= _STRUCTURE):
        return STEADY_MAX_S
    changes = list(moments)
    if code is not None:
        rules = vector.rules
        changes += [
            code.generated_s - rules.skew_s,
            code.generated_s + code.validity_s + rules.grace_s + 1,
            code.user_expiry_s + 1,
        ]
        changes += [month_end_s(mmyy, rules.zone_s) + 1 for mmyy in (code.cert_expiry, *expiries)]
    return min([each - now_s - 1 for each in changes if each > now_s] + [STEADY_MAX_S])


def _difference(vector: Vector, answer: Answer | None, able: frozenset[str]) -> str:
    """The first thing that is not as it must be; empty when all is."""
    if answer is None:
        return f"expected {vector.result}, the gate did not answer"
    accepted = vector.result == "ACCEPTED"
    if "result" in able and answer.result != vector.result:
        return f"expected {vector.result}, the gate answered {answer.result}"
    if answer.accepted != accepted:
        return f"expected {vector.result}, the gate {'let the passenger in' if answer.accepted else 'refused'}"
    if "contact" in able and answer.released != accepted:
        return f"expected the contact {'closed' if accepted else 'open'} at {vector.result}, it was not"
    for name, wanted in (
        ("step", vector.step),
        ("recovered", vector.recovered),
        ("offset", vector.offset),
        ("family", vector.family),
    ):
        found = getattr(answer, name)
        if name in able and found != wanted:
            return f"expected {name} {wanted}, the gate answered {found}"
    return ""
