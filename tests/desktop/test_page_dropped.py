"""Files dropped on the page: each is judged or named, whatever it is. Real sockets, no page."""

import io
import time

import pytest
from PIL import Image

from sim.gate import frame_source
from sim.issuer.phone import Phone
from sim.page import picture
from tests.desktop.test_file_kind import SYMBOLOGIES, parts
from tests.rig.command import pki
from tests.rig.page_client import hear, talk


def dropped(socket, data):
    socket.send(bytes([picture.UPLOAD]) + data)


FORMS = {
    "raw bytes": lambda code: code,
    "hexadecimal": lambda code: code.hex().encode(),
    "numbers in UTF-16": lambda code: str(list(code)).encode("utf-16"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_with_the_bytes_of_a_code_is_held_up_and_judged(site, form):
    seen, port = site
    seen.rest()
    with talk(port) as socket:
        hear(socket, "hello")
        mark = seen.mark()
        dropped(socket, FORMS[form](Phone(pki(), 8).code(int(time.time()))))
        if "UTF-16" in form:
            assert "no terminal would" in hear(socket, "notice")["en"]
        seen.wait(mark, "decision")
    seen.rest()


NO_CODE = {
    "PDF": b"%PDF-1.7",
    "MCAP": b"\x89MCAP0\r\n" + bytes(9),
    "empty file": b"",
    "at most 1024 bytes": b"x" * 1100,
    "EAN-13": SYMBOLOGIES["EAN-13"],
    "part 2": parts(b"x" * 90, 2)[1],
}


@pytest.mark.parametrize("named", NO_CODE)
def test_a_file_that_holds_no_code_is_named_in_both_languages(site, named):
    seen, port = site
    seen.rest()
    mark = seen.mark()
    with talk(port) as socket:
        hear(socket, "hello")
        dropped(socket, NO_CODE[named])
        told = hear(socket, "error")
    assert named in told["text"] and told["zh"]
    assert not seen.opened(mark)


def test_a_picture_of_a_line_is_looked_at_and_the_gate_goes_on(site):
    seen, port = site
    shown = Image.open(io.BytesIO(frame_source.jpeg(Image.new("L", (1000, 1), 255), 360)))
    assert shown.size == (360, 1)
    out = io.BytesIO()
    Image.new("L", (1000, 1), 255).save(out, "PNG")
    with talk(port) as socket:
        hear(socket, "hello")
        dropped(socket, out.getvalue())
        while hear(socket, "unjudged")["why"] != "NO_SYMBOL":
            pass
        socket.send('{"do": "hide"}')
        hear(socket, "phone")
    assert seen.gate_loop.failure is None
