"""The network configuration of a terminal: one encoding, every bound on both sides, no value in an error."""

from boards.format import network
from boards.format.network import Network
from terminal import sm3
from tests.core.raising import raised

KEY = bytes(range(32))
TEXTS = (b"station 301", b"a password", b"user", b"of the broker")
ADDRESS = b"\x0a\x03\x01\x02"


def made(address=ADDRESS, port=1883, key=KEY, texts=TEXTS):
    return Network(address, port, key, texts)


def encoded(**changes):
    return network.encode(made(**changes), sm3.digest)


def with_texts(texts):
    return encoded(texts=texts)


def same(one, other):
    return (one.address, one.port, one.key, one.texts) == (other.address, other.port, other.key, other.texts)


def test_what_is_written_is_read():
    for texts in (TEXTS, TEXTS[:2] + (b"", b""), (b"\xe7\xab\x99", bytes(8), b"u", b"")):
        found = network.parse(encoded(texts=texts), sm3.digest)
        assert same(found, made(texts=texts)) and found.host() == "10.3.1.2"


def test_every_bound():
    for at in range(len(network.TEXTS)):
        name, least, most = network.TEXTS[at]
        for size in (least, most):
            texts = TEXTS[:at] + (b"x" * size,) + TEXTS[at + 1 :]
            if size or at != 2:
                assert same(network.parse(encoded(texts=texts), sm3.digest), made(texts=texts))
        for size in (least - 1, most + 1):
            if size >= 0:
                why = raised(ValueError, with_texts, TEXTS[:at] + (b"x" * size,) + TEXTS[at + 1 :])
                assert str(why).startswith(name + ":") and "xxxx" not in str(why)
    assert "broker.password" in str(raised(ValueError, with_texts, TEXTS[:2] + (b"", b"secret")))
    for port, good in ((0, False), (1, True), (0xFFFF, True), (0x10000, False)):
        if good:
            assert network.parse(encoded(port=port), sm3.digest).port == port
        else:
            assert "broker.url" in str(raised(ValueError, network.check, made(port=port)))
    for key in (KEY[:-1], KEY + b"\0"):
        assert "station.key" in str(raised(ValueError, network.check, made(key=key)))


def test_any_other_bytes_are_none():
    data = encoded()
    for at in range(len(data)):
        for wrong in (data[:at], data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]):
            assert "--network" in str(raised(ValueError, network.parse, wrong, sm3.digest))
    body = data[:-32]
    accepted = 0
    for at in range(8, len(body)):  # with a right sum
        for bit in (1, 0x40, 0xFF):
            changed = body[:at] + bytes([body[at] ^ bit]) + body[at + 1 :]
            try:
                found = network.parse(changed + sm3.digest(changed), sm3.digest)
            except ValueError as why:
                assert "password" not in str(why).replace("wlan.password", "").replace("broker.password", "")
                continue
            assert network.encode(found, sm3.digest)[:-32] == changed
            accepted += 1
    assert accepted > 100
    for tail in (b"\0", b"\1x"):
        longer = body + tail
        raised(ValueError, network.parse, longer + sm3.digest(longer), sm3.digest)


def test_nothing_shows_it_by_itself():
    shown = repr(made()) + str(made())
    assert "station" not in shown and "password" not in shown
