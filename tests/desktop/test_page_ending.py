"""How `ridegate run` ends, and what its window says: Ctrl-C whatever peers do, and no library's log."""

import asyncio
import io
import json
import logging
import os
import signal
import subprocess
import threading

import pytest
from PIL import Image

from hal.desktop import image_file
from sim.issuer.wallet import Wallet
from sim.page import library_log, picture
from sim.page.aside import aside
from sim.page.gate_loop import GateLoop
from tests.rig.command import at_once, interrupt, pki, started
from tests.rig.page_client import get, hear, peer, talk

END_MAX_S = 60  # a hang, not a slow machine


@pytest.fixture
def running():
    """(process, port) of a gate that stays."""
    with started("run", "--stay", "--no-open", "--port", "0", env=at_once(), stdin=subprocess.DEVNULL) as process:
        port = int(process.stdout.readline().split(b":")[-1].strip(b" /\n"))
        assert any(b"Ctrl-C" in line for line in process.stdout)
        yield process, port
        process.kill()


def ended(process):
    """(exit status, standard output, standard error) behind a Ctrl-C."""
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=END_MAX_S)
    return process.returncode, out.decode(), error.decode()


def upgrade(port, key="dGhlIHNhbXBsZSBub25jZQ=="):
    lines = ("GET /ws HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Origin: http://127.0.0.1:{port}", "Upgrade: websocket")
    more = ("Connection: Upgrade", "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}", "", "")
    return "\r\n".join(lines + more).encode()


def large():
    """A picture that takes a while to look at: noise, as large as is taken."""
    out = io.BytesIO()
    side = int(image_file.PIXELS_MAX**0.5)
    Image.frombytes("L", (side, side), os.urandom(side) * side).save(out, "JPEG", quality=30)
    return bytes([picture.UPLOAD]) + out.getvalue()


def test_ctrl_c_waits_for_no_page(running):
    process, port = running
    half_open = [peer(port, b"GET / HT") for _ in range(10)]
    silent = [peer(port) for _ in range(10)]
    unread = [peer(port, upgrade(port)) for _ in range(3)]
    with talk(port) as page:
        hear(page, "hello")
        page.send(json.dumps({"do": "session", "play": True}))
        hear(page, "scene")
        status, _, error = ended(process)
    assert status == 0 and not error, error
    for one in half_open + silent + unread:
        one.close()


def test_ctrl_c_ends_it_whichever_thread_takes_it(running):
    process, _ = running
    interrupt(process)
    out, error = process.communicate(timeout=END_MAX_S)
    assert (process.returncode, out, error) == (0, b"", b"")


def test_ctrl_c_waits_for_no_picture_that_is_looked_at(running):
    process, port = running
    with talk(port) as page:
        hear(page, "hello")
        page.send(large())
        page.send(large())
        page.send('{"do": "hide"}')
        hear(page, "phone")
        status, _, error = ended(process)
        assert status == 0 and not error, error


def test_no_library_speaks_in_the_window(running):
    process, port = running
    peers = [
        peer(port, data) for data in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", b"\x00" * 100, b"GET /" + b"a" * 30000)
    ]
    for one in peers:
        one.recv(4096)
        one.close()
    no_key = peer(port, upgrade(port, "eA=="))
    no_key.recv(4096)
    no_key.close()
    no_text = peer(port, upgrade(port))
    assert b"101 Switching" in no_text.recv(65536)  # what comes with the request would be dropped
    no_text.sendall(b"\x81\x82\x00\x00\x00\x00\xff\xfe")
    heard = b""
    while got := no_text.recv(65536):
        heard += got
    assert heard.endswith(b"\x88\x02\x03\xef")  # a close frame: 1007, no text
    no_text.close()
    crowd = [peer(port, b"GET / HT") for _ in range(80)]
    assert get(port, "/")[0] == 200
    for one in crowd:
        one.close()
    status, out, error = ended(process)
    assert (status, out, error) == (0, "", "")


def test_work_beside_the_loop_keeps_nothing_from_ending():
    ready, go_on, seen = threading.Event(), threading.Event(), []

    def work(name):
        ready.set()
        go_on.wait(END_MAX_S)
        seen.append(name)

    async def program():
        working = asyncio.create_task(aside(work, "late"))
        while not ready.is_set():
            await asyncio.sleep(0.01)
        working.cancel()

    asyncio.run(program())  # `asyncio.to_thread` would wait for it here
    assert seen == []
    go_on.set()


def test_work_beside_the_loop_answers_or_fails():
    assert asyncio.run(aside(int, "7")) == 7
    with pytest.raises(ValueError, match="invalid literal"):
        asyncio.run(aside(int, "seven"))


def test_a_gate_that_is_busy_inside_a_library_is_not_waited_for():
    go_on = threading.Event()

    class Looking:
        abilities = frozenset()

        def listen(self, listener):
            pass

        def now_ms(self):
            return 0

        def open(self):
            pass

        def close(self):
            pass

        def turn(self):
            return go_on.wait(END_MAX_S)

    gate_loop = GateLoop(Wallet(pki()), Looking())
    gate_loop.start()
    gate_loop.opened.wait(END_MAX_S)
    gate_loop.stop(0.05)
    assert gate_loop.running()
    go_on.set()
    gate_loop.stop()
    assert not gate_loop.running()


def test_a_fault_of_our_own_is_told_in_one_line():
    told = []
    library_log.keep_out(told.append)
    log = logging.getLogger("uvicorn.error")
    log.error("Cancel 1 running task(s)")
    log.warning("Invalid HTTP request received.")
    logging.getLogger("asyncio").error("Task exception was never retrieved")
    assert told == []
    try:
        raise ZeroDivisionError("ours")
    except ZeroDivisionError:
        log.exception("Exception in ASGI application\n")
    assert len(told) == 1 and "ZeroDivisionError('ours')" in told[0] and "report" in told[0]
