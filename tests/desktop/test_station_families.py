"""A station whose gates read rail tickets: stated in its file, keys from a file beside it."""

import pytest

from sim.issuer import family_mint, rail_code
from sim.output.trouble import Trouble
from sim.scenario.played_file import Unplayable
from sim.station.plan_file import parse
from tests.desktop.test_station import played
from tests.rig.command import pki, ridegate
from tests.rig.station import GATES, HEAD, answers, passenger

READS = GATES.replace('name = "A"', 'name = "A"\nfamilies = ["uic", "dosipas"]').replace(
    'name = "B"', 'name = "B"\nfamilies = ["uic"]'
)


def shows(ticket, answer, more=""):
    return f', ticket = "{ticket}"{answers(answer)}{more}'


PEOPLE = (
    passenger(("07:30:10", "A", shows("UIC_01", "UIC_VALID")))
    + passenger(("07:30:40", "A", shows("DOSIPAS_OLD", "DOSIPAS_EXPIRED")), name="Zhou")
    + passenger(("07:31:10", "B", shows("DOSIPAS_1", "FAMILY_NOT_READ_HERE")), name="Chen")
    + passenger(("07:31:40", "C", shows("UIC_02", "NOT_A_RIDE_CODE")), name="Zhao")
    + passenger(("07:32:10", "A", shows("UIC_02", "UIC_VALID", ', otherwise = "C"')), name="Wu")
    + passenger(("07:33:10", "A", answers("ACCEPTED")), name="Sun")
)


def test_tickets_at_the_gates_of_a_station():
    text = HEAD + READS + PEOPLE + "[expect]\npassed = 1\ninside = 1\n"
    morning, lines, faults, digest = played(text)
    assert faults == [] and played(text)[3] == digest
    assert not any("TEST0001" in line for line in lines)
    shown = [line for line in lines if "Decided\t640" in line]
    assert len(shown) == 2 and morning.computer.incomplete(morning.time.now_s()) == []
    assert sum("Shown\t车票签名有效 请走人工通道" in line for line in lines) == 2
    assert sum("NOT_A_RIDE_CODE" in line or "Decided\t102" in line for line in lines) == 2  # Wu tries C, too


def test_keys_lie_beside_the_file(tmp_path):
    (tmp_path / "keys.toml").write_text(family_mint.keys(pki()))
    text = HEAD.replace("[station]", 'family_keys = "keys.toml"\n[station]') + READS + PEOPLE
    path = tmp_path / "small.toml"
    path.write_text(text, encoding="utf-8")
    status, out, err = ridegate("run", "--station", path, "--terminal")
    assert (status, err) == (0, ""), out
    (tmp_path / "keys.toml").write_text(rail_code.keys_toml("another seed"))
    status, out, _ = ridegate("run", "--station", path, "--terminal")
    assert status == 1 and "expected UIC_VALID, the answer was UIC_BAD_SIGNATURE" in out
    (tmp_path / "keys.toml").unlink()
    status, _, err = ridegate("run", "--station", path, "--terminal")
    assert status == 2 and "keys.toml" in err


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ('["uic"]', '["paper"]', "uic, dosipas"),
        ('["uic"]', '["uic", "uic"]', "there twice"),
        ('["uic"]', "[]", "1 to 2"),
        ('"UIC_01"', '"UIC_09"', "UIC_01"),
        ("[station]", 'family_keys = 1\n[station]', "family_keys"),
    ],
)
def test_a_wrong_word_refuses_the_file(was, becomes, words):
    text = HEAD + READS + PEOPLE
    parse(text)
    with pytest.raises(Unplayable, match=words):
        parse(text.replace(was, becomes, 1))


def test_a_sentinel_reads_no_tickets_and_keys_need_a_gate_that_does(tmp_path):
    sentinel = '[[gate]]\nname = "S"\nkind = "sentinel"\nzh = "岗"\nen = "post"\n'
    with pytest.raises(Unplayable, match="no families"):
        parse(HEAD + GATES + sentinel + 'families = ["uic"]\n')
    with pytest.raises(Unplayable, match="an entry or an exit"):
        parse(HEAD + GATES + sentinel + passenger(("07:30:10", "S", ', ticket = "UIC_01"')))
    keyed = HEAD.replace("[station]", 'family_keys = "keys.toml"\n[station]')
    with pytest.raises(Unplayable, match="no gate has families"):
        parse(keyed + GATES, tmp_path)
    (tmp_path / "keys.toml").write_text("x")
    with pytest.raises(Trouble, match=r"keys\.toml"):
        parse(keyed + READS, tmp_path)
