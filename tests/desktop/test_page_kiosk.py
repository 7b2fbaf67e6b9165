"""The page as a kiosk: what a passenger sees and does, and nothing of an operator's."""

import json

from sim.page import message, picture
from tests.rig.command import blank
from tests.rig.page_client import PEER_MAX_S, hear, talk


def test_a_kiosk_has_no_operator(site):
    seen, port = site
    with talk(port, "/ws?kiosk") as socket:
        hello = hear(socket, "hello")
        assert hello["kiosk"] and set(hello) == {"kind", "version", "kiosk", "cards", "accounts"}
        mark = seen.mark()
        socket.send('{"do": "emergency", "active": true}')
        assert "operator" in hear(socket, "error")["text"]
        for refused in ('{"do": "show", "phone": 1, "fault": "CODE_EXPIRED"}', '{"do": "session", "play": true}'):
            socket.send(refused)
            assert "operator" in hear(socket, "error")["text"]
        socket.send(bytes([picture.UPLOAD]) + blank())
        assert "takes no files" in hear(socket, "error")["text"]
        assert not any(one.data["emergency"] for one in seen.since(mark, "gate"))


def test_a_kiosk_learns_only_what_its_passengers_see(site):
    seen, port = site
    with talk(port, "/ws?kiosk") as kiosk, talk(port) as page:
        hear(kiosk, "hello")
        kiosk.send('{"do": "show", "phone": 0, "fault": null}')
        hear(page, "decision")
        kiosk.send('{"do": "hide"}')
        seen.do(do="fare", fen=300)
        kinds, fare_fen = set(), None
        while fare_fen != 300:
            told = kiosk.recv(timeout=PEER_MAX_S)
            if isinstance(told, str):
                kinds.add(json.loads(told)["kind"])
                fare_fen = json.loads(told).get("fare_fen", fare_fen)
        assert kinds <= message.PASSENGERS and {"panel", "gate", "phone", "policy"} <= kinds
    seen.rest()
