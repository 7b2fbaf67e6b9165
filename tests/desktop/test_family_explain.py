"""`ridegate explain --family`: the checks, the reason and the fields of a code of another family."""

import json

import pytest

from sim.family import table
from sim.issuer import family_code, family_mint, ticket
from tests.rig.command import pki, ridegate, write

AT_S = 1_800_000_000
AT = str(AT_S)


@pytest.fixture(scope="module")
def keys():
    return write("keys.toml", family_mint.keys(pki()).encode())


def explained(keys, data, *options):
    arguments = ("--at", AT, "--family", "auto", "--family-keys", keys, *options)
    status, out, err = ridegate("explain", *arguments, write("ticket.bin", data))
    assert err == ""
    return status, out


RAIL = [one for one in ticket.TICKETS if one.family in ("uic", "dosipas")]


@pytest.mark.parametrize("one", RAIL, ids=lambda one: one.name)
def test_each_ticket_with_its_checks_reason_and_fields(keys, one):
    status, out = explained(keys, one.make(pki(), AT_S), "--json")
    told = json.loads(out)
    family = table.named(one.family)
    row = next(row for row in family.RESULTS if row.name == one.answer)
    assert (told["result"], told["step"], status) == (one.answer, None if one.good else row.step, 0 if one.good else 1)
    states = [step["state"] for step in told["steps"]]
    assert len(states) == len(family.STEPS) and ("failed" in states) != one.good
    if not one.good:
        assert states[row.step - 1] == "failed" and set(states[row.step :]) <= {"not_reached"}
    assert all(told[name] for name in ("why", "must", "why_zh", "must_zh")) and len(told["fields"]) > 5
    assert "TEST0001" not in out and told["hypotheses"] == []


def test_for_people_in_both_languages(keys):
    _, out = explained(keys, ticket.named("DOSIPAS_MOVED").make(pki(), AT_S))
    in_a_row = " ".join(out.split())
    assert "DOSIPAS_BAD_PHONE_SIGNATURE 665 step 6 " in in_a_row and "this may be a copy" in in_a_row
    assert "6 ✗ phone sign. 手机签名  在此失败 failed here" in out
    assert "可能是副本" in out and "inspect --show-account" in out
    _, out = explained(keys, ticket.named("DOSIPAS_LEVEL_1").make(pki(), AT_S))
    assert "5 - phone's key 手机公钥  此码没有 not in this code" in out


def test_ride_codes_and_test_families(keys):
    _, out = explained(keys, pki().recipe(AT_S, pki().user(0)).encode(), "--json")
    assert "steps" not in json.loads(out) and json.loads(out)["result"] == "TRUST_LIST_MISSING"
    paper = next(family_mint.minted(pki(), AT_S, "paper")).code
    told = json.loads(explained(keys, paper, "--json", "--identity", family_code.IDENTITY.decode())[1])
    assert (told["family"], told["result"], told["step"]) == ("paper", "TRUST_LIST_MISSING", 4)


def test_without_the_option_a_ticket_is_no_ride_code(keys):
    code = ticket.named("UIC_02").make(pki(), AT_S)
    status, out, _ = ridegate("explain", "--json", "--at", AT, write("ticket.bin", code))
    assert (status, json.loads(out)["result"]) == (1, "NOT_A_RIDE_CODE")
    status, _, err = ridegate("explain", "--family-keys", keys, write("ticket.bin", code))
    assert status == 2 and "belongs to --family" in err


def test_hostile_bytes_are_explained(keys):
    code = ticket.named("DOSIPAS_2").make(pki(), AT_S)
    for cut in range(0, len(code), 17):
        status, out = explained(keys, code[:cut] or b"\x00", "--json")
        assert status == 1 and json.loads(out)["result"]
