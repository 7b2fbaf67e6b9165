"""Reports visits to a service on this computer over HTTP, without waiting: docs/eligibility.md has the protocol."""

import json
from typing import TYPE_CHECKING

from hal.desktop.http_post import HttpPost

if TYPE_CHECKING:
    from hal.interfaces import Readable

_PATH = "/v1/visit"


class HttpVisits:
    """A service at this address. Needs no open()."""

    def __init__(self, url: str) -> None:
        self._post = HttpPost(url)
        self._id = ""

    def send(self, visit_id: bytes, subject: "Readable", place: bytes, time_s: int, now_ms: int) -> None:
        """Send a visit; one that is under way is given up."""
        self._id = visit_id.hex()
        words = (self._id.encode(), bytes(subject).hex().encode(), place.hex().encode(), time_s)
        self._post.begin(_PATH, b'{"id": "%s", "subject": "%s", "place": "%s", "time_s": %d}' % words)

    def poll(self, now_ms: int) -> bool | None:
        """Whether the service has registered it, now or before; None while there is no answer. Raises OSError."""
        body = self._post.poll()
        if body is None:
            return None
        self._post.close()
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            return False
        return isinstance(told, dict) and told.get("id") == self._id and isinstance(told.get("registered"), bool)

    def close(self) -> None:
        """Give it up: its bytes are overwritten."""
        self._post.close()
