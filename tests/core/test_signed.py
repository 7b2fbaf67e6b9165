"""What every signed file begins with: who signed it, and of which kind it is."""

from struct import pack

from terminal import signed, sm2, sm3, trust
from tests.builder import signer
from tests.core.raising import raised

MAGIC = b"RGSAMPLE"
BODY_BYTES = 40
ENGINE = signer.QUICK  # takes real signatures too


def blob(flags: int = 1, name: str = "operator", sign: object = signer.quick_sign, body: bytes = b"\x5a" * 20) -> bytes:
    """20 bytes as the description has them, 20 of its own, the signature."""
    head = MAGIC + pack(">BBH", 1, flags, 0) + sm3.digest(signer.public_xy(name))[:8] + body
    return head + sign(name, head)


def keys(*names: str) -> tuple:
    return tuple([signer.key(name) for name in names or ("operator",)])


def opens(header: bytes, test: object = signed.EITHER, by: tuple = (), engine: sm2.Engine = ENGINE) -> bytes:
    return sm2.finish(signed.verified(header, MAGIC, 1, by or keys(), engine, test))


def refusal(header: bytes, test: object = signed.EITHER, by: tuple = ()) -> str:
    return str(raised(signed.BlobRefused, opens, header, test, by))


def changed(whole: bytes, at: int, bits: int) -> bytes:
    return whole[:at] + bytes([whole[at] ^ bits]) + whole[at + 1 :]


def resigned(whole: bytes, at: int, data: bytes) -> bytes:
    """Other bytes at one place, signed by the operator like the rest."""
    head = whole[:at] + data + whole[at + len(data) : BODY_BYTES]
    return head + signer.quick_sign("operator", head)


def test_what_was_signed_comes_back():
    for sign in (signer.quick_sign, signer.sign):
        whole = blob(sign=sign)
        assert opens(whole) == whole
        assert opens(whole, by=keys("other", "operator")) == whole
        assert opens(whole, by=keys("operator", "other")) == whole


def test_every_changed_byte_is_refused_and_named():
    whole = blob()
    for at in range(len(whole)):
        why = refusal(changed(whole, at, 1 << at % 8))
        if at < 8:
            expected = "does not begin as RGSAMPLE does"
        elif at == 8:
            expected = "format version"
        elif 12 <= at < 20:
            expected = "none of this terminal's operator keys"
        else:
            expected = "signature does not hold"
        assert expected in why, (at, why)


def test_any_byte_changed_under_a_real_signature():
    whole = blob(sign=signer.sign)
    for at in (0, 8, 9, 10, 12, 20, 39, 40, 71, 72, 103):  # every one: tests/desktop
        refusal(changed(whole, at, 1))


def test_signed_nonsense_is_still_nonsense():
    whole = blob()
    assert "RGSAMPLE" in refusal(resigned(whole, 0, b"RGTRUST1"))
    for version in (0, 2, 255):
        assert "format version" in refusal(resigned(whole, 8, bytes([version])))
    for flags in (2, 3, 0x80, 0x81, 255):
        for test in (False, True, signed.EITHER):
            assert "fields" in refusal(resigned(whole, 9, bytes([flags])), test)


def test_test_and_production_in_all_combinations():
    test, production = blob(1), blob(0)
    assert opens(test, True) == test and opens(production, False) == production
    assert opens(test, signed.EITHER) == test and opens(production, signed.EITHER) == production
    assert refusal(test, False) == "test keys do not count here"
    assert refusal(production, True) == "production keys do not count here"


def test_a_kind_that_nobody_knows_takes_nothing():
    for test in (None, -1, 3, "", "test", b"\x01", ()):
        refusal(blob(0), test)
        refusal(blob(1), test)


def test_only_the_keys_at_hand_count():
    whole = blob(name="stranger")
    assert "none of this" in refusal(whole)
    assert "none of this" in str(
        raised(signed.BlobRefused, sm2.finish, signed.verified(whole, MAGIC, 1, (), ENGINE, True))
    )
    posing = resigned(whole, 12, sm3.digest(signer.public_xy("operator"))[:8])[:BODY_BYTES]
    posing += signer.quick_sign("stranger", posing)
    assert "signature does not hold" in refusal(posing, by=keys("operator", "stranger"))


def test_too_short_for_a_header():
    whole = blob(body=b"")
    assert len(whole) == 84 and opens(whole) == whole
    for length in (0, 1, 7, 8, 9, 19, 20, 64, 83):
        refusal(whole[:length])
    for length in range(84, 104):  # the signature is where the header ends, wherever that is
        assert "does not hold" in refusal(blob()[:length]), length


def test_a_blob_of_another_kind_is_not_taken_for_this_one():
    """One signature, one meaning: what the operator signed as a list is no image."""
    for magic in (b"RGTRUST1", b"RGIMAGE1", b"RGCLOCK1"):
        head = magic + blob()[8:BODY_BYTES]
        assert "does not begin" in refusal(head + signer.quick_sign("operator", head))


def test_the_engine_is_asked_in_steps():
    steps = signed.verified(blob(sign=signer.sign), MAGIC, 1, keys(), sm2.REFERENCE, True)
    assert len([step for step in steps]) > 10


def test_names_that_were_there_before():
    assert trust.ListRefused is signed.BlobRefused
    assert signed.key_id(sm3.digest, signer.key("operator")) == sm3.digest(signer.public_xy("operator"))[:8]
