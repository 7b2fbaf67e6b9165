"""The station computer's part in step 24: questions of gates that come over a broker, put to the service over HTTP.

It keeps nothing of a question but how it ended, as a count. Questions wait for no one: as many as `AT_ONCE_MAX` are put
to the service at a time, and one beyond is answered UNKNOWN at once. A question that comes twice is answered twice.
"""

import select
import socket
from collections import Counter
from collections.abc import Callable

from hal.desktop.engine import desktop_engine
from hal.desktop.http_eligibility import HttpEligibility
from hal.eligibility import station
from hal.micropython.mqtt import Mqtt
from terminal.eligibility import ALLOW, DEADLINE_MS, DENY, UNKNOWN
from terminal.mac import hmac

AT_ONCE_MAX = 16
TURN_MAX = 64  # messages that are taken in a turn
SHORT_MS = 10_000  # a connection that is over sooner may have been taken over
WORDS = {ALLOW: "allow", DENY: "deny", UNKNOWN: "unknown"}


def sealing(key: bytes) -> Callable[[bytes], bytes]:
    """What seals questions and answers under a station's key."""
    digest = desktop_engine().digest
    return lambda body: hmac(digest, key, body)


def client_id(place: tuple[int, int]) -> bytes:
    """The station computer's name at a broker, of letters and digits that each one takes. place: line and station."""
    return b"line%dstation%d" % place


def link(host: str, port: int, place: tuple[int, int], login: tuple[bytes, bytes] | None = None) -> Mqtt:
    """The station computer's connection to a broker. place: line and station."""
    hears, publishes = station.topic(*place, station.QUESTION), station.topic(*place, station.ANSWER)
    return Mqtt(socket, select, host, port, client_id(place), publishes, hears, login)


class Connection:
    """What there is to say of a link. place: line and station. A broker ends the connection of a station computer when
    another one of the same station comes, and does not say why; that both come again and again does.
    """

    def __init__(self, link: Mqtt, place: tuple[int, int]) -> None:
        self._link = link
        self._place = place
        self._up: bool | None = None
        self._since_ms = 0

    def news(self, now_ms: int) -> tuple[bool, str] | None:
        """Whether the broker is there, and why not, when that is new; else None."""
        up, fault = self._link.up(), self._link.fault
        if up == self._up or not (up or fault):
            return None
        if self._up and now_ms - self._since_ms < SHORT_MS:
            line, number = self._place
            fault += f"; does another station computer of line {line}, station {number} run? End one of them"
        self._up, self._since_ms = up, now_ms
        return up, fault


class Questions:
    """link: to the broker. key: of the station, 32 bytes. url: of the service, on this computer, which has deadline_ms
    for an answer.

    counts: how many questions ended in each way: allow, deny, unknown; `busy` (answered UNKNOWN, too many at once),
    `refused` (no gate of this station asked), `unsent` (the broker was out of reach when the answer came).
    """

    def __init__(self, link: Mqtt, key: bytes, url: str, deadline_ms: int = DEADLINE_MS) -> None:
        self.counts: Counter[str] = Counter()
        self.link = link
        self._seal = sealing(key)
        self._free = [HttpEligibility(url, deadline_ms) for _ in range(AT_ONCE_MAX)]
        self._asked: list[tuple[HttpEligibility, int, bytes]] = []

    def turn(self, now_ms: int, report: Callable[[str], None] = lambda how: None) -> None:
        """Take what has come, `TURN_MAX` messages at most, and send what was answered. report: how questions ended."""
        for _ in range(TURN_MAX):  # there may be no end of them: anyone at the broker may send some
            data = self.link.poll(now_ms)
            if data is None:
                break
            self._take(data, now_ms, report)
        for each in tuple(self._asked):
            port, number, subject = each
            verdict = port.poll(now_ms)
            if verdict is not None:
                self._asked.remove(each)
                self._free.append(port)
                self._send(number, subject, verdict, port.answer_id, WORDS[verdict], report)

    def close(self) -> None:
        """Give up what was asked, and the connection."""
        for port, _, _ in self._asked:
            port.close()
        self._asked.clear()
        self.link.close()

    def _take(self, data: bytes, now_ms: int, report: Callable[[str], None]) -> None:
        found = station.parse_question(self._seal, data)
        if found is None:
            self._end("refused", report)
            return
        number, subject, place = found
        if not self._free:
            self._send(number, subject, UNKNOWN, b"", "busy", report)
            return
        port = self._free.pop()
        port.ask(subject, place, now_ms)
        self._asked.append((port, number, subject))

    def _send(
        self, number: int, subject: bytes, verdict: int, answer_id: bytes, how: str, report: Callable[[str], None]
    ) -> None:
        try:
            self.link.publish(station.answer(self._seal, number, subject, verdict, answer_id))
        except OSError:
            how = "unsent"
        self._end(how, report)

    def _end(self, how: str, report: Callable[[str], None]) -> None:
        self.counts[how] += 1
        report(how)
