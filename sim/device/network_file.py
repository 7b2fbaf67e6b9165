"""A terminal's network configuration as people write it (network.toml), and its way into the board's file.

It is kept apart from gate.toml, which people copy from gate to gate and show each other: all of this one is secret, and
no error shows a value of it.
"""

from pathlib import Path
from typing import Any

from boards.format import network
from hal.desktop.engine import desktop_engine
from sim.device import secret_file
from sim.device.board import Board
from sim.input import login_file, settings_file
from sim.output.trouble import Trouble

PORT = 1883
_DIGITS_MAX = 5  # of a port; no longer number is read
_KNOWN = {"wlan": {"ssid", "password"}, "broker": {"url", "login"}, "station": {"key"}}
EXAMPLE = """\
[wlan]
ssid = "station 301"
password = "8 to 63 letters"
[broker]
url = "mqtt://10.3.1.2:1883"
login = "broker.login"  # a file: a line with the user, one with the password; left out where the broker asks for none
[station]
key = "station.key"  # the file that the station computer has: 32 bytes, or 64 hex digits
"""


def load(path: Path, board: Board) -> network.Network:
    """The network configuration in a file, and the files that it names beside it. Raises Trouble."""
    if not board.network:
        raise Trouble(f"{path}: {board.id} has no network; leave --network out")
    document = settings_file.read(path, "name a network configuration in TOML", secret=True)
    for section, keys in document.items():
        if section not in _KNOWN or not isinstance(keys, dict) or set(keys) - _KNOWN[section]:
            known = ", ".join(f"{name}.{key}" for name in _KNOWN for key in sorted(_KNOWN[name]))
            raise Trouble(f"{path}: [{section}] has something unknown; there are {known}")
    address, port = broker(_text(path, document, "broker.url"), f"{path}: broker.url")
    user, secret = b"", b""
    if "login" in document.get("broker", {}):
        login = login_file.read(path.parent / _text(path, document, "broker.login"))
        user, secret = (text.encode() for text in login)
    key = secret_file.key(path.parent / _text(path, document, "station.key"), "station's key")
    texts = [_text(path, document, name).encode() for name in ("wlan.ssid", "wlan.password")]
    made = network.Network(bytes(map(int, address.split("."))), port, key, (*texts, user, secret))
    try:
        network.check(made)
    except ValueError as error:
        raise Trouble(f"{path}: {error}") from None
    return made


def compiled(made: network.Network) -> bytes:
    """The bytes of the board's file."""
    return network.encode(made, desktop_engine().digest)


def broker(url: str, what: str) -> tuple[str, int]:
    """Host and port of a broker. what: named by the error. Raises Trouble with what to write."""
    scheme, _, rest = url.partition("://")
    host, _, port = rest.partition(":")
    parts = host.split(".")
    digits = len(parts) == 4 and all(0 <= _number(each) <= 255 for each in parts)
    number = _number(port) if port else PORT
    if scheme != "mqtt" or not digits or not 0 < number <= 0xFFFF:
        raise Trouble(f"{what}: write an IPv4 address, as in mqtt://127.0.0.1:{PORT}")
    return host, number


def _number(text: str) -> int:
    """The number of a port or of a part of an address; -1 where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS_MAX else -1


def _text(path: Path, document: dict[str, Any], name: str) -> str:
    section, key = name.split(".")
    keys = document.get(section)
    value = keys.get(key) if isinstance(keys, dict) else None
    if not isinstance(value, str) or not value:
        raise Trouble(f"{path}: {name}: write a text")
    return value
