"""`ridegate depot gateway`: a list from the depot onto an emulated board, and the board's own sealed receipt back."""

from sim.backoffice.message import Terminal
from sim.fleet import receipt, target
from sim.fleet.place import Place
from sim.issuer import operator_key
from tests.board.test_lane_on_board import selftest, snapshot, that_asks
from tests.rig import fleet
from tests.rig.command import ridegate
from tests.rig.fleet import Fleet

RECORD_KEY = bytes(range(32))
TERMINAL = Terminal(7, 1)


def untouched(terminal, settings):
    """A board that has the newest of all is not stopped for nothing."""
    mark = terminal.events.mark()
    (done,) = fleet.Gateway(settings).install()
    assert (done.installed, done.receipts, done.trouble) == ((), 0, None)
    assert terminal.events.since(mark, "reset") == [] and terminal.opens(0, timeout_s=20)


def test_a_list_onto_a_board_and_its_receipt_back(board, tmp_path):
    terminal = board(on=True, paced=True, erase_ms=1)
    terminal.wait_for("flash", 20)
    made = Fleet(tmp_path, gates=0).publish(7)
    settings = made.settings()._replace(places=(Place(TERMINAL, str(terminal.port), None, False),))
    gateway = fleet.Gateway(settings)
    assert gateway.fetch() == []
    (done,) = gateway.install()
    assert (done.installed, done.receipts, done.trouble) == (("trust/7.bin",), 2, None)
    untouched(terminal, settings)
    raws = receipt.split((made.keep / "receipts" / "7-1.receipts").read_bytes())
    image, trust = [receipt.parse(raw, fleet.DIGEST) for raw in raws]  # its first start is one, too
    assert (image.terminal, image.kind) == (TERMINAL, "image")
    assert (trust.terminal, trust.kind, trust.number) == (TERMINAL, "trust", 7) and trust.sequence > image.sequence
    terminals = tmp_path / "terminals.toml"
    terminals.write_text(f'[[terminal]]\nterminal_id = 7\nprovisioning_id = 1\nrecord_key = "{RECORD_KEY.hex()}"\n')
    named = ("--depot", made.depot.folder, "--terminals", terminals)
    status, out, error = ridegate("depot", "receive", *named, made.keep / "receipts")
    assert (status, error) == (0, "") and out == "2 receipts taken, 0 were here, 0 incidents\n"
    other = settings._replace(places=(Place(Terminal(8, 1), str(terminal.port), None, False),))
    (done,) = fleet.Gateway(other).install()
    assert "is terminal 7; correct the gateway's settings" in done.trouble
    assert terminal.opens(1, timeout_s=20)  # it works on


def test_an_image_onto_a_board_that_may_have_one(board, tmp_path):
    terminal = board(on=True, paced=True, erase_ms=1)
    terminal.wait_for("flash", 20)
    status, _, error = ridegate("build", "--board", "pico2", "--version", "9.9.9", "--out", tmp_path / "image")
    assert status == 0, error
    made = Fleet(tmp_path / "fleet", gates=0)
    made.depot.offer([target.read(tmp_path / "image", [operator_key.TEST_PUBLIC], None)])
    made.depot.sign(fleet.keys())
    made.depot.renew(fleet.keys())
    place = Place(TERMINAL, str(terminal.port), None, True)
    settings = made.settings()._replace(places=(place,), operator_keys=(operator_key.TEST_PUBLIC,))
    gateway = fleet.Gateway(settings)
    assert gateway.fetch() == []
    (done,) = gateway.install()
    assert (done.installed, done.trouble) == (("image/pico2-9.9.9.tar",), None)
    raws = receipt.split((made.keep / "receipts" / "7-1.receipts").read_bytes())
    assert [receipt.parse(raw, fleet.DIGEST).number for raw in raws][-1] == 9 << 24 | 9 << 16 | 9
    untouched(terminal, settings)


def test_a_snapshot_onto_a_board_that_asks_one(board, tmp_path):
    terminal = board(on=True, paced=True, erase_ms=1, more=that_asks())
    terminal.wait_for("flash", 20)
    made = Fleet(tmp_path, gates=0).publish(7)
    made.depot.offer([target.read(snapshot(3), [fleet.folder() / "operator.pub"], None)])
    made.depot.sign(fleet.keys())
    made.depot.renew(fleet.keys())
    place = Place(TERMINAL, str(terminal.port), None, False, snapshots=True)
    settings = made.settings()._replace(places=(place,))
    gateway = fleet.Gateway(settings)
    assert gateway.fetch() == []
    (done,) = gateway.install()
    assert (done.installed, done.trouble) == (("trust/7.bin", "snapshot/3.bin"), None)
    check = selftest(terminal)
    assert check["ok"] and "sequence 3, in force, 1 denied, 1 allowed" in check["detail"]
    untouched(terminal, settings)
