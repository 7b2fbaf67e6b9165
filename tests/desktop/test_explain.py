"""`ridegate explain`: a sample of the planted mistakes, good codes, hostile bytes, and the words of every cause."""

import json
import queue
import random
import re
import threading
from pathlib import Path

import pytest

from hal.desktop.engine import proved_engine
from sim.command import cli
from sim.explain import catalogue, layout_search, record, transport, view
from sim.explain.cause import Cause
from sim.issuer.issuer import trust_toml
from tests.explain.__main__ import bench, fault, good, planted
from tests.explain.bugs import BUGS
from tests.explain.more import MORE, varied
from tests.explain.program import NOW_S
from tests.explain.table import PATH, written

SAMPLE = [*BUGS[3::16], *MORE[5::20]]
HOSTILE = 40
_ROOT = Path(__file__).resolve().parents[2]
_NAMED = (
    r'(?:Reading|Cause)\(\s*"([a-z0-9_]+)"', r'yield "([a-z0-9_]+)"', r'note\("([a-z0-9_]+)"', r'kind = "([a-z0-9_]+)"',
    r'\("([a-z0-9_]+)", (?:lambda|_)', r'kind, detail = "([a-z0-9_]+)"', r'texts \+= \[\("([a-z0-9_]+)"',
)  # fmt: skip


@pytest.fixture(scope="module")
def on(tmp_path_factory):
    return bench(str(tmp_path_factory.mktemp("explain")))


@pytest.mark.parametrize("bug", SAMPLE, ids=lambda bug: bug.kind)
def test_planted_mistake_is_named(on, bug):
    assert fault(bug, on.explain(planted(on.pki, bug, 0))) == ""


def test_an_explanation_that_names_something_else_is_a_fault(on):
    code = planted(on.pki, next(bug for bug in BUGS if bug.kind == "generated_le"), 0)
    other = next(bug for bug in BUGS if bug.kind == "issuer_le")
    assert "generated_s.little_endian" in fault(other, on.explain(code))


@pytest.mark.parametrize("number", range(12))
def test_a_good_code_gets_no_name(on, number):
    for make in (good, varied):
        answer = on.explain(make(on.pki, number))
        assert answer.result == "ACCEPTED" and answer.hypotheses == ()


def test_hostile_bytes_get_an_answer(on):
    draw = random.Random(7)
    base = good(on.pki, 0)
    for number in range(HOSTILE):
        payload = (
            draw.randbytes(draw.randrange(1200)),
            base[: draw.randrange(len(base))],
            bytes(draw.choice(b"0123456789abcdef=+/ ") for _ in range(draw.randrange(1, 1500))),
            base.hex().encode()[: draw.randrange(700)],
        )[number % 4]
        record.record(on.explain(payload))


def test_digits_with_many_f_do_not_hang(on):
    on.explain(b"f" * 639 + b"!")
    on.explain(b"ffffff8" * 100)


def test_what_is_too_deep_to_be_read_gets_an_answer(on):
    assert on.explain(b"[" * 1000).result == "OVERSIZED"
    for payload in (b"[" * transport.TEXT_MAX_BYTES, b'{"a":' * 1300):
        assert all(kind != "json" for kind, _, _ in transport.undone(payload))


def test_every_kind_has_words():
    known = {kind for _, kind in catalogue.ROWS}
    for path in (_ROOT / "sim" / "explain").glob("*.py"):
        if path.name == "catalogue.py":
            continue
        for pattern in _NAMED:
            for kind in re.findall(pattern, path.read_text(encoding="utf-8")):
                assert kind in known or kind.removesuffix("_little_endian") in known, (path.name, kind)


def test_a_sentence_without_its_detail_has_no_hole():
    for (_, kind), row in catalogue.ROWS.items():
        if "({" not in row.does.en and "({" not in row.does.zh:
            continue
        said = catalogue.does(Cause(kind, "payload"))
        assert not re.search(r"\(\)|[a-z]+ \)|\(\w+ ?\)|  ", said.zh + said.en), (kind, said)


def test_what_changed_after_signing_is_named_with_its_place_where_that_is_known():
    changed = "The issuer's program changes the payload after it was signed{}, or it was damaged on the way."
    for detail, zh, en in (("", "", ""), ("12", " (字节 12)", " (byte 12)")):
        said = catalogue.does(Cause("changed_after_signing", "payload", detail=detail))
        assert said == (f"发行方程序: 签名之后载荷又变了{zh}。", changed.format(en))


def test_the_page_of_names_is_fresh():
    text = PATH.read_text(encoding="utf-8")
    assert written(text) == text, "run `make explain-names`"


@pytest.mark.parametrize("form", ["bcd", "text", "other text"])
def test_an_account_in_the_extension_is_remarked_on_in_every_form(on, form):
    user = on.pki.user(0)
    number = user.account.rstrip("f")
    extension = {"bcd": bytes.fromhex(user.account), "text": number.encode(), "other text": b"0123456789abcdef"}[form]
    answer = on.explain(on.pki.recipe(NOW_S, user).set(extension=extension).encode())
    assert answer.result == "ACCEPTED"
    assert ("extension.holds_account" in [one.name for one in answer.remarks]) == (form != "other text")


def test_an_account_in_the_place_of_another_field_is_masked(on, capsys):
    bad = bytearray(good(on.pki, 0))
    number = "31041798765432101234"
    bad[158:168] = bytes.fromhex(number)
    key = layout_search.layouts(bytes(bad), NOW_S)[0].causes[0]
    assert key.subject == "user_key" and key.found.startswith("*" * 16) and key.expected.startswith("02d57e")
    answer = on.explain(bytes.fromhex(number) + good(on.pki, 0))
    view.show("code.bin", answer)
    told = f"{key}{json.dumps(record.record(answer))}{capsys.readouterr().out}"
    assert answer.hypotheses[0].name == "payload.prefix"
    assert not any(number[at : at + 6] in told.replace(" ", "") for at in range(15))


def test_no_account_is_shown():
    shown, number = layout_search.shown, bytes.fromhex("31041798765432101234")
    assert shown("account", b"\x31") == "" and shown("service", b"\x31") == "31"
    assert shown("user_key", number) == "*" * 16 + "1234" and shown("generated_s", b"1793000000") == b"1793000000".hex()


def test_command_line(on, tmp_path, capsys):
    (tmp_path / "trust.toml").write_text(trust_toml(on.pki), encoding="utf-8")
    (tmp_path / "bad.bin").write_bytes(planted(on.pki, next(bug for bug in BUGS if bug.kind == "generated_le"), 0))
    (tmp_path / "good.bin").write_bytes(good(on.pki, 0))
    options = ["--trust", str(tmp_path / "trust.toml"), "--at", str(NOW_S)]
    assert cli.main(["explain", *options, "--json", str(tmp_path / "bad.bin")]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["hypotheses"][0]["name"] == "generated_s.little_endian"
    assert {"does", "must", "does_zh", "must_zh", "clause"} <= set(told["hypotheses"][0]["causes"][0])
    assert cli.main(["explain", *options, str(tmp_path / "good.bin")]) == 0
    assert cli.main(["explain", *options, str(tmp_path / "bad.bin")]) == 1
    assert "generated_s.little_endian" in capsys.readouterr().out


def test_the_page_hears_why_behind_a_refusal(on):
    from sim.gate.event import Decided, Set, Stages, Started
    from sim.gate.lists import ListChoice, lists
    from sim.issuer import fault as faults
    from sim.issuer.issuer import make_pki
    from sim.page import message
    from sim.page.explainer import Explainer
    from terminal.decide import decide
    from terminal.history import History
    from terminal.policy import STANDARD

    pki = make_pki()
    known = {name: file for name, file in lists(pki, NOW_S).items() if file is not None}
    heard: queue.Queue[object] = queue.Queue()
    explainer = Explainer(lambda: known, heard.put)
    explainer.hear(Started(0, "", "core", "", 2))
    try:
        payload = faults.by_name("BAD_RIDE_SIGNATURE")[0].make(pki, NOW_S)
        decision = decide(payload, known["current"].open(proved_engine()), STANDARD, History(1), NOW_S)
        explainer.hear(Decided(0, decision, payload, Stages(), None, NOW_S, 0))
        told = message.of(heard.get(timeout=60), 0)
        assert told["kind"] == "explained" and told["result"] == "BAD_RIDE_SIGNATURE"
        assert told["hypotheses"][0]["standing"] == "cannot be told apart" and told["list_known"]
        wrong_root = faults.by_name("BAD_CA_SIGNATURE")[0].make(pki, NOW_S)
        decision = decide(wrong_root, known["current"].open(proved_engine()), STANDARD, History(1), NOW_S)
        refused = Decided(0, decision, wrong_root, Stages(), None, NOW_S, 0)
        explainer.hear(Started(0, "", "a board", "", 9))  # with a list that is not at hand
        explainer.hear(refused)
        told = message.of(heard.get(timeout=60), 0)
        assert not told["list_known"] and not any("ca_signature" in one["name"] for one in told["hypotheses"])
        explainer.hear(Set(0, "trust", ListChoice("current", 2, None)))
        explainer.hear(refused)
        told = message.of(heard.get(timeout=60), 0)
        assert told["list_known"] and any("ca_signature" in one["name"] for one in told["hypotheses"])
    finally:
        explainer.close()


def test_the_page_explains_the_next_refusal_where_one_could_not_be_explained(capfd):
    from sim.gate.event import Decided, Stages, Started
    from sim.page.explainer import Explainer
    from terminal.decide import decide
    from terminal.history import History
    from terminal.policy import STANDARD

    failed = threading.Event()
    heard: queue.Queue[object] = queue.Queue()

    def lists():
        if failed.is_set():
            return {}
        failed.set()
        raise RuntimeError("no lists today")

    explainer = Explainer(lists, heard.put)
    try:
        explainer.hear(Started(0, "", "core", "", 2))
        refused = Decided(0, decide(b"hello", None, STANDARD, History(1), NOW_S), b"hello", Stages(), None, NOW_S, 0)
        explainer.hear(refused)
        assert failed.wait(60)
        explainer.hear(refused)
        assert heard.get(timeout=60).answer.result == "NOT_A_RIDE_CODE"
    finally:
        explainer.close()
    assert "no lists today" in capfd.readouterr().err
