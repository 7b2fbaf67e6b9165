"""A city's month in journals, from a seed: gates, passengers, two trust lists, and faults planted on purpose.

Every seal, chain and signature is real. What is planted is known, so what is found can be compared with it.
"""

import random
from dataclasses import replace

from sim.issuer import issuer, sm2_sign
from sim.issuer.recipe import Signer
from sim.issuer.sm2_sign import private_key
from sim.reverify import tally
from terminal import codes, records, ridecode, sm2
from terminal.decide import Decision
from terminal.policy import STANDARD
from tests.builder.journal_maker import DIGEST, KEY, PLACE
from tests.rig.command import AT_S, pki

SEAL = records.sealer(DIGEST, KEY)
LISTS = (7, 8)
DAY_S = 86_400
FARE_FEN = 200
BEHIND_S = 60
BLOCKED = 0  # the user whose account the second list blocks
_EXPIRY_S = AT_S + 60 * DAY_S
SEGMENT_BYTES = 4096
STEP_MIN_S = 2  # from one ride in the city to the next
_RIDE_BYTES = 4 + 65  # at the end of a code: generation time, signature


def lists(folder):
    """The two lists as files. The second one blocks an account."""
    text = issuer.trust_toml(pki())
    blocked = f'\n[[blocked_account]]\naccount = "{pki().user(BLOCKED).account}"\n'
    paths = []
    for sequence, more in zip(LISTS, ("", blocked), strict=True):
        path = folder / f"list-{sequence}.toml"
        path.write_text(text.replace("sequence = 1", f"sequence = {sequence}") + more, encoding="utf-8")
        paths.append(path)
    return paths


def terminals(folder, gates):
    """The file with the keys of these gates."""
    path = folder / "terminals.toml"
    entry = '[[terminal]]\nterminal_id = {}\nprovisioning_id = 1\nrecord_key = "{}"\n'
    path.write_text("".join(entry.format(number, KEY.hex()) for number in range(1, gates + 1)))
    return path


def _stranger():
    return private_key(b"month", "stranger")


def _unlisted(recipe):
    return recipe.set(issuer=bytes.fromhex("99999999"))


# What is planted as a ride of its own: the name of its result, and the change to a good code's recipe at a time.
RIDES = {
    "BAD_RIDE_SIGNATURE": lambda recipe, at_s: recipe.sign_with("ride", private=_stranger()),
    "BAD_ISSUER_SIGNATURE": lambda recipe, at_s: recipe.sign_with("issuer", private=_stranger()),
    "BAD_CA_SIGNATURE": lambda recipe, at_s: recipe.sign_with("ca", private=_stranger()),
    "CODE_EXPIRED": lambda recipe, at_s: recipe.set(generated_s=at_s - 1300),
    "BAD_VALIDITY": lambda recipe, at_s: recipe.set(validity_s=1201),
    "USER_CERT_EXPIRED": lambda recipe, at_s: recipe.set(user_expiry_s=at_s - 60),
    "ISSUER_CERT_REVOKED": lambda recipe, at_s: recipe.set(cert_serial=bytes.fromhex("900199")),
    "ISSUER_NOT_ACCEPTED": lambda recipe, at_s: _unlisted(recipe),
    "CA_KEY_UNKNOWN": lambda recipe, at_s: recipe.set(ca_index=0x7F),
    "FARE_ABOVE_LIMIT": lambda recipe, at_s: recipe.set(limit_fen=FARE_FEN - 1),
    "ACCOUNT_BLOCKED": lambda recipe, at_s: recipe,
    "CLOCK_UNTRUSTED": lambda recipe, at_s: recipe,
}
# What is planted in another way.
OTHERS = (
    *(tally.TWO_TERMINALS, tally.ONE_TERMINAL, tally.DIFFERS, tally.UNREADABLE, tally.CLOCK_BACK, tally.BROKEN),
    "removed segment",
)


class Pen:
    """Signs quickly: each nonce is the one before it plus 1, so its point costs one addition.

    Trap: for tests alone; who knows one nonce knows the keys.
    """

    def __init__(self, first):
        self._nonce = first
        self._point = sm2_sign.multiply_base(first)
        self._keys = {}

    def sign(self, private, message):
        """r || s, 64 bytes."""
        if private not in self._keys:
            self._keys[private] = sm2_sign.public_key(private, "xy")
        return self.sign_digest(private, sm2_sign.message_digest(self._keys[private], message))

    def sign_digest(self, private, e):
        """r || s over a digest that holds Z_A."""
        self._nonce += 1
        self._point = sm2_sign.add(self._point, (sm2.GX, sm2.GY))
        r = (int.from_bytes(e, "big") + self._point[0]) % sm2.N
        return sm2_sign.encode_signature(r, pow(1 + private, -1, sm2.N) * (self._nonce - r * private) % sm2.N)


class Gate:
    """A terminal's journal: records sealed and chained as they are added, in segments."""

    def __init__(self, folder, number, station, segment_bytes=SEGMENT_BYTES):
        self.number = number
        self._segment_bytes = segment_bytes
        self.folder = folder / f"gate{number}"
        self.folder.mkdir()
        self.place = PLACE._replace(terminal_id=number, provisioning_id=1, line=1 + station % 2, station=station)
        self.sequence = 0
        self.segments = {}  # bytes of each, by first sequence
        self.rides = {}  # by segment, how many
        self._before = bytes(32)
        self._time_s = AT_S - BEHIND_S

    def add(self, kind, body, time_s):
        """A record; its sequence."""
        if not self.segments or len(self.segments[self._at]) + 1200 > self._segment_bytes:
            self._at = self.sequence + 1
            self.segments[self._at], self.rides[self._at] = bytearray(), 0
            self._append(records.HEAD, records.words_body([0, 1, self._time_s, 0]), self._time_s)
        self._time_s = time_s or self._time_s
        self.rides[self._at] += kind == records.RIDE
        return self._append(kind, body, time_s)

    def _append(self, kind, body, time_s):
        self.sequence += 1
        raw = records.encode(kind, self.sequence, self.place, time_s, self._before, body, SEAL)
        self._before = DIGEST(raw)
        self.segments[self._at] += raw
        return self.sequence

    def ride(self, body, time_s, outcome=records.PASSED):
        """A ride and its outcome; the ride's sequence."""
        sequence = self.add(records.RIDE, body, time_s)
        self.add(records.OUTCOME, records.outcome_body(sequence, outcome), None if time_s is None else time_s + 1)
        return sequence

    def write(self):
        """Put the segments into the folder."""
        for number, data in self.segments.items():
            (self.folder / f"{number:010d}").write_bytes(data)


class Month:
    """rides: good ones, over `gates` gates. each: how often each fault is planted. `expected`: the findings, as
    (kind, result or None, terminal, sequence or None). span_s: the days of the month; rides come evenly.

    The first gate's clock is behind. Another one, beside `gates`, has the damaged journals' faults alone.
    """

    def __init__(
        self, folder, rides, gates, each=1, seed=1, people=20, progress=lambda done: None, segment_bytes=SEGMENT_BYTES,
        span_s=28 * DAY_S,
    ):  # fmt: skip
        self.draw = random.Random(seed)
        self._pen = Pen(private_key(b"month", "nonce"))
        self._newest = {}  # by person, when the newest code was generated
        self._certified = {}  # by person, a code up to its generation time
        self.expected = set()
        self.people = [self._person(number) for number in range(people)]
        self.lists = lists(folder)
        self.gates = [Gate(folder, number, (number - 1) // 2, segment_bytes) for number in range(1, gates + 1)]
        self.terminals = terminals(folder, gates + 2 * each)
        planted = [(name, None) for name in (*RIDES, *OTHERS[:5]) for _ in range(each)] if each else []
        work = planted + [(None, None)] * rides
        self.draw.shuffle(work)
        self._step_s = max(STEP_MIN_S, span_s // max(len(work), 1))
        self.rides = 0
        for at, (name, _) in enumerate(work):
            self._do(name, AT_S + at * self._step_s, at >= len(work) // 2)
            progress(at)
        if each:
            self.expected.add((tally.CLOCK_BEHIND, None, 1, None))
        damaged = [Gate(folder, gates + 1 + at, 9) for at in range(2 * each)]
        for at, gate in enumerate(damaged):
            self._damaged(gate, OTHERS[5 + at % 2])
        self.gates += damaged
        for gate in self.gates:
            gate.write()

    @property
    def folders(self):
        return [gate.folder for gate in self.gates]

    def _person(self, number):
        user = pki().user(number)
        recipe = pki().recipe(AT_S, user, pki().issuers[number % 2]).set(user_expiry_s=_EXPIRY_S)
        return replace(recipe, signers={**recipe.signers, "ride": Signer(user.private)})

    def _body(self, recipe, late, raw=None):
        code = ridecode.parse(raw or recipe.encode(), STANDARD)
        return records.ride_body(Decision(codes.ACCEPTED, None, code, (), None, -1, None), FARE_FEN, LISTS[late])

    def _good_code(self, number, generated_s):
        """A good code of a person."""
        if number not in self._certified:
            self._certified[number] = self.people[number].encode()[:-_RIDE_BYTES]
        covered = self._certified[number] + generated_s.to_bytes(4, "big")
        return covered + b"\x15" + self._pen.sign(self.people[number].signers["ride"].private, covered)

    def _do(self, name, time_s, late):
        """One ride at the true time, good or planted."""
        gate = self.draw.choice(self.gates[1:] if name else self.gates)
        number = (
            BLOCKED if name == "ACCOUNT_BLOCKED" else self.draw.randrange(1 if late or name else 0, len(self.people))
        )
        generated_s = max(time_s - self.draw.randrange(15), self._newest.get(number, 0) + 1)  # no code twice
        self._newest[number] = generated_s
        recipe = self.people[number].set(generated_s=generated_s)
        late = late or name == "ACCOUNT_BLOCKED"
        if name in RIDES:
            if name in ("ISSUER_CERT_REVOKED", "BAD_CA_SIGNATURE"):  # of the issuer whose certificate is revoked
                recipe = self.people[2].set(generated_s=time_s)
            recipe = RIDES[name](recipe, time_s)
        self.rides += name != tally.CLOCK_BACK
        if name == tally.CLOCK_BACK:
            event = records.event_body(records.NEARLY_FULL, None, 80)
            gate.add(records.EVENT, event, time_s)
            sequence = gate.add(records.EVENT, event, time_s - 10)
            self.expected.add((tally.CLOCK_BACK, None, gate.number, sequence))
            return
        body = self._body(recipe, late, None if name in RIDES else self._good_code(number, generated_s))
        if name == tally.DIFFERS:
            body = body[:20] + bytes([body[20] ^ 2]) + body[21:]  # the account type
        elif name == tally.UNREADABLE:
            body = body[:30]
        clock_s = time_s - BEHIND_S if gate.number == 1 else time_s
        sequence = gate.ride(body, None if name == "CLOCK_UNTRUSTED" else clock_s)
        if name in RIDES:
            self.expected.add((tally.WRONG, name, gate.number, sequence))
        elif name in (tally.DIFFERS, tally.UNREADABLE):
            self.expected.add((name, None, gate.number, sequence))
        elif name in (tally.ONE_TERMINAL, tally.TWO_TERMINALS):
            others = [each for each in self.gates[1:] if (each is gate) == (name == tally.ONE_TERMINAL)]
            other = self.draw.choice(others)
            again = other.ride(body, time_s + min(5, self._step_s))
            self.rides += 1
            self.expected.add((name, None, *min((gate.number, sequence), (other.number, again))))

    def _damaged(self, gate, name):
        """A journal of three segments, the second of them not as it was written."""
        number = 0
        while len(gate.segments) < 4:
            number += 1
            recipe = self.people[1].set(generated_s=AT_S + gate.number * 1000 + number * 5)
            gate.ride(self._body(recipe, False), AT_S + gate.number * 1000 + number * 5)
        second = list(gate.segments)[1]
        if name == "removed segment":
            del gate.segments[second]
            self.rides += sum(gate.rides.values()) - gate.rides.pop(second)
        else:
            gate.segments[second][90] ^= 4  # of its head
            self.rides += sum(gate.rides.values())
        self.expected.add((tally.BROKEN, None, gate.number, None))


def found(report):
    """The findings of a report for programs, as `Month.expected` has them."""
    out = set()
    for kind, findings in report["findings"].items():
        for fact in findings["first"]:
            first = fact["rides"][0] if isinstance(fact.get("rides"), list) else fact
            terminal = first.get("terminal") or first["terminals"][0]
            out.add((kind, fact.get("result"), int(terminal.split("/")[0]), first.get("sequence")))
    return out
