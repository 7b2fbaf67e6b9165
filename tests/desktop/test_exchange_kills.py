"""A small sample of `make exchange-kills`, and that it notices a sink which answers before it has committed, and an end
that was not killed.
"""

from tests.rig import mosquitto
from tests.rig.command import checkout
from tests.torture.exchange import WHAT, Torture, good

COMMIT = "            self._books.commit(rows, found, positions, self._now_s())\n"
# A record behind the first one is answered again and again, and committed once its acknowledgement was looked up.
EARLY = """\
            while any(row.record.sequence > 1 for row, _ in rows) and not __import__("os").path.exists({looked!r}):
                self._intake._again.update(dict.fromkeys(positions, False))
                self._answer()
                __import__("time").sleep(0.2)
"""
LOOKED = "looked"
EACH_ONCE = 291  # the seed that draws each of them once, the sink last


class Looked(Torture):
    """Notes in a file that it has looked an acknowledgement up."""

    def acknowledge(self):
        super().acknowledge()
        if self.acknowledgements:
            (self.folder / LOOKED).touch()


def test_kills_lose_nothing_and_double_nothing(tmp_path):
    mosquitto.require()
    told = Torture(tmp_path, EACH_ONCE).run(len(WHAT))
    assert good(told) and told["acknowledgements"] > 0 and told["records"] > 20, told
    assert all(told["kills"][one] == 1 for one in WHAT), told


def test_an_answer_before_the_commit_is_noticed(tmp_path):
    mosquitto.require()
    early = EARLY.format(looked=str(tmp_path / LOOKED)) + COMMIT
    checkout(tmp_path / "root", ("sim/backoffice/sink.py", COMMIT, early))
    told = Looked(tmp_path, 3, root=tmp_path / "root").run(2)
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
