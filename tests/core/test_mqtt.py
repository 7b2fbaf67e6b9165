"""The MQTT client against hands: every byte that may come, every bound, and a network that takes or gives little."""

from errno import EAGAIN, EINPROGRESS

from hal.micropython import mqtt
from hal.micropython.mqtt import Mqtt
from tests.core.raising import raised

CONNACK, SUBACK, PINGRESP = b"\x20\2\0\0", b"\x90\3\0\1\1", b"\xd0\0"
TOPIC = b"a/b"


def message(payload, qos=0, topic=TOPIC):
    body = len(topic).to_bytes(2, "big") + topic + (b"\0\7" if qos else b"") + payload
    return mqtt._packet(0x30 | qos << 1, body)


class Network:
    """The modules socket and select, and the one connection that they have. takes: how many bytes a send takes."""

    AF_INET, SOCK_STREAM = 2, 1
    POLLIN, POLLOUT, POLLERR, POLLHUP = 1, 4, 8, 16

    def __init__(self):
        self.sent, self.waiting = bytearray(), bytearray()
        self.takes = 1 << 16
        self.gone = False  # the other end has closed
        self.events = self.POLLOUT
        self.connections = self.received = 0
        self.open = False

    def getaddrinfo(self, host, port):
        return [(2, 1, 0, "", (host, port))]

    def socket(self, family, kind):
        self.connections += 1
        self.open, self.asked = True, False
        self.sent[:] = b""
        self.waiting[:] = b""
        return self

    def setblocking(self, blocking):
        assert not blocking

    def connect(self, address):
        raise OSError(EINPROGRESS)

    def poll(self, *wait):
        return [(self, self.events)] if wait and self.events else self if not wait else []

    def register(self, one, mask):
        assert one is self and mask == (self.POLLIN if self.asked else self.POLLOUT)
        self.asked = True

    def send(self, data):
        taken = min(self.takes, len(data))
        if not taken:
            raise OSError(EAGAIN)
        self.sent += data[:taken]
        return taken

    def recv(self, count):
        self.received += 1
        if self.gone:
            return b""
        if not self.waiting:
            raise OSError(EAGAIN)
        data = bytes(self.waiting[:count])
        self.waiting[:count] = b""
        return data

    def close(self):
        self.open = False


def client(network, **more):
    return Mqtt(network, network, "127.0.0.1", 1883, b"gate 7", b"q", TOPIC, **more)


def brought_up(network, **more):
    """A client that is up at 0 ms."""
    made = client(network, **more)
    for come in (b"", b"", CONNACK, SUBACK):
        network.waiting += come
        assert made.poll(0) is None
    assert made.up() and made.fault == ""
    return made


def test_it_greets_subscribes_and_publishes():
    network = Network()
    made = brought_up(network, login=(b"user", b"secret"))
    greeting = b"\0\4MQTT\4\xc2\0\x14\0\6gate 7\0\4user\0\6secret"
    assert bytes(network.sent) == bytes([0x10, len(greeting)]) + greeting + b"\x82\x08\0\1\0\3a/b\1"
    network.sent[:] = b""
    made.publish(b"one")
    made.publish(bytes(200))
    assert bytes(network.sent[:10]) == b"\x32\x08\0\1q\0\2one" and bytes(network.sent[10:13]) == b"\x32\xcd\1"
    network.waiting += b"\x40\2\0\2\x40\2\0\3" + message(b"two") + message(b"three", 1) + message(b"")
    network.sent[:] = b""
    found = [made.poll(1) for _ in range(6)]
    assert [each for each in found if each is not None] == [b"two", b"three", b""]
    assert bytes(network.sent) == b"\x40\2\0\7" and made.up()


def test_nothing_is_received_that_has_not_come():
    """A recv without bytes raises an error, which takes memory in every turn that a question waits."""
    network = Network()
    made = brought_up(network)
    network.received, network.events = 0, 0
    network.waiting += message(b"one")
    assert made.poll(1) is None and network.received == 0
    network.events = network.POLLIN
    assert made.poll(1) == b"one" and network.received == 1


def test_any_bytes_end_the_connection_at_most():
    """Each first byte with each length, in each state, whole and in pieces, and pseudo-random bytes."""
    draw = 1
    rests = (b"\0", b"\1\0", b"\2\0\0", b"\3\0\1\1", b"\5\0\3a/b", b"\xff\xff\xff\xff\1", b"\x80\x80\x80\x00")
    for state in range(2):
        for first in range(256):
            for rest in rests:
                network = Network()
                made = brought_up(network) if state else client(network)
                if not state:
                    made.poll(0)
                    made.poll(0)
                network.waiting += bytes([first]) + rest
                for now in range(4):
                    found = made.poll(now)
                    assert found is None or state
                assert len(made._in) <= mqtt.IN_MAX_BYTES and len(made._out) <= mqtt.OUT_MAX_BYTES
    network = Network()
    made = brought_up(network)
    now = 0
    for _ in range(2000):
        draw = draw * 1103515245 + 12345 & 0x7FFFFFFF
        network.waiting += bytes([draw >> 16 & 255, draw >> 8 & 255])
        now += 500
        made.poll(now)
        assert len(made._in) <= mqtt.IN_MAX_BYTES + 128
    assert made.lost > 3


def test_the_bounds_of_packets():
    for payload, good in ((mqtt.IN_MAX_BYTES - 3 - 5, True), (mqtt.IN_MAX_BYTES - 3 - 5 + 1, False)):
        network = Network()
        made = brought_up(network)
        network.waiting += message(bytes(payload))
        found = [made.poll(0) for _ in range(6)]
        assert (bytes(payload) in found, made.up()) == (good, True)
    network = Network()
    made = brought_up(network)
    network.takes = 0
    for _ in range(2):
        made.publish(bytes(mqtt.OUT_MAX_BYTES // 2 - 8))
    assert raised(OSError, made.publish, b"").args[0] == 105 and made.up()
    network.takes = 7
    network.sent[:] = b""
    made.poll(0)
    assert len(network.sent) == mqtt.OUT_MAX_BYTES


def test_a_message_that_is_too_long_is_acknowledged_and_the_next_one_heard():
    """A broker sends one that it retains to each new connection."""
    for qos in (0, 1):
        for size in (mqtt.IN_MAX_BYTES, 300, 16_000):
            network = Network()
            made = brought_up(network)
            network.sent[:] = b""
            network.waiting += message(b"x" * size, qos)[:130]
            found = [made.poll(0) for _ in range(4)]
            network.waiting += message(b"x" * size, qos)[130:] + message(b"next")
            for _ in range(160):
                found.append(made.poll(0))
                assert len(made._in) <= mqtt.IN_MAX_BYTES
            assert [each for each in found if each is not None] == [b"next"]
            assert made.up() and not made.lost and bytes(network.sent) == (b"\x40\2\0\7" if qos else b"")
    for packet in (b"\x30\xff\2\0\3x/b" + bytes(120), b"\x36\xff\2\0\3a/b" + bytes(120), b"\x40\xff\2" + bytes(120)):
        network = Network()
        made = brought_up(network)
        network.waiting += packet  # of another topic, of no quality there is, no message
        for _ in range(3):
            made.poll(0)
        assert made.lost == 1


def test_while_the_rest_of_such_a_message_comes_the_broker_is_not_late():
    network = Network()
    made = brought_up(network)
    network.waiting += message(b"x" * 16_000)
    now = mqtt.KEEP_ALIVE_S * 500
    for step in range(100):
        made.poll(now + step * mqtt.ANSWER_MAX_MS // 50)
        assert made.up()
    network.waiting += PINGRESP
    for _ in range(60):
        made.poll(now + 2 * mqtt.ANSWER_MAX_MS)
    assert made.up() and made._until_ms is None


def test_a_connection_that_is_lost_is_made_again_less_and_less_often():
    network = Network()
    network.events = network.POLLHUP
    made = client(network)
    tries, before = [], 0
    for now in range(0, 200_000, 250):
        made.poll(now)
        if network.connections != before:
            before = network.connections
            tries.append(now)
    gaps = [tries[at + 1] - tries[at] for at in range(len(tries) - 1)]
    assert gaps[:6] == [1250, 2250, 4250, 8250, 16_250, 32_250] and max(gaps) <= 32_250, gaps
    assert made.fault and not network.open
    assert raised(OSError, made.publish, b"x").args[0] == 107


def test_a_broker_that_says_nothing_is_given_up():
    for come in ((), (CONNACK,)):
        network = Network()
        made = client(network)
        for each in [b"", b""] + list(come):
            network.waiting += each
            made.poll(0)
        made.poll(mqtt.ANSWER_MAX_MS - 1)
        assert network.open
        made.poll(mqtt.ANSWER_MAX_MS)
        assert not network.open and "does not answer" in made.fault
    network = Network()
    made = brought_up(network)
    network.sent[:] = b""
    half = mqtt.KEEP_ALIVE_S * 500
    made.poll(half - 1)
    assert not network.sent
    made.poll(half)
    assert bytes(network.sent) == b"\xc0\0"
    network.waiting += PINGRESP
    made.poll(half + 1)
    made.poll(half + mqtt.ANSWER_MAX_MS)
    assert made.up()
    made.poll(2 * half)
    made.poll(2 * half + mqtt.ANSWER_MAX_MS)
    assert not made.up()


def test_an_answer_that_is_there_counts_however_late_it_is_looked_at():
    """The device stood still: it looks at the connection once more before it gives it up."""
    network, now = Network(), 0
    made = client(network)
    made.poll(now)
    for come in (b"", CONNACK, SUBACK):
        now += mqtt.ANSWER_MAX_MS
        network.waiting += come
        made.poll(now)
        assert network.open, come
    assert made.up()
    now += mqtt.KEEP_ALIVE_S * 500
    made.poll(now)
    network.waiting += message(b"one") + b"\x40\2\0\2" + message(bytes(200)) + PINGRESP
    now += mqtt.ANSWER_MAX_MS
    assert made.poll(now) == b"one"
    found = [made.poll(now) for _ in range(6)]
    assert bytes(200) in found and made.up() and network.connections == 1
    made.poll(now + mqtt.KEEP_ALIVE_S * 500)
    made.poll(now + mqtt.KEEP_ALIVE_S * 500 + mqtt.ANSWER_MAX_MS)
    assert not made.up()


def test_without_a_network_it_waits_for_one():
    network = Network()
    there = []
    made = client(network, ready=lambda: bool(there))
    for now in range(100):
        assert made.poll(now) is None
    assert not network.connections
    there.append(1)
    made.poll(100)
    assert network.connections == 1


def test_what_was_not_sent_is_overwritten_and_forgotten():
    network = Network()
    made = brought_up(network)
    network.takes = 0
    made.publish(b"a subject")
    kept = made._out
    network.gone = True
    made.poll(1)
    assert not made.up() and not kept and network.connections == 1
    network.gone, network.takes = False, 1 << 16
    made.poll(2 + mqtt.AGAIN_MIN_MS)
    made.poll(2 + mqtt.AGAIN_MIN_MS)
    assert network.connections == 2 and b"a subject" not in bytes(network.sent)
