"""The test issuer: keys, recipes, layout, faults. What it makes is judged by the terminal's own code."""

import json
from pathlib import Path

import pytest

from hal.desktop.engine import desktop_engine
from sim.code import layout
from sim.issuer import fault, issuer, recipe, sm2_sign
from sim.trust import source as trust_source
from terminal import codes, decide, history, policy, ridecode, sm2, trust

AT_S = 1795000000
PKI = issuer.make_pki()
ENGINE = desktop_engine()


def _list(pki: issuer.Pki) -> trust.TrustList:
    data = trust_source.compile_list(trust_source.parse_source(issuer.trust_toml(pki)), pki.operator)

    def readinto(offset: int, buffer: bytearray) -> None:
        buffer[:] = data[offset : offset + len(buffer)]

    key = ENGINE.decode(sm2_sign.public_key(pki.operator_private))
    return sm2.finish(trust.open_list(readinto, len(data), (key,), ENGINE, True))


def _decide(code: bytes, at_s: int = AT_S, pki: issuer.Pki = PKI, **settings: int) -> decide.Decision:
    return decide.decide(code, _list(pki), policy.make(**settings), history.History(4), at_s)


def test_fields_follow_one_another_at_every_length():
    for n in range(33):
        offset = 0
        for field in layout.FIELDS:
            assert field.offset(n) == offset, field.name
            offset += field.size(n)
        assert offset == 332 + n


def test_fields_have_names_of_their_own():
    names = [field.name for field in layout.FIELDS]
    assert len(set(names)) == len(names) == 29
    assert [name for _, _, part in layout.PARTS for name in part] == names
    assert all(name.isidentifier() and layout.by_name(name).kind in layout.KINDS for name in names)


def test_coverage_is_that_of_the_rule():
    for n in (0, 11, 32):
        spans = {signature.name: (signature.start, signature.end(n)) for signature in layout.SIGNATURES}
        assert spans == {"ca": (9, 56), "issuer": (3, 198 + n), "ride": (0, 267 + n)}
    assert ridecode.CA_SIGNED == (9, 47) and ridecode.ISSUER_SIGNED == (3, 195) and ridecode.RIDE_SIGNED == (0, 267)


def test_a_byte_belongs_to_one_field():
    assert layout.at_offset(197, 11).name == "extension_bytes"
    assert layout.at_offset(198, 0).name == "issuer_signature"
    assert layout.at_offset(198, 1).name == "extension"
    assert layout.at_offset(331, 0).name == "ride_signature"
    assert layout.at_offset(332, 0) is None and layout.at_offset(-1, 0) is None


@pytest.mark.parametrize("n", range(33))
@pytest.mark.parametrize("version", (0, 1))
def test_every_length_and_version_is_accepted(n: int, version: int):
    code = PKI.recipe(AT_S).set(version=0x80 | version, extension=bytes(n)).encode()
    assert len(code) == 332 + n
    assert layout.extension_length(code) == n
    decision = _decide(code)
    assert (decision.result, decision.code.extension_bytes, decision.code.version) == (
        codes.ACCEPTED,
        n,
        version,
    )


def test_a_recipe_sets_every_field():
    code = PKI.recipe(AT_S).set(extension=bytes(11)).encode()
    for field in layout.FIELDS:
        if field.name == "extension":
            continue
        value = bytes(b ^ 0x55 for b in field.of(code, 11))
        changed = PKI.recipe(AT_S).set(extension=bytes(11), **{field.name: value}).encode()
        assert field.of(changed, 11) == value, field.name


def test_a_recipe_is_never_changed():
    plain = PKI.recipe(AT_S)
    before = plain.encode()
    plain.set(validity_s=1).sign_with("ride", private=1).encode()
    assert plain.encode() == before


def test_a_recipe_refuses_what_does_not_fit():
    for name, value in (("account", bytes(9)), ("validity_s", 65536), ("validity_s", -1), ("accounts", 1)):
        with pytest.raises(recipe.RecipeError, match=name):
            PKI.recipe(AT_S).set(**{name: value})


def test_values_as_people_write_them():
    for name, text, expected in (
        ("version", "0", "80"),
        ("ca_index", "0x7f", "7f"),
        ("issuer", "03041730", "03041730"),
        ("cert_expiry", "1240", "1240"),
        ("account", "3104170000000000001", "3104170000000000001f"),
        ("account", "31041700000000000012", "31041700000000000012"),
        ("limit_fen", "200", "0000c8"),
        ("generated_s", "-60", (AT_S - 60).to_bytes(4, "big").hex()),
        ("generated_s", "now", AT_S.to_bytes(4, "big").hex()),
        ("user_expiry_s", "2026-11-30T08:00:00+08:00", (1795996800).to_bytes(4, "big").hex()),
        ("validity_s", "300", "012c"),
        ("extension", "00 11 22", "001122"),
        ("service", "0x01020304", "01020304"),
    ):
        assert recipe.parse_value(name, text, AT_S).hex() == expected, name


def test_values_that_nobody_can_mean():
    for name, text in (
        ("version", "16"),
        ("issuer", "0304173"),
        ("issuer", "0304173x"),
        ("validity_s", "65536"),
        ("validity_s", "ten"),
        ("generated_s", "2026-11-30T08:00:00"),
        ("generated_s", "yesterday"),
        ("user_key", "02"),
        ("no_such_field", "1"),
    ):
        with pytest.raises(recipe.RecipeError, match=name):
            recipe.parse_value(name, text, AT_S)


def test_the_same_seed_gives_the_same_industry():
    assert issuer.make_pki("a") == issuer.make_pki("a")
    one, other = issuer.make_pki("a"), issuer.make_pki("b")
    assert one.operator_private != other.operator_private
    assert one.recipe(AT_S).encode() == issuer.make_pki("a").recipe(AT_S).encode()
    decision = _decide(other.recipe(AT_S).encode(), pki=one)
    assert codes.of(decision.result).name == "BAD_CA_SIGNATURE"


def test_users_differ_and_all_are_accepted():
    users = [PKI.user(number) for number in range(12)]
    assert len({user.account for user in users}) == len({user.private for user in users}) == 12
    for user in users:
        assert _decide(PKI.recipe(AT_S, user).encode()).result == codes.ACCEPTED
    assert _decide(PKI.recipe(AT_S, issuer=PKI.issuers[1]).encode()).result == codes.ACCEPTED


def test_saved_and_loaded(tmp_path: Path):
    path = issuer.save(PKI, tmp_path)
    assert issuer.load(tmp_path) == PKI
    assert issuer.LABEL in path.read_text("utf-8")


@pytest.mark.parametrize("damage", ("label", "key", "roots", "text", "depth"))
def test_a_damaged_pki_is_named(tmp_path: Path, damage: str):
    path = issuer.save(PKI, tmp_path)
    record = json.loads(path.read_text("utf-8"))
    if damage == "label":
        record["warning"] = "keys"
    elif damage == "key":
        record["roots"][0]["public"] = record["roots"][1]["public"]
    elif damage == "roots":
        del record["roots"]
    texts = {"text": "{", "depth": "[" * 100_000}
    path.write_text(texts.get(damage) or json.dumps(record), "utf-8")
    with pytest.raises(ValueError, match=r"pki\.json"):
        issuer.load(tmp_path)


@pytest.mark.parametrize("one", fault.FAULTS, ids=lambda one: one.name)
@pytest.mark.parametrize("user", (0, 3))
def test_every_fault_is_answered_as_stated(one: fault.Fault, user: int):
    code = one.make(issuer.with_first_user(PKI, user), AT_S)
    decision = _decide(code, **one.policy)
    assert (codes.of(decision.result).name, decision.step) == (one.result, one.step)
    if one.result == "FOREIGN_CODE":
        assert decision.family == one.variant


@pytest.mark.parametrize("at_s", (issuer.LIST_FROM_S, 1798732800, 4099680000))
def test_faults_hold_at_other_moments(at_s: int):
    assert _decide(PKI.recipe(at_s).encode(), at_s).result == codes.ACCEPTED
    for one in fault.FAULTS:
        decision = _decide(one.make(PKI, at_s), at_s, **one.policy)
        assert (codes.of(decision.result).name, decision.step) == (one.result, one.step), one.name


def test_there_is_a_fault_for_every_result_that_bytes_cause():
    not_by_bytes = {
        "ACCEPTED", "CODE_ALREADY_USED", "ACCOUNT_TYPE_NOT_ACCEPTED", "ALREADY_INSIDE", "NO_ENTRY",
        "NOT_ELIGIBLE", "ELIGIBILITY_UNKNOWN", "CLOCK_UNTRUSTED", "TRUST_LIST_MISSING", "STORE_FAILED",
        "SCANNER_FAULT", "GATE_FAULT", "INTERNAL", "FAMILY_NOT_READ_HERE", "CARD_UNREADABLE", "CARD_NOT_AUTHENTICATED",
    }  # fmt: skip
    assert {one.result for one in fault.FAULTS} == {code.name for code in codes.TABLE} - not_by_bytes


def test_faults_by_name():
    assert len(fault.by_name("all")) == len(fault.FAULTS)
    assert len(fault.by_name("FOREIGN_CODE")) == len(fault.FOREIGN)
    assert [one.step for one in fault.by_name("bad_public_key")] == [17, 18]
    assert [one.variant for one in fault.by_name("FOREIGN_CODE-unified")] == ["unified"]
    with pytest.raises(KeyError):
        fault.by_name("EXPIRED")


def test_the_fixed_base_table_multiplies_like_doubling_and_adding():
    generator = (sm2.GX, sm2.GY)
    for scalar in (1, 2, 63, 64, 65, 4095, 2**255, sm2.N - 1, sm2.N - 2, sm2.N + 5, 0x123456789ABCDEF << 190):
        assert sm2_sign.multiply_base(scalar) == sm2_sign.multiply(scalar, generator)
    assert sm2_sign.multiply_base(0) is None and sm2_sign.multiply_base(sm2.N) is None


def test_nonces_are_those_of_rfc_6979():
    stream = sm2_sign.nonces(12345, bytes(32))
    first, second = next(stream), next(stream)
    assert first == next(sm2_sign.nonces(12345, bytes(32))) != second
    assert first != next(sm2_sign.nonces(12345, bytes(32), b"x")) and 0 < first < sm2.N
    assert first != next(sm2_sign.nonces(12346, bytes(32)))
