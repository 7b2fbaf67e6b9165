"""A real broker for tests: Mosquitto as a plain process, on loopback, that keeps nothing."""

import getpass
import os
import shutil
import socket
import subprocess
import time

from hal.desktop import loopback
from tests.rig import needed

MISSING = "mosquitto is not installed: apt-get install mosquitto"
_STARTS_MAX_S = 60


def path():
    """The broker's program, None where there is none; Debian puts it where only root looks."""
    return shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def require():
    """Skip the test by name where there is no broker."""
    if path() is None:
        needed.skip(MISSING, needed.BROKER)


class Mosquitto:
    """One broker in a folder. more: further lines of its configuration. `start` and `kill` as often as wanted."""

    def __init__(self, folder, more=()):
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.port = loopback.free_port()
        lines = [f"listener {self.port} 127.0.0.1", "persistence false", "log_dest none", "max_inflight_messages 64"]
        lines.append(f"user {getpass.getuser()}")  # started by root it would become one that reads no file of a test
        if not more:
            lines.append("allow_anonymous true")
        (folder / "mosquitto.conf").write_text("\n".join([*lines, *more]) + "\n")
        self.process = None

    @property
    def url(self):
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self):
        """Start it and wait until it listens."""
        command = [path(), "-c", str(self.folder / "mosquitto.conf")]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        limit = time.monotonic() + _STARTS_MAX_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            except OSError:
                assert self.process.poll() is None, "mosquitto ended at its start"
                assert time.monotonic() < limit, "mosquitto does not listen"
                time.sleep(0.02)

    def kill(self):
        """End it at once; it keeps nothing."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
