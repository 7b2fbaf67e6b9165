"""`ridegate uplink --port`: from an emulated board's flash into the books, and what is committed back to the board."""

import json

from sim.device.device import Device
from tests.desktop.test_broker import sink
from tests.rig import mosquitto
from tests.rig.command import ridegate
from tests.rig.exchange import Exchange
from tests.rig.mosquitto import Mosquitto

RECORD_KEY = bytes(range(32))


def test_from_a_board_into_the_books_and_back(board, tmp_path):
    mosquitto.require()
    terminal = board(on=True, paced=True)
    assert terminal.opens(0, timeout_s=20)
    terminal.goes_through()
    made = Exchange(tmp_path / "exchange")
    made.maker.close()
    made.terminals.write_text("")
    made.register(7, 1, RECORD_KEY)  # as the board of these tests was provisioned
    broker = Mosquitto(tmp_path / "broker").start()
    try:
        way = ["--broker", broker.url]
        with sink(made, *way):
            keep = ["--port", terminal.port, "--keep", tmp_path / "kept"]
            status, out, err = ridegate("uplink", *keep, *way, "--json")
    finally:
        broker.kill()
    assert status == 0, (out, err)
    told = json.loads(out)
    rides = made.rows("sequence, outcome, checked", "ride")
    assert len(rides) == 1 and rides[0][1:] == (1, 0), (rides, made.kinds())
    assert made.kinds() == [] and told["through"] == told["newest"] == made.rows()[-1]
    assert "the board was acknowledged through record" in err
    assert Device(str(terminal.port)).call("journal_info()")["acknowledged"] == told["through"]
