"""The network around a board: a WLAN, and behind it TCP to programs on this computer.

    network = Network("station 301", "a password", {("10.3.1.2", 1883): broker_port})
    Emulator("esp32s3", flash, network=network)

What the board connects to is a port of this computer's loopback, or nothing: an address without a route never answers.
The other ends are real programs with time of their own, so a board with a network is paced: its time follows the wall
clock, and never runs ahead of an answer. A call of the board never waits here: it takes what has come by then.
"""

import contextlib
import errno
import threading
from collections.abc import Callable, Mapping

from sim.emulator.board import calls
from sim.emulator.event import Events
from sim.emulator.processor import Answer, Handler, Request
from sim.emulator.scheduler import Alarm, Scheduler
from sim.emulator.tcp import Connection

IDLE, CONNECTING, GOT_IP = 1000, 1001, 1010
NO_AP_FOUND, WRONG_PASSWORD = 201, 202
JOIN_MS = 1500  # from connect() to an address
SOCKETS_MAX = 10
FAULTS = ("away", "silent")
_START_NS = 100_000_000  # of the radio
_UNREACHABLE = 118  # of the board's C library, which its port hands on as it is


class Network:
    """ssid, password: of the WLAN. routes: (address, port) as the board says them -> a port of this computer.

    delay_ms: of each byte, each way. join_ms: from connect() to an address. Faults: `away`, the WLAN is not there;
    `silent`, nothing passes in either direction and no connection comes about. `cut` ends connections with a reset, as
    an access point does that restarts.
    """

    def __init__(self, ssid: str, password: str, routes: Mapping[tuple[str, int], int]) -> None:
        self.delay_ms = 0
        self.join_ms = JOIN_MS
        self._expected = ssid.encode(), password.encode()
        self._routes = dict(routes)
        self._faults: set[str] = set()
        self._lock: threading.RLock | None = None
        self._scheduler: Scheduler | None = None
        self._events: Events | None = None
        self._active = False
        self._wanted: tuple[bytes, bytes] | None = None
        self._joining: Alarm | None = None
        self._joined_ns: int | None = None  # when it has, or will have, an address
        self._ends: dict[int, Connection] = {}
        self._gone: list[Connection] = []  # of the board as it was before its last reset

    # The network around it

    def fault(self, name: str, on: bool = True) -> None:
        """Switch one of FAULTS."""
        if name not in FAULTS:
            raise ValueError(f"there is no fault {name!r}; there are {', '.join(FAULTS)}")
        with self._held():
            (self._faults.add if on else self._faults.discard)(name)
            self._tell("fault", name=name, on=on)
            if name == "away":
                self._leave()
                self._begin(self._now())

    def cut(self) -> None:
        """End every connection with a reset."""
        with self._held():
            for end in self._ends.values():
                end.reset()
            self._tell("cut", connections=len(self._ends))

    # For the emulator, with its lock held

    def plug(self, lock: threading.RLock, scheduler: Scheduler, events: Events) -> dict[int, Handler]:
        """Take part in a board; what answers its calls."""
        self._lock, self._scheduler, self._events = lock, scheduler, events
        return {
            calls.WLAN_ACTIVE: self._switch,
            calls.WLAN_CONNECT: self._connect,
            calls.WLAN_DISCONNECT: self._disconnect,
            calls.WLAN_STATUS: lambda request: self.status(request.t_ns),
            calls.SOCKET_OPEN: self._open,
            calls.SOCKET_CONNECT: self._reach,
            calls.SOCKET_CONNECTED: lambda request: self._with(request, lambda end: end.state(request.t_ns)),
            calls.SOCKET_SEND: self._send,
            calls.SOCKET_RECV: self._receive,
            calls.SOCKET_POLL: lambda request: self._with(request, lambda end: end.poll(request.b, request.t_ns)),
            calls.SOCKET_CLOSE: self._close,
        }

    def reset(self) -> None:
        """The chip is reset, or without power: radio off, connections gone without a word. Their other ends are reset
        when the board has joined again, where its stack would answer so whatever they send.
        """
        for end in self._ends.values():
            end.vanish()
        self._gone += self._ends.values()
        self._ends.clear()
        self._active, self._wanted = False, None
        self._leave()

    def close(self) -> None:
        """The board is gone for good."""
        self.reset()
        self._forget()

    def passes(self) -> bool:
        """Whether bytes pass now."""
        return not self._faults and self.status(self._now()) == GOT_IP

    def status(self, t_ns: int) -> int:
        """As WLAN.status() has it. The port tries again for ever, so a wrong password is "connecting"."""
        if not self._active or self._wanted is None:
            return IDLE
        return GOT_IP if self._joined_ns is not None and t_ns >= self._joined_ns else CONNECTING

    def later(self, ns: int, call: Callable[[], None]) -> Alarm:
        """Call it with the lock held when so much of the board's time has passed."""
        assert self._scheduler is not None
        return self._scheduler.at(self._now() + ns, lambda _: call())

    # What the board asks

    def _switch(self, request: Request) -> Answer:
        takes_ns = 0
        if request.a:
            on = request.a == 2
            takes_ns = _START_NS if on != self._active else 0
            self._active = on
            if not on:
                self._wanted = None
                self._leave()
                for end in self._ends.values():
                    end.reset()
        return Answer(int(self._active), takes_ns=takes_ns)

    def _connect(self, request: Request) -> int:
        self._wanted = request.data[: request.a], request.data[request.a : -1]
        self._leave()
        self._begin(request.t_ns)
        return 0

    def _leave(self) -> None:
        """The WLAN that it is in, or joins."""
        self._joined_ns = None
        if self._joining is not None:
            self._joining.cancel()

    def _begin(self, t_ns: int) -> None:
        """Join the WLAN that is wanted, if it is there and lets the board in."""
        if self._active and self._wanted is not None:
            if self._wanted == self._expected and "away" not in self._faults:
                join_ns = self.join_ms * 1_000_000
                self._joined_ns = t_ns + join_ns
                self._joining = self.later(join_ns, self._arrive)
            else:
                known = self._wanted[0] == self._expected[0] and "away" not in self._faults
                self._tell("not joined", status=WRONG_PASSWORD if known else NO_AP_FOUND)

    def _arrive(self) -> None:
        self._forget()
        self._tell("joined")

    def _forget(self) -> None:
        for end in self._gone:
            end.reset()
        self._gone.clear()

    def _disconnect(self, request: Request) -> int:
        self._wanted = None
        self._leave()
        return 0

    def _open(self, request: Request) -> int:
        free = [number for number in range(SOCKETS_MAX) if number not in self._ends]
        if not free:
            return -errno.ENFILE
        self._ends[free[0]] = Connection(self)
        return free[0]

    def _reach(self, request: Request) -> int:
        if request.a not in self._ends:
            return -errno.EBADF
        if self.status(request.t_ns) != GOT_IP:
            return -_UNREACHABLE
        address = request.data.decode(), request.b
        port = self._routes.get(address)
        self._tell("connect", address=f"{address[0]}:{address[1]}", there=port is not None)
        self._ends[request.a].connect(port)
        return 0

    def _send(self, request: Request) -> int:
        taken = self._with(request, lambda end: end.send(request.data, request.t_ns))
        if taken > 0:
            self._tell("sent", length=taken)
        return taken

    def _receive(self, request: Request) -> Answer:
        data = b""

        def take(end: Connection) -> int:
            nonlocal data
            answer, data = end.receive(request.take, request.t_ns)
            return answer

        return Answer(self._with(request, take), data)

    def _close(self, request: Request) -> int:
        end = self._ends.pop(request.a, None)
        if end is None:
            return -errno.EBADF
        end.close()
        return 0

    def _with(self, request: Request, action: Callable[[Connection], int]) -> int:
        end = self._ends.get(request.a)
        return -errno.EBADF if end is None else action(end)

    def _now(self) -> int:
        return 0 if self._scheduler is None else self._scheduler.now_ns()

    def _held(self) -> contextlib.AbstractContextManager[object]:
        return contextlib.nullcontext() if self._lock is None else self._lock

    def _tell(self, what: str, **data: object) -> None:
        """An event, with nothing of a name, a password or a payload in it."""
        if self._events is not None:
            self._events.tell(self._now(), "network", what=what, **data)
