"""The exchange over a real MQTT broker: logins, access, TLS and client certificates, forged answers, a cut link.

Length: one exchange, over every kind of broker.
"""

import contextlib
import datetime
import ipaddress
import json
import socket
import sqlite3
import ssl
import subprocess
import threading
import time

import pytest

from hal.desktop import loopback
from sim.backoffice import taking
from sim.backoffice.broker import Access, Broker
from sim.backoffice.message import ANSWER, RECORD, TO_SINK, TO_UPLINK, Message, Terminal, topic
from sim.backoffice.recheck import Recheck
from sim.backoffice.sink import Sink
from sim.input import tls
from sim.issuer import operator_key
from sim.output.trouble import Trouble
from tests.builder.journal_maker import DIGEST, PLACE, raw_records
from tests.rig import mosquitto
from tests.rig.command import at_once, eventually, ridegate, started, trust
from tests.rig.exchange import SINK_PRIVATE, Exchange
from tests.rig.mosquitto import Mosquitto

SEVEN = Terminal(PLACE.terminal_id, PLACE.provisioning_id)
WAIT_MAX_S = 60
HANG_S = 300  # without an answer: a hang, not a slow machine


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    """A broker that lets anyone in."""
    mosquitto.require()
    made = Mosquitto(tmp_path_factory.mktemp("broker")).start()
    yield made
    made.kill()


@pytest.fixture
def exchange(tmp_path):
    made = Exchange(tmp_path / "exchange")
    for user in range(30):
        made.maker.ride(user % 5)
    yield made
    made.maker.close()


@contextlib.contextmanager
def sink(exchange, *way):
    """A sink that runs inside, in a process of its own."""
    books = ["--books", exchange.books, "--terminals", exchange.terminals, "--trust", trust()]
    process = started("acquire", "run", *books, *way, env=at_once())
    try:
        assert b"taking records" in process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def uplink(exchange, *way):
    """An uplink that runs inside, in a process of its own."""
    process = started("uplink", exchange.maker.folder, *way, env=at_once())
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextlib.contextmanager
def ended(way, sends=TO_UPLINK, own=None, **options):
    """One end of the way, connected."""
    one = Broker(Access(**way), sends, own, **options)
    one.open()
    try:
        eventually(one.up)
        yield one
    finally:
        one.close()


def all_raws(exchange):
    return [raw for path in exchange.maker.files() for raw in raw_records(path)]


def test_every_record_arrives_once_and_is_acknowledged(broker, exchange):
    way = ["--broker", broker.url]
    with sink(exchange, *way, "--sign-key", exchange.folder / "sink" / "operator.key"):
        peer = ["--peer-key", exchange.folder / "sink" / "operator.pub"]
        status, out, err = ridegate("uplink", exchange.maker.folder, "--once", "--wait", HANG_S, *way, *peer)
        raws = all_raws(exchange)
        assert (status, err) == (0, "") and f"{len(raws)} sent, the sink has them through {len(raws)}" in out
        told = json.loads((exchange.maker.folder / "acquired.json").read_text())
        assert told["hash"] == DIGEST(raws[-1]).hex()
    assert exchange.rows("raw") == raws and exchange.kinds() == []


def test_a_sink_that_does_not_answer_is_waited_for_and_named(broker, exchange):
    way = ["--broker", broker.url, "--once", "--wait", 1]
    status, out, err = ridegate("uplink", exchange.maker.folder, *way)
    assert status == 1 and "the sink has not answered" in err and "0 sent" in out
    exchange.terminals.write_text("")
    exchange.register(9, 1, bytes(32))
    with sink(exchange, "--broker", broker.url):
        assert ridegate("uplink", exchange.maker.folder, "--broker", broker.url, "--once", "--wait", 4)[0] == 1
    assert not (exchange.maker.folder / "acquired.json").exists()
    for wait in (0, 3601):
        assert "choose 1 to 3600" in ridegate("uplink", exchange.maker.folder, "--wait", wait, *way[:2])[2]


def test_a_sink_that_is_to_end_asks_and_takes_what_comes(broker, exchange):
    """An uplink whose records were all answered says nothing by itself, also where the books are those of yesterday."""
    way, yesterday = ["--broker", broker.url], exchange.folder / "yesterday.db"
    more = ["--terminals", exchange.terminals, "--trust", trust(), "--once", *way]

    def taken():
        status, out, err = ridegate("acquire", "run", "--books", exchange.books, "--wait", 2, *more)
        return exchange.rows("raw") == all_raws(exchange) and (status, err) == (0, "") and ", 0 incidents" in out

    with uplink(exchange, *way):
        eventually(taken)  # both may need longer than that to begin
        with contextlib.closing(sqlite3.connect(exchange.books)) as now, sqlite3.connect(yesterday) as then:
            now.backup(then)
        raws = all_raws(exchange)
        exchange.maker.ride(1)
        eventually(taken)
        exchange.books = yesterday
        assert exchange.rows("raw") == raws
        eventually(taken)
    for wait in (0, 3601):
        assert "choose 1 to 3600" in ridegate("acquire", "run", "--books", yesterday, "--wait", wait, *more)[2]


def test_a_terminal_that_this_sink_does_not_know_does_not_hold_it_up(broker, exchange):
    """Its uplink asks every two seconds."""
    exchange.terminals.write_text("")
    exchange.register(9, 1, bytes(32))
    way = ["--broker", broker.url]
    books = ["--books", exchange.books, "--terminals", exchange.terminals, "--trust", trust(), *way]

    def ends():
        status, out, _ = ridegate("acquire", "run", *books, "--once", "--wait", 6)
        assert out.startswith("0 records taken")
        return status == 0

    with uplink(exchange, *way):
        eventually(ends)


def test_a_thousand_terminals_are_asked_at_once(broker):
    many = [Message(SEVEN, ANSWER, b"%d" % number) for number in range(1000)]
    with ended({"url": broker.url}, TO_SINK, [SEVEN]) as gate, ended({"url": broker.url}) as end:
        end.send(many)
        arrived = []
        limit = time.monotonic() + WAIT_MAX_S
        while len(arrived) < len(many) and time.monotonic() < limit:
            arrived += gate.receive(1)
    assert [each.payload for each in arrived] == [each.payload for each in many]


def test_a_broker_that_goes_away_ends_a_sink_that_is_to_end(exchange, tmp_path, monkeypatch, capsys):
    mosquitto.require()
    broker, asked = Mosquitto(tmp_path / "gone").start(), threading.Event()
    killer = threading.Thread(target=lambda: (asked.wait(), broker.kill()))
    killer.start()
    monkeypatch.setattr(Sink, "greet", lambda sink: asked.set())
    with ended({"url": broker.url}) as end:
        sink = Sink(end, exchange.opened(), {}, Recheck([]), DIGEST, int)
        assert not taking.what_is_there(sink, end, 3600)
    killer.join()
    assert capsys.readouterr().err.count("the connection ended") == 1


def test_a_broker_that_is_not_there_is_named(exchange):
    way = ["--broker", f"mqtt://127.0.0.1:{loopback.free_port()}"]
    words = f"broker 127.0.0.1:{way[1].rpartition(':')[2]}: Connection refused; is it there, and is this its address?"
    assert words in ridegate("uplink", exchange.maker.folder, *way, "--once", "--wait", 1)[2]
    books = ["--books", exchange.books, "--terminals", exchange.terminals, "--trust", trust()]
    process = started("acquire", "run", *books, *way, env=at_once())
    try:
        assert words in process.stderr.readline().decode()
    finally:
        process.kill()
        process.wait()
    status, out, err = ridegate("acquire", "run", *books, *way, "--once", "--wait", 5)
    assert status == 2 and err.count(words) == 1 and "0 records taken" in out
    assert exchange.kinds() == []  # that is no incident


def test_payloads_are_the_records_as_they_are(broker, exchange):
    raws = all_raws(exchange)
    with ended({"url": broker.url}) as end:
        ridegate_done = threading.Thread(target=_once, args=(exchange, broker))
        ridegate_done.start()
        found = []
        limit = time.monotonic() + WAIT_MAX_S
        while not found and time.monotonic() < limit:
            found = [each for each in end.receive(1) if each.kind == "state"]
        assert found[0].terminal == SEVEN
        assert json.loads(found[0].payload) == {"oldest": 1, "newest": len(raws), "next": 1}
        answer = {"through": 0, "hash": "", "next": 1, "again": True, "refused": None}
        end.send([Message(SEVEN, "answer", json.dumps(answer).encode())])
        arrived = []
        limit = time.monotonic() + WAIT_MAX_S
        while len(arrived) < 64 and time.monotonic() < limit:
            arrived += [each.payload for each in end.receive(1) if each.kind == RECORD]
        assert arrived == raws[:64]
        answer |= {"through": len(raws), "hash": DIGEST(raws[-1]).hex(), "next": len(raws) + 1, "again": False}
        end.send([Message(SEVEN, "answer", json.dumps(answer).encode())])
        ridegate_done.join(WAIT_MAX_S)
    assert topic(SEVEN, RECORD) == "ridegate/1/7/1/record"


def _once(exchange, broker):
    from hal.desktop.engine import desktop_engine
    from sim.backoffice.journal_source import JournalFolder
    from sim.backoffice.uplink import Uplink

    assert desktop_engine()
    source = JournalFolder(exchange.maker.folder)
    source.refresh()
    with ended({"url": broker.url}, TO_SINK, [SEVEN]) as way:
        uplink = Uplink(way, [source], lambda: time.monotonic_ns() // 1_000_000)
        limit = time.monotonic() + WAIT_MAX_S
        while not uplink.idle and time.monotonic() < limit:
            uplink.turn(0.05)


def test_an_answer_without_the_sinks_signature_is_not_taken(broker):
    key = operator_key.signer(SINK_PRIVATE, True)
    payload = json.dumps({"through": 0, "hash": "", "next": 1, "again": True, "refused": None}).encode()
    eight = Terminal(8, 1)
    with ended({"url": broker.url}, TO_SINK, [SEVEN, eight], senders=[key.public_xy]) as uplink:
        with ended({"url": broker.url}, signer=operator_key.signer(0x99, True)) as other:
            other.send([Message(SEVEN, "answer", payload)])
            eventually(
                lambda: (
                    uplink.faults()
                    == [f"an answer on {topic(SEVEN, 'answer')} is not signed with the key that was named"]
                )
            )
        with ended({"url": broker.url}) as other:
            other.send([Message(SEVEN, "answer", payload)])
            signed = payload + b"\n" + key.seal(b"ridegate/1/7/1/answer\n" + payload)[-64:].hex().encode()
            other._client.publish("ridegate/1/8/1/answer", signed, 1)  # that of another terminal
            eventually(lambda: len(uplink._faults) == 2)
        assert uplink.receive(0) == []
        with ended({"url": broker.url}, signer=key) as right:
            right.send([Message(SEVEN, "answer", payload)])
            assert uplink.receive(WAIT_MAX_S) == [Message(SEVEN, "answer", payload)]


def test_what_is_no_message_is_named(broker):
    with ended({"url": broker.url}) as end:
        for where, payload in (("ridegate/1/x/1/record", b""), ("ridegate/1/7/1/record", bytes(1025))):
            end._client.publish(where, payload, 1)
        eventually(lambda: len(end._faults) == 2)
        assert end.receive(0) == [] and "1025 bytes" in "".join(end.faults())


@contextlib.contextmanager
def dishonest(*topics):
    """The URL of a broker that publishes a message on each of these to each client that subscribes."""

    def serve():
        with contextlib.suppress(OSError):
            while True:
                one = server.accept()[0]
                with one, contextlib.suppress(OSError):
                    one.recv(1024)
                    one.sendall(b"\x20\2\0\0")
                    one.sendall(b"\x90\4" + one.recv(1024)[2:4] + b"\1\1")
                    for each in topics:
                        one.sendall(bytes([0x30, len(each) + 5, 0, len(each)]) + each + b"abc")
                    while one.recv(1024):
                        pass

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, daemon=True).start()
        yield f"mqtt://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


def test_a_topic_that_is_not_utf_8_is_named_and_the_next_message_arrives():
    with dishonest(b"ridegate/1/\xff/1/record", b"ridegate/1/7/1/record") as url, ended({"url": url}) as end:
        assert end.receive(WAIT_MAX_S) == [Message(SEVEN, RECORD, b"abc")]
        assert end.faults() == [r"a message of 3 bytes on b'ridegate/1/\xff/1/record'"] and end.up()


class Failing(Broker):
    """Its first message cannot be read, as with paho 2.1 a packet that is none."""

    failed = False

    def _message(self, *words):
        if not self.failed:
            self.failed = True
            raise IndexError("index out of range")
        super()._message(*words)


def test_what_cannot_be_read_is_named_and_another_connection_begins(monkeypatch):
    monkeypatch.setattr("sim.backoffice.broker._AGAIN_MIN_S", 0)
    with dishonest(b"ridegate/1/7/1/record") as url:
        end = Failing(Access(url), TO_UPLINK)
        end.open()
        assert end.receive(WAIT_MAX_S) == [Message(SEVEN, RECORD, b"abc")] and end.up()
        [words] = end.faults()
        assert words.endswith(": what it sent cannot be read: index out of range")
        end.close()


def test_while_the_broker_is_away_nothing_is_sent_and_all_of_it_arrives_later(tmp_path, exchange):
    mosquitto.require()
    broker = Mosquitto(tmp_path / "broker").start()
    way = ["--broker", broker.url]
    process = None
    try:
        with sink(exchange, *way):
            process = started("uplink", exchange.maker.folder, *way, env=at_once())
            eventually((exchange.maker.folder / "acquired.json").exists)
            broker.kill()
            for user in range(5):
                exchange.maker.ride(user)
            assert f"broker 127.0.0.1:{broker.port}: " in process.stderr.readline().decode()
            broker.start()
            while b"uplink: connected\n" not in (line := process.stderr.readline()):
                assert b"broker 127.0.0.1" in line
            newest = len(all_raws(exchange))
            acquired = exchange.maker.folder / "acquired.json"
            eventually(lambda: json.loads(acquired.read_text())["through"] == newest)
    finally:
        if process is not None:
            process.kill()
            process.wait()
        broker.kill()
    assert exchange.rows("raw") == all_raws(exchange) and exchange.kinds() == []


def test_logins_and_who_may_read_and_write_what(tmp_path, exchange):
    mosquitto.require()
    passwords, rules = tmp_path / "passwords", tmp_path / "rules"
    for at, user in enumerate(("gate7", "sink", "other")):
        flag = ["-c"] if not at else []
        subprocess.run(
            ["mosquitto_passwd", *flag, "-b", str(passwords), user, f"{user}-secret"], check=True, capture_output=True
        )
        (tmp_path / f"{user}.login").write_text(f"{user}\n{user}-secret\n")
    rules.write_text(
        "user gate7\ntopic write ridegate/1/7/1/record\ntopic write ridegate/1/7/1/state\n"
        "topic read ridegate/1/7/1/answer\n\n"
        "user sink\ntopic read ridegate/1/+/+/record\ntopic read ridegate/1/+/+/state\n"
        "topic write ridegate/1/+/+/answer\n"
    )
    more = ["allow_anonymous false", f"password_file {passwords}", f"acl_file {rules}"]
    broker = Mosquitto(tmp_path / "broker", more).start()
    try:
        way = ["--broker", broker.url, "--login"]
        with sink(exchange, *way, tmp_path / "sink.login"):
            folder = exchange.maker.folder
            assert ridegate("uplink", folder, "--once", "--wait", HANG_S, *way, tmp_path / "gate7.login")[0] == 0
        assert len(exchange.rows()) == len(all_raws(exchange))
        (tmp_path / "wrong.login").write_text("gate7\nwrong\n")
        end = Broker(Access(broker.url, tmp_path / "wrong.login"), TO_UPLINK)
        end.open()
        eventually(lambda: "it does not let this client in: " in end.fault)
        assert not end.up() and end.faults() == []
        end.close()
        (tmp_path / "one.login").write_text("gate7\n")
        assert "two lines" in ridegate("uplink", folder, *way, tmp_path / "one.login")[2]
    finally:
        broker.kill()


def test_tls_and_client_certificates(tmp_path):
    mosquitto.require()
    made = certificates(tmp_path)
    more = [f"cafile {made['ca']}", f"certfile {made['broker']}", f"keyfile {made['broker_key']}"]
    more += ["require_certificate true", "use_identity_as_username true", "allow_anonymous false"]
    broker = Mosquitto(tmp_path / "broker", more).start()
    url = f"mqtts://127.0.0.1:{broker.port}"
    try:
        way = {"url": url, "ca": made["ca"], "certificate": made["sink"], "key": made["sink_key"]}
        uplink = {**way, "certificate": made["gate"], "key": made["gate_key"]}
        with ended(way) as end, ended(uplink, TO_SINK, [SEVEN]) as other:
            other.send([Message(SEVEN, RECORD, b"abc")])
            assert end.receive(WAIT_MAX_S) == [Message(SEVEN, RECORD, b"abc")]
        for wrong, words in (
            ({"url": url, "ca": made["ca"]}, "; does it speak TLS there, and want --cert?"),
            ({**way, "ca": made["other_ca"]}, "certificate in certificate chain; name who signed it with --ca"),
            ({**way, "url": f"mqtts://localhost:{broker.port}"}, "; write a name that is in it as the host"),
            ({"url": url.replace("mqtts", "mqtt")}, "; does it want TLS, mqtts://?"),
        ):
            end = Broker(Access(**wrong), TO_UPLINK)
            end.open()
            eventually(lambda end=end, words=words: words in end.fault)
            assert not end.up() and str(broker.port) in end.fault
            end.close()
        end = Broker(Access(url, ca=made["ca"]), TO_UPLINK)
        broker.kill()
        end.open()
        eventually(lambda: "is this its address?" in end.fault)
        broker.start()
        eventually(lambda: "want --cert?" in end.fault)  # not what it was before
        end.close()
    finally:
        broker.kill()


def certificates(folder):
    """Files: an authority, a broker on 127.0.0.1, two clients, and an authority that signed none of them. None says
    what its key is for, as none does that `openssl req -x509` makes: Python 3.13 refuses those by default.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    out = {}
    now = datetime.datetime.now(datetime.UTC)

    def make(name, issuer=None):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(issuer[1] if issuer else subject)
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(1))
            .add_extension(x509.BasicConstraints(issuer is None, None), True)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        )  # fmt: skip
        signed = builder.sign(issuer[0] if issuer else key, hashes.SHA256())
        out[name], out[f"{name}_key"] = folder / f"{name}.pem", folder / f"{name}.key"
        out[name].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        form = serialization.PrivateFormat.PKCS8
        data = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
        out[f"{name}_key"].write_bytes(data)
        return key, subject

    authority = make("ca")
    for name in ("broker", "sink", "gate"):
        make(name, authority)
    make("other_ca")
    return out


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://x",
        "mqtt://",
        "mqtt://x:99999",
        "mqtt://x/y",
        "mqtt://user:secret@x",
        "mqtt://x?y",
        "x:1883",
        "mqtt://a..b",
    ],
)
def test_addresses_that_are_none(url):
    with pytest.raises(Trouble, match="write mqtt://HOST"):
        Broker(Access(url), TO_UPLINK)


@pytest.mark.parametrize("name", [None, "ca"])
def test_how_a_server_is_checked(tmp_path, name):
    made = tls.context(name and certificates(tmp_path)[name])
    assert made.check_hostname and made.verify_mode == ssl.CERT_REQUIRED
    assert made.minimum_version >= ssl.TLSVersion.TLSv1_2
    if name:  # in the same way on each Python
        strict, partial = ssl.VERIFY_X509_STRICT, ssl.VERIFY_X509_PARTIAL_CHAIN
        assert made.verify_flags & (strict | partial) == partial
    else:
        assert made.verify_flags == ssl.create_default_context().verify_flags


def test_files_that_cannot_be_used(tmp_path):
    bad = tmp_path / "bad.pem"
    bad.write_text("x")
    for access, words in (
        (Access("mqtt://x", ca=bad), "without TLS"),
        (Access("mqtts://x", ca=tmp_path / "none"), "no such file"),
        (Access("mqtts://x", certificate=bad), "belong together"),
        (Access("mqtts://x", ca=bad), "cannot be used"),
        (Access("mqtt://x", login=tmp_path / "none"), "user and password"),
    ):
        with pytest.raises(Trouble, match=words):
            Broker(access, TO_UPLINK)
