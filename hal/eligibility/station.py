"""Asks the station computer whether a subject may pass, over a broker in the station (`hal.micropython.mqtt`).

Question, big endian, with whole bytes and nothing behind:

    0 "RQ" 2 | 2 format 1 | 3 length of the place 1 | 4 number of the question 4 | 8 subject 10 | 18 place 0..32
    behind it SM3-HMAC 32 over all before it, under a key of the station

Answer:

    0 "RA" 2 | 2 format 1 | 3 answer 1 (1 allow, 2 deny, 3 unknown) | 4 number of the question 4 | 8 subject 10
    18 id of the answer 0..16 | SM3-HMAC 32 over all before it

The subject is in the clear: both travel inside a station. The seal says that the station computer gave the answer and a
gate of this station asked; the number, that it is the answer to this question. What is sealed by no one, or is the
answer to another question, is no answer and is waited past; a sealed answer about another subject is UNKNOWN.
"""

from struct import pack, unpack_from

from terminal.eligibility import ALLOW, ANSWER_ID_MAX, UNKNOWN
from terminal.port import TYPE_CHECKING, const

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Seal = Callable[[bytes], bytes]

SUBJECT_BYTES = 10
PLACE_MAX_BYTES = 32
QUESTION, ANSWER = b"question", b"answer"
_HEAD: int = const(18)
_MAC: int = const(32)


def topic(line: int, number: int, what: bytes) -> bytes:
    """The topic of a station's questions, which all its gates publish on, or of its answers, which they all hear."""
    return b"ridegate/1/station/%d-%d/%s" % (line, number, what)


def question(seal: "Seal", number: int, subject: bytes, place: bytes) -> bytes:
    """The bytes of a question."""
    body = pack(">2sBBI", b"RQ", 1, len(place), number) + subject + place
    return body + seal(body)


def parse_question(seal: "Seal", data: bytes) -> tuple[int, bytes, bytes] | None:
    """(number, subject, place); None for what no gate of this station asked. Never raises, whatever the bytes."""
    body = _sealed(seal, data, b"RQ")
    if body is None or body[3] > PLACE_MAX_BYTES or len(body) != _HEAD + body[3]:
        return None
    return unpack_from(">I", body, 4)[0], body[8:_HEAD], body[_HEAD:]


def answer(seal: "Seal", number: int, subject: bytes, verdict: int, answer_id: bytes) -> bytes:
    """The bytes of an answer."""
    body = pack(">2sBBI", b"RA", 1, verdict, number) + subject + answer_id
    return body + seal(body)


def parse_answer(seal: "Seal", data: bytes) -> tuple[int, int, bytes, bytes] | None:
    """(number, verdict, subject, id of the answer); None for what the station computer did not say. Never raises."""
    body = _sealed(seal, data, b"RA")
    if body is None or not ALLOW <= body[3] <= UNKNOWN or len(body) > _HEAD + ANSWER_ID_MAX:
        return None
    return unpack_from(">I", body, 4)[0], body[3], body[8:_HEAD], body[_HEAD:]


def _sealed(seal: "Seal", data: bytes, magic: bytes) -> bytes | None:
    if len(data) < _HEAD + _MAC or data[:3] != magic + b"\1":
        return None
    body = bytes(data[:-_MAC])
    return body if seal(body) == data[-_MAC:] else None


class StationEligibility:
    """The port. link: an `Mqtt`, or what has its `publish`, `poll` and `up`. seal: SM3-HMAC under the station's key.
    first: the number before the first question's, drawn anew at each start, so that an answer to a question of before
    is none. Needs no open().
    """

    snapshot_sequence = 0

    def __init__(self, link: "Any", seal: "Seal", first: int) -> None:
        self.answer_id = b""
        self.link = link
        self._seal = seal
        self._number = first & 0xFFFFFFFF
        self._subject = bytearray()

    def ask(self, subject: bytes, place: bytes, now_ms: int) -> None:
        """Send a question; one that is under way is given up. Raises OSError where the broker is out of reach."""
        if len(subject) != SUBJECT_BYTES or len(place) > PLACE_MAX_BYTES:
            raise ValueError(f"a subject of {len(subject)} bytes, a place of {len(place)}")
        self.close()
        self.answer_id = b""
        self._number = (self._number + 1) & 0xFFFFFFFF
        self.link.publish(question(self._seal, self._number, subject, place))
        self._subject[:] = subject

    def poll(self, now_ms: int) -> int | None:
        """One look at the connection, which is kept alive so also while nothing is asked; None for not yet. Raises
        OSError when it has ended under a question, whose answer does not come any more."""
        data = self.link.poll(now_ms)
        if not self._subject:
            return None
        if data is None:
            if not self.link.up():
                self.close()
                raise OSError(107, "the broker is out of reach")
            return None
        found = parse_answer(self._seal, data)
        if found is None or found[0] != self._number:
            return None
        verdict = found[1] if found[2] == self._subject else UNKNOWN
        self.answer_id = found[3]
        self.close()
        return verdict

    def close(self) -> None:
        """Give the question up: an answer that comes now is none, and its subject is overwritten."""
        for at in range(len(self._subject)):
            self._subject[at] = 0
        self._subject[:] = b""
