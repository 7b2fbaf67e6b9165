"""The operator's panel: everything that can be set or made to fail, and what the page shows of it."""

import pytest

from sim.code import result_table
from sim.page import held_phone
from terminal import codes
from tests.browser.chromium import WAIT_S


def refuses(gate, phone, result):
    """That phone gets this answer, the panel its prompt, and nothing moves."""
    mark = gate.choose(phone)
    assert gate.answer(mark) == result
    row = result_table.by_name(result)
    gate.shows("panel", row.zh, mark)
    assert gate.text("#verdict code") == f"{result} {row.number}"
    assert gate.page.get_attribute("#relay", "data-relay") == "open"
    gate.take_away()


def opens(gate, phone):
    """That phone opens the gate; the mark before it."""
    mark = gate.choose(phone)
    assert gate.answer(mark) == "ACCEPTED"
    gate.wait("relay", "closed", mark)
    gate.is_now("relay", "open")
    return mark


def lasts_s(gate, heard, kind, name, state, until):
    """How long it was so by the gate's own time, for a page may be late. heard: messages before it."""
    place, begun_s = gate.at_gate(kind, lambda now: now[name] == state, heard)
    return gate.at_gate(kind, lambda now: now[name] == until, place + 1)[1] - begun_s


def free_beyond_s(gate, heard):
    """How long the arms stay free behind the release contact, by the gate's own time."""
    place, _ = gate.at_gate("gate", lambda now: now["relay"], heard)
    opened_s = gate.at_gate("gate", lambda now: not now["relay"], place + 1)[1]
    return gate.at_gate("gate", lambda now: now["arms"] == "locked", place + 1)[1] - opened_s


PROMPT = ("panel", "zh", codes.PASS[0], codes.IDLE[0])


def test_a_clock_that_is_wrong_or_not_trusted(gate):
    gate.set("clock", 86400)
    gate.is_now("clock", "offset")
    refuses(gate, 0, "CODE_EXPIRED")
    gate.set("clock", -3600)
    refuses(gate, 1, "CODE_NOT_YET_VALID")
    gate.page.fill("#offset", "0")
    gate.page.press("#offset", "Enter")
    gate.is_now("clock", "right")
    gate.page.click("#untrusted")
    gate.is_now("clock", "untrusted")
    refuses(gate, 2, "CLOCK_UNTRUSTED")
    assert gate.text("#clock") == "—"
    gate.page.click("#untrusted")
    gate.is_now("clock", "right")
    opens(gate, 3)


def test_trust_lists_that_are_expired_older_or_missing(gate):
    for state in ("expired", "missing"):
        gate.set("trust", state)
        gate.is_now("list", state)
        refuses(gate, 0, "TRUST_LIST_MISSING")
    gate.set("trust", "older")
    assert "1 · older" in gate.text("#list")
    refuses(gate, 1, "ISSUER_NOT_ACCEPTED")
    assert gate.steps()[8] == "failed" and gate.steps()[9] == "not_reached"
    opens(gate, 0)
    gate.set("trust", "current")
    assert gate.text("#list") == "2"
    opens(gate, 1)


@pytest.mark.parametrize("state", ["full", "failing"])
def test_storage_that_takes_nothing_keeps_the_gate_shut(gate, state):
    gate.set("storage", state)
    refuses(gate, 0, "STORE_FAILED")
    assert gate.steps()[25] == "failed"
    gate.set("storage", "sound")
    opens(gate, 1)


def test_a_sensor_that_is_broken_or_stuck(gate):
    gate.set("sensor", "broken")
    gate.is_now("service", "gate fault")
    refuses(gate, 0, "GATE_FAULT")
    gate.set("sensor", "sound")
    gate.is_now("service", "in service")
    mark, heard = gate.mark(), len(gate.heard)
    opens(gate, 1)
    gate.wait("panel", codes.IDLE[0], mark)
    sound_s = lasts_s(gate, heard, *PROMPT)
    gate.set("sensor", "stuck")
    heard = len(gate.heard)
    mark = opens(gate, 2)
    # A passenger walks, but the sensor never says so: the passenger's prompt stays until the time for it is over.
    gate.wait("arms", "turning", mark)
    stuck_s = lasts_s(gate, heard, *PROMPT)
    assert stuck_s > 4 and stuck_s > sound_s


def test_a_scanner_that_is_dead_covered_or_loses_bytes(gate, monkeypatch):
    monkeypatch.setattr(held_phone, "HELD_MAX_MS", int(WAIT_S * 1000))  # held up for as long as a busy computer takes
    gate.set("scanner", "dead")
    gate.is_now("service", "scanner fault")
    gate.is_now("panel", codes.OUT_OF_SERVICE[0])
    gate.set("scanner", "covered")
    gate.is_now("service", "in service")
    mark = gate.choose(0)
    gate.wait("picture", "gate", mark)
    gate.page.wait_for_timeout(400)
    assert gate.values("decision", mark) == []
    gate.set("scanner", "cut")  # the phone is still held up
    assert gate.answer(mark) == "BAD_LENGTH"
    assert "closed" not in gate.values("relay")


@pytest.mark.parametrize(("state", "undone"), [("utf8", "utf8"), ("prefix", "prefix, line_end")])
def test_a_scanner_that_mangles_is_understood_and_told(gate, state, undone):
    gate.set("scanner", state)
    opens(gate, 0)
    assert f"undone: {undone}" in gate.text("#chips")


def test_an_emergency_holds_the_gate_open_and_a_power_cut_shuts_it(gate):
    gate.page.click('[data-do="emergency"]')
    gate.is_now("arms", "open")
    gate.is_now("panel", codes.EMERGENCY[0])
    gate.is_now("service", "emergency")
    assert gate.answer(gate.choose(0)) == "GATE_FAULT"
    gate.take_away()
    gate.page.click('[data-do="emergency"]')
    gate.is_now("arms", "locked")
    gate.is_now("panel", codes.IDLE[0])
    opens(gate, 1)
    gate.is_now("arms", "locked")
    gate.is_now("panel", codes.IDLE[0])
    mark = gate.mark()
    gate.page.click('[data-do="power_cut"]')
    gate.wait("lamp", "off", mark)
    gate.wait("service", "no power", mark)
    gate.wait("panel", codes.IDLE[0], mark)
    assert gate.answer(gate.bad("USED")) == "CODE_ALREADY_USED"  # the journal was read again
    assert gate.values("arms", mark) in ([], ["locked"])


def test_the_fare_and_the_direction(gate):
    gate.page.fill("#fare", "200.01")
    gate.page.press("#fare", "Enter")
    gate.until(lambda: gate.text("#panel-fare") == "200.01 yuan", "the fare")
    refuses(gate, 0, "FARE_ABOVE_LIMIT")
    gate.page.fill("#fare", "2")
    gate.page.press("#fare", "Enter")
    gate.until(lambda: gate.text("#panel-fare") == "2.00 yuan", "the fare")
    gate.set("direction", "exit")
    gate.is_now("direction", "exit")
    gate.is_now("panel", codes.IDLE[0])
    opens(gate, 1)


def test_people_who_stay_and_people_who_push(gate):
    gate.page.click("#walks")
    mark = opens(gate, 0)
    gate.is_now("arms", "locked")
    assert gate.values("arms", mark) == ["free", "locked"] and "walking" not in gate.values("person", mark)
    gate.page.click('[data-do="pass"]')
    gate.until(lambda: "the gate held" in gate.text("#log"), "a word about the push")
    assert gate.text("#passed") == "0"


def test_a_fare_or_an_offset_out_of_range_is_refused_beside_its_field(gate):
    for field, wrong in (
        ("fare", ("-1", "167772.16", "2.005", "", "two", "1e3")),
        ("offset", ("1.5", "", "316224001", "soon")),
    ):
        note = f".setting:has(#{field}) .refusal"
        for text in wrong:
            gate.page.fill(f"#{field}", text)
            gate.page.press(f"#{field}", "Enter")
            assert gate.page.is_visible(note) and gate.page.get_attribute(f"#{field}", "aria-invalid") == "true", text
        assert "0 to 167772.15 yuan" in gate.text(note) if field == "fare" else "316224000" in gate.text(note)
        gate.page.press(f"#{field}", "Escape")
        assert gate.page.is_hidden(note) and gate.page.get_attribute(f"#{field}", "aria-invalid") == "false"
    assert gate.text("#panel-fare") == "2.00 yuan" and gate.page.get_attribute("#clock", "data-clock") == "right"
    assert "Operator" not in gate.text("#log")
    gate.page.fill("#fare", "167772.15")
    gate.page.press("#fare", "Enter")
    gate.until(lambda: gate.text("#panel-fare") == "167772.15 yuan", "the largest fare")
    gate.until(lambda: "Operator: Fare: 167772.15 yuan" in gate.text("#log"), "the operator's action")
    gate.page.click("#language")
    assert "运营: 票价: 167772.15 元" in gate.text("#log")


def test_the_card_follows_two_codes_a_covered_reader_and_an_emergency(gate):
    gate.answer(gate.choose(0))
    assert gate.text("#verdict b") == "Accepted"
    gate.says("why", "Two ride codes", gate.bad("TWO"))
    assert gate.text("#verdict b") == "Not judged" and "passed" not in gate.steps().values()
    gate.take_away()
    gate.answer(gate.choose(1))
    gate.set("scanner", "covered")
    gate.says("why", "covered", gate.choose(2))
    gate.page.click('[data-do="emergency"]')
    gate.until(lambda: "Emergency" in gate.text("#verdict"), "an emergency on the card")
    log = gate.text("#log")
    assert "Emergency" in log and "Operator: Scanner: covered" in log and "No code was read" in log
    gate.page.click("#language")
    assert "紧急疏散" in gate.text("#verdict") and "运营: 扫码器: 被遮挡" in gate.text("#log")


def test_whose_fault_a_refusal_is(gate):
    blocked = ("ACCOUNT_BLOCKED", "a matter of the account", "§4 step 19", "§4 第 19 步")
    forged = ("BAD_PUBLIC_KEY-user", "the code's fault", "§4 steps 17, 18", "§4 第 17, 18 步")
    for fault, words, clause, chinese in (blocked, forged):
        gate.answer(gate.bad(fault))
        assert words in gate.text("#chips") and clause in gate.text("#chips")
        gate.page.click("#language")
        assert chinese in gate.text("#chips") and "step" not in gate.text("#chips")
        gate.page.click("#language")
        gate.take_away()
    gate.set("clock", 86400)
    gate.answer(gate.choose(0))
    assert "this terminal's clock" in gate.text("#chips") and "the code's fault" not in gate.text("#chips")


def test_arms_that_follow_the_contact_when_told_to(gate):
    gate.page.click("#walks")
    gate.set("turnstile", "follow")
    heard = len(gate.heard)
    mark = opens(gate, 0)
    gate.wait("arms", "locked", mark)
    follows_s = free_beyond_s(gate, heard)
    gate.wait("panel", codes.IDLE[0], mark)
    gate.set("turnstile", "latch")
    heard = len(gate.heard)
    opens(gate, 1)
    gate.is_now("arms", "locked")
    assert 2 * follows_s < free_beyond_s(gate, heard)
