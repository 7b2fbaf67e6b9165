"""Nothing is kept of those who were asked about: a thousand visits at a sentinel, and rides at a gate with a service.

What a fare gate may keep: the account in the record of a ride, in its memory of codes that were used, and of the last
codes answered, by which a phone held still is known.
"""

import json
import re
import time
from dataclasses import replace

from hal.desktop.engine import desktop_engine
from hal.fake.scanner import Scanner
from sim.gate.asked import Asked
from sim.gate.core_gate import CoreGate
from sim.gate.event import Decided
from sim.gate.lists import test_list as made_list
from sim.gate.sentinel_gate import SentinelGate
from sim.gate.virtual_clock import VirtualTime
from sim.issuer import recipe
from sim.page import message
from sim.service.registry import Registry
from terminal import codes, eligibility, lane, records
from tests.builder.journal_reading import recover
from tests.rig import reach
from tests.rig.command import pki
from tests.rig.eligibility_service import Scripted, account, service

NOW_S = 1_800_000_000
VISITS = 1000  # half by code, half by ID number
RIDES = 210
REFUSED = {codes.NOT_ELIGIBLE, codes.ELIGIBILITY_UNKNOWN}
FIRST = 700_000  # accounts that nothing else names
STATUSES = (None, "deny", "unknown", "slow", "down", "lying", "malformed")
SLOW_MS = 100  # the time of the gates is virtual: its 150 ms are over in two turns, unless this computer is slow itself
LOOK_MS = 75
_TEXT = re.compile(r"3104170{7}700([0-9]{3})f|(?:999)?4401060700([0-9]{7})|quarantin[e] 4711", re.I)
_BYTES = re.compile(rb"\x31\x04\x17\x00{3}\x07\x00([\x00-\x99][\x0f-\x9f])|\x99\x94\x40\x10\x60\x70[\x00-\x09]", re.S)


def code(number, at_s):
    """A good code of that account."""
    user = replace(pki().user(0), account=account(FIRST + number).hex())
    return pki().recipe(at_s, user).encode()


def identity(number):
    """The ID number of that person."""
    return f"4401060700{number:07d}X"


def named(text):
    """Whether a text or bytes names a person of this test. Few have what each match of a pattern has."""
    if isinstance(text, str):
        return ("700" in text or "4711" in text) and bool(_TEXT.search(text))
    if (b"\x31\x04\x17" in text or b"\x99\x94\x40" in text) and _BYTES.search(text):
        return True
    return (b"700" in text or b"4711" in text) and named(bytes(text).decode("latin-1"))


def holders():
    """The types of the objects that hold a person of this test."""
    recipe._certified.cache_clear()  # the phones' side: the test issuer keeps its signatures
    return reach.holders(named)


class Place:
    """A gate, with everything that it says."""

    def __init__(self, gate, scanner):
        self.gate, self.scanner = gate, scanner
        self.decided, self.said = [], []
        gate.listen(self.hear)
        gate.open()

    def hear(self, event):
        for kiosk in (False, True):
            self.said.append(repr(message.of(event, 0, kiosk)))
        if isinstance(event, Decided):
            self.decided.append(event.decision.result)

    def wait(self, waits, *about):
        """Turn until the answer is there. The gate's time stands still while a service that answers is waited for.

        Whether this computer took so long that a slow answer may have come in time.
        """
        began_s = time.monotonic()
        self.gate.turn()
        for _ in range(5000):
            busy = self.gate.turn()
            if not busy and not self.scanner.frames:
                return time.monotonic() - began_s >= SLOW_MS / 1000
            if waits(*about):
                time.sleep(0.0005)
            else:
                self.gate.pass_time(LOOK_MS)
        raise AssertionError("no answer")

    def rest(self):
        for _ in range(4):  # past the prompt, the pulse and the passage
            self.gate.pass_time(3000)
            self.gate.turn()


def test_a_thousand_visits_leave_counters_and_nothing_else(capfd, tmp_path):
    with service(Registry("allow"), slow_ms=SLOW_MS) as (kept, url):
        scanner = Scanner()
        asked = Asked(url)
        gate = SentinelGate(made_list(pki()), desktop_engine(), VirtualTime(NOW_S), asked, scanner=scanner)
        place = Place(gate, scanner)
        in_time = 0  # slow answers that may have been
        for number in range(VISITS):
            kept.status = STATUSES[number % len(STATUSES)]
            question = gate._asking.lane.question
            if number % 2:
                gate.present(identity(number))
            else:
                scanner.show(code(number % 1000, gate.now_s()))
            in_time += place.wait(waits, question, kept, number) and kept.status == "slow"
            place.rest()
        counts = gate.sentinel.counts
        assert sum(counts.values()) == sum(kept.questions.values()) == VISITS == gate.answers
        assert kept.questions["allow"] > 140
        assert 0 <= counts[eligibility.ALLOW] - kept.questions["allow"] <= in_time
        assert counts[eligibility.DENY] == kept.questions["deny"] > 140
        settled(set())
        gate.sentinel._subjects.append(account(FIRST + 3))
        gate._asking.port._post._in += identity(4).encode()
        settled({"Sentinel", "HttpPost"})  # planted: the search names who keeps one
        gate.close()
    assert not any(named(each) for each in place.said)
    assert list(tmp_path.iterdir()) == []
    out, err = capfd.readouterr()
    assert not named(out + err)


def accounts_in(data):
    """The accounts of this test in these bytes, by their last digits: a test that kept them would be found itself."""
    return {int(found.group(1).hex()[:3]) for found in _BYTES.finditer(data) if found.group(1)}


def waits(question, kept, number):
    """Whether the service is to be waited for: until it has heard the question, and, but for a slow one, its answer."""
    open_ = question._asked and question.verdict is None
    return open_ and (kept.status != "slow" or sum(kept.questions.values()) <= number)


def settled(expected):
    """What the server has of its last connection goes when its thread comes to it."""
    until_s = time.monotonic() + 60
    while (found := holders()) != expected and time.monotonic() < until_s:
        time.sleep(0.1)
    assert found == expected


def test_a_reason_that_the_service_gives_is_kept_nowhere():
    with Scripted() as server:
        told = {"subject": f"9994401060700{1:07d}", "status": "deny", "answer": "00", "reason": "quarantine 47" + "11"}
        body = json.dumps(told).encode()
        server.answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
        gate = SentinelGate(made_list(pki()), desktop_engine(), VirtualTime(NOW_S), Asked(server.address))
        place = Place(gate, Scanner())
        question = gate._asking.lane.question
        gate.present(identity(1))
        place.wait(lambda: question._asked and question.verdict is None)
        place.rest()
        assert gate.sentinel.counts[eligibility.DENY] == 1
        assert holders() >= {"Scripted"}  # planted: the service itself has it
        del told, body
        server.answer, server.heard = b"", []
        settled(set())
        gate.close()


def test_rides_leave_their_records_and_nothing_of_who_was_refused(capfd, tmp_path):
    with service(Registry("allow"), slow_ms=SLOW_MS) as (kept, url):
        scanner = Scanner()
        asked = Asked(url)
        gate = CoreGate(pki(), desktop_engine(), tmp_path, VirtualTime(NOW_S), scanner=scanner, asked=asked, fare_fen=0)
        place = Place(gate, scanner)
        station = gate._station
        in_time = set()  # slow answers that may have been
        for number in range(RIDES):
            kept.status = STATUSES[number % len(STATUSES)]
            question = station.lane.lane.question
            scanner.show(code(number, gate.now_s()))
            if place.wait(waits, question, kept, number) and kept.status == "slow":
                in_time.add(number)
            place.rest()
        assert sum(kept.questions.values()) == RIDES == len(place.decided)
        let_in = {at for at, result in enumerate(place.decided) if result == codes.ACCEPTED}
        allowed = set(range(STATUSES.index(None), RIDES, len(STATUSES)))
        assert set(place.decided) == REFUSED | {codes.ACCEPTED}
        assert allowed <= let_in <= allowed | in_time and len(allowed) == kept.questions["allow"]
        place.decided.clear()
        settled({"History"})  # codes that were used: of those whose rides are recorded
        assert accounts_in(station._history._slots) < let_in  # the oldest were aged out
        station.loop.trust.riders.put(code(1, NOW_S), None)
        settled({"History", "Remembered"})
        station.loop.trust.riders.held.clear()
        engine, key = gate.engine, gate.key
        rides = [record for record, _ in recover(station.store, engine.digest, key) if record.kind == records.RIDE]
        gate.close()
    assert accounts_in(b"".join(records.parse_ride(one.body).account for one in rides)) == let_in
    for one in rides:
        tail = lane.tail_of(one.body)
        assert tail.eligibility == eligibility.ALLOW and len(tail.answer_id) == 8 and tail.snapshot_sequence == 0
    for path in (each for each in tmp_path.rglob("*") if each.is_file()):
        found = accounts_in(path.read_bytes())
        assert found <= let_in if path.parent.name == "journal" else found == set(), path
    assert not any(named(each) for each in place.said)
    out, err = capfd.readouterr()
    assert not named(out + err)
