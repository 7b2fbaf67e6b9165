"""Asks an eligibility service over HTTP on this computer, without waiting for it: docs/eligibility.md has the protocol.

What is late, refused, cut off, no answer of the protocol, or about another subject is UNKNOWN. Question and answer are
overwritten when it ends.
"""

import json
from typing import Any

from hal.desktop.http_post import HttpPost
from terminal.eligibility import (
    ALLOW,
    ANSWER_ID_MAX,
    DEADLINE_MAX_MS,
    DEADLINE_MIN_MS,
    DEADLINE_MS,
    DENY,
    UNKNOWN,
)

SUBJECT_BYTES = 10
PLACE_MAX_BYTES = 32
_PATH = "/v1/question"
_STATUS = {"allow": ALLOW, "deny": DENY, "unknown": UNKNOWN}
_FIELDS = ("subject", "status", "answer")


class HttpEligibility:
    """A service at this address. deadline_ms: after so long without an answer it is UNKNOWN. Needs no open()."""

    snapshot_sequence = 0

    def __init__(self, url: str, deadline_ms: int = DEADLINE_MS) -> None:
        if not DEADLINE_MIN_MS <= deadline_ms <= DEADLINE_MAX_MS:
            raise ValueError(f"a deadline of {deadline_ms} ms is outside {DEADLINE_MIN_MS}..{DEADLINE_MAX_MS}")
        self.answer_id = b""
        self._post = HttpPost(url)
        self._deadline_ms = deadline_ms
        self._asked = False
        self._until_ms = 0
        self._subject = bytearray()

    def ask(self, subject: bytes, place: bytes, now_ms: int) -> None:
        """Send a question; one that is under way is given up."""
        if len(subject) != SUBJECT_BYTES or len(place) > PLACE_MAX_BYTES:
            raise ValueError(f"a subject of {len(subject)} bytes, a place of {len(place)}")
        self.close()
        self.answer_id = b""
        self._asked = True
        self._until_ms = now_ms + self._deadline_ms
        self._subject[:] = subject.hex().encode()
        self._post.begin(_PATH, b'{"subject": "%s", "place": "%s"}' % (self._subject, place.hex().encode()))

    def poll(self, now_ms: int) -> int | None:
        """One look at the connection; None for not yet."""
        if not self._asked:
            return None
        answer: int | None = None
        try:
            body = self._post.poll()
            if body is not None:
                answer = self._answer(json.loads(body))
        except (OSError, ValueError, RecursionError):
            answer = UNKNOWN
        if answer is None and now_ms >= self._until_ms:
            answer = UNKNOWN
        if answer is not None:
            self.close()
        return answer

    def close(self) -> None:
        """Give the question up: its connection is closed and its bytes are overwritten."""
        self._post.close()
        self._asked = False
        self._subject[:] = bytes(len(self._subject))
        self._subject.clear()

    def _answer(self, told: Any) -> int:
        if not isinstance(told, dict) or not all(isinstance(told.get(key), str) for key in _FIELDS):
            return UNKNOWN
        try:
            answer_id = bytes.fromhex(told["answer"])
        except ValueError:
            return UNKNOWN
        if told["subject"] != self._subject.decode() or len(answer_id) > ANSWER_ID_MAX:
            return UNKNOWN
        answer = _STATUS.get(told["status"])
        if answer is None:
            return UNKNOWN
        self.answer_id = answer_id
        return answer
