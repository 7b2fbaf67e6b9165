"""The gate of this computer reports its rides as visits, to the test service over HTTP."""

import time

import pytest

from hal.desktop.engine import desktop_engine
from hal.desktop.http_visit import HttpVisits
from hal.fake.scanner import Scanner
from sim.gate.asked import Asked
from sim.gate.core_gate import CoreGate
from sim.gate.virtual_clock import VirtualTime
from sim.issuer.wallet import Wallet
from tests.rig.command import pki, ridegate
from tests.rig.eligibility_service import Scripted, account, closed_port, service

NOW_S = 1_800_000_000
PATIENCE_S = 30
WHERE = "00010001"  # line 1, station 1


class Gated:
    """A gate that reports visits, and a passenger for it."""

    def __init__(self, folder, url, **options):
        self.wallet, self.scanner = Wallet(pki()), Scanner()
        asked = Asked(url, deadline_ms=1000, visit=True, **options)
        time_ = VirtualTime(NOW_S)
        self.gate = CoreGate(pki(), desktop_engine(), folder, time_, scanner=self.scanner, asked=asked, fare_fen=0)
        self.gate.open()

    @property
    def visits(self):
        return self.gate._station.lane.visits

    def passes(self, number=0):
        self.scanner.show(self.wallet.good(number, self.gate.now_s()))
        until_s = time.monotonic() + PATIENCE_S
        rides = self.gate.audit().rides
        while self.gate.audit().rides == rides and time.monotonic() < until_s:
            self.gate.turn()
        for _ in range(400):
            self.gate.push()
            self.turn(20)

    def turn(self, ms):
        """A turn so much later; time stands still while the service has a visit: how fast it is proves nothing here."""
        until_s = time.monotonic() + PATIENCE_S
        while self.gate._station and self.visits._asked_ms is not None and time.monotonic() < until_s:
            self.gate.turn()
            time.sleep(0.001)
        self.gate.pass_time(ms)
        self.gate.turn()

    def until(self, done):
        until_s = time.monotonic() + PATIENCE_S
        while not done() and time.monotonic() < until_s:
            self.turn(10)
            time.sleep(0.001)
        assert done()


def test_each_ride_is_registered_once_and_nothing_of_it_waits(tmp_path):
    with service() as (kept, url):
        kept.status = "allow"
        gated = Gated(tmp_path, url)
        for number in (0, 1):
            gated.passes(number)
        gated.until(lambda: gated.visits.sent == 2)
        assert kept.visits == {"registered": 2} and dict(kept.places) == {WHERE: 2}
        assert gated.visits.waiting == [] and not gated.visits._service._post._out
        gated.gate.power(False)
        gated.gate.power(True)
        gated.until(lambda: gated.gate._station is not None)
        for _ in range(300):
            gated.gate.pass_time(20)
            gated.gate.turn()
        assert gated.visits.waiting == [] and kept.visits["registered"] == 2  # a start reports none again
        gated.gate.close()


def test_a_type_of_account_that_is_excluded_is_not_reported(tmp_path):
    with service() as (kept, url):
        kept.status = "allow"
        gated = Gated(tmp_path, url, excluded=(1,))
        gated.passes()
        assert gated.visits.waiting == [] and not kept.visits
        gated.gate.close()


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"null", b'{"registered": true}', b'{"id": 7, "registered": true}'),
        *(b'{"id": "%s"}', b'{"id": "%s", "registered": 1}', b'{"id": "00", "registered": true}', b"[" * 900),
    ],
)
def test_what_is_no_acknowledgement_is_none(body):
    visit_id = bytes(range(16))
    answer = body.replace(b"%s", visit_id.hex().encode())
    with Scripted(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer)) as server:
        device = HttpVisits(server.address)
        device.send(visit_id, account(1), b"", NOW_S, 0)
        assert polled(device) is False


def test_without_a_service_a_visit_is_an_error_of_equipment_that_the_terminal_expects():
    device = HttpVisits(closed_port())
    device.send(bytes(16), account(1), b"", NOW_S, 0)
    with pytest.raises(OSError):
        polled(device)
    device.close()
    with pytest.raises(OSError):
        device.poll(0)


def polled(device):
    until_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < until_s:
        found = device.poll(0)
        if found is not None:
            return found
        time.sleep(0.001)
    raise AssertionError("no answer")


@pytest.mark.parametrize(
    "words, why",
    [
        (("--visit",), "name the service with --eligibility"),
        (("--visit", "--eligibility", "http://127.0.0.1:9/", "--mode", "sentinel"), "the mode of a gate"),
        (("--eligibility", "http://127.0.0.1:9/", "--visit-not", "3"), "goes with --visit"),
        (("--eligibility", "http://127.0.0.1:9/", "--visit", "--visit-not", "256"), "0 to 255"),
    ],
)
def test_bad_usage_says_what_to_do(words, why):
    status, _, err = ridegate("run", "--terminal", *words)
    assert status == 2 and why in err
