"""DER as a private key needs it."""

import pytest

from sim.issuer import der


def test_lengths_and_numbers_are_spelt_in_one_way_only():
    for body in (b"", bytes(127), bytes(128), bytes(255), bytes(256), bytes(65535)):
        reader = der.Reader(der.octets(body))
        assert reader.take(der.OCTETS) == body
        reader.end()
    for wrong in (b"\x04", b"\x04\x80", b"\x04\x81", b"\x04\x81\x01a", b"\x04\x82\x00\x80" + bytes(128), b"\x04\x01",
                  b"\x04\x83\x01\x00\x00" + bytes(65536), b"\x04\x82\x01", b"\x04\xff" + bytes(300)):  # fmt: skip
        with pytest.raises(der.DerError):
            der.Reader(wrong).take(der.OCTETS)
    for value in (0, 1, 127, 128, 255, 256, (1 << 63) - 1):
        assert der.Reader(der.number(value)).number() == value
    for wrong in (
        b"\x02\x00",
        b"\x02\x01\x80",
        b"\x02\x02\x00\x7f",
        b"\x02\x09\x00" + b"\xff" * 8,
        b"\x02\x09" + bytes(9),
    ):
        with pytest.raises(der.DerError):
            der.Reader(wrong).number()


def test_object_identifiers():
    assert der.oid("1.2.840.113549").hex() == "06062a864886f70d"
    assert der.oid("2.16.840.1.101.3.4.1.42").hex() == "060960864801650304012a"
    assert der.oid("1.2.156.10197.1.301").hex() == "06082a811ccf5501822d"
