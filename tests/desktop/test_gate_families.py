"""A gate of this computer that reads rail tickets: every answer, its words, and that nothing opens for one."""

import json
import random

import pytest

from hal.desktop.engine import desktop_engine
from hal.fake.scanner import Scanner
from sim.family import keys, signature, table, uic
from sim.gate import families
from sim.gate.core_gate import CoreGate
from sim.gate.event import Completed, Decided, RideStored, Shown
from sim.gate.stopwatch import FAILED, NOT_ASKED, NOT_REACHED, PASSED
from sim.gate.virtual_clock import VirtualTime
from sim.issuer import family_mint, rail_code, ticket
from sim.issuer.wallet import BAD, Wallet
from sim.output.trouble import Trouble
from sim.page import message
from sim.scenario.audience import JsonLines
from sim.scenario.perform import bundled, perform
from terminal import codes, history, policy, sm2
from tests.rig import reach
from tests.rig.command import pki, ridegate
from tests.rig.gated import NOW_S, Gated

ALL = families.READ


def read(*names):
    return families.made(names or ALL, family_mint.keys(pki()), "keys")


class Reader(Gated):
    """A gate that reads tickets, and what a passenger holds up to it."""

    def __init__(self, folder, known, **more):
        super().__init__(folder, families=known, **more)

    def show(self, name):
        """Hold a ticket up, None for a ride code; the answer, and what the panel says."""
        self.wait(3500)
        self.heard.clear()
        self.gate.show(*self.wallet.show(0, name, self.gate.now_s()))
        for _ in range(200):  # a camera does not read every picture
            self.wait(20)
            if any(isinstance(one, Decided) for one in self.heard):
                break
        self.wait(200)
        self.gate.hide()
        (decided,) = [one for one in self.heard if isinstance(one, Decided)]
        panel = next(one for one in reversed(self.heard) if isinstance(one, Shown))
        return decided, panel


@pytest.fixture(scope="module")
def gated(tmp_path_factory):
    with Reader(tmp_path_factory.mktemp("gate"), read()) as one:
        yield one


@pytest.mark.parametrize("one", ticket.TICKETS, ids=lambda one: one.name)
def test_each_ticket_has_its_answer_and_words_and_opens_nothing(gated, one):
    decided, panel = gated.show(one.name)
    row = table.row(decided.decision.result)
    assert row.name == one.answer and decided.decision.family == one.family
    assert (panel.zh, panel.en) == families.words(ALL)[row.number] and panel.lamp == "red"
    assert not [event for event in gated.heard if isinstance(event, RideStored)]
    assert gated.gate.facts.families == ALL
    assert one.good == (row.fault == "nobody") and ("see the staff" in panel.en) == one.good


def test_what_the_page_hears_of_a_ticket(gated):
    decided, _ = gated.show("UIC_02")
    told = message.of(decided, decided.at_ms)
    assert [row["state"] for row in told["steps"]] == [PASSED] * 5
    assert [one["en"] for one in told["step_names"]] == [words.en for words in uic.STEPS]
    held = {one["en"]: one["value"] for one in told["code"]["table"]}
    assert held["issuer"] == "9999" and held["ticket number"] == "****" and held["compressed data"] == "****"
    text = json.dumps(told)
    assert "TEST0001" not in text and "NO RIGHT TO TRAVEL" not in text
    assert told["subjects"] == ["****0001"]
    refused, _ = gated.show("DOSIPAS_FORGED")
    states = [row["state"] for row in message.of(refused, refused.at_ms)["steps"]]
    assert states == [PASSED] * 3 + [FAILED] + [NOT_REACHED] * 5
    alone, _ = gated.show("DOSIPAS_LEVEL_1")
    states = [row["state"] for row in message.of(alone, alone.at_ms)["steps"]]
    assert states == [PASSED] * 4 + [NOT_ASKED] * 2 + [PASSED] + [NOT_ASKED] * 2
    ride, _ = gated.show(None)
    assert message.of(ride, ride.at_ms)["step_names"] is None


def test_a_page_offers_the_tickets_that_its_gate_reads(gated):
    hello = message.hello("0", gated.gate.facts, gated.gate.abilities, False)
    assert [one["name"] for one in hello["tickets"]] == [one.name for one in ticket.TICKETS]
    kinds = {one.family for one in ticket.shown_at(("uic",))}
    assert kinds == {"uic", "paper", "relative"} and ticket.shown_at(()) == ()
    assert not {one.name for one in ticket.TICKETS} & {one.name for one in BAD}


def test_a_gate_without_families_knows_no_ticket(tmp_path):
    with Reader(tmp_path, None) as gated:
        assert "families" not in gated.gate.abilities
        assert codes.of(gated.show("UIC_01")[0].decision.result).name == "NOT_A_RIDE_CODE"


def test_a_family_that_is_not_read_is_named_and_not_judged(tmp_path):
    with Reader(tmp_path, read("uic")) as gated:
        decided, panel = gated.show("DOSIPAS_1")
        assert (decided.decision.result, decided.decision.step) == (codes.FAMILY_NOT_READ_HERE, 1)
        assert (panel.zh, panel.en) == codes.UNSUPPORTED
        assert table.row(gated.show("UIC_01")[0].decision.result).name == "UIC_VALID"


def test_keys_of_another_issuer_hold_for_no_ticket(tmp_path):
    strangers = families.made(ALL, rail_code.keys_toml("another seed"), "keys")
    with Reader(tmp_path, strangers) as gated:
        assert table.row(gated.show("UIC_01")[0].decision.result).name == "UIC_BAD_SIGNATURE"


@pytest.mark.parametrize("between", ["UIC_02", None])
def test_the_staff_completes_no_refusal_that_a_ticket_stands_behind(tmp_path, between):
    with Reader(tmp_path, read(), mode="exit", trip="enforce") as gated:
        gated.gate.control("lane", "staffed")
        assert gated.show(None)[0].decision.result == codes.NO_ENTRY
        if between is not None:
            gated.show(between)
        gated.wait(500)
        gated.heard.clear()
        gated.gate.control("staff", (1, 1))
        assert [one.done for one in gated.heard if isinstance(one, Completed)] == [between is None]


def test_tickets_beside_cards(tmp_path):
    with Reader(tmp_path, read(), card=True) as gated:
        gated.wait(1000)
        assert table.row(gated.show("UIC_01")[0].decision.result).name == "UIC_VALID"
        gated.wait(3000)
        gated.gate.control("card", "held")
        gated.wait(1500)
        answers = [one.decision.result for one in gated.heard if isinstance(one, Decided)]
        assert answers[-1] == codes.ACCEPTED


def test_the_session_comes_as_expected_and_finds_a_fault(tmp_path, capsys):
    def played(known, folder):
        folder.mkdir()
        gate = CoreGate(pki(), desktop_engine(), folder, VirtualTime(NOW_S), fare_fen=0, families=known)
        return perform(bundled("families"), gate, Wallet(pki()), JsonLines(), "", 0)

    assert played(read(), tmp_path / "1")
    assert not played(read("uic"), tmp_path / "2")
    assert "expected DOSIPAS_VALID, the gate answered FAMILY_NOT_READ_HERE" in capsys.readouterr().out


def test_hostile_bytes_are_never_accepted_and_raise_nothing():
    walk, random_ = read().judging().steps, random.Random(8)
    good = [one.make(pki(), NOW_S) for one in ticket.TICKETS]
    for _ in range(600):
        code = bytearray(random_.choice(good))
        for _ in range(random_.randrange(1, 4)):
            code[random_.randrange(len(code))] = random_.randrange(256)
        if random_.random() < 0.3:
            code = code[: random_.randrange(len(code))]
        decision = sm2.finish(walk(bytes(code), None, policy.STANDARD, history.History(1), NOW_S))
        assert decision.result not in (codes.ACCEPTED, codes.INTERNAL), bytes(code).hex()


def holders(turned):
    """The types of the objects that hold one of these bytes. turned: the last byte first, or this test would be found
    itself.
    """
    return reach.holders(lambda text: not isinstance(text, str) and any(mark[::-1] in text for mark in turned))


def test_nothing_of_a_ticket_is_kept_at_a_gate(tmp_path):
    """Once the panel is at rest: not in memory, nor in any file."""
    scanner = Scanner()
    gate = CoreGate(pki(), desktop_engine(), tmp_path, VirtualTime(NOW_S), scanner=scanner, fare_fen=0, families=read())
    answers = []
    gate.listen(lambda event: answers.append(event.decision.result) if isinstance(event, Decided) else None)
    gate.open()
    text = f"TRAVELLER {random.Random(3).random()}"
    content = rail_code.records(NOW_S, (text, "SEAT 61"))
    code = rail_code.uic_code(pki().seed, 2, NOW_S, content)
    kept = [code[at : at + 24][::-1] for at in (20, 60, 100)] + [text.encode()[::-1]]
    scanner.show(code)
    del code, content
    for _ in range(400):
        gate.turn()
        gate.pass_time(20)
    assert answers == [uic.VALID]
    assert holders(kept) == set()
    gate._station.loop.judged = b"12" + kept[0][::-1]
    assert holders(kept) != set()  # planted
    gate.close()
    for path in (each for each in tmp_path.rglob("*") if each.is_file()):
        assert not any(mark[::-1] in path.read_bytes() for mark in kept), path


def test_every_result_fits_the_hour_of_refusals():
    from terminal import records

    assert len(records.words_body([0] + [word for row in table.TABLE for word in (row.number, 1)])) < 600


def test_the_option(tmp_path):
    status, out, _ = ridegate("run", "--terminal", "--json", "--family", "auto")
    assert status == 0 and json.loads(out.splitlines()[-1])["ok"] is True
    for arguments, words in (
        (("--family-keys", "x"), "belongs to --family"),
        (("--family", "uic", "--emulate", "pico2"), "no board reads rail tickets"),
        (("--family", "uic", "--family-keys", str(tmp_path / "none")), "name the file"),
        (("--family", "uic", "--mode", "sentinel"), "no rail tickets"),
        (("--family", "uic", "--station"), "--family is for one gate"),
    ):
        status, _, error = ridegate("run", "--terminal", *arguments)
        assert status == 2 and words in error, error
    assert ridegate("run", "--family", "paper")[0] == 2


def test_a_file_of_keys_that_is_wrong_is_named(tmp_path):
    for text in ("", "key = 1", "[[key]]\nfamily = 'uic'\n", "\x00"):
        with pytest.raises(Trouble, match=r"keys\.toml"):
            families.made(ALL, text, "keys.toml")
    assert keys.parse(family_mint.keys(pki()), "x").find("uic", "9999", "1") and signature.HASHES
