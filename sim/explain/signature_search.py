"""Finds under which mistake of the issuer's program a signature that does not hold would hold.

The digest that was signed is recovered for every reading of the signature and every key at hand; then messages,
identities and hashes are tried until one of them gives it. A match is no coincidence: digests have 256 bits.

Length: one search, its stages in their order.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from sim.code import layout
from sim.explain import digest, message, representation
from sim.explain.cause import Cause
from sim.explain.layout_search import Layout
from sim.explain.message import Body
from sim.explain.signed_digest import Meter, combination
from sim.issuer.sm2_sign import add, encode_point, lift_x, multiply_base, negate, sm3
from terminal.sm2 import IDENTITY, N, P

Point = tuple[int, int]


# Fields that a reading knows though their bytes are not in the body: constants, lengths, and those with few values.
FILLED_IN = {one.name for one in layout.FIELDS if one.constant is not None} | {
    *("version", "data_length", "service", "ca_index", "extension_bytes"),
}


class Match(NamedTuple):
    """causes: what makes the signature hold. fixed: the body with the value that was signed, None where no field or
    byte differs."""

    causes: tuple[Cause, ...]
    fixed: bytes | None = None


@dataclass(frozen=True, slots=True)
class Roots:
    """Root keys of the trust list by their index."""

    points: dict[int, Point]


def point_of(key: bytes) -> Point | None:
    """The point of a compressed key, None where the bytes name none."""
    return lift_x(int.from_bytes(key[1:], "big"), key[0] == 3) if len(key) == 33 and key[0] in (2, 3) else None


def bodies(lay: Layout) -> list[Body]:
    """The bytes as they were written, and, where they differ, the code that they mean."""
    spans = tuple(sorted(((name, *span) for name, span in lay.spans.items() if name), key=lambda one: one[1:]))
    out = [Body(lay.written, spans)]
    if lay.logical != lay.written and not lay.unknown - FILLED_IN:
        standard = tuple((one.name, one.offset(lay.n), one.offset(lay.n) + one.size(lay.n)) for one in layout.FIELDS)
        out.append(Body(lay.logical, standard))
    return out


class Search:
    """The search for one signature, "ca", "issuer" or "ride", of one reading of a body."""

    def __init__(self, lay: Layout, which: str, roots: Roots, meter: Meter, now_s: int) -> None:
        self.lay, self.which, self.meter, self.now_s = lay, which, meter, now_s
        self.subject = f"{which}_signature"
        self.bodies = bodies(lay)
        field = layout.by_name(self.subject)
        self.pair = field.of(lay.logical, lay.n)[-64:]
        self.keys = list(self._keys(roots))
        self.main = self.keys[0][1] if self.keys and self.keys[0][0] is None else None
        self._wide = True
        self._signed: dict[int, list[tuple[Cause | None, Cause | None, Point]]] | None = None

    def _keys(self, roots: Roots) -> Iterator[tuple[Cause | None, Point]]:
        """The rule's key first, then the others that a program may have used."""
        lay, which = self.lay, self.which
        seen: set[Point] = set()
        named: list[tuple[Cause | None, Point | None]] = []
        issuer = point_of(layout.by_name("issuer_key").of(lay.logical, lay.n))
        user = point_of(layout.by_name("user_key").of(lay.logical, lay.n))
        if which == "ca":
            index = lay.logical[8]
            named.append((None, roots.points.get(index)))
            for number, root in roots.points.items():
                named.append((Cause("other_root", "ca_index", 8, 1, f"{index:02x}", f"{number:02x}"), root))
        own = "issuer_key" if which == "issuer" else "user_key"
        if which != "ca":
            named.append((None, issuer if which == "issuer" else user))
            start, end = lay.spans.get(own, (0, 0))
            for one in representation.keys(lay.written[start:end]):
                named.append(
                    (
                        Cause(one.kind, own, start, end - start, lay.part(own).hex(), one.value.hex()),
                        point_of(one.value),
                    )
                )
        for other, other_point in (("issuer_key", issuer), ("user_key", user)):
            if other != own or which == "ca":
                named.append((Cause(f"signed_by_{other}", self.subject), other_point))
        if which != "ca":
            named += [(Cause("signed_by_root", self.subject), point) for point in roots.points.values()]
        extension = layout.by_name("extension").of(lay.logical, lay.n)
        for at in range(len(extension) - 31):
            for lifted in representation.either(extension[at : at + 32]) if at < 2 else ():
                named.append((Cause("signed_by_key_in_extension", self.subject), lifted))
        named += [
            (cause, negate(key)) for cause, key in named if cause is not None and cause.kind.startswith("signed_by")
        ]
        for cause, known in named:
            if known is not None and known not in seen:
                seen.add(known)
                yield cause, known

    def holds(self) -> bool:
        """Whether the signature holds as the rule says, over the bytes as written or as meant."""
        if self.main is None:
            return False
        r, s = int.from_bytes(self.pair[:32], "big"), int.from_bytes(self.pair[32:], "big")
        signed = self.meter.digest(self.main, r, s)
        z = digest.z(self.main, IDENTITY)
        for body in self.bodies:
            start, end = body.covered(self.which)
            if signed is not None and digest.standard(z, body.data[start:end]) == signed:
                return True
        return False

    def signed(self) -> dict[int, list[tuple[Cause | None, Cause | None, Point]]]:
        """Digest -> the readings of signature and key under which it was signed, the plainest first."""
        if self._signed is None:
            found: dict[int, list[tuple[Cause | None, Cause | None, Point]]] = {}
            at = self.lay.spans.get(self.subject, (-1, 0))
            for kind, r, s in representation.turned_pairs(self.pair):
                turned = Cause(kind, self.subject, at[0], at[1] - at[0]) if kind else None
                for cause, point in self.keys:
                    e = self.meter.digest(point, r, s)
                    if e is not None:
                        found.setdefault(e, []).append((turned, cause, point))
            if self.main is not None:
                r, s = int.from_bytes(self.pair[:32], "big"), int.from_bytes(self.pair[32:], "big")
                for a, b in ((s, r), (s, s - r), (r + s, s), (s, -(r + s))):
                    total = combination()(a, b, self.main) if 0 < r < N and 0 < s < N and b % N else None
                    if total is not None:
                        found.setdefault((r - total[0]) % N, []).append(
                            (Cause("other_formula", self.subject), None, self.main)
                        )
            self._signed = found
        return self._signed

    def matches(self, wide: bool = True) -> list[Match]:
        """Every mistake, or pair or triple of mistakes, found; those of the fewest first. Empty when none explains it.

        wide: try every run of bytes as well, which is no mistake that all three signatures share.
        """
        self._wide = wide
        if len(self.pair) < 64:
            return []
        found: list[Match] = []
        for stage in (self._plain, self._hashed, self._many, self._ecdsa, self._damaged):
            found += stage()
            if found:
                break
        unique: dict[tuple[str, ...], Match] = {}
        least = min((len(one.causes) for one in found), default=0)
        for one in found:
            if len(one.causes) == least:
                unique.setdefault(tuple(cause.name for cause in one.causes), one)
        return list(unique.values())

    def _match(
        self, e: int, z_point: Point | None, causes: tuple[Cause, ...], fixed: bytes | None = None
    ) -> Iterator[Match]:
        for turned, key, point in self.signed().get(e, ()):
            other = z_point is not None and point != z_point
            more = (Cause("z_of_other_key", self.subject),) if other else ()
            named = {one.name: one for one in (turned, key, *causes, *more) if one}
            yield Match(tuple(named.values()), fixed)

    def _few(self) -> list[message.Signed]:
        out: list[message.Signed] = []
        seen = set()
        for body in self.bodies:
            for one in message.few(body, self.which):
                if one.message not in seen:
                    seen.add(one.message)
                    out.append(one)
        return out

    def _plain(self) -> list[Match]:
        signed = self.signed()
        found: list[Match] = []
        for _, point in self.keys:
            z = digest.z(point, IDENTITY)
            for one in self._few():
                e = digest.standard(z, one.message)
                if e in signed:
                    found += self._match(e, point, one.why())
        return found

    def _hashed(self) -> list[Match]:
        """Other identities, other values Z and other hashes, over the plain messages."""
        signed = self.signed()
        found: list[Match] = []
        messages = self._few()
        core = [one for one in messages if not one.causes or one.why()[0].kind.startswith("signs_")]
        for kind, of in digest.WITHOUT_Z:
            for one in messages:
                e = of(one.message)
                if e in signed:
                    found += self._match(e, None, (*one.why(), Cause(kind, self.subject)))
        if 0 in signed:
            found += self._match(0, None, (Cause("digest_zero", self.subject),))
        if found:
            return found
        points = [point for _, point in self.keys]
        for number, point in enumerate(points):
            for z_causes, z in self._values_of_z(point, number == 0):
                wide = messages if number == 0 and len(z_causes) < 2 else core[:1]
                for one in wide:
                    e = digest.standard(z, one.message)
                    if e in signed:
                        found += self._match(e, point, (*one.why(), *z_causes))
            z = digest.z(point, IDENTITY)
            for kind, with_z in digest.WITH_Z:
                for one in messages if number == 0 else core[:1]:
                    e = with_z(z, one.message)
                    if e in signed:
                        found += self._match(e, point, (*one.why(), Cause(kind, self.subject)))
            empty = digest.z(point, b"")
            for kind, with_z in digest.WITH_Z:
                for one in core[:3]:
                    e = with_z(empty, one.message)
                    if e in signed:
                        found += self._match(
                            e, point, (*one.why(), Cause("identity_empty", self.subject), Cause(kind, self.subject))
                        )
        return found

    def _values_of_z(self, point: Point, wide: bool) -> Iterator[tuple[tuple[Cause, ...], bytes]]:
        seen = {IDENTITY}
        for kind, detail, identity in self._identities():
            if identity in seen:
                continue
            seen.add(identity)
            cause = Cause(kind, self.subject, found=identity.hex() if kind == "identity_other" else "", detail=detail)
            yield (cause,), digest.z(point, identity)
            if wide and kind in ("identity_empty", "identity_hex_text", "identity_packed"):
                for z_kind, make in digest.Z_MAKERS:
                    yield (cause, Cause(z_kind, self.subject)), make(point, identity)
        for z_kind, make in digest.Z_MAKERS:
            yield (Cause(z_kind, self.subject),), make(point, IDENTITY)

    def _identities(self) -> Iterator[tuple[str, str, bytes]]:
        n = self.lay.n
        fields = {
            one.name: one.of(self.lay.logical, n)
            for one in layout.FIELDS
            if one.kind not in ("signature", "prefixed_signature") and one.constant is None
        }
        return digest.identities(fields)

    def _many(self) -> list[Match]:
        """Other pieces, orders, values and single bytes, with the right key's Z and hash."""
        signed = self.signed()
        found: list[Match] = []
        if not self.keys:
            return []
        point = self.keys[0][1]
        z = digest.z(point, IDENTITY)
        begun = _sm3_state(z)
        for body in self.bodies:
            for one in message.many(body, self.which, self.now_s):
                state = begun.copy()
                state.update(one.message)
                e = int.from_bytes(state.digest(), "big") % N
                if e in signed:
                    found += self._match(e, point, one.why(), one.fixed)
            found = found or (self._wide and self._any_span(body, z, point)) or self._any_byte(body, z, point)
            if found:
                break
        return found

    def _any_span(self, body: Body, z: bytes, point: Point) -> list[Match]:
        """Every run of the body's bytes."""
        signed = self.signed()
        found: list[Match] = []
        state_of = _sm3_state(z)
        data = body.data
        for start in range(len(data)):
            state = state_of.copy()
            for end in range(start, len(data)):
                state.update(data[end : end + 1])
                e = int.from_bytes(state.copy().digest(), "big") % N
                if e in signed:
                    cause = message.span_cause(body, self.which, start, end + 1)
                    found += self._match(e, point, (cause,))
        return found

    def _any_byte(self, body: Body, z: bytes, point: Point) -> list[Match]:
        """Every other value of every covered byte."""
        signed = self.signed()
        found: list[Match] = []
        start, end = body.covered(self.which)
        data = body.data
        state = _sm3_state(z)
        for at in range(start, end):
            rest = data[at + 1 : end]
            for value in _BYTES:
                changed = state.copy()
                changed.update(value + rest)
                e = int.from_bytes(changed.digest(), "big") % N
                if e in signed and value != data[at : at + 1]:
                    name = next((one for one, low, high in body.spans if low <= at < high), "payload")
                    hidden = name in ("account", "issuer_data", "extension")
                    cause = Cause("changed_after_signing", name, at, 1, "" if hidden else data[at : at + 1].hex(),
                                  "" if hidden else value.hex(), f"{at}")  # fmt: skip
                    found += self._match(e, point, (cause,), data[:at] + value + data[at + 1 :])
            state.update(data[at : at + 1])
        return found

    def _ecdsa(self) -> list[Match]:
        """ECDSA on the curve of SM2, in the place of SM2's own signature: s R = e G + r Q."""
        if self.main is None:
            return []
        found: list[Match] = []
        body = self.bodies[-1]
        start, end = body.covered(self.which)
        covered = body.data[start:end]
        z = digest.z(self.main, IDENTITY)
        numbers = {"": digest.standard(z, covered)} | {kind: of(covered) for kind, of in digest.WITHOUT_Z}
        abscissas = {(multiply_base(e) or (0, 0))[0]: kind for kind, e in numbers.items()}
        for r_at, s_at in ((0, 32), (32, 0)):
            r = int.from_bytes(self.pair[r_at : r_at + 32], "big")
            s = int.from_bytes(self.pair[s_at : s_at + 32], "big")
            base = lift_x(r, False) if r < P else None
            if base is None or not 0 < s < N:
                continue
            known = combination()(0, r, self.main)
            for point in (base, negate(base)):
                first = combination()(0, s, point) if point else None
                total = add(first, negate(known))
                if total is not None and total[0] in abscissas:
                    kind = abscissas[total[0]]
                    more = (Cause(kind, self.subject),) if kind and kind != "digest_sha256_without_z" else ()
                    found.append(Match((Cause("ecdsa", self.subject), *more)))
        return found

    def _damaged(self) -> list[Match]:
        """One byte of the signature itself that is another: found with additions on the curve alone."""
        if self.main is None or self.which != "ride":  # bytes of the others are covered by this one
            return []
        r, s = int.from_bytes(self.pair[:32], "big"), int.from_bytes(self.pair[32:], "big")
        start = combination()(s, r + s, self.main)
        body = self.bodies[-1]
        low, high = body.covered(self.which)
        e = digest.standard(digest.z(self.main, IDENTITY), body.data[low:high])
        if start is None:
            return []
        step_s = add((_G), self.main)
        found: list[Match] = []
        place = self.lay.spans.get(self.subject, (0, 0))[1] - 64
        for at in range(64):
            base = self.main if at < 32 else step_s
            weight = 1 << 8 * (31 - at % 32)
            step = combination()(0, weight, base) if base else None
            here = self.pair[at]
            if step is None:
                continue
            first = combination()(0, (-here) % N, step) if here else None
            for value, x in _abscissas(add(start, first), step):
                meant = (r + (value - here) * weight) if at < 32 else r
                if value != here and (meant - x - e) % N == 0:
                    cause = Cause(
                        "changed_after_signing",
                        self.subject,
                        place + at,
                        1,
                        f"{here:02x}",
                        f"{value:02x}",
                        f"{place + at}",
                    )
                    fixed = bytearray(self.lay.written)
                    fixed[place + at] = value
                    found.append(Match((cause,), bytes(fixed)))
        return found


_BYTES = tuple(bytes([value]) for value in range(256))
_G = multiply_base(1)


def _plus(p: tuple[int, int, int], step: Point) -> tuple[int, int, int]:
    """p + step in Jacobian coordinates; infinity has z = 0."""
    x1, y1, z1 = p
    x2, y2 = step
    if not z1:
        return x2, y2, 1
    zz = z1 * z1 % P
    h = (x2 * zz - x1) % P
    rho = (y2 * zz * z1 - y1) % P
    if not h:
        doubled = add(step, step) if not rho else None
        return (*doubled, 1) if doubled else (1, 1, 0)
    hh = h * h % P
    hhh = h * hh % P
    v = x1 * hh % P
    x3 = (rho * rho - hhh - 2 * v) % P
    return x3, (rho * (v - x3) - y1 * hhh) % P, z1 * h % P


def _abscissas(start: Point | None, step: Point) -> Iterator[tuple[int, int]]:
    """(k, x of start + k step) for k from 0 to 255: Jacobian sums, and one inversion for all."""
    points = []
    total = (start[0], start[1], 1) if start else (1, 1, 0)
    for _ in range(256):
        points.append(total)
        total = _plus(total, step)
    product, partial = 1, []
    for _, _, z in points:
        partial.append(product)
        product = product * (z or 1) % P
    inverse = pow(product, -1, P)
    for at in range(255, -1, -1):
        x, _, z = points[at]
        one = inverse * partial[at] % P
        inverse = inverse * (z or 1) % P
        if z:
            yield at, x * one * one % P


class _State(Protocol):
    """What is used of a hashlib object."""

    def copy(self) -> "_State":
        """Another one that has taken the same bytes."""

    def update(self, data: bytes, /) -> None:
        """Take more bytes."""

    def digest(self) -> bytes:
        """The 32 bytes of all taken so far."""


def _sm3_state(begin: bytes) -> _State:
    try:
        state: _State = hashlib.new("sm3")
    except ValueError:  # an OpenSSL built without SM3
        return _Slow(begin)
    state.update(begin)
    return state


class _Slow:
    """The same where hashlib has no SM3: all bytes kept, hashed at the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def copy(self) -> "_Slow":
        return _Slow(self._data)

    def update(self, data: bytes, /) -> None:
        self._data += data

    def digest(self) -> bytes:
        return sm3(self._data)


def recovered_keys(pair: bytes, e: int) -> list[bytes]:
    """The keys, compressed, under which a signature of this digest would hold: for a report on a key that is not here.

    R = s G + t Q has x = r - e (or that plus n), so Q = (R - s G) / t.
    """
    r, s = int.from_bytes(pair[:32], "big"), int.from_bytes(pair[32:], "big")
    t = (r + s) % N
    if not 0 < r < N or not 0 < s < N or not t:
        return []
    out = []
    for odd in (False, True):
        point = lift_x((r - e) % N, odd)
        total = add(point, negate(multiply_base(s))) if point else None
        key = combination()(0, pow(t, -1, N), total) if total else None
        if key is not None:
            out.append(encode_point(key))
    return out
