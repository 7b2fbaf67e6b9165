"""`ridegate journal pull` and `acknowledge` with a board: the firmware of the checkout, over unmodified mpremote."""

import csv
import json

from hal.desktop.engine import desktop_engine
from sim.device.device import Device
from sim.journal.acknowledge import find
from sim.journal.folder import open_folder
from tests.rig.command import ridegate, shows_account

BALLAST = """
import gc
kept = []
while gc.mem_free() > 140_000:
    kept.append(bytearray(10_000))
"""
RECORD_KEY = bytes(range(32))


def test_from_a_board_to_the_acquirer_and_back(board, tmp_path):
    out, rides, key = tmp_path / "gate7", tmp_path / "rides.csv", tmp_path / "key"
    key.write_bytes(RECORD_KEY)
    terminal = board(on=True, paced=True)
    assert terminal.opens(0, timeout_s=20)
    terminal.goes_through()
    port = ["--port", terminal.port]
    status, said, err = ridegate("journal", "pull", *port, "--out", out, "--json")
    assert (status, err) == (0, "")
    pulled = json.loads(said)
    assert pulled["segments"] == ["0000000001"] and pulled["length"] == (out / "0000000001").stat().st_size
    assert {path.name for path in out.iterdir()} >= {"0000000001", "journal.sequence", "pulled.json"}
    status, said, _ = ridegate("journal", "verify", "--key", key, "--json", out)
    report = json.loads(said)
    assert status == 0 and report["outcomes"] == {"passed": 1} and report["newest"] == pulled["sequence"]
    assert report["capacity_when_pulled"]["capacity_rides"] > 100
    status, _, err = ridegate("journal", "export", "--format", "csv", "--out", rides, out)
    assert status == 0 and "1 rides" in err and shows_account(rides.read_text()) is None
    through = max(int(row["outcome_sequence"]) for row in csv.DictReader(rides.open()))
    status, said, err = ridegate("journal", "acknowledge", *port, "--through", rides, out)
    assert (status, err) == (0, "") and f"acknowledged through record {through}" in said
    assert Device(str(terminal.port)).call("journal_info()")["acknowledged"] == through


def test_to_acknowledge_needs_no_room_for_the_codes_of_passengers(board, tmp_path):
    terminal = board(on=True, paced=True)
    assert terminal.opens(0, timeout_s=20)
    status, _, err = ridegate("journal", "pull", "--port", terminal.port, "--out", tmp_path / "gate7")
    assert (status, err) == (0, "")
    journal = open_folder(tmp_path / "gate7")
    newest = find(journal, desktop_engine().digest, journal.pulled["sequence"])
    device = Device(str(terminal.port))
    with device.serviced():
        device.execute(BALLAST)
        answer = device.call(f"acknowledge({newest.record.sequence}, {newest.digest.hex()!r})")
    assert answer["acknowledged"] == newest.record.sequence
