"""Explains one payload: what in the issuer's program, the clock or the list would make it good.

Length: one question, from the payload to the ranked answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from hal.desktop.engine import proved_engine
from sim.code import layout
from sim.explain import layout_search, meaning, remark, transport
from sim.explain.cause import EQUAL, LIKELY, PROVED, STANDINGS, Answer, Cause, Hypothesis
from sim.explain.layout_search import Layout
from sim.explain.meaning import Court
from sim.explain.signature_search import FILLED_IN, Match, Roots, Search, point_of
from sim.explain.signed_digest import Meter
from sim.family import table
from terminal import codes
from terminal.decide import Decision, decide
from terminal.history import History
from terminal.policy import Policy
from terminal.recover import recover
from terminal.ridecode import INPUT_MAX_BYTES, measured
from terminal.trust import TrustList

SEARCHED_MAX = 2  # arrangements of the fields whose signatures are searched through
HYPOTHESES_MAX = 12
_WHICH = ("ca", "issuer", "ride")
_NO_CODE = (codes.OVERSIZED, codes.NOT_A_RIDE_CODE, codes.FOREIGN_CODE)
_ELSEWHERE = (codes.CLOCK_UNTRUSTED, codes.STORE_FAILED, codes.SCANNER_FAULT, codes.GATE_FAULT, codes.INTERNAL)
# Changes of the arrangement: what stood in the place of opaque bytes cannot be seen.
_ARRANGED = ("missing", "doubled", "extra_bytes", "too_", "moved", "swapped")


class _Candidate(NamedTuple):
    """A reading of the payload. wrapped: what was undone. failing: signatures that do not hold."""

    wrapped: tuple[Cause, ...]
    lay: Layout
    failing: tuple[str, ...]
    meant: bool

    @property
    def rank(self) -> tuple[int, int]:
        """How little of it is out of place: less is better."""
        return len(self.failing) * 2 + self.lay.wrong + len(self.wrapped) + (not self.meant), len(self.lay.causes)


def explain(payload: bytes, opened: TrustList | None, policy: Policy, history: History, now_s: int | None) -> Answer:
    """Explain what a terminal answers to one payload: hypotheses, the best first; remarks where it is accepted.

    payload: bytes as received, any length. opened: the list or None: then its steps are passed over. history: a code
    that is in it counts as used. Raises OSError when the list's storage fails.
    """
    decision = decide(payload, opened, policy, history, now_s)
    return explain_decision(decision, payload, opened, policy, history, now_s)


def explain_decision(
    decision: Decision, payload: bytes, opened: TrustList | None, policy: Policy, history: History, now_s: int | None
) -> Answer:
    """`explain` for a decision that a gate has made. Its result counts, where it is one of trips, services or cards."""
    row = table.row(decision.result)
    if table.known(decision.family) is not None:  # its own reason says it all
        return Answer(row.name, decision.step, ())
    if decision.result == codes.ACCEPTED:
        return Answer(row.name, None, (), remark.remarks(decision, now_s or 0))
    if decision.result in _ELSEWHERE or now_s is None:
        return Answer(row.name, decision.step, tuple(meaning.facts(decision, now_s or 0, opened is not None)))
    return _Explainer(decision, payload, opened, policy, history, now_s).answer()


class _Explainer:
    def __init__(
        self, decision: Decision, payload: bytes, opened: TrustList | None, policy: Policy, history: History, now_s: int
    ) -> None:
        self.decision, self.payload, self.policy, self.history, self.now_s = decision, payload, policy, history, now_s
        self.given = opened is not None
        in_force = opened is not None and opened.in_force(now_s)
        self.court = Court(opened if in_force else None, policy, history, now_s, proved_engine())
        self.roots = self.court.roots()
        self.meter = Meter()
        self._found: dict[str, list[Match]] = {}

    def answer(self) -> Answer:
        """The answer: what the bytes show, then what only the list or a clock says."""
        decision = self.decision
        candidates = sorted(self._candidates(), key=lambda one: one.rank)
        found: list[Hypothesis] = []
        lost = [] if any(not one.failing for one in candidates) else list(transport.losses(self.payload))
        if lost:
            found = [
                Hypothesis((Cause(kind, "payload", 0, len(self.payload), detail=more),), LIKELY) for kind, more in lost
            ]
        elif candidates:
            best = candidates[0]
            equal = [one for one in candidates if one.rank == best.rank]
            for one in equal if not best.failing else equal[:SEARCHED_MAX]:
                found += self._of(one)
                if found and one.failing:
                    break
        found = _grouped(found)
        remarks: tuple[Cause, ...] = ()
        if decision.result == codes.TRUST_LIST_MISSING and not self.given:
            remarks = (Cause("missing", "trust_list"),)
        elif not found:
            found += meaning.facts(decision, self.now_s, self.given)
        if decision.result == codes.TRUST_LIST_MISSING and self.given:
            found = meaning.facts(decision, self.now_s, True) + found
        found.sort(key=lambda one: (STANDINGS.index(one.standing), len(one.causes)))
        row = codes.of(decision.result)
        return Answer(row.name, decision.step, tuple(found[:HYPOTHESES_MAX]), remarks, self.meter.sums)

    # What may be in the payload

    def _candidates(self) -> Iterator[_Candidate]:
        payload = self.payload[: transport.TEXT_MAX_BYTES]
        undone: Sequence[tuple[tuple[Cause, ...], bytes]]
        body, recovered = recover(payload, self.policy.recoveries) if len(payload) <= INPUT_MAX_BYTES else (payload, ())
        if recovered or measured(payload):
            undone = [((), body)]
        elif self.decision.result == codes.FOREIGN_CODE and not payload.isdigit():
            undone = []
        else:
            undone = transport.bodies(payload)
        looked = 0
        ranked = sorted(undone, key=lambda one: (-transport.score(one[1]) - measured(one[1]), len(one[0])))
        ranked = [((), payload)] * (len(undone) > 1 and transport.score(payload) >= 5) + ranked
        for wrapped, inside in ranked:
            if looked >= 6 or (wrapped and not measured(inside) and transport.score(inside) < 4):
                continue
            found = layout_search.layouts(inside, self.now_s)
            looked += 1
            whole = False
            for lay in [filled for each in found for filled in self._filled_in(each)]:
                one = _Candidate(wrapped, lay, self._failing(lay), self._means(lay))
                if not lay.causes:
                    yield from self._elsewhere(one, inside)
                whole = whole or (not one.failing and not lay.causes and one.meant)
                yield one
            if whole:
                break

    def _filled_in(self, lay: Layout) -> list[Layout]:
        """A reading with what may have stood where bytes are missing: both versions, each root of the list."""
        if "ca_index" not in lay.unknown or not lay.unknown <= FILLED_IN:
            return [lay]
        versions = (b"\x81", b"\x80") if "version" in lay.unknown else (lay.logical[:1],)
        rest = lay.logical
        return [
            replace(lay, logical=version + rest[1:8] + bytes([index]) + rest[9:])
            for version in versions
            for index in self.roots.points
        ] or [lay]

    def _elsewhere(self, one: _Candidate, body: bytes) -> Iterator[_Candidate]:
        """Readings of a well formed code in which fields stand in each other's places, and all is good then."""
        if len(one.failing) > 1:
            others = layout_search.exchanged(one.lay)
        elif not one.failing and not one.meant and self.court.odd(one.lay.logical):
            others = layout_search.rearranged(body, self.now_s)
        else:
            return
        for lay in others:
            if self._means(lay) and not self.court.odd(lay.logical, True) and not self._failing(lay):
                yield _Candidate(one.wrapped, lay, (), True)

    def _means(self, lay: Layout) -> bool:
        """Whether the terminal would accept the values, or they are not known."""
        return bool(lay.unknown) or self.court.meaning(lay.logical).result == codes.ACCEPTED

    def _failing(self, lay: Layout) -> tuple[str, ...]:
        return tuple(which for which in _WHICH if self._known(lay, which) and not self._search(lay, which).holds())

    def _known(self, lay: Layout, which: str) -> bool:
        """Whether it can be said if this signature holds: it is there, and the root key where it is the CA's."""
        if f"{which}_signature" in lay.unknown or (which == "issuer" and "issuer_key" in lay.unknown):
            return False
        if which == "ride" and "user_key" in lay.unknown:
            return False
        return which != "ca" or bool(self.roots.points)

    def _search(self, lay: Layout, which: str) -> Search:
        return Search(lay, which, self.roots, self.meter, self.now_s)

    # What one reading leaves to be explained

    def _of(self, one: _Candidate) -> list[Hypothesis]:
        base = one.wrapped + one.lay.causes
        if not one.failing:
            return self._meant(base, one.lay.logical, one.lay)
        explained = self._signatures(one.lay, one.failing)
        out: list[Hypothesis] = []
        for causes, logical in explained:
            out += self._meant(base + causes, logical, one.lay)
        if explained:
            return out
        return self._undecided(base, one)

    def _signatures(self, lay: Layout, failing: tuple[str, ...]) -> list[tuple[tuple[Cause, ...], bytes]]:
        """Sets of causes under which every failing signature holds, each with the code that was meant."""
        found: dict[str, list[Match]] = {}
        for which in sorted(failing, key=("ca", "ride", "issuer").index):
            matches = self._search(lay, which).matches(len(failing) < len(_WHICH))
            found[which] = self._found[which] = matches
            whole = []
            for match in matches:
                if match.fixed is not None:
                    mended = self._mended(lay, match.fixed)
                    if mended is not None and not self._failing(mended):
                        whole.append((match.causes, mended.logical))
            if whole:
                return whole[:4]
        if not all(found.values()):
            return []
        out = []
        for chosen in product(*(matches[:4] for matches in found.values())):
            causes = tuple({cause.name: cause for match in chosen for cause in match.causes}.values())
            logical = lay.logical
            for match in chosen:
                logical = _with_root(logical, match)
                mended = self._mended(lay, match.fixed) if match.fixed is not None else None
                logical = mended.logical if mended is not None else logical
            out.append((causes, logical))
        return sorted(out, key=lambda one: len({cause.kind for cause in one[0]}) * 10 + len(one[0]))[:4]

    def _mended(self, lay: Layout, fixed: bytes) -> Layout | None:
        if len(fixed) == len(lay.logical) and not lay.unknown:
            same = lay.written == lay.logical or len(lay.written) == len(lay.logical)
            return replace(lay, written=fixed, logical=fixed) if same else None
        return None

    def _meant(self, causes: tuple[Cause, ...], logical: bytes, lay: Layout) -> list[Hypothesis]:
        """Hypotheses for a code whose signatures are explained: its values may be wrong as well."""
        answer = self.court.meaning(logical)
        if (
            answer.result != codes.ACCEPTED and logical != lay.logical
        ):  # the code may be right, and what was signed wrong
            carried = self.court.meaning(lay.logical)
            answer, logical = (
                (carried, lay.logical) if (carried.step or 99) > (answer.step or 99) else (answer, logical)
            )
        if lay.unknown or answer.result == codes.ACCEPTED:
            return [Hypothesis(causes, PROVED)] if causes else []
        repairs = self.court.repairs(logical)
        facts = [] if answer.result == codes.TRUST_LIST_MISSING else meaning.facts(answer, self.now_s, self.given)
        ended = meaning.ended_lately(answer, self.now_s)
        likely = [one for one in repairs if one.rare < meaning.RARE and (not ended or one.causes[0].kind == "swapped")]
        likely = likely[:3]
        rare = [one for one in repairs if one not in likely][:2]
        out = [Hypothesis(causes + one.causes, LIKELY) for one in likely]
        if ended and repairs and answer.result == codes.ISSUER_CERT_EXPIRED:  # four digits that mean two months
            out = [replace(one, causes=causes + one.causes, standing=EQUAL, same=1) for one in facts]
            out += [Hypothesis(causes + one.causes, EQUAL, 1) for one in repairs[:2]]
        elif not likely and len(facts) == 1:
            out += [replace(one, causes=causes + one.causes) for one in facts]
        elif not likely:
            out += [replace(one, causes=causes + one.causes) for one in facts]
            out += [Hypothesis(causes + one.causes, EQUAL, 1) for one in rare if not ended]
        else:
            out += [replace(one, causes=causes + one.causes, standing=EQUAL, same=1) for one in facts]
        return out or ([Hypothesis(causes, PROVED)] if causes else [])

    def _undecided(self, base: tuple[Cause, ...], one: _Candidate) -> list[Hypothesis]:
        """Nothing explains a signature: a key that is not here, other bytes and a forgery look the same."""
        out: list[Hypothesis] = []
        if len(one.failing) > 1:  # one change of bytes that all of them cover is the least
            out.append(
                Hypothesis((*base, Cause("changed_after_signing", "payload", 0, len(one.lay.written))), EQUAL, 8)
            )
        for number, which in enumerate(one.failing, 1):
            subject = f"{which}_signature"
            field = layout.by_name(subject)
            at, size = field.offset(one.lay.n), field.size(one.lay.n)
            pair = field.of(one.lay.logical, one.lay.n)[-64:]
            whole = Cause("not_a_signature", subject, at, size)
            if self._no_signature(pair):
                out.append(Hypothesis((*base, whole), PROVED))
                continue
            key_name = {"issuer": "issuer_key", "ride": "user_key"}.get(which)
            key = layout.by_name(key_name).of(one.lay.logical, one.lay.n) if key_name else b""
            if key_name and point_of(key) is None:
                start = layout.by_name(key_name).offset(one.lay.n)
                seen = layout_search.shown(key_name, key)
                out.append(Hypothesis((*base, Cause(remark.no_point(key), key_name, start, 33, seen)), PROVED))
                continue
            matches = self._found.get(which, [])
            if matches:
                out.append(Hypothesis((*base, *matches[0].causes), PROVED))
                continue
            for kind in ("other_key", "other_bytes", "forged"):
                out.append(Hypothesis((*base, Cause(kind, subject, at, size)), EQUAL, number))
        return out

    @staticmethod
    def _no_signature(pair: bytes) -> bool:
        from terminal.sm2 import N

        r, s = int.from_bytes(pair[:32], "big"), int.from_bytes(pair[32:], "big")
        return not 0 < r < N or not 0 < s < N or len(set(pair)) < 8


def _with_root(logical: bytes, match: Match) -> bytes:
    """The code with the index of the root that signed, where that is another."""
    other = [cause.expected for cause in match.causes if cause.kind == "other_root"]
    return logical[:8] + bytes.fromhex(other[0]) + logical[9:] if other else logical


def _grouped(found: list[Hypothesis]) -> list[Hypothesis]:
    """Each name once. Proved ones of equally many causes that nothing distinguishes become a group of equals."""
    unique: dict[str, Hypothesis] = {}
    for one in found:
        unique.setdefault(one.name, one)
    out = list(unique.values())
    proved = [one for one in out if one.standing == PROVED]
    if len(proved) < 2:
        return out
    least = min(len({cause.kind for cause in one.causes}) for one in proved)
    best = [one for one in proved if len({cause.kind for cause in one.causes}) == least]
    rest = [one for one in out if one not in proved]
    arranged = {one.causes[-1].subject: one for one in reversed(best) if _arranged(one.causes[-1])}
    if best[0].causes[-1].kind == "off_by" and any(one.causes[-1].kind in ("swapped", "moved") for one in best):
        return [replace(one, standing=EQUAL, same=9) for one in (best[0], *arranged.values())] + rest
    equal = sorted(arranged.values(), key=lambda one: (not _natural(one.causes[-1]), best.index(one)))
    if any(_natural(one.causes[-1]) for one in equal):  # no program has an integer of six bytes
        wider = ("too_", "padded_")
        equal = [one for one in equal if _natural(one.causes[-1]) or not one.causes[-1].kind.startswith(wider)]
        best = [*equal, *(one for one in best if one not in equal)]
    if len(equal) > 1 and _arranged(best[0].causes[-1]):
        return [replace(one, standing=EQUAL, same=9) for one in equal] + rest
    return best[:1] + [replace(one, standing=LIKELY) for one in proved if one is not best[0]] + rest


def _arranged(cause: Cause) -> bool:
    """Whether it moves the fields behind it."""
    wide = cause.kind.startswith("padded_") and cause.length != layout.by_name(cause.subject).fixed_bytes
    return wide or cause.kind.startswith(_ARRANGED)


def _natural(cause: Cause) -> bool:
    """Whether the width is one that programs have integers of, and the field is a number."""
    kind = layout.by_name(cause.subject).kind if cause.subject != "payload" else ""
    return cause.kind.startswith("too_") and cause.length in (1, 2, 4, 8) and kind in ("fen", "seconds", "time", "uint")


def roots_of(opened: TrustList) -> Roots:
    """The root keys of a list, for a report."""
    from terminal.policy import STANDARD

    return Court(opened, STANDARD, History(1), 0, proved_engine()).roots()
