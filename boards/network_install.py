"""Puts a network configuration in its place. Called by an operator's tools over the prompt, in service mode, as the
functions of boards/service.py are; only images of boards with a network have it.

    import sys; sys.path.insert(0, "/a")
    from boards import network_install; network_install.install("/state/network.new")
"""

import os

from boards import loaded, service
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_USED = ("boards.format.network", "boards.network_install")  # dropped behind each of these


def install(path: str) -> None:
    """Check what was uploaded and put it in its place; the upload does not stay, whatever becomes of it."""
    service._tell(lambda site: _put(site, path))
    loaded.forget(_USED)


def report(site: "Any") -> str:
    """What the self-test says of it: none of its values. Raises ValueError with what is wrong, OSError."""
    from boards.format import network

    try:
        network.read(site.state, site.engine.digest)
        return "as it was written; whether the station answers is in the log"
    finally:
        loaded.forget(_USED)


def _put(site: "Any", path: str) -> "dict[str, Any]":
    from boards.format import network

    try:
        with open(path, "rb") as file:
            data = file.read()
    finally:
        os.remove(path)
    network.parse(data, site.engine.digest)
    site.state.write(network.FILE, data)
    return {}
