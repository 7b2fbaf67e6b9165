"""A terminal's way to the computer of its station in idle time: kept alive, and reported when it goes or comes."""

from terminal.mac import hmac
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

LOOK_MS = 20  # each look takes memory, which is collected; while a question is under way the port looks in every turn


def sealing(digest: "Callable[..., bytes]", key: bytes) -> "Callable[[bytes], bytes]":
    """What seals questions and answers under a station's key. digest: SM3."""
    return lambda body: hmac(digest, key, body)


class StationWatch:
    """In the place of an audit of the journal (boards/journal_store.py), which it passes each step on to.

    port: what the lane's question is put to. link: the `Mqtt` below it. ready: whether the WLAN is there.
    """

    def __init__(self, port: "Any", link: "Any", ready: "Callable[[], bool]") -> None:
        self._port = port
        self._link = link
        self._ready = ready
        self._audit: Any = None
        self._told = ""
        self._look_ms = 0

    def over(self, audit: "Any") -> "StationWatch":
        """Take the place of this audit."""
        self._audit = audit
        return self

    def step(self, now_ms: int, now_s: int | None, log: "Any") -> None:
        """One turn without a decision under way: what was asked last and has not been answered is given up."""
        if now_ms >= self._look_ms:
            self._look_ms = now_ms + LOOK_MS
            self._port.close()
            link, ready = self._link, self._ready()
            if not ready and link.up():
                link.close()  # before its pings find out, so that a question is answered at once
            link.poll(now_ms)
            words = "" if ready else "the WLAN is out of reach"
            if ready:
                words = "the station's broker is connected" if link.up() else link.fault
            if words and words != self._told:
                self._told = words
                log.line("eligibility: " + words)
        self._audit.step(now_ms, now_s, log)
