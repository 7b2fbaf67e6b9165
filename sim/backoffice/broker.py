"""An MQTT 3.1.1 broker as the way between uplink and sink: a transport.

QoS 1 and clean sessions: the broker may forget everything at any time. Nothing is sent while it is out of reach, and
nothing waits in memory for it: what was on its way is asked for and sent again (`sim.backoffice.outbox`).
"""

import queue
import ssl
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from hal.desktop.engine import proved_engine
from sim.backoffice import broker_url, seal
from sim.backoffice.message import (
    ANSWER,
    PAYLOAD_MAX_BYTES,
    TO_SINK,
    TO_UPLINK,
    TOPIC,
    Message,
    Terminal,
    of_topic,
    topic,
)
from sim.backoffice.outbox import ASK_AGAIN_MS, IN_FLIGHT_MAX
from sim.input import login_file, tls
from sim.issuer.signer import Signer
from sim.output.trouble import Trouble, why

QOS = 1
ARRIVED_MAX = 10_000  # messages that wait to be taken; more are dropped, and sent again
FAULTS_MAX = 100
_BATCH_MAX = 1000
_KEEPALIVE_S = 20
_AGAIN_MIN_S, _AGAIN_MAX_S = 1, 4  # between two attempts to connect
# What to do where a certificate is refused, by OpenSSL's numbers of the reason (x509_vfy.h).
_REFUSED = (
    ((18, 19, 20, 21), "name who signed it with --ca"),
    ((62, 64), "write a name that is in it as the host"),
    ((9, 10), "is the clock of this computer right?"),
)


class Access(NamedTuple):
    """How a broker is reached. login: a file whose first line is a user and its second a password; ca: of the broker's
    certificate, None for the system's; certificate and key: of this client."""

    url: str
    login: Path | None = None
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None


class _Client(mqtt.Client):
    """Connects anew after an exception in paho's thread, which would end it without a word: unread is called with it,
    and says whether to."""

    unread: Callable[[Exception], bool]

    def loop_forever(self, timeout: float = 1.0, retry_first_connection: bool = False) -> MQTTErrorCode:
        """See `mqtt.Client`: what its thread runs."""
        while True:
            try:
                return super().loop_forever(timeout, retry_first_connection)
            except Exception as error:
                if not self.unread(error):
                    return MQTTErrorCode.MQTT_ERR_UNKNOWN
                self.connect_async(self.host, self.port, self.keepalive)


class Broker:
    """One end. sends: message.TO_SINK for an uplink, TO_UPLINK for a sink. own: the terminals of an uplink, None for a
    sink. signer: of a sink's answers, None to send them unsigned. senders: public keys, X||Y, of which an answer has to
    be signed; none: any answer is taken. Raises Trouble for a URL or file that cannot be used.
    """

    window = IN_FLIGHT_MAX
    patience_ms = ASK_AGAIN_MS
    asks_first = True

    def __init__(
        self,
        access: Access,
        sends: tuple[str, ...],
        own: Sequence[Terminal] | None = None,
        signer: Signer | None = None,
        senders: Sequence[bytes] = (),
    ) -> None:
        self.fault = ""
        self._known = False  # why the newest attempt to connect failed
        try:
            self._host, self._port, secure = broker_url.parse(access.url)
        except ValueError as why_not:
            raise Trouble(f"--broker: {why_not}") from None
        self._hint = _hint(secure, access.certificate is not None)
        self._takes = TO_UPLINK if sends == TO_SINK else TO_SINK
        self._own = own
        self._signer = signer
        self._engine = proved_engine()
        self._keys = seal.decoded(self._engine, senders)
        self._arrived: queue.Queue[Message] = queue.Queue(ARRIVED_MAX)
        self._faults: list[str] = []
        self._lock = threading.Lock()
        self._subscribed = threading.Event()
        self._closing = threading.Event()
        self._client = client = _Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv311)
        client.max_inflight_messages_set(IN_FLIGHT_MAX)
        client.max_queued_messages_set(0 if own is None else 2 * IN_FLIGHT_MAX)  # 0: a sink's, one a terminal at a time
        client.reconnect_delay_set(_AGAIN_MIN_S, _AGAIN_MAX_S)
        if access.login is not None:
            client.username_pw_set(*login_file.read(access.login))
        if secure:
            client.tls_set_context(_context(access))
        elif access.ca or access.certificate or access.key:
            raise Trouble(f"{access.url}: without TLS there are no certificates; write mqtts://")
        client.on_pre_connect = self._begun
        client.on_connect = self._connected
        client.on_connect_fail = self._not_reached
        client.on_subscribe = self._granted
        client.on_disconnect = self._gone
        client.on_message = self._message
        client.unread = self._unread

    def open(self) -> None:
        """See `Transport`: connects, now or when the broker is there."""
        self._client.connect_async(self._host, self._port, _KEEPALIVE_S)
        self._client.loop_start()

    def up(self) -> bool:
        """See `Transport`."""
        return self._subscribed.is_set()

    def send(self, messages: Sequence[Message]) -> None:
        """See `Transport`."""
        for terminal, kind, payload in messages:
            where = topic(terminal, kind)
            if kind == ANSWER and self._signer is not None:
                made = seal.signature(self._signer, _covered(where, payload))
                payload = payload + b"\n" + made.hex().encode()
            if not self.up():
                raise OSError(107, "the broker is out of reach")
            told = self._client.publish(where, payload, QOS)
            if told.rc != mqtt.MQTT_ERR_SUCCESS:
                raise OSError(107, f"the broker does not take it: {mqtt.error_string(told.rc)}")

    def receive(self, wait_s: float) -> list[Message]:
        """See `Transport`: the longest batch has 1,000."""
        found: list[Message] = []
        try:
            found.append(self._arrived.get(wait_s > 0, wait_s or None))
            while len(found) < _BATCH_MAX:
                found.append(self._arrived.get_nowait())
        except queue.Empty:
            pass
        return found

    def taken(self) -> None:
        """See `Transport`: the broker keeps nothing that could be let go."""

    def faults(self) -> list[str]:
        """See `Transport`."""
        with self._lock:
            found, self._faults = self._faults, []
        return found

    def close(self) -> None:
        """See `Transport`."""
        self._closing.set()
        self._client.disconnect()
        self._client.loop_stop()

    # Called by paho, in its own thread

    def _fault(self, words: str) -> None:
        with self._lock:
            if len(self._faults) < FAULTS_MAX and words not in self._faults:
                self._faults.append(words)

    def _begun(self, client: mqtt.Client, userdata: Any) -> None:
        self._known = False

    def _connected(self, client: mqtt.Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        if reason.is_failure:
            self._down(f"it does not let this client in: {reason}")
            return
        if self._own is None:
            client.subscribe([(f"{TOPIC}/+/+/{kind}", QOS) for kind in self._takes])
        else:
            client.subscribe([(topic(terminal, kind), QOS) for terminal in self._own for kind in self._takes])

    def _granted(self, client: mqtt.Client, userdata: Any, mid: int, reasons: Any, properties: Any) -> None:
        if any(reason.is_failure for reason in reasons):
            self._down("it does not let this client read its topics; see its access control list")
            return
        self._subscribed.set()
        self.fault = ""

    def _gone(self, client: mqtt.Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        if reason.is_failure and self.up():
            self._down(f"the connection ended: {reason}")
        elif reason.is_failure and not self._known:
            self._down(f"it ended the connection at once; {self._hint}")
        self._subscribed.clear()

    def _not_reached(self, client: mqtt.Client, userdata: Any) -> None:
        error = sys.exc_info()[1]  # paho calls this where it has caught it, and hands nothing over
        if isinstance(error, ssl.SSLCertVerificationError):
            what = next((words for codes, words in _REFUSED if error.verify_code in codes), "ask who made it")
            self._down(f"its certificate is refused: {error.verify_message.rstrip('.')}; {what}")
        elif isinstance(error, ssl.SSLError):
            self._down(f"no TLS with it: {error.reason}; {self._hint}")
        else:
            words = why(error) if isinstance(error, OSError) else "no connection"
            self._down(f"{words}; is it there, and is this its address?")

    def _down(self, words: str) -> None:
        self._known = True
        self.fault = f"broker {self._host}:{self._port}: {words}"

    def _message(self, client: mqtt.Client, userdata: Any, arrived: mqtt.MQTTMessage) -> None:
        payload = bytes(arrived.payload)
        try:
            where = arrived.topic
        except UnicodeDecodeError as error:
            self._fault(f"a message of {len(payload)} bytes on {error.object[:80]!r}")
            return
        found = of_topic(where)
        if found is None or found[1] not in self._takes or len(payload) > PAYLOAD_MAX_BYTES:
            self._fault(f"a message of {len(payload)} bytes on {where[:80]!r}")
            return
        if found[1] == ANSWER:
            payload, _, digits = payload.partition(b"\n")
            if self._keys and not self._signed(where, payload, digits):
                self._fault(f"an answer on {where} is not signed with the key that was named")
                return
        try:
            self._arrived.put_nowait(Message(*found, payload))
        except queue.Full:
            self._fault(f"more than {ARRIVED_MAX} messages wait; those behind them were dropped, and come again")

    def _unread(self, error: Exception) -> bool:
        self._subscribed.clear()
        self._down(f"what it sent cannot be read: {error}")
        self._fault(self.fault)
        return not self._closing.wait(_AGAIN_MIN_S)

    def _signed(self, where: str, payload: bytes, digits: bytes) -> bool:
        try:
            signature = bytes.fromhex(digits.decode("ascii"))
        except ValueError:
            return False
        covered = _covered(where, payload)
        return any(seal.holds(self._engine, key, covered, signature) for key in self._keys)


def _hint(secure: bool, certificate: bool) -> str:
    """What to look at where a broker ends a connection that it has just taken."""
    if not secure:
        return "does it want TLS, mqtts://?"
    return "does it know who signed --cert?" if certificate else "does it speak TLS there, and want --cert?"


def _covered(where: str, payload: bytes) -> bytes:
    """What an answer's signature covers: the topic belongs to it."""
    return where.encode() + b"\n" + payload


def _context(access: Access) -> ssl.SSLContext:
    """TLS as the files say; the broker's certificate and name are always checked."""
    for path in (access.ca, access.certificate, access.key):
        if path is not None and not path.is_file():
            raise Trouble(f"{path}: no such file; name a certificate or key in PEM")
    if (access.certificate is None) != (access.key is None):
        raise Trouble("--cert and --cert-key belong together")
    try:
        context = tls.context(access.ca)
        if access.certificate is not None:
            context.load_cert_chain(access.certificate, access.key)
    except (ssl.SSLError, OSError) as error:
        raise Trouble(f"a certificate or key cannot be used: {error.strerror or error}; they are PEM files") from None
    return context
