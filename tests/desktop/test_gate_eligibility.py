"""The gate of this computer asks for eligibility: step 24, from the code to the relay."""

import contextlib
import time

import pytest

from hal.desktop.engine import desktop_engine
from sim.gate.asked import Asked, asked
from sim.gate.core_gate import CoreGate
from sim.gate.event import Decided, Relay, Shown
from sim.gate.stopwatch import FAILED, NOT_ASKED, PASSED, rows
from sim.gate.virtual_clock import VirtualTime
from sim.issuer.wallet import ACCOUNTS, Wallet
from terminal import codes
from terminal.eligibility import DEADLINE_MS
from tests.rig.command import pki, write
from tests.rig.eligibility_service import Scripted, closed_port, service

NOW_S = 1_800_000_000
TURNS = 20_000
TURN_MS = 1
SLACK_MS = 50  # of the gate's own time: turns of 1 ms, and the frame that is photographed
PASSENGERS = 20
SNAPSHOT = """sequence = 1
effective_from = 2026-10-28T10:00:00Z
expires = 2099-10-29T10:00:00Z
[[denied_account]]
account = "{}"
[[allowed_account]]
account = "{}"
"""


class Watched:
    """A gate and its events."""

    def __init__(self, folder, asked, answers=False):
        self.answers = answers
        self.wallet = Wallet(pki())
        self.gate = CoreGate(self.wallet.pki, desktop_engine(), folder, VirtualTime(NOW_S), asked=asked)
        self.heard = []
        self.gate.listen(self.heard.append)
        self.gate.open()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.gate.close()

    def waits(self):
        """Whether a question is open."""
        lane = self.gate._station.lane
        return lane is not None and lane.lane.question._asked and lane.lane.question.verdict is None

    def passenger(self, number=0, bad=None):
        """Show a code of that phone: the decision's event, the gate's milliseconds until it, whether the relay moved.

        The gate's time stands still while a service that answers is waited for: how fast it is proves nothing here.
        """
        gate = self.gate
        self.heard.clear()
        gate.show(*self.wallet.show(number, bad, gate.now_s()))
        began_ms = gate.now_ms()
        for _ in range(TURNS):
            gate.turn()
            decided = [one for one in self.heard if isinstance(one, Decided)]
            if decided:
                break
            if self.answers and self.waits():
                time.sleep(0.001)
            else:
                gate.pass_time(TURN_MS)
        waited_ms = gate.now_ms() - began_ms
        gate.hide()
        for _ in range(3):
            gate.turn()
        self.shown = [one for one in self.heard if isinstance(one, Shown)]
        moved = any(one.closed for one in self.heard if isinstance(one, Relay))
        if moved:
            gate.push()
        for _ in range(400):  # past the prompt, the pulse and the passage
            gate.pass_time(25)
            gate.turn()
        return decided[0], waited_ms, moved


def asked_of(kept, wanted):
    """The questions that the service has read; one may be read after the gate has ceased to wait for its answer."""
    limit = time.monotonic() + 60
    while sum(kept.questions.values()) < wanted and time.monotonic() < limit:
        time.sleep(0.01)
    return sum(kept.questions.values())


def result(decided):
    return codes.of(decided.decision.result).name


def state_of(decided, step):
    return rows(decided.decision, decided.steps_us, None)[step]["state"]


# what the service says, the policy of the lane, the answer
TABLE = (
    ("allow", "shut", "ACCEPTED"),
    ("deny", "open", "NOT_ELIGIBLE"),
    ("deny", "shut", "NOT_ELIGIBLE"),
    *((status, "open", "ACCEPTED") for status in ("unknown", "slow", "down", "lying", "malformed", None)),
    *((status, "staffed", "ELIGIBILITY_UNKNOWN") for status in ("unknown", "slow", "down", "lying", "malformed", None)),
    *((status, "shut", "ELIGIBILITY_UNKNOWN") for status in ("unknown", "slow", "down", "lying", "malformed", None)),
)


@pytest.mark.parametrize(("status", "unknown", "expected"), TABLE)
def test_what_the_service_says_is_what_the_gate_does(status, unknown, expected, tmp_path):
    """status None: no service is there."""
    with contextlib.ExitStack() as stack:
        kept, url = (None, closed_port()) if status is None else stack.enter_context(service())
        if kept is not None:
            kept.status = status
        with Watched(tmp_path, Asked(url, (), unknown), status != "slow") as watched:
            decided, waited_ms, moved = watched.passenger()
        assert (result(decided), moved) == (expected, expected == "ACCEPTED")
        assert state_of(decided, 24) == (PASSED if moved else FAILED) and state_of(decided, 23) == NOT_ASKED
        assert waited_ms <= DEADLINE_MS + SLACK_MS
        assert kept is None or asked_of(kept, 1) == 1


def test_the_panel_has_the_words_of_the_lane(tmp_path):
    staff = codes.of(codes.ELIGIBILITY_UNKNOWN)
    for unknown, expected in (("staffed", (staff.zh, staff.en)), ("shut", codes.OUT_OF_SERVICE)):
        folder = tmp_path / unknown
        folder.mkdir()
        with service() as (kept, url), Watched(folder, Asked(url, (), unknown), True) as watched:
            kept.status = "down"
            watched.passenger()
        assert expected in [(one.zh, one.en) for one in watched.shown]
    assert (staff.zh, staff.en) != codes.OUT_OF_SERVICE


def test_a_gate_that_asks_nothing_has_no_step_24(tmp_path):
    with Watched(tmp_path, None) as watched:
        decided, _, moved = watched.passenger()
    assert (result(decided), moved, state_of(decided, 24)) == ("ACCEPTED", True, NOT_ASKED)


@pytest.mark.parametrize(
    ("bad", "asked"),
    [
        ("MALFORMED", 0),
        ("CODE_EXPIRED", 0),
        ("BAD_CA_SIGNATURE", 0),
        ("BAD_ISSUER_SIGNATURE", 0),
        ("BAD_RIDE_SIGNATURE", 1),
        ("ACCOUNT_BLOCKED", 1),
        ("FARE_ABOVE_LIMIT", 1),
    ],
)
def test_a_code_that_is_bad_is_refused_for_that_and_no_other_account_is_probed(bad, asked, tmp_path):
    with service() as (kept, url):
        kept.status = "deny"
        with Watched(tmp_path, Asked(url), True) as watched:
            decided, _, moved = watched.passenger(0, bad)
        assert (result(decided), moved, asked_of(kept, asked)) == (bad, False, asked)


def test_the_snapshot_is_asked_first(tmp_path):
    accounts = {number: bytes.fromhex(pki().user(user.user).account) for number, user in enumerate(ACCOUNTS)}
    source = SNAPSHOT.format(accounts[0].hex(), accounts[1].hex())
    path = write("gate_snapshot.toml", source.encode())
    with service() as (kept, url):
        kept.status = "allow"
        with Watched(tmp_path, asked(url, path, None, "shut", DEADLINE_MS), True) as watched:
            got = [(result(decided), moved) for decided, _, moved in (watched.passenger(number) for number in range(3))]
        assert got == [("NOT_ELIGIBLE", False), ("ACCEPTED", True), ("ACCEPTED", True)]
        assert kept.questions["allow"] == 1


def test_with_the_service_hanging_none_waits_longer_than_the_deadline_and_nothing_is_kept(tmp_path):
    with Scripted() as server, Watched(tmp_path, Asked(server.address, (), "staffed")) as watched:
        for number in range(PASSENGERS):
            decided, waited_ms, moved = watched.passenger(number % len(ACCOUNTS))
            assert (result(decided), moved) == ("ELIGIBILITY_UNKNOWN", False)
            assert waited_ms <= DEADLINE_MS + SLACK_MS
            port = watched.gate._station.lane.port
            subject = bytes.fromhex(pki().user(ACCOUNTS[number % len(ACCOUNTS)].user).account)
            assert port._post._socket is None and not holds(port, subject) and not holds(port._post, subject)


def holds(port, subject):
    """Whether a device has this subject in an attribute."""
    return any(
        subject.hex().encode() in bytes(value) or subject in bytes(value)
        for value in vars(port).values()
        if isinstance(value, bytes | bytearray)
    )
