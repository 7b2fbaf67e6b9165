"""Services that answer questions of eligibility: the test service, and one that answers whatever a test wants."""

import contextlib
import http.client
import json
import socket
import threading
import time
from urllib.parse import urlsplit

from hal.desktop import loopback
from hal.desktop.http_eligibility import HttpEligibility
from sim.service.registry import Registry
from sim.service.run import served

PLACE = "010002012d"
HANGING_MAX = 64  # connections that are held at once
SLOW_MS = 60_000  # later than any deadline, and no test waits for it


@contextlib.contextmanager
def service(registry=None, slow_ms=SLOW_MS):
    """(registry, address) of a test service on a free port."""
    kept = Registry() if registry is None else registry
    with served(kept, 0, slow_ms, quiet=True) as address:
        yield kept, address


def account(number):
    """The account of that number, 10 bytes."""
    return bytes.fromhex(f"310417{number:013d}f")


def question(number=1, **changes):
    """A question about that account."""
    return {"subject": account(number).hex(), "place": PLACE, **changes}


def visit(number=1, **changes):
    """A visit of that account, with an id of its own."""
    return {**question(number), "id": f"{number:032x}", "time_s": 1_793_000_000, **changes}


def port_of(url):
    """The port in an address."""
    return urlsplit(url).port


def post(address, path, told, headers=None, raw=None):
    """(status, what came back) of one request. raw: its body, in place of `told` as JSON."""
    parts = urlsplit(address)
    one = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    body = json.dumps(told).encode() if raw is None else raw
    one.request("POST", path, body, {"Content-Type": "application/json", **(headers or {})})
    answer = one.getresponse()
    said = answer.read()
    one.close()
    with contextlib.suppress(ValueError):
        return answer.status, json.loads(said)
    return answer.status, said.decode("latin-1")


class Scripted:
    """A server whose every connection gets `answer` once a request has come; None: it hangs. heard: the requests."""

    def __init__(self, answer=None):
        self.answer = answer
        self.heard = []
        self.open = []
        self._ends = False
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._socket.settimeout(0.05)
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ends = True
        self._thread.join(10)
        self._socket.close()
        for each in self.open:
            each.close()

    def _serve(self):
        while not self._ends:
            try:
                one, _ = self._socket.accept()
            except TimeoutError:
                continue
            if self.answer is None:
                self.open.append(one)
                if len(self.open) > HANGING_MAX:
                    self.open.pop(0).close()
                continue
            with contextlib.suppress(OSError):
                one.settimeout(5)
                got = b""
                while b"}" not in got:
                    more = one.recv(4096)
                    if not more:
                        break
                    got += more
                self.heard.append(got)
                one.sendall(self.answer)
            one.close()


def closed_port():
    """The address of a port on which nothing listens."""
    return f"http://{loopback.ADDRESS}:{loopback.free_port()}/"


def patient(patch):
    """Questions over HTTP meet no deadline of their own from now on: how fast a service is proves nothing there."""
    poll = HttpEligibility.poll
    patch.setattr(HttpEligibility, "poll", lambda port, now_ms: poll(port, min(now_ms, port._until_ms - 1)))


def answered(device, subject, place=b"\1", deadline_ms=150, now_ms=1000, limit_s=20):
    """The answer of a device to one question in real time, (answer, milliseconds by its own clock)."""
    began_s = time.monotonic()
    device.ask(subject, place, now_ms)
    while time.monotonic() - began_s < limit_s:
        passed_ms = int((time.monotonic() - began_s) * 1000)
        answer = device.poll(now_ms + min(passed_ms, deadline_ms - 1))  # time of the device: before its deadline
        if answer is not None:
            return answer
        time.sleep(0.0005)
    raise AssertionError("no answer")
