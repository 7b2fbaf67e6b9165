"""One decision of a desktop, beside the SM2 of other people.

Three decisions: cold, under a list that was just opened (three signatures, three keys); a second passenger of the same
issuer (two signatures, one key); the same phone with its next code (one signature). The peers verify the very same
signatures, alone: no parsing, no list, no decompression. All take turns.
"""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from hal.desktop.engine import desktop_engine, python_engine
from sim.gate.lists import test_list
from sim.issuer import issuer
from sim.micropython import vm
from terminal import codes, decide, ridecode, sm2
from terminal.history import History
from terminal.policy import STANDARD
from tests.bench import peers
from tests.bench.line import Absent, Effort, Line, Measured, Subject, milliseconds, ratio, turns
from tests.on_micropython import compiled_tests

ROOT = Path(__file__).resolve().parent.parent.parent
NOW_S = 1_793_000_000
SIGNED = ((3, 195), (0, 267))  # where the issuer's and the user's words begin, and their length without extension
Signed = tuple[bytes, bytes, bytes]

GMSSL_WANTED = 35.0  # three of its verifications in the time of a cold decision, at least
LIBCRYPTO_WANTED = 1.3  # decisions in its bare verifications, at most
TURNS = 2  # for one round of other subjects: a decision is short
TIMES = 5  # in a row, of what is shorter still
SLOW = ("gmssl", "gmalg")  # who takes a hundred times as long: once is enough


class Passengers:
    """Codes of the test industry, and how long an engine takes for them. engine: proved here."""

    def __init__(self, engine: sm2.Engine) -> None:
        sm2.prove(engine)
        self._engine = engine
        pki = issuer.make_pki()
        self._list = test_list(pki)
        self._first = pki.recipe(NOW_S, pki.user(0)).encode()
        self._other = pki.recipe(NOW_S, pki.user(1)).encode()
        self._again = pki.recipe(NOW_S, pki.user(0)).set(generated_s=NOW_S + 1).encode()
        self._opened = [self._list.open(engine)]

    def signatures(self) -> list[Signed]:
        """(public key X||Y, signed bytes, r||s) of the three signatures of the first code."""
        code = ridecode.parse(self._first, STANDARD)
        trust = self._list.open(self._engine)
        root = sm2.finish(trust.find(0, bytes([code.ca_index])))[2:]
        keys = [root]
        for encoded in (code.issuer_key, code.user_key):
            key = self._engine.decode(encoded)
            if key is None:
                raise SystemExit(f"{self._engine.name} refuses a good key")
            keys.append(key.xy)
        n = code.extension_bytes
        spans = [ridecode.CA_SIGNED, *((at, size + n) for at, size in SIGNED)]
        held = [code.ca_signature, code.issuer_signature, code.ride_signature]
        return [(key, code.raw[at : at + size], rs) for key, (at, size), rs in zip(keys, spans, held, strict=True)]

    def opened(self) -> None:
        """Lists with empty caches; not a part of what is timed, but of every round."""
        self._opened = [self._list.open(self._engine) for _ in range(TIMES)]

    def cold(self) -> None:
        """Nothing is known. The lists are opened by `opened` before."""
        self._decide(self._first)

    def issuer_known(self) -> None:
        """Another passenger of the same issuer."""
        self._decide(self._other)

    def same_phone(self) -> None:
        """The first one again, with the next code."""
        self._decide(self._again)

    def _decide(self, payload: bytes) -> None:
        for opened in self._opened:
            decision = decide.decide(payload, opened, STANDARD, History(4), NOW_S + 1)
            if decision.result != codes.ACCEPTED:
                raise SystemExit(f"{self._engine.name}: the code ends with {decision.result}, {decision.cause!r}")


def verified(engine: sm2.Engine, signed: list[Signed]) -> None:
    """As the peers are measured: key, digest and signature, nothing known before."""
    for xy, message, signature in signed:
        key = engine.decode(xy)
        if key is None:
            raise SystemExit(f"{engine.name} refuses a good key")
        e = sm2.message_digest(engine, key, sm2.IDENTITY, message)
        if not sm2.finish(engine.verify(key, e, signature)):
            raise SystemExit(f"{engine.name} refuses a good signature")


def measure(effort: Effort) -> Measured:
    """Ours beside each peer, then the three decisions by other engines."""
    desktop = desktop_engine()
    ours, python = Passengers(desktop), Passengers(python_engine())
    three = ours.signatures()
    here, missing = peers.here()
    for name, why in missing.items():
        for what in ("verification", "cold", "issuer", "phone"):
            yield Absent(f"decision/{what}/{name}", why)
    works: dict[str, Callable[[], object]] = {
        "opened": ours.opened, "cold": ours.cold, "issuer": ours.issuer_known, "phone": ours.same_phone,
        "python opened": python.opened, "python cold": python.cold, "python phone": python.same_phone,
        "one, ours": lambda: verified(desktop, TIMES * three[2:]),
    }  # fmt: skip
    for name, verify in here.items():
        for count in (3, 2, 1):
            signed = three[3 - count :] * (1 if name in SLOW else TIMES)
            works[f"{count} by {name}"] = lambda verify=verify, signed=signed: verify(signed)
    rows = {
        name: [took_s / (1 if name.endswith(SLOW) else TIMES) for took_s in row]
        for name, row in turns(works, TURNS * effort.rounds).items()
    }
    yield from _verifications([*here], rows)
    for name in here:
        yield from _beside(name, rows)
    yield Line("decision/python", "a cold decision in Python integers: times one of the desktop's engine",
               ratio(rows["python cold"], rows["cold"]), told=True,
               measured=milliseconds(rows["python cold"]))  # fmt: skip
    yield from _in_the_vm(rows, 1 if effort.quick else 3)


def _verifications(names: list[str], rows: dict[str, list[float]]) -> Measured:
    for name in names:
        row = rows[f"1 by {name}"]
        unit = rows["1 by libcrypto"] if "libcrypto" in names else rows["one, ours"]
        yield Line(f"decision/verification/{name}", f"one verification, {name}: times libcrypto's", ratio(row, unit),
                   less=True, measured=milliseconds(row), told=True)  # fmt: skip
    if "libcrypto" in names:
        row = rows["one, ours"]
        yield Line("decision/verification/ours", "one verification, ours: times libcrypto's",
                   ratio(row, rows["1 by libcrypto"]), less=True, measured=milliseconds(row))  # fmt: skip


def _beside(name: str, rows: dict[str, list[float]]) -> Measured:
    """The three decisions beside as many bare verifications of a peer. libcrypto is the unit for the best, the
    others are what we are faster than.
    """
    for key, title, count in (
        ("cold", "a cold decision", 3),
        ("issuer", "a decision, issuer known", 2),
        ("phone", "a decision, same phone", 1),
    ):
        mine, theirs = rows[key], rows[f"{count} by {name}"]
        words = ("one verification", "two verifications", "three verifications")[count - 1]
        if name == "libcrypto":
            wanted = LIBCRYPTO_WANTED if count > 1 else None
            yield Line(f"decision/{key}/{name}", f"{title}: times {words} by libcrypto", ratio(mine, theirs), less=True,
                       measured=milliseconds(mine), wanted=wanted)  # fmt: skip
        else:
            wanted = GMSSL_WANTED if (name, key) == ("gmssl", "cold") else None
            yield Line(f"decision/{key}/{name}", f"{words} by {name}: times {title}", ratio(theirs, mine),
                       measured=milliseconds(theirs), wanted=wanted)  # fmt: skip


def _in_the_vm(rows: dict[str, list[float]], times: int) -> Measured:
    """The same arithmetic in the MicroPython VM, in turn with nothing: the ratio is to the rows from just before."""
    try:
        found = [_timed() for _ in range(times)]
    except (vm.RuntimeMissing, SyntaxError) as missing:
        yield Absent("decision/vm", str(missing))
        return
    for key, title in (("cold", "a cold decision"), ("warm", "the same phone")):
        row = rows["python cold" if key == "cold" else "python phone"]
        took_s = sorted(each[f"{key}_ms"] / 1000 for each in found)[times // 2]
        yield Line(f"decision/vm/{key}", f"{title} in the MicroPython VM, Python integers: times CPython",
                   took_s / sorted(row)[len(row) // 2], less=True, measured=f"{took_s * 1000:.0f} ms")  # fmt: skip


def _timed() -> dict[str, float]:
    process = vm.start("tests.bench.timing", [compiled_tests("bench/timing")], cwd=ROOT, stderr=subprocess.STDOUT)
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(out)
    times: dict[str, float] = json.loads(out)
    return times


SUBJECT = Subject("decision", "A decision on a desktop", measure)
