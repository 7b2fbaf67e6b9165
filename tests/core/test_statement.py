"""boards/format/statement.py: which statement a terminal takes, and that it takes no other."""

from boards.format import statement
from terminal import signed, sm2
from tests.builder import signer
from tests.builder.statement_builder import NONCE, PROVISIONING, TERMINAL, build
from tests.core.raising import raised

AT_S = 1_793_520_000
KEYS = (signer.key("another"), signer.key("operator"))


def opened(data, terminal=TERMINAL, provisioning=PROVISIONING, nonce=NONCE, keys=KEYS, test=True):
    return sm2.finish(statement.open_statement(data, terminal, provisioning, nonce, keys, signer.QUICK, test))


def refused(*arguments, **options):
    """The words of the refusal."""

    def run():
        return opened(*arguments, **options)

    return str(raised(signed.BlobRefused, run))


def test_the_time_is_what_it_says():
    for at_s in (0, 1, AT_S, (1 << 32) - 1):
        assert opened(build(at_s)) == at_s
    assert opened(build(AT_S, test=False), test=False) == AT_S
    assert opened(build(AT_S, key="another")) == AT_S  # either of two keys
    assert opened(build(AT_S, terminal=0, provisioning=(1 << 32) - 1), terminal=0, provisioning=(1 << 32) - 1) == AT_S


def test_a_real_signature():
    data = build(AT_S, sign=signer.sign)
    assert opened(data) == AT_S
    for at in (0, 47, 48, 111):
        refused(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])


def test_every_changed_byte_is_refused():
    data = build(AT_S)
    for at in range(len(data)):
        refused(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])


def test_every_other_length_is_refused():
    data = build(AT_S)
    for length in range(len(data)):
        assert "112 bytes" in refused(data[:length])
    assert "113" in refused(data + b"\0")


def test_what_is_for_somebody_else_is_refused():
    assert "for terminal 8" in refused(build(AT_S, terminal=TERMINAL + 1))
    assert "provisioning 2:" in refused(build(AT_S, provisioning=PROVISIONING - 1))
    assert "none of this terminal's operator keys" in refused(build(AT_S, key="stranger"))
    assert "signature" in refused(build(AT_S)[:48] + signer.quick_sign("another", build(AT_S)[:48]))


def test_only_the_nonce_that_waits_is_taken():
    assert "nonce" in refused(build(AT_S, nonce=bytes(16)))
    assert "nonce" in refused(build(AT_S), nonce=NONCE[:-1] + b"\0")
    assert "nonce" in refused(build(AT_S), nonce=None)
    assert "nonce" in refused(build(AT_S, nonce=bytes(16)), nonce=None)


def test_test_and_production_are_never_mixed():
    assert "test keys do not count" in refused(build(AT_S), test=False)
    assert "production keys do not count" in refused(build(AT_S, test=False), test=True)


def test_another_kind_of_file_is_no_statement():
    for magic in (b"RGTRUST1\x01", b"RGIMAGE1\x01", b"RGCLOCK1\x02", b"RGCLOCK1\x00"):
        refused(build(AT_S, magic=magic))
    for own in (b"\0\x01", b"\x01\0"):
        assert "format 1 does not have" in refused(build(AT_S, own=own))
