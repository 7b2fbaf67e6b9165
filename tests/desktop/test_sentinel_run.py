"""`ridegate run --mode sentinel` and `--mode staff`, in the terminal window, with the test service."""

import pytest

from hal.desktop.engine import desktop_engine
from hal.fake.scanner import Scanner
from sim.gate.asked import Asked
from sim.gate.event import Shown
from sim.gate.gate import Unable
from sim.gate.lists import test_list as made_list
from sim.gate.sentinel_gate import SENTINEL, STAFF, SentinelGate
from sim.gate.virtual_clock import VirtualTime
from sim.issuer import family_code, family_mint
from terminal import codes, sentinel
from terminal.family import paper
from tests.rig.command import pki, ridegate
from tests.rig.eligibility_service import service

NOW_S = 1_800_000_000
SNAPSHOT_OR_SERVICE = "name --eligibility or --snapshot"
CARD = family_code.IDENTITY.decode()


def shown(mode, *steps):
    """What a gate in that mode shows of codes (bytes) and ID numbers (text), and its counts."""
    with service() as (kept, url):
        kept.status = "allow"
        scanner, gate_time, words = Scanner(), VirtualTime(NOW_S), []
        gate = SentinelGate(made_list(pki()), desktop_engine(), gate_time, Asked(url), scanner=scanner, mode=mode)
        gate.listen(lambda event: words.append((event.zh, event.en)) if isinstance(event, Shown) else None)
        gate.open()
        for step in steps:
            gate.present(step) if isinstance(step, str) else scanner.show(step)
            gate.turn()
            while gate.turn():
                pass  # the time of the gate stands still: the service answers in that of this computer
            gate.pass_time(2000)
        with pytest.raises(Unable):
            gate.audit()
        gate.close()
        found = [one for one in words if one not in (sentinel.CHECKING, sentinel.READY)]
        return found, gate.sentinel.counts, sum(kept.questions.values())


def minted(family):
    return next(family_mint.minted(pki(), NOW_S, family)).code


def test_a_sentinel_reads_no_paper_codes_and_says_so():
    row = codes.of(codes.FAMILY_NOT_READ_HERE)
    words, counts, questions = shown(SENTINEL, minted("paper"), CARD, minted("relative"))
    assert words == [(row.zh, row.en), sentinel.ALLOWED, sentinel.ALLOWED]
    assert counts == {sentinel.REFUSED: 1, 1: 3, 2: 0, 3: 0} and questions == 3  # two subjects of the relative's code


def test_an_attendant_reads_a_paper_code_beside_the_card_that_it_names():
    wants = next(row for row in paper.RESULTS if row.number == paper.ID_MISSING)
    differs = next(row for row in paper.RESULTS if row.number == paper.ID_DIFFERS)
    words, _, questions = shown(STAFF, minted("paper"), CARD)
    assert words == [(wants.zh, wants.en), sentinel.ALLOWED] and questions == 1
    words, _, questions = shown(STAFF, minted("paper"), "22" + CARD[2:])
    assert words == [(wants.zh, wants.en), (differs.zh, differs.en)] and questions == 0


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ((), SNAPSHOT_OR_SERVICE),
        (("--eligibility", "http://127.0.0.1:1/", "--show-ms", "1999"), "choose 2000 to 15000"),
        (("--eligibility", "http://127.0.0.1:1/", "--show-ms", "15001"), "choose 2000 to 15000"),
        (("--eligibility", "http://127.0.0.1:1/", "--stay"), "stays in this window"),
    ],
)
def test_options_that_do_not_go_together_say_what_to_do(options, why):
    status, out, err = ridegate("run", "--mode", SENTINEL, *options)
    assert (status, out) == (2, "") and why in err
