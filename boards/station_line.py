"""The start of a terminal's way to the computer of its station: its WLAN, the broker, and the port of step 24.

Loaded only where a configuration asks a station computer, and dropped behind a start; what stays is
boards/station_watch.py and the client. Nothing here waits: the WLAN joins by itself, and joins again.
"""

import os
import select
from binascii import hexlify
from struct import unpack

import machine

from boards import loaded
from boards.start import OutOfService
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from boards.format.asking import Asking
    from boards.start import Terminal
    from boards.station_watch import StationWatch
    from boards.trust_store import TrustStore


def begun(terminal: "Terminal", lists: "TrustStore", asking: "Asking", place: bytes) -> "tuple[Any, StationWatch]":
    """The lane's question, and what looks after its way in idle time.

    lists: for their files and engine. place: line and station, 2 bytes each, big endian. Raises OutOfService with the
    reason.
    """
    digest = lists.engine.digest
    host, port, key, texts = _configuration(lists)
    import socket

    import network

    from boards.station_watch import StationWatch, sealing
    from hal.eligibility.station import ANSWER, QUESTION, StationEligibility, topic
    from hal.micropython.mqtt import Mqtt
    from terminal import eligibility

    make: Any = network.WLAN  # some ports have another one
    wlan = make(network.STA_IF)
    _join(terminal, wlan, texts[0], texts[1])
    name = b"gate " + hexlify(machine.unique_id())
    login = (texts[2], texts[3]) if texts[2] else None
    line, number = unpack(">HH", place)
    asks, hears = topic(line, number, QUESTION), topic(line, number, ANSWER)
    link = Mqtt(socket, select, host, port, name, asks, hears, login, wlan.isconnected)
    asked = StationEligibility(link, sealing(digest, key), unpack(">I", os.urandom(4))[0])
    rules = eligibility.rules(asking.unknown, asking.deadline_ms)
    return eligibility.Question(asked, rules, place), StationWatch(asked, link, wlan.isconnected)


def _configuration(lists: "TrustStore") -> "tuple[str, int, bytes, tuple[bytes, ...]]":
    """The broker's address and port, the station's key, and the texts, in the order of boards/format/network.py. That
    module is dropped before more is loaded, so nothing of its own is handed on."""
    from boards.format import network

    try:
        own = network.read(lists.files, lists.engine.digest)
        return own.host(), own.port, own.key, own.texts
    except (OSError, ValueError) as error:
        raise OutOfService(str(error)) from None
    finally:
        loaded.forget(("boards.format.network",))


def _join(terminal: "Terminal", wlan: "Any", ssid: bytes, password: bytes) -> None:
    """Begin to join the WLAN. An error is logged without any value of the configuration; the terminal then has no way
    to its station."""
    try:
        wlan.active(False)
        wlan.active(True)
        wlan.config(pm=wlan.PM_NONE)  # asleep between beacons it would hear an answer up to 0.3 s late
        wlan.connect(ssid, password)
    except (OSError, RuntimeError) as error:
        terminal.log.line(f"eligibility: the WLAN cannot be used: {error}")
    terminal.tend()
