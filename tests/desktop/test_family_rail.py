"""Rail tickets, families `uic` and `dosipas`: self-made codes verify, every flipped bit is refused, nothing raises."""

import json
import random
import zlib

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from sim.family import dosipas, keys, signature, table, uic
from sim.family.bits import Bits, Malformed, Packer
from sim.issuer import rail_code
from sim.output.trouble import Trouble
from terminal import codes, sm2
from terminal.family import judging
from tests.vectors import generate, rail

SEED = "ridegate vectors"
AT_S = 1795000000
UIC = {version: rail_code.uic_code(SEED, version, AT_S) for version in (1, 2)}
DOSIPAS = {
    (version, level): rail_code.dosipas_code(SEED, version, AT_S, level) for version in (1, 2) for level in (1, 2)
}
CODES = [(uic, code) for code in UIC.values()] + [(dosipas, code) for code in DOSIPAS.values()]
GOOD = (uic.VALID, dosipas.VALID)


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "keys.toml"
    path.write_text(rail_code.keys_toml(SEED))
    return keys.load(str(path))


def judged(family, payload, held, now_s=AT_S):
    policy = judging.reading(("uic", "dosipas"), keys=held)
    return sm2.finish(judging.Judging((uic, dosipas), policy).steps(payload, None, None, None, now_s))


def test_self_made_codes_hold(held):
    for family, code in CODES:
        decision = judged(family, code, held)
        assert (decision.result in GOOD, decision.step, decision.family) == (True, None, family.NAME)
        assert decision.result != codes.ACCEPTED
        assert decision.code.subjects


def test_every_vector_answers_as_stated():
    held = keys.load(str(generate.FOLDER / rail.KEYS))
    seen = set()
    for line in (generate.FOLDER / "rail.jsonl").read_text().splitlines():
        vector = json.loads(line)
        family = table.named(vector["family"])
        decision = judged(family, bytes.fromhex(vector["payload"]), held, vector["clock"])
        row = table.row(decision.result)
        assert (row.name, decision.step) == (vector["result"], vector["step"]), vector["id"]
        assert "offset" not in vector or decision.offset == vector["offset"], vector["id"]
        seen.add(row.name)
    every = {row.name for family in (uic, dosipas) for row in family.RESULTS}
    assert every - seen == {"DOSIPAS_KEY_UNKNOWN", "DOSIPAS_BAD_PHONE_KEY"}  # tested below


def test_a_phones_key_that_is_none_is_refused(held):
    first = Packer()
    first.put(0b10100111, 8)
    first.whole(9999, 1, 32000)
    first.whole(3, 0, 99999)
    first.length(0)
    first.identifier("1.2.840.10045.4.3.2")
    first.identifier("1.2.840.10045.4.3.2")
    first.octets(b"no key")
    second, out = Packer(), Packer()
    second.put(0b10, 2)
    second.put(*first.encoded())
    second.octets(rail_code._signed(rail_code.ec_key(SEED, "dosipas 1"), first.whole_bytes()))
    out.put(0, 1)
    out.text("U1")
    out.put(*second.encoded())
    assert judged(dosipas, out.whole_bytes(), held).result == dosipas.BAD_PHONE_KEY


def test_equal_seeds_give_equal_bytes():
    assert rail_code.uic_code(SEED, 1, AT_S) == UIC[1] and rail_code.uic_code("other", 1, AT_S) != UIC[1]
    assert rail_code.dosipas_code(SEED, 2, AT_S) == DOSIPAS[2, 2]


@pytest.mark.parametrize("family, code", CODES)
def test_every_flipped_bit_is_refused(family, code, held):
    passed = []
    for bit in range(8 * len(code)):
        changed = bytearray(code)
        changed[bit // 8] ^= 0x80 >> bit % 8
        policy = judging.reading(("uic", "dosipas"), keys=held)
        if sm2.finish(family.steps(bytes(changed), None, policy, AT_S)).result in GOOD:
            passed.append(bit)
    assert passed == []


def test_what_is_cut_or_longer_is_refused(held):
    for family, code in CODES:
        for length in range(len(code)):
            assert judged(family, code[:length], held).result not in GOOD
        for more in (b"\0", b"\r", b"\r\n", b"!"):
            assert judged(family, code + more, held).result not in GOOD


def test_hostile_bytes_are_answered(held):
    drawn = random.Random(4)
    starts = (b"#UT01", b"#UT02999900002", b"\x01\x55\x62", b"\x81\x55\x65", b"")
    for number in range(3000):
        _, code = drawn.choice(CODES)
        changed = bytearray(code)
        for _ in range(drawn.randint(1, 5)):
            changed[drawn.randrange(len(code))] = drawn.randrange(256)
        payload = bytes(changed[: drawn.randint(0, 400)])
        if number % 2:
            payload = drawn.choice(starts) + drawn.randbytes(drawn.randint(0, 300))
        for one in (uic, dosipas):
            one.parts(payload)
            policy = judging.reading(("uic", "dosipas"), keys=held)
            assert payload == code or sm2.finish(one.steps(payload, None, policy, AT_S)).result not in GOOD


def test_keys_that_are_not_there():
    assert judged(uic, UIC[1], None).result == uic.KEY_UNKNOWN
    assert judged(dosipas, DOSIPAS[1, 1], keys.Keys({})).result == dosipas.KEY_UNKNOWN


def _uic(data, version=2):
    return rail_code.uic_frame(SEED, version, data, encode_dss_signature)


@pytest.mark.parametrize(
    "content, result",
    [
        (zlib.compress(bytes(uic.INFLATED_MAX_BYTES)), uic.CONTENT),
        (zlib.compress(bytes(10_000_000))[:9000], uic.CONTENT),
        (b"no zlib", uic.CONTENT),
        (zlib.compress(rail_code.records(AT_S)) + b"!", uic.CONTENT),
        (zlib.compress(rail_code.records(AT_S))[:-1], uic.CONTENT),
        (zlib.compress(b""), uic.CONTENT),
        (zlib.compress(b"U_XXXX010011"), uic.CONTENT),
        (zlib.compress(b"U_XXXX010012"), uic.VALID),
        (zlib.compress(b"U_XXXX010012" * uic.RECORDS_MAX), uic.VALID),
        (zlib.compress(b"U_XXXX010012" * (uic.RECORDS_MAX + 1)), uic.CONTENT),
    ],
)
def test_signed_data_that_are_no_records(content, result, held):
    code = _uic(content)
    policy = judging.reading(("uic",), keys=held)
    assert sm2.finish(uic.steps(code, None, policy, AT_S)).result == result


def test_no_more_is_decompressed_than_the_bound():
    whole = uic.INFLATED_MAX_BYTES
    assert uic.inflated(zlib.compress(bytes(whole))) == bytes(whole)
    assert uic.inflated(zlib.compress(bytes(whole + 1))) is None


def test_a_copy_of_a_dynamic_ticket_is_refused(held):
    """The issuer's part alone, with the phone's key in it and no phone's signature."""
    out = Packer()
    second = Packer()
    first = rail_code._level_1(SEED, 2, AT_S, True)
    second.put(0b10, 2)
    second.put(*first.encoded())
    second.octets(rail_code._signed(rail_code.ec_key(SEED, "dosipas 2"), first.whole_bytes()))
    out.put(0, 1)
    out.text("U2")
    out.put(*second.encoded())
    assert judged(dosipas, out.whole_bytes(), held).result == dosipas.BAD_PHONE_SIGNATURE


@pytest.mark.parametrize(
    "moment, result",
    [
        (AT_S, dosipas.VALID),
        (AT_S + rail_code.DURATION_S, dosipas.VALID),
        (AT_S + rail_code.DURATION_S + 1, dosipas.LATE),
        (AT_S - 20, dosipas.VALID),
        (AT_S - 21, dosipas.NOT_YET),
        (AT_S + 86400, dosipas.ENDED),
        (None, codes.CLOCK_UNTRUSTED),
    ],
)
def test_the_phones_moment(moment, result, held):
    assert judged(dosipas, DOSIPAS[2, 2], held, moment).result == result


def test_a_moment_is_of_the_year_that_is_nearest(held):
    new_year_s = 1798761600  # 2027-01-01T00:00:00Z
    code = rail_code.dosipas_code(SEED, 1, new_year_s - 10)
    assert judged(dosipas, code, held, new_year_s + 10).result == dosipas.VALID


def test_only_the_canonical_encoding_of_a_length_is_read():
    assert Bits(b"\x05").length() == 5
    assert Bits(b"\x80\x80").length() == 128
    for data in (b"\x80\x7f", b"\xc1", b"", b"\x80"):
        with pytest.raises(Malformed):
            Bits(data).length()


def test_a_signature_is_der_and_nothing_else(held):
    key = held.find("uic", rail_code.PROVIDER, "00002")
    found = uic.frame(UIC[2])
    assert signature.holds(key.public, key.hash_name, found.signature, found.data)
    for bad in (found.signature + b"\0", b"", b"\x30", b"\x30\x82" + found.signature[1:], found.signature[:-1]):
        assert not signature.holds(key.public, key.hash_name, bad, found.data)


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "tables belong there"),
        ("key = 1", "tables belong there"),
        ("[[key]]\nfamily = 'uic'", "has other fields"),
        ('"', "no TOML"),
        (rail_code.keys_toml(SEED) + rail_code.keys_toml(SEED), "is there twice"),
        (rail_code.keys_toml(SEED).replace('"uic"', '"rail"', 1), "write one of uic, dosipas"),
        (rail_code.keys_toml(SEED).replace('"sha1"', '"md5"', 1), "write one of sha1"),
        (rail_code.keys_toml(SEED).replace("MII", "AAA", 1), "write it as PEM"),
        (rail_code.keys_toml(SEED).replace('"9999"', "9999", 1), "put it in quotes"),
    ],
)
def test_a_file_of_keys_at_fault_is_named(text, words, tmp_path):
    path = tmp_path / "keys.toml"
    path.write_text(text)
    with pytest.raises(Trouble, match=words):
        keys.load(str(path))
    with pytest.raises(Trouble, match="name the file"):
        keys.load(str(tmp_path / "none.toml"))


def test_fields_stand_where_they_are_said_to_stand():
    for family, code in CODES:
        for part in family.parts(code):
            assert part.words.zh and part.words.en
            assert part.inside or part.start_bit + part.bits <= 8 * len(code)
    by_name = {part.name: part for part in uic.parts(UIC[1])}
    assert by_name["provider"].value == "9999" and by_name["U_HEAD.ticket"].value == "TEST0001"
    parts = [part for part in dosipas.parts(DOSIPAS[2, 2]) if not part.inside]
    ends = [part.start_bit + part.bits for part in parts]
    assert [part.start_bit for part in parts] == [0, *ends[:-1]] and 0 <= 8 * len(DOSIPAS[2, 2]) - ends[-1] < 8
    by_name = {part.name: part for part in dosipas.parts(DOSIPAS[2, 2])}
    assert (by_name["format"].start_bit, by_name["format"].bits) == (1, 22)
    assert by_name["duration_s"].value == rail_code.DURATION_S and by_name["phone_key"].value is None


def test_an_identifier_longer_than_a_code_is_malformed():
    def frame(size):
        packer = Packer()
        packer.put(0, 1)
        packer.text("U1")
        packer.put(0b00_00010000, 10)  # of level 1 the first key algorithm alone
        packer.length(0)
        packer.octets(b"\xff" * (size - 1) + b"\x7f")
        return packer.whole_bytes()

    assert isinstance(dosipas.frame(frame(1024)), dosipas.Frame)
    for size in (1025, 3000):
        assert isinstance(dosipas.frame(frame(size)), int)
        assert dosipas.parts(frame(size))[-1].name == "contents"
