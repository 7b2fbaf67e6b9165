"""A small sample of `make exchange-kills`, and that it notices a sink which answers before it has committed, and an end
that nobody has killed.
"""

from tests.rig import mosquitto
from tests.rig.command import checkout
from tests.torture.exchange import Torture, good


def test_kills_lose_nothing_and_double_nothing(tmp_path):
    mosquitto.require()
    told = Torture(tmp_path, 3).run(5)
    assert good(told) and told["acknowledgements"] > 0 and told["records"] > 20, told


def test_an_answer_before_the_commit_is_noticed(tmp_path):
    mosquitto.require()
    line = "            self._books.commit(rows, found, positions, self._now_s())\n"
    early = f"            self._answer()\n            __import__('time').sleep(5 * (self.rows == 0))\n{line}"
    checkout(tmp_path / "root", ("sim/backoffice/sink.py", line, early))
    told = Torture(tmp_path, 3, root=tmp_path / "root").run(2)
    assert told["acknowledged before commit"] > 0, told


def test_who_ends_by_itself_is_named(tmp_path):
    torture = Torture(tmp_path, 3)
    torture.registry.write_text("[[terminal]]\n")
    try:
        torture.start("sink")
        torture.processes["sink"].wait(120)
    finally:
        torture.close()
    told = torture.result()
    assert not good(told) and told["ended by themselves"][0].startswith("sink: 2, ridegate acquire: "), told
