"""The eligibility test service: its rules, its protocol, and those who mean it no good."""

import asyncio
import contextlib
import re
import subprocess
from functools import partial

import pytest
from starlette.requests import Request

from sim.page.page_file import STATIC as PAGE_STATIC
from sim.page.rate_limit import Bucket
from sim.service import registry, server
from sim.service.registry import ACCOUNTS_MAX, OTHERS_MAX, STATUSES, Refused, Registry
from sim.service.request import BODY_MAX_BYTES, fields
from sim.service.server import CHANGES_BURST, STATIC
from tests.rig import command
from tests.rig.eligibility_service import PLACE, account, port_of, post, question, service, visit
from tests.rig.page_client import get

# who is bound to whom


def test_a_person_has_one_card_of_each_kind_and_five_for_others():
    kept = Registry()
    kept.bind("A", "plastic", account(1))
    kept.bind("A", "phone", account(2))
    for number in range(OTHERS_MAX):
        kept.bind("A", "other", account(10 + number))
    for medium, words in (("plastic", "one plastic card"), ("phone", "one phone card"), ("other", "at most 5")):
        with pytest.raises(Refused, match=words):
            kept.bind("A", medium, account(99))
    with pytest.raises(Refused, match="bound already"):
        kept.bind("B", "plastic", account(1))
    kept.bind("B", "plastic", account(99))
    rows = kept.facts()["accounts"]
    kept.unbind(next(row["number"] for row in rows if row["person"] == "A" and row["medium"] == "plastic"))
    kept.bind("A", "plastic", account(100))
    with pytest.raises(Refused, match="no such entry"):
        kept.unbind(1)


def test_the_registry_holds_so_many_accounts_and_no_more():
    kept = Registry()
    for number in range(ACCOUNTS_MAX):
        kept.set_status(account(number), "deny")
    with pytest.raises(Refused, match="unbind some"):
        kept.bind("A", "phone", account(ACCOUNTS_MAX))
    kept.bind("A", "phone", account(0))  # is there already


def test_what_is_answered_and_why():
    kept = Registry()
    assert kept.answer(account(1)) == "unknown"
    kept.bind("A", "phone", account(1))
    assert kept.answer(account(1)) == "allow"
    kept.set_status(account(1), "deny")
    assert kept.answer(account(1)) == "deny"
    kept.set_status(None, "slow")
    assert kept.answer(account(1)) == "slow"
    kept.set_status(None, None)
    kept.unbind(kept.facts()["accounts"][0]["number"])
    assert kept.answer(account(1)) == "unknown"
    assert Registry("allow").answer(account(1)) == "allow"
    assert kept.facts()["questions"] == {**dict.fromkeys(STATUSES, 0), "allow": 1, "deny": 1, "slow": 1, "unknown": 2}


# the protocol


def test_a_question_over_http():
    with service() as (kept, url):
        for status in ("allow", "deny", "unknown"):
            kept.set_status(account(1), status)
            code, told = post(url, "/v1/question", question())
            assert code == 200 and set(told) == {"subject", "status", "answer"}
            assert (told["subject"], told["status"]) == (account(1).hex(), status)
            assert re.fullmatch("[0-9a-f]{16}", told["answer"])
        kept.status = "lying"
        assert post(url, "/v1/question", question())[1]["subject"] != account(1).hex()
        kept.status = "down"
        assert post(url, "/v1/question", question())[0] == 503 == post(url, "/v1/visit", visit())[0]
        kept.status = "malformed"
        assert post(url, "/v1/question", question()) == (200, '{"subject": ')
    with service(slow_ms=1) as (kept, url):
        kept.status = "slow"
        assert post(url, "/v1/question", question())[1]["status"] == "allow"
        assert post(url, "/v1/visit", visit())[1]["registered"] is True


def test_a_visit_is_registered_once():
    with service() as (kept, url):
        assert post(url, "/v1/visit", visit()) == (200, {"id": visit()["id"], "registered": True})
        for _ in range(2):
            assert post(url, "/v1/visit", visit()) == (200, {"id": visit()["id"], "registered": False})
        for changed in ({"place": "00"}, {"time_s": 5}, {"subject": account(2).hex()}):
            assert post(url, "/v1/visit", visit(**changed))[0] == 409
        assert post(url, "/v1/visit", visit(2))[1]["registered"] is True
        told = kept.facts()
        assert told["visits"] == {"registered": 2, "repeated": 2}
        assert told["places"] == [{"place": PLACE, "visits": 2}]


@pytest.mark.parametrize(("limit", "kinds"), [("VISITS_MAX", 1), ("PLACES_MAX", 2)])
def test_visits_are_bounded_and_none_is_forgotten(monkeypatch, limit, kinds):
    monkeypatch.setattr(registry, limit, 3)
    kept = Registry()
    for number in range(3):
        assert kept.visit(bytes([number]) * 16, account(number), bytes([number]), 5)
    with pytest.raises(Refused, match="no more visits"):
        kept.visit(b"\x09" * 16, account(9), b"\x09", 5)
    assert kept.visit(bytes(16), account(0), b"\0", 5) is False


def test_an_operator_binds_and_sets_over_http():
    with service() as (kept, url):
        bound = {"person": "P-0001", "medium": "phone", "account": account(1).hex()}
        status, told = post(url, "/v1/bind", bound)
        assert status == 200
        assert post(url, "/v1/bind", bound)[0] == 409
        assert post(url, "/v1/status", {"subject": told["number"], "status": "deny"})[0] == 200
        assert kept.answer(account(1)) == "deny"
        assert post(url, "/v1/status", {"subject": account(2).hex(), "status": "slow"})[0] == 200
        assert post(url, "/v1/status", {"subject": None, "status": "down"})[0] == 200 and kept.status == "down"
        body = get(port_of(url), "/v1/state")[2].decode()
        assert "0001" in body and account(1).hex() not in body and command.shows_account(body) is None
        assert post(url, "/v1/unbind", {"number": told["number"]})[0] == 200
        assert post(url, "/v1/unbind", {"number": told["number"]})[0] == 404


# those who mean it no good


HOSTILE = {
    "no json": b"{",
    "nothing": b"",
    "a list": b"[]",
    "deep": b"[" * 1000,
    "no utf8": b'{"subject": "\xff", "place": ""}',
    "a field too few": {"subject": account(1).hex()},
    "a field too many": question(more=1),
    "no account": question(subject="31"),
    "a number": question(subject=5),
    "letters": question(subject="x" * 20),
    "an account of no decimal digits": question(subject="abcdef" + "0" * 14),
    "an odd place": question(place="0"),
    "a place with spaces": question(place="00 00"),
    "a place too long": question(place="00" * 33),
    "wide digits": question(subject="３" * 20),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_question_out_of_bounds_is_refused(name):
    with service() as (kept, url):
        told = HOSTILE[name]
        status, said = post(url, "/v1/question", told, raw=told if isinstance(told, bytes) else None)
        assert status == 400 and said["error"] and said["zh"] and account(1).hex() not in str(said)
        assert sum(kept.questions.values()) == 0


def test_a_body_has_a_size_and_a_type():
    with service() as (_, url):
        for over, expected in ((0, 200), (1, 413), (100_000, 413)):
            text = b'{"subject": "%s", "place": ""}' % account(1).hex().encode()
            padded = text + b" " * (BODY_MAX_BYTES - len(text) + over)
            assert post(url, "/v1/question", None, raw=padded)[0] == expected
        assert post(url, "/v1/question", question(place="00" * 32))[0] == 200
        for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
            assert post(url, "/v1/question", question(), {"Content-Type": kind})[0] == 415


def test_a_sender_that_goes_away_in_the_middle_is_no_fault_of_the_service():
    sent = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]

    async def receive():
        return sent.pop(0)

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", b"application/json")]}
    with pytest.raises(Refused, match="before the request's end"):
        asyncio.run(fields(Request(scope, receive), {}))


def test_visits_and_changes_out_of_bounds_are_refused():
    person = {"person": "A", "medium": "phone", "account": account(1).hex()}
    bad = (
        ("/v1/visit", visit(id="00")),
        ("/v1/visit", visit(time_s=-1)),
        ("/v1/visit", visit(time_s=2**32)),
        ("/v1/visit", visit(time_s=True)),
        ("/v1/visit", visit(time_s=1.5)),
        ("/v1/bind", {**person, "person": ""}),
        ("/v1/bind", {**person, "person": "x" * 33}),
        ("/v1/bind", {**person, "person": "<b>"}),
        ("/v1/bind", {**person, "medium": "ring"}),
        ("/v1/bind", {**person, "medium": ["phone"]}),
        ("/v1/status", {"subject": True, "status": "allow"}),
        ("/v1/status", {"subject": None, "status": "open"}),
        ("/v1/unbind", {"number": 0}),
        ("/v1/unbind", {"number": "1"}),
    )
    with service() as (kept, url):
        for path, told in bad:
            assert post(url, path, told)[0] == 400, (path, told)
        assert kept.facts() == Registry().facts()
        assert post(url, "/v1/bind", {**person, "person": "x" * 32})[0] == 200


def test_strangers_are_refused():
    with service() as (_, url):
        port = port_of(url)
        for headers, expected in (
            ({"Host": "evil.example"}, 421),
            ({"Origin": "http://evil.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Sec-Fetch-Site": "cross-site"}, 403),
            ({"Origin": f"http://127.0.0.1:{port}"}, 200),
        ):
            assert post(url, "/v1/status", {"subject": None, "status": "deny"}, headers)[0] == expected
        for path in ("/", "/v1/state", "/service.js", "/nothing"):
            assert post(url, path, {})[0] == 405
        for path in ("/v1/question", "/v1/status"):
            assert get(port, path)[0] == 405
        for path in ("/../registry.py", "/%2e%2e/x", "/registry.py", "/index.html", "/phone.js", "/page.js"):
            assert get(port, path)[0] == 404
        assert get(port, "/", method="DELETE")[0] == 405 == get(port, "/v1/state", method="OPTIONS")[0]


def test_changes_have_a_rate(monkeypatch):
    monkeypatch.setattr(server, "Bucket", partial(Bucket, now=lambda: 0.0))
    with service() as (_, url):
        told = [post(url, "/v1/unbind", {"number": 1})[0] for _ in range(CHANGES_BURST * 3)]
        assert told == [404] * CHANGES_BURST + [429] * (CHANGES_BURST * 2)


# the page


def test_the_page_loads_nothing_from_elsewhere_and_says_that_it_is_a_test():
    with service() as (_, url):
        for path in ("/", "/service.js", "/service.css", "/page.css", "/words.js", "/mark.svg"):
            status, headers, body = get(port_of(url), path)
            assert status == 200 and body
            rules = headers["content-security-policy"]
            assert "default-src 'none'" in rules and "unsafe" not in rules and "*" not in rules
    for path in STATIC.iterdir():
        text = path.read_text("utf-8")
        assert not re.search(r"https?://|//[a-z0-9-]+\.[a-z]{2,}", text), path.name
        assert "innerHTML" not in text and "style=" not in text and "onclick=" not in text, path.name
    assert "TEST" in (STATIC / "service.js").read_text("utf-8")


def test_every_word_of_the_page_is_there_in_both_languages():
    known = {}
    for path in (PAGE_STATIC / "words.js", STATIC / "service.js"):
        pairs = r'(?:^|[ {,])([a-z_0-9]+): \[("[^"]*"), ("[^"]*")\]'
        known.update({name: (zh, en) for name, zh, en in re.findall(pairs, path.read_text("utf-8"))})
    asked = set()
    for path in STATIC.iterdir():
        text = path.read_text("utf-8")
        asked |= set(re.findall(r'data-wl?="([a-z_0-9]+)"', text)) | set(re.findall(r'\bt\("([a-z_0-9]+)"', text))
    asked |= {f"s_{each}" for each in (*STATUSES, *registry.MEDIA, "normal")}
    assert asked <= set(known), asked - set(known)


def test_the_command_serves_until_it_is_interrupted():
    one = command.started("service", "--port", "0", "--json", env=command.at_once())
    try:
        told = command.lines(one.stdout.readline().decode())[0]
        assert told["test"] is True
        assert post(told["address"], "/v1/question", question())[1]["status"] == "unknown"
        command.interrupt(one)
        out, err = one.communicate(timeout=60)
        assert (one.returncode, out, err) == (0, b"", b"")
    finally:
        with contextlib.suppress(subprocess.TimeoutExpired, ProcessLookupError):
            one.kill()


def test_the_command_refuses_what_cannot_be():
    for words in (("--port", "70000"), ("--slow-ms", "0"), ("--slow-ms", "60001"), ("--unregistered", "down")):
        status, out, err = command.ridegate("service", *words)
        assert (status, out) == (2, "") and words[0] in err
