"""What the values of a code mean to the terminal, its signatures aside: who is accepted, until when, for how much.

The terminal's own checks answer, with an engine that takes every signature; so there is one walk down the steps.
"""

import copy
from collections.abc import Generator, Iterator
from itertools import islice
from typing import NamedTuple

from sim.code import layout
from sim.explain import fact, representation
from sim.explain.cause import EQUAL, Cause, Hypothesis
from sim.explain.layout_search import shown
from sim.explain.signature_search import Point, Roots
from sim.output.show import span
from terminal import codes, sm2, trust
from terminal.decide import Decision, decide, month_end_s
from terminal.history import History
from terminal.policy import VALIDITY_MAX_S, Policy
from terminal.ridecode import Refused, parse

DEPTH_MAX = 2  # fields whose values are wrong at once
EXPIRY_AHEAD_MAX_S = 6 * 366 * 86400  # of a user certificate that is no mistake
_READINGS_MAX = 160
_BASE_KEY = sm2.GX.to_bytes(32, "big") + sm2.GY.to_bytes(32, "big")
_FIELDS_OF = {
    codes.UNSUPPORTED_SERVICE: ("service",),
    codes.ISSUER_NOT_ACCEPTED: ("issuer",),
    codes.ISSUER_CERT_EXPIRED: ("cert_expiry",),
    codes.CA_KEY_UNKNOWN: ("ca_index",),
    codes.CA_KEY_EXPIRED: ("ca_index",),
    codes.USER_CERT_EXPIRED: ("user_expiry_s", "generated_s"),
    codes.BAD_VALIDITY: ("validity_s",),
    codes.CODE_NOT_YET_VALID: ("generated_s",),
    codes.CODE_EXPIRED: ("generated_s", "validity_s"),
    codes.ACCOUNT_TYPE_NOT_ACCEPTED: ("account_type",),
    codes.FARE_ABOVE_LIMIT: ("limit_fen",),
}
RARE = 10
_ROUND_S = (30, 60, 90, 120, 150, 180, 240, 300, 480, 600, 900, 1200)
_RARE = (
    *("other_zone", "shifted", "inverted", "words_swapped", "bytes_swapped", "doubled", "hours", "left_aligned"),
    *("deciseconds", "centiseconds", "jiao", "li", "nibbles_swapped", "microseconds", "digits_reversed"),
)
_NO_EXPIRY = ("local_time", "other_zone", "milliseconds", "microseconds")  # fit too many moments
RECENT_S = 2 * 366 * 86400  # a certificate that ended so lately has most likely simply ended


class Repaired(NamedTuple):
    """causes: fields read otherwise. logical: the code with those values. rare: how unusual the reading is, from RARE
    on too unusual to be likely.
    """

    causes: tuple[Cause, ...]
    logical: bytes
    rare: int


def _always(key: sm2.Key, e: bytes, signature: bytes) -> Generator[None, None, bool]:
    yield from ()
    return True


class _AnyList:
    """A trust list that accepts every issuer and root, for where none was given."""

    def __init__(self, engine: sm2.Engine) -> None:
        self.engine = engine
        self.certificates = trust.Remembered(1)
        self.riders = trust.Remembered(1)

    def in_force(self, now_s: int) -> bool:
        """Always."""
        return True

    def find(self, table: int, key: bytes) -> Generator[None, None, bytes | None]:
        """Every issuer and root, nothing revoked or blocked."""
        yield from ()
        return {trust.ISSUER: bytes(33), trust.CA_KEY: b"\x12\x99" + _BASE_KEY}.get(table)

    def signer(self, encoded: bytes, identity: bytes) -> tuple[sm2.Key, bytes] | None:
        """The one key that there is."""
        return trust.signer(self.engine, encoded, identity)


class Court:
    """The terminal's checks for one list, policy, history and moment."""

    def __init__(
        self, opened: trust.TrustList | None, policy: Policy, history: History, now_s: int, engine: sm2.Engine
    ) -> None:
        self.opened, self.policy, self.history, self.now_s = opened, policy, history, now_s
        base = sm2.Key(_BASE_KEY, [])
        trusting = engine._replace(verify=_always, decode=lambda encoded: base)
        self._list: trust.TrustList | _AnyList = _AnyList(trusting)
        if opened is not None:
            listed = copy.copy(opened)
            listed.engine = trusting
            listed.signers = trust.Remembered(8)
            listed.certificates, listed.riders = trust.Remembered(1), trust.Remembered(1)
            self._list = listed

    def meaning(self, logical: bytes) -> Decision:
        """The answer to a code whose signatures are taken as good."""
        policy = self.policy._replace(recoveries=())
        return decide(logical, self._list, policy, self.history, self.now_s)  # type: ignore[arg-type]

    def roots(self) -> Roots:
        """The root keys of the list."""
        points: dict[int, Point] = {}
        if self.opened is not None:
            for index in range(256):
                found = sm2.finish(self.opened.find(trust.CA_KEY, bytes([index])))
                if found is not None:
                    points[index] = (int.from_bytes(found[2:34], "big"), int.from_bytes(found[34:66], "big"))
        return Roots(points)

    def repairs(self, logical: bytes, depth: int = DEPTH_MAX) -> list[Repaired]:
        """Readings of one or two fields under which the terminal would accept the values, the likelier first."""
        first = self.meaning(logical)
        if first.result == codes.ACCEPTED:
            return []
        found: list[Repaired] = []
        further: list[tuple[Repaired, int]] = []
        for cause, changed in self._changes(logical, first):
            after = self.meaning(changed)
            listed = cause.subject == "issuer" and self.opened is not None  # one of a few among four thousand million
            one = Repaired((cause,), changed, 0 if listed else _rarity(cause, changed))
            if after.result == codes.ACCEPTED:
                found.append(one)
            elif after.step is not None and self._reached(after) > self._reached(first):
                further.append((one, after.step))
        if not found and depth > 1:
            for one, _ in further[:12]:
                for second in self.repairs(one.logical, depth - 1)[:2]:
                    if all(each.subject != one.causes[0].subject for each in second.causes):
                        found.append(Repaired(one.causes + second.causes, second.logical, one.rare + second.rare))
        return sorted(found, key=lambda one: (len(one.causes), one.rare))

    def _exchanges(self, logical: bytes, n: int) -> Iterator[tuple[Cause, bytes]]:
        """The user certificate's expiry exchanged with the generation time, or with a field of the issuer's number."""
        a = layout.by_name("user_expiry_s").offset(n)
        issuer = layout.by_name("issuer").of(logical, n)
        for other in ("card_issuer", "platform", "generated_s"):
            b = layout.by_name(other).offset(n)
            low, high = min(a, b), max(a, b)
            turned = b"".join(
                (logical[:low], logical[high : high + 4], logical[low + 4 : high], logical[low : low + 4],
                 logical[high + 4 :])
            )  # fmt: skip
            if (other == "generated_s" or logical[a : a + 4] == issuer) and not self.odd(turned):
                yield Cause("swapped", "user_expiry_s", a, 4, detail=other), turned

    def _reached(self, decision: Decision) -> tuple[int, bool]:
        """How far the checks came; step 13 asks for two things."""
        code = decision.code
        return decision.step or 99, code is not None and code.user_expiry_s >= self.now_s

    def odd(self, logical: bytes, round_s: bool = False) -> bool:
        """Whether a time or a validity is none that a program means, whatever the clocks. round_s: and the validity has
        to be one that programs choose.
        """
        try:
            code = parse(logical, self.policy)
        except Refused:
            return False
        ends = self.now_s + EXPIRY_AHEAD_MAX_S
        return (
            not fact.SINCE_2015_S < code.user_expiry_s < ends
            or not fact.SINCE_2015_S < code.generated_s < self.now_s + fact.FAR_S
            or (code.validity_s not in _ROUND_S if round_s else not 1 <= code.validity_s <= VALIDITY_MAX_S)
        )

    def _changes(self, logical: bytes, refused: Decision) -> Iterator[tuple[Cause, bytes]]:
        n = len(logical) - layout.LENGTH_BASE_BYTES
        if refused.result == codes.USER_CERT_EXPIRED:
            yield from self._exchanges(logical, n)
        for name in _FIELDS_OF.get(refused.result, ()):
            field = layout.by_name(name)
            at, size = field.offset(n), field.size(n)
            data = logical[at : at + size]
            for one in islice(representation.readings(field, data, size, self.now_s), _READINGS_MAX):
                if name == "user_expiry_s" and (
                    one.kind in _NO_EXPIRY or int.from_bytes(one.value, "big") > self.now_s + EXPIRY_AHEAD_MAX_S
                ):
                    continue
                if name == "generated_s" and one.kind == "duration":
                    continue
                detail = one.detail
                if one.kind in ("local_time", "other_zone"):
                    detail = f"{int.from_bytes(data, 'big') - int.from_bytes(one.value, 'big'):+d} s"
                cause = Cause(one.kind, name, at, size, shown(name, data), shown(name, one.value), detail)
                yield cause, logical[:at] + one.value + logical[at + size :]


def _rarity(cause: Cause, changed: bytes) -> int:
    unit_and_order = "_little_endian" in cause.kind and not cause.kind.startswith("too_")
    exact = cause.subject == "generated_s" and cause.kind in (
        "words_swapped",
        "bytes_swapped",
        "nibbles_swapped",
        "inverted",
    )
    rare = RARE * ((cause.kind in _RARE and not exact) or unit_and_order)
    if cause.kind == "duration":  # of whole hours; any other is too many numbers to be likely
        rare += RARE if cause.found and int(cause.found, 16) % 3600 else 2
    if cause.subject == "validity_s":
        rare += 0 if int.from_bytes(changed[195:197], "big") in _ROUND_S else RARE
    return rare


def facts(decision: Decision, now_s: int, given: bool) -> list[Hypothesis]:
    """What the list, the clocks, the trip, the service or the card said, and who can change it (`fact.stated`)."""
    return [_hypothesis(*row) for row in fact.stated(decision, now_s, given)]


def ended_lately(decision: Decision, now_s: int) -> bool:
    """Whether a certificate is refused whose end lies so close that nothing but its end is likely."""
    code = decision.code
    if code is None or decision.result not in (codes.USER_CERT_EXPIRED, codes.ISSUER_CERT_EXPIRED):
        return False
    issuers = decision.result == codes.ISSUER_CERT_EXPIRED
    end_s = month_end_s(code.cert_expiry, 8 * 3600) if issuers else code.user_expiry_s
    return now_s - RECENT_S < end_s < now_s


def fact_of(result: int) -> Hypothesis | None:
    """The fact behind a result whose payload is not looked at; None where the bytes decide."""
    row = fact.of_result(result)
    return None if row is None else _hypothesis(*row)


def _hypothesis(subject: str, kind: str, detail: str | int, standing: str) -> Hypothesis:
    words = span(detail) if isinstance(detail, int) else detail
    return Hypothesis((Cause(kind, subject, detail=words),), standing, int(standing == EQUAL))
