"""What uplink and sink exchange, as bytes, the same over every transport (docs/acquirer.md).

record   uplink to sink: one record of a journal, byte for byte as the terminal wrote it (terminal/records.py)
state    uplink to sink: {"oldest": 1, "newest": 1500, "next": 1201}, what the journal holds and what is sent next;
         a question for an answer
answer   sink to uplink: {"through": 1200, "hash": "…", "next": 1201, "again": false, "refused": null}
"""

import json
from typing import Any, NamedTuple

from sim.input.field import U32_MAX
from terminal.records import SEQUENCE_MAX

TOPIC = "ridegate/1"
RECORD, STATE, ANSWER = KINDS = ("record", "state", "answer")
TO_SINK = (RECORD, STATE)
TO_UPLINK = (ANSWER,)
PAYLOAD_MAX_BYTES = 1024
REFUSED_MAX = 200  # characters of a reason
_HASH_BYTES = 32


class Malformed(ValueError):
    """A payload that is no message of its kind; the text says why."""


class Terminal(NamedTuple):
    """The terminal, and the provisioning under which it counts its records."""

    terminal_id: int
    provisioning_id: int

    def __str__(self) -> str:
        return f"{self.terminal_id}/{self.provisioning_id}"


class Message(NamedTuple):
    """kind: of KINDS. payload: as above."""

    terminal: Terminal
    kind: str
    payload: bytes


class State(NamedTuple):
    """The oldest and the newest sequence that a journal holds. next: the one that is sent next; what the sink waits for
    and stands before it is not in this journal.
    """

    oldest: int
    newest: int
    next: int


class Answer(NamedTuple):
    """What the sink has. through: all up to this record is committed, and `digest` is that record's hash (b"" for 0).

    next: what it waits for; above through + 1 where records between are missing and cannot be sent. again: send from
    `next` on, whatever was sent before. refused: why the record `next` was not taken, None when nothing was refused.
    """

    through: int
    digest: bytes
    next: int
    again: bool
    refused: str | None


def topic(terminal: Terminal, kind: str) -> str:
    """The topic of a kind of message of one terminal, as in ridegate/1/7/1/record."""
    return f"{TOPIC}/{terminal.terminal_id}/{terminal.provisioning_id}/{kind}"


def of_topic(text: str) -> tuple[Terminal, str] | None:
    """(terminal, kind) of a topic; None for any other topic."""
    parts = text.removeprefix(f"{TOPIC}/").split("/")
    if not text.startswith(f"{TOPIC}/") or len(parts) != 3 or parts[2] not in KINDS:
        return None
    try:
        return Terminal(_id(parts[0]), _id(parts[1])), parts[2]
    except ValueError:
        return None


def _id(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 10 and str(int(text)) == text):
        raise ValueError(text)
    if int(text) > U32_MAX:
        raise ValueError(text)
    return int(text)


def encode_state(state: State) -> bytes:
    """The payload of a state."""
    return _line(state._asdict())


def parse_state(payload: bytes) -> State:
    """The state in a payload. Raises Malformed."""
    values = _object(payload)
    state = State(*(_sequence(values, name) for name in ("oldest", "newest", "next")))
    if not state.oldest <= state.next <= state.newest:
        raise Malformed("oldest, next and newest are not in this order")
    return state


def encode_answer(answer: Answer) -> bytes:
    """The payload of an answer."""
    values = answer._asdict()
    values["hash"] = values.pop("digest").hex()
    return _line(values)


def parse_answer(payload: bytes) -> Answer:
    """The answer in a payload. Raises Malformed."""
    values = _object(payload)
    through = _sequence(values, "through")
    text = values.get("hash")
    try:
        digest = bytes.fromhex(text) if isinstance(text, str) else None
    except ValueError:
        digest = None
    if digest is None or len(digest) != (_HASH_BYTES if through else 0):
        raise Malformed("hash is not that of a record")
    following, again, refused = _sequence(values, "next", SEQUENCE_MAX + 1), values.get("again"), values.get("refused")
    if following <= through or not isinstance(again, bool):
        raise Malformed("next is not above through, or again is no truth value")
    if refused is not None and not (isinstance(refused, str) and len(refused) <= REFUSED_MAX):
        raise Malformed("refused is no short text")
    return Answer(through, digest, following, again, refused)


def _line(values: dict[str, Any]) -> bytes:
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()


def _object(payload: bytes) -> dict[str, Any]:
    if len(payload) > PAYLOAD_MAX_BYTES:
        raise Malformed("it is too long")
    try:
        values = json.loads(payload)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise Malformed("it is no object of JSON")
    return values


def _sequence(values: dict[str, Any], name: str, most: int = SEQUENCE_MAX) -> int:
    value = values.get(name)
    if type(value) is not int or not 0 <= value <= most:
        raise Malformed(f"{name} is no sequence")
    return value
