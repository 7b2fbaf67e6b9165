"""Nothing is kept of a question: neither by the service nor by the device that asks it."""

import re
import time

from hal.desktop.http_eligibility import HttpEligibility
from sim.service.registry import Registry
from terminal.eligibility import ALLOW, DENY, UNKNOWN
from tests.rig import reach
from tests.rig.eligibility_service import account, answered, post, service, visit

QUESTIONS = 1000
FIRST = 700_000  # accounts that nothing else names
_TEXT = re.compile(r"3104170{7}700([0-9]{3})f", re.I)
_BYTES = re.compile(rb"\x31\x04\x17\x00{3}\x07\x00([\x00-\x99][\x0f-\x9f])", re.S)


def test_after_a_thousand_questions_and_visits_no_subject_is_left(capfd):
    """Neither in what can be reached in this process (the service runs in it), nor in what was printed."""
    with service(Registry("allow"), slow_ms=1) as (kept, url):
        device = HttpEligibility(url)
        for number in range(QUESTIONS):
            kept.status = (None, "deny", "lying", "malformed", "down", "slow")[number % 6]
            expected = (ALLOW, DENY, UNKNOWN, UNKNOWN, UNKNOWN, ALLOW)[number % 6]
            assert answered(device, account(FIRST + number)) == expected
            if number % 10 == 0:
                kept.status = None
                assert post(url, "/v1/visit", visit(FIRST + number))[0] == 200
        until_s = time.monotonic() + 60
        while (found := reachable()) and time.monotonic() < until_s:
            time.sleep(0.1)  # the last connection of the server ends
        assert found == set()
        kept.bind("A", "phone", account(FIRST + 3))
        device._post._in += account(FIRST + 4).hex().encode()
        assert reachable() == {"003", "004"}  # planted: the search does find them
    out, err = capfd.readouterr()
    assert not _TEXT.search(out + err)


def reachable():
    """The accounts of this test, by their last digits, among all bytes and texts in reach."""
    found = set()
    for one in reach.texts():
        if isinstance(one, str):
            found |= set(_TEXT.findall(one)) if "700" in one else set()
        elif b"700" in one or b"\x31\x04\x17" in one:
            found |= {digits.hex()[:3] for digits in _BYTES.findall(one)}
            found |= set(_TEXT.findall(one.decode("latin-1")))
    return found
