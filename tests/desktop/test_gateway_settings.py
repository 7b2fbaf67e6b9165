"""The settings of a gateway: what they say, and what is wrong in them."""

import pytest

from sim.backoffice.message import Terminal
from sim.fleet import place
from sim.output.trouble import Trouble

GOOD = """
depot = "depot/public"
root = "root.json"
keep = "gateway"
operator_keys = ["operator.pub"]
[[terminal]]
terminal_id = 7
provisioning_id = 1
port = "/dev/ttyACM0"
images = true
snapshots = true
[[terminal]]
terminal_id = 1
provisioning_id = 1
folder = "gate1"
"""


def test_settings(tmp_path):
    path = tmp_path / "gateway.toml"
    path.write_text(GOOD)
    found = place.load(path)
    assert found.places == (
        place.Place(Terminal(7, 1), "/dev/ttyACM0", None, True, True),
        place.Place(Terminal(1, 1), None, tmp_path / "gate1", False),
    )
    assert found.keep == tmp_path / "gateway" and not found.test


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('keep = "gateway"', "", "lacks keep"),
        ('keep = "gateway"', 'keep = "gateway"\nother = 1', "has other"),
        ('keep = "gateway"', "keep = 7", "keep is a text"),
        ('keep = "gateway"', 'keep = "gate\\u0000way"', r"U\+0000"),
        ('depot = "depot/public"', 'depot = "http://[::1"', r"'http://\[::1': no place of a depot"),
        ('["operator.pub"]', "[7]", "operator_keys is a list"),
        ('folder = "gate1"', "folder = 7", "are texts"),
        ('["operator.pub"]', "[]", "operator_keys is a list"),
        ('["operator.pub"]', '["operator.pub"]\ntest = 1', "test is true or false"),
        ("terminal_id = 7", "terminal_id = 4294967296", "are numbers in"),
        ("terminal_id = 7", "terminal_id = true", "are numbers in"),
        ("terminal_id = 7", "terminal_id = 1", "there twice"),
        ('folder = "gate1"', 'folder = "gate1"\nport = "x"', "either port or folder"),
        ('folder = "gate1"', 'folder = "gate1"\nimages = true', "of a board"),
        ('folder = "gate1"', 'folder = "gate1"\nsnapshots = true', "of a board"),
        ("snapshots = true", "snapshots = 1", "are true or false"),
        ('folder = "gate1"', 'folder = ""', "are texts"),
    ],
)
def test_settings_that_are_wrong(tmp_path, old, new, words):
    path = tmp_path / "gateway.toml"
    assert GOOD.count(old) == 1
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(Trouble, match=words):
        place.load(path)
