"""The eligibility service over HTTP: the contract, answers that are none, and a service that hangs."""

import gc
import json
import os
import threading
import time
from types import FunctionType, ModuleType

import pytest

from hal.desktop.http_eligibility import DEADLINE_MAX_MS, DEADLINE_MIN_MS, DEADLINE_MS, PLACE_MAX_BYTES, HttpEligibility
from hal.desktop.http_post import ANSWER_MAX_BYTES, address
from hal.eligibility.in_turn import InTurn
from hal.eligibility.snapshot import SnapshotEligibility
from sim.service import registry
from terminal.eligibility import ALLOW, DENY, UNKNOWN
from tests.rig import eligibility_contract
from tests.rig.eligibility_contract import ANOTHER, PLACE, SUBJECT
from tests.rig.eligibility_service import HANGING_MAX, Scripted, answered, closed_port, service

QUESTIONS = 1000
_WORDS = {ALLOW: "allow", DENY: "deny", UNKNOWN: "unknown"}


def keeps(owner, subject):
    """Whether anything that can be reached from an object holds these bytes, as they are or in hexadecimal."""
    spelled = (subject, subject.hex().encode())
    seen, waiting = set(), [owner]
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, type | ModuleType | FunctionType):
            continue
        seen.add(id(one))
        text = one.encode() if isinstance(one, str) else one
        if isinstance(text, bytes | bytearray) and any(each in text.lower() for each in spelled):
            return True
        waiting += gc.get_referents(one)
    return False


def rig(kept, url, in_turn):
    device = HttpEligibility(url)
    if in_turn:
        device = InTurn(SnapshotEligibility((), lambda: 0), device)

    def knows(answer):
        kept.status = None
        kept.set_status(SUBJECT, _WORDS[answer])

    def hang():
        kept.status = registry.SLOW

    return eligibility_contract.EligibilityRig(
        device, knows, hang, lambda subject: keeps(device, subject), lambda ms: time.sleep(ms / 1000), DEADLINE_MS
    )


@pytest.mark.slow
@pytest.mark.parametrize("in_turn", [False, True], ids=["http", "in turn"])
@pytest.mark.parametrize("obligation", eligibility_contract.OBLIGATIONS, ids=lambda one: one.__name__)
def test_the_service_over_http(obligation, in_turn):
    with service() as (kept, url):
        obligation(rig(kept, url, in_turn))


def test_the_search_for_a_subject_finds_one():
    device = HttpEligibility(closed_port())
    device._post._in += json.dumps({"subject": SUBJECT.hex()}).encode()
    assert keeps(device, SUBJECT) and not keeps(device, ANOTHER)


@pytest.mark.parametrize("status", [registry.DOWN, registry.LYING, registry.MALFORMED])
def test_a_service_that_is_down_lying_or_malformed_is_unknown(status):
    with service() as (kept, url):
        kept.status = status
        device = HttpEligibility(url)
        assert answered(device, SUBJECT) == UNKNOWN
        assert device.answer_id == b"" and not keeps(device, SUBJECT)


def test_nobody_there_is_unknown():
    assert answered(HttpEligibility(closed_port()), SUBJECT) == UNKNOWN


def told(**changes):
    good = {"subject": SUBJECT.hex(), "status": "allow", "answer": "00ff"}
    return json.dumps({**good, **changes}).encode()


def reply(body, status=b"200 OK", length=None, more=b""):
    stated = len(body) if length is None else length
    return b"HTTP/1.1 " + status + b"\r\nContent-Length: " + str(stated).encode() + b"\r\n" + more + b"\r\n" + body


def test_a_good_answer_is_taken():
    for answer in (reply(told()), reply(told(), more=b"X: y\r\n"), reply(told(answer="00" * 16)), reply(told(more=1))):
        with Scripted(answer) as server:
            device = HttpEligibility(server.address)
            assert answered(device, SUBJECT, PLACE) == ALLOW
            assert json.loads(server.heard[0].partition(b"\r\n\r\n")[2]) == {
                "subject": SUBJECT.hex(),
                "place": PLACE.hex(),
            }


HOSTILE = {
    "nothing": b"",
    "half a head": b"HTTP/1.1 200 OK\r\nContent-",
    "no http": b"hello\r\n\r\n" + told(),
    "another status": reply(told(), b"201 Created"),
    "a redirect": reply(told(), b"302 Found", more=b"Location: http://127.0.0.1:1/\r\n"),
    "no length": b"HTTP/1.1 200 OK\r\n\r\n" + told(),
    "two lengths": reply(told(), more=b"Content-Length: 5\r\n"),
    "a length that is none": reply(told(), length="-1"),
    "a huge length": reply(told(), length=10**9),
    "too short": reply(told()[:-1], length=len(told())),
    "too long": reply(told() + b" ", length=len(told())),
    "in chunks": reply(told(), more=b"Transfer-Encoding: chunked\r\n"),
    "more than is taken": reply(told(pad="x" * ANSWER_MAX_BYTES)),
    "no json": reply(b"{"),
    "deep json": reply(b"[" * 1500),
    "no object": reply(b"[1]"),
    "no subject": reply(b'{"status": "allow", "answer": "00"}'),
    "about another": reply(told(subject=ANOTHER.hex())),
    "about a part": reply(told(subject=SUBJECT.hex()[:-2])),
    "a status that is none": reply(told(status="yes")),
    "a status of another kind": reply(told(status=1)),
    "a truth": reply(told(status=True)),
    "an id that is no hex": reply(told(answer="zz")),
    "an id too long": reply(told(answer="00" * 17)),
    "no utf8": reply(b'{"subject": "\xff"}'),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_answer_of_the_protocol_is_unknown(name):
    with Scripted(HOSTILE[name]) as server:
        device = HttpEligibility(server.address)
        assert answered(device, SUBJECT) == UNKNOWN
        assert device.answer_id == b"" and not keeps(device, SUBJECT)


def descriptors():
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0


def test_a_thousand_questions_to_a_service_that_hangs():
    """By the device's own clock each is answered at its deadline and none later; no socket and no thread is left."""
    with Scripted() as server:
        waited = questions(server.address)
        assert waited == {DEADLINE_MS}
        server.open.clear()
    with service() as (kept, url):
        kept.status = registry.SLOW
        assert max(questions(url)) <= DEADLINE_MS  # some at once: a server takes so many connections and no more


def questions(url):
    """How long a thousand questions waited, in steps of 10 ms of the device's clock."""
    device = HttpEligibility(url)
    before, threads = descriptors(), threading.active_count()
    waited = set()
    for number in range(QUESTIONS):
        subject = bytes.fromhex(f"310417{number:013d}f")
        now_ms = number * 1000
        device.ask(subject, PLACE, now_ms)
        waited.add(next(ms for ms in range(0, 2000, 10) if device.poll(now_ms + ms) is not None))
        assert not keeps(device, subject)
    assert threading.active_count() == threads
    until_s = time.monotonic() + 60
    while descriptors() > before + HANGING_MAX and time.monotonic() < until_s:
        time.sleep(0.05)  # the service's own ends of them
    assert descriptors() <= before + HANGING_MAX
    return waited


def test_what_cannot_be_asked():
    device = HttpEligibility(closed_port())
    for subject, place in ((b"", PLACE), (SUBJECT + b"\0", PLACE), (SUBJECT, bytes(PLACE_MAX_BYTES + 1))):
        with pytest.raises(ValueError, match="a subject of"):
            device.ask(subject, place, 0)
    device.ask(SUBJECT, bytes(PLACE_MAX_BYTES), 0)
    device.close()
    for deadline_ms in (DEADLINE_MIN_MS, DEADLINE_MAX_MS):
        HttpEligibility("http://127.0.0.1:1/", deadline_ms)
    for deadline_ms in (DEADLINE_MIN_MS - 1, DEADLINE_MAX_MS + 1):
        with pytest.raises(ValueError, match="deadline"):
            HttpEligibility("http://127.0.0.1:1/", deadline_ms)


def test_an_address_is_on_this_computer():
    for url in ("http://127.0.0.1:8766", "http://127.0.0.1:8766/", "http://localhost:8766/"):
        assert address(url) == ("127.0.0.1", 8766)
    for url in (
        "",
        "127.0.0.1:8766",
        "https://127.0.0.1:8766/",
        "http://127.0.0.1/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:x/",
        "http://10.0.0.1:8766/",
        "http://evil.example:8766/",
        "http://127.0.0.1.evil.example:8766/",
        "http://me@127.0.0.1:8766/",
        "http://127.0.0.1:8766/path",
        "http://127.0.0.1:8766/?q",
        "http://[::1",
    ):
        with pytest.raises(ValueError, match="ridegate service"):
            address(url)
