"""The ways between the stations of a network and its acquirer: the channel of this program, a folder of signed files, a
broker that is named, or a Mosquitto that is started for the run.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hal.desktop import loopback
from sim.backoffice.message import TO_SINK, TO_UPLINK, Terminal
from sim.backoffice.transport import Transport
from sim.issuer import operator_key, sm2_sign
from sim.issuer.signer import Signer
from sim.network.channel import Channel
from sim.network.plan import CHANNEL, FOLDER, MOSQUITTO
from sim.output.trouble import Trouble

_STARTS_MAX_S = 20


@dataclass(frozen=True, slots=True)
class Way:
    """kind: of WAYS, or a URL. where: the URL of the broker, or the folder."""

    kind: str
    where: str = ""

    @property
    def carried(self) -> bool:
        """Whether the program carries messages itself, in virtual time."""
        return self.kind == CHANNEL

    def uplink(self, terminals: tuple[Terminal, ...]) -> Transport:
        """The end of a station's uplink. Raises Trouble."""
        return self._end(TO_SINK, terminals)

    def sink(self) -> Transport:
        """The end of the sink. Raises Trouble."""
        return self._end(TO_UPLINK, None)

    def _end(self, sends: tuple[str, ...], own: tuple[Terminal, ...] | None) -> Transport:
        if self.kind == CHANNEL:
            return Channel()
        if self.kind == FOLDER:
            from sim.backoffice.drop_folder import DropFolder

            mine, other = (_key("uplink"), _key("sink")) if own is not None else (_key("sink"), _key("uplink"))
            return DropFolder(Path(self.where), sends, mine, [other.public_xy], own)
        try:
            from sim.backoffice.broker import Access, Broker
        except ImportError:
            raise Trouble("a broker needs MQTT: pip install 'ridegate[uplink]'; or choose way = \"channel\"") from None
        return Broker(Access(self.where), sends, own)


def _key(name: str) -> Signer:
    """A key of this simulation: a real one is drawn."""
    return operator_key.signer(sm2_sign.private_key(b"ridegate TEST", f"network {name}"), True)


class Middle:
    """What stands between uplinks and sink, as far as this program runs it. Raises Trouble."""

    def __init__(self, kind: str, folder: Path) -> None:
        self._broker = None
        if kind == MOSQUITTO:
            self._broker = Mosquitto(folder)
            self.way = Way(kind, self._broker.url)
        elif kind == FOLDER:
            self.way = Way(kind, str(folder / "exchange"))
        else:
            self.way = Way(kind, kind)

    def set(self, up: bool) -> None:
        """Start the broker or end it at once: it keeps nothing. Raises Trouble for one that is not ours."""
        if self._broker is not None:
            (self._broker.start if up else self._broker.kill)()
        elif not self.way.carried:
            raise Trouble(f'broker = "{"up" if up else "down"}": this program does not run {self.way.where}')

    def close(self) -> None:
        """End what was started."""
        if self._broker is not None:
            self._broker.kill()


class Mosquitto:
    """A broker of this run: a process on the loopback address that anyone on this computer may use, and that keeps
    nothing. Raises Trouble.
    """

    def __init__(self, folder: Path) -> None:
        found = shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
        if found is None:
            raise Trouble('mosquitto is not installed (apt-get install mosquitto); or choose way = "channel"')
        self._port = loopback.free_port()
        self.url = f"mqtt://{loopback.ADDRESS}:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._file = folder / "mosquitto.conf"
        self._file.write_text(
            f"listener {self._port} {loopback.ADDRESS}\nallow_anonymous true\npersistence false\nlog_dest none\n"
            "max_inflight_messages 64\n"
        )
        self._command = [found, "-c", str(self._file)]
        self.start()

    def start(self) -> None:
        """Start it, and wait until it listens. Raises Trouble."""
        if self._process is not None:
            return
        if self._listens():
            raise Trouble(f"another program listens at port {self._port}, which the broker had; run it once more")
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            limit_s = time.monotonic() + _STARTS_MAX_S
            while not self._listens():
                if self._process.poll() is not None or time.monotonic() > limit_s:
                    raise Trouble('mosquitto does not start; try it by hand, or choose way = "channel"')
                time.sleep(0.02)
        except BaseException:  # Ctrl-C, too: who made it has nothing yet to end it by
            self.kill()
            raise

    def _listens(self) -> bool:
        try:
            socket.create_connection((loopback.ADDRESS, self._port), 1).close()
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def now_ms(way: Way, virtual: Callable[[], int]) -> Callable[[], int]:
    """The time of the uplinks: virtual where the program carries, else the clock that the way itself has."""
    return virtual if way.carried else lambda: time.monotonic_ns() // 1_000_000
