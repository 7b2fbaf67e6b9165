"""The URL of a broker, which is checked where it is written: also without the library that speaks to one."""

from urllib.parse import urlsplit

_PORTS = {"mqtt": 1883, "mqtts": 8883}


def parse(url: str) -> tuple[str, int, bool]:
    """(host, port, whether TLS). Raises ValueError that says how to write one."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        (host or "").encode("idna")  # as the connection does
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme not in _PORTS or not host or parts.path.strip("/") or parts.query or parts.username:
        raise ValueError("write mqtt://HOST or mqtts://HOST, with :PORT behind it; the login goes into a file")
    return host, port or _PORTS[parts.scheme], parts.scheme == "mqtts"
