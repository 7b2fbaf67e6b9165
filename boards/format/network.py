"""The compiled network configuration of a terminal: its WLAN, its broker, the key of its station. All of it is secret.

Big endian: "RGNETWK1" 8 | IPv4 address of the broker 4, its port 2 | key of the station 32 | name of the WLAN, its
password, user and password at the broker, each behind its length 1 | SM3 of all before it 32. Without user and password
the broker asks for none. It lies in `FILE` of the state, apart from config.bin, and is put there by
boards/network_install.py. Loaded only where a configuration asks a station computer.
"""

from struct import pack, unpack

from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

FILE = "network"
MAGIC = b"RGNETWK1"
KEY_BYTES = 32
# Key of the source, the least and the greatest length in bytes. A WLAN without a password is none for subjects.
TEXTS = (("wlan.ssid", 1, 32), ("wlan.password", 8, 63), ("broker.user", 0, 64), ("broker.password", 0, 64))
_FIXED = ">8s4sH32s"
_FIXED_BYTES = 46
_SUM_BYTES = 32


class Network:
    """address: of the broker, 4 bytes. texts: in the order of TEXTS. A plain class, so that no repr shows any of it."""

    def __init__(self, address: bytes, port: int, key: bytes, texts: "tuple[bytes, ...]") -> None:
        self.address = address
        self.port = port
        self.key = key
        self.texts = texts

    def host(self) -> str:
        """The address in digits."""
        return ".".join([str(each) for each in self.address])


def check(network: Network) -> None:
    """Raises ValueError with the key that is out of its bounds, and nothing of what it says."""
    if len(network.address) != 4 or not 0 < network.port <= 0xFFFF:
        raise ValueError("broker.url: no address and port")
    if len(network.key) != KEY_BYTES:
        raise ValueError("station.key: no key of 32 bytes")
    for row, text in zip(TEXTS, network.texts):
        if not row[1] <= len(text) <= row[2]:
            raise ValueError(f"{row[0]}: {row[1]} to {row[2]} bytes")
    if not network.texts[2] and network.texts[3]:
        raise ValueError("broker.password: without broker.user")


def encode(network: Network, digest: "Callable[..., bytes]") -> bytes:
    """The bytes of a network configuration. digest: SM3. Raises ValueError as `check` does."""
    check(network)
    whole = pack(_FIXED, MAGIC, network.address, network.port, network.key)
    whole += b"".join([bytes([len(text)]) + text for text in network.texts])
    return whole + digest(whole)


def read(state: "Any", digest: "Callable[..., bytes]") -> Network:
    """The network configuration in a terminal's State. digest: SM3. Raises ValueError where there is none or a damaged
    one, OSError.
    """
    data = state.read(FILE)
    if data is None:
        raise ValueError(
            "eligibility.service: no network configuration is here; put it on with `ridegate flash --network`"
        )
    return parse(data, digest)


def parse(data: bytes, digest: "Callable[..., bytes]") -> Network:
    """The network configuration in these bytes, every bound checked. digest: SM3. Raises ValueError."""
    end = len(data) - _SUM_BYTES
    if end < _FIXED_BYTES + len(TEXTS) or data[:8] != MAGIC or digest(data[:end]) != data[end:]:
        raise ValueError("network: damaged, or none; write it with `ridegate flash --network network.toml`")
    _, address, port, key = unpack(_FIXED, data[:_FIXED_BYTES])
    texts = []
    at = _FIXED_BYTES
    for _ in TEXTS:
        length = data[at] if at < end else 0
        texts.append(data[at + 1 : at + 1 + length])
        at += 1 + length
    if at != end:
        raise ValueError("network: no such lengths")
    found = Network(address, port, key, tuple(texts))
    check(found)
    return found
