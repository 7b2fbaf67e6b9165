"""`ridegate test`: what a sound gate gets, what a faulty one gets, and what is said of what cannot be judged.

Length: one bench, and a gate for every way to be wrong.
"""

import contextlib
import hashlib
import http.server
import json
import os
import pty
import shlex
import socket
import subprocess
import sys
import threading
import tty
import zipfile
from xml.etree import ElementTree

import pytest

from sim.conformance import bench, channel, export, junit, pack, report, scenes, vectors
from sim.conformance.core_subject import CoreSubject
from sim.conformance.outcome import FAILED, PASSED, SKIPPED, Outcome, Run
from sim.conformance.subject import ABILITIES, BenchBroken
from sim.output.trouble import Trouble
from sim.scenario import perform, scenario
from tests.rig import session
from tests.rig.command import ROOT, lines, ridegate

PYTEST = (sys.executable, "-m", "pytest", "-q")
FOREIGN_COMMAND = (sys.executable, str(ROOT / "docs" / "foreign_gate.py"))
FOREIGN = "exec:" + shlex.join(FOREIGN_COMMAND)
GOOD, USED, SHORT, NO_LIST = "accepted-version-1-extension-32", "used", "size-empty", "list-missing"
PACK = pack.load(pack.HERE)


def gate(folder, **changes):
    """A foreign gate that answers everything as a good gate would, but for what a test changes."""
    told = {
        "can": ["raw", "result", "contact"],
        "result": "'NOT_A_RIDE_CODE'",
        "closed": "False",
        "answer": '{"answer": {"result": RESULT}}',
        "before": "",
        "name": "'a gate'",
        **changes,
    }
    path = folder / "gate.py"
    path.write_text(
        f"""
import json, sys, time
RESULT = {told["result"]}
for line in sys.stdin:
    said = json.loads(line)
    {told["before"]}
    reply = {{
        "describe": {{"name": {told["name"]}, "can": {told["can"]!r}}},
        "answer": {told["answer"]},
        "contact": {{"closed": {told["closed"]}}},
    }}.get(said["do"], {{}})
    print(json.dumps(reply), flush=True)
""",
        encoding="utf-8",
    )
    return bench.GateName("exec", shlex.join((sys.executable, str(path))))


def played(name, *ids):
    """The outcomes of these vectors by their ids."""
    return {one.id: one for one in bench.play([PACK], name, frozenset(ids)).outcomes}


def test_the_core_gives_every_answer_of_the_pack_and_of_the_scenarios(tmp_path):
    out = tmp_path / "core.xml"
    status, text, err = ridegate("test", "--json", "--junit", out)
    *cases, run = lines(text)
    assert (status, err) == (0, "")
    assert (run["passed"], run["failed"], run["skipped"]) == (len(cases), 0, 0)
    assert len(cases) > len(PACK.vectors) + 10
    assert {one["verdict"] for one in cases} == {PASSED}
    suites = ElementTree.parse(out).getroot()
    names = [f"ridegate-vectors {PACK.version}", "scenario standard", "scenario faults", "scenario trips"]
    assert [suite.get("name") for suite in suites] == names
    assert sum(int(suite.get("tests")) for suite in suites) == len(cases)


def test_the_gate_of_the_documentation_answers_what_it_declares_and_the_rest_is_skipped_by_name(tmp_path):
    scene = tmp_path / "expired.toml"
    scene.write_text(
        """name = "expired"
description = "One code, whose time is over."
step = [
    { scene = { zh = "过期二维码", en = "An expired code" } },
    { show = { phone = 1, fault = "CODE_EXPIRED" } },
    { expect = { answer = "CODE_EXPIRED" } },
    { push = true },
    { expect = { passed = 0 } },
    { hide = true },
]
""",
        encoding="utf-8",
    )
    only = [word for one in (GOOD, USED, SHORT, "expired-01") for word in ("--only", one)]
    status, text, _ = ridegate("test", scene, pack.HERE, "--json", "--gate", FOREIGN, *only)
    *cases, run = lines(text)
    verdicts = {one["case"]: (one["verdict"], one["difference"]) for one in cases}
    assert status == 0 and run["failed"] == 0
    assert verdicts[USED] == (SKIPPED, "the gate has no history")
    assert {verdicts[one][0] for one in (GOOD, SHORT, "expired-01")} == {PASSED}
    assert next(one for one in cases if one["case"] == "expired-01")["not_judged"] == ["push", "passed"]


def test_the_gate_of_the_documentation_has_fifty_lines_of_code():
    text = (ROOT / "docs" / "foreign_gate.py").read_text(encoding="utf-8").splitlines()
    code = [line for line in text if line.strip() and not line.strip().startswith(('"""', "#"))]
    assert len(code) <= 55


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ({"result": "'ACCEPTED'"}, "expected NOT_A_RIDE_CODE, the gate answered ACCEPTED"),
        ({"result": "'BAD_LENGTH'"}, "expected NOT_A_RIDE_CODE, the gate answered BAD_LENGTH"),
        ({"closed": "said['do'] == 'contact' and shown > 0"}, "expected the contact open at NOT_A_RIDE_CODE"),
        ({"can": ["raw", "contact"], "answer": '{"answer": {"accepted": True}}'}, "the gate let the passenger in"),
        ({"can": ["raw", "result", "step"], "answer": '{"answer": {"result": RESULT, "step": 2}}'}, "expected step 1"),
        ({"can": ["result", "offset"], "answer": '{"answer": {"result": RESULT, "offset": 9}}'}, "expected offset"),
    ],
)
def test_a_faulty_answer_is_named(change, difference, tmp_path):
    before = "shown = 1 if said['do'] == 'present' else globals().get('shown', 0)"
    found = played(gate(tmp_path, before=before, **change), SHORT)[SHORT]
    assert found.verdict == FAILED and difference in found.difference
    assert found.clause == "§4 step 1"


def test_a_gate_that_opens_nothing_fails_at_an_acceptance(tmp_path):
    can = ["raw", "clock", "list", "result", "contact"]
    found = played(gate(tmp_path, can=can, result="'ACCEPTED'"), GOOD)[GOOD]
    assert (found.verdict, found.difference) == (FAILED, "expected the contact closed at ACCEPTED, it was not")


def test_a_gate_that_does_not_answer_fails_and_the_bench_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.conformance.foreign.ANSWER_MAX_S", 0.1)
    found = played(gate(tmp_path, answer='{"answer": None}'), SHORT)[SHORT]
    assert found.difference == "expected NOT_A_RIDE_CODE, the gate did not answer"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"answer": "[]"}, "no JSON object"),
        ({"answer": '{"answer": 7}'}, "is no object"),
        ({"answer": '{"answer": {"result": "FINE"}}'}, "no result 'FINE'"),
        ({"answer": '{"answer": {"result": []}}'}, r"no result '\[\]'"),
        ({"answer": '{"answer": {"result": RESULT, "step": True}}'}, "step and offset are numbers"),
        ({"answer": '{"answer": {"result": RESULT, "family": {}}}'}, "family is text"),
        ({"answer": '{"error": "no paper"}'}, "no paper"),
        ({"can": ["raw", "magic"]}, "no ability 'magic'"),
        ({"can": [[]]}, r"no ability '\[\]'"),
        ({"can": "raw"}, "a list of abilities"),
        ({"closed": "'yes'"}, "true or false"),
        ({"closed": "True"}, "stays closed"),
        ({"before": "sys.exit(3)"}, "it ended"),
        ({"before": "time.sleep(60)"}, "no answer to 'describe'"),
        ({"can": ["raw"], "answer": '{"answer": {"result": "ACCEPTED"}}'}, "`accepted`"),
    ],
)
def test_a_broken_bench_is_no_verdict(change, words, tmp_path, monkeypatch):
    if words == "no answer to 'describe'":  # the others answer, however busy this computer is
        monkeypatch.setattr("sim.conformance.channel.START_MAX_S", 1.0)
    monkeypatch.setattr("sim.conformance.foreign.REST_MAX_S", 0.1)
    with pytest.raises(BenchBroken, match=words):
        played(gate(tmp_path, **change), SHORT)


def test_a_contact_that_is_closed_from_before_is_no_release_of_a_scene(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.conformance.foreign.REST_MAX_S", 60.0)  # a hang, not a slow machine
    scene = tmp_path / "refused.toml"
    scene.write_text(
        """name = "refused"
description = "A code that is none."
step = [
    { scene = { zh = "不是乘车码", en = "No ride code" } },
    { show = { hex = "68656c6c6f" } },
    { expect = { answer = "NOT_A_RIDE_CODE" } },
    { expect = { contact = false } },
    { expect = { released = 0 } },
]
""",
        encoding="utf-8",
    )
    before = "asked = globals().get('asked', 0) + (said['do'] == 'contact')"
    found = bench.play([scenario.load(scene)], gate(tmp_path, before=before, closed="asked < 9"))
    assert {one.id: (one.verdict, one.difference) for one in found.outcomes} == {
        "refused-01": (PASSED, ""),
        "refused-journal": (SKIPPED, "the gate shows no journal"),
    }


def test_what_a_gate_does_not_declare_is_skipped_and_nothing_judged_is_status_2(tmp_path):
    run = bench.play([PACK], gate(tmp_path, can=[]), frozenset((GOOD, USED)))
    assert {one.verdict for one in run.outcomes} == {SKIPPED}
    assert run.status == 2


@pytest.mark.parametrize("ability", ["clock", "list", "history", "policy"])
def test_without_an_ability_the_vectors_that_need_it_are_skipped_by_its_name(ability):
    subject = CoreSubject()
    subject.abilities = frozenset(ABILITIES) - {ability}
    skipped = [one for one in vectors.play(PACK, subject) if one.verdict == SKIPPED]
    assert skipped and all(ability in one.difference for one in skipped)
    ids = {one.id for one in skipped}
    assert all(one.step is None or one.step > 5 or one.policy for one in PACK.vectors if one.id in ids)


@pytest.mark.parametrize("text", ["core:x", "emulator", "emulator:", "board", "exec:", ""])
def test_a_gate_that_is_written_wrong_is_shown_how(text):
    with pytest.raises(BenchBroken, match="write core, emulator:pico2"):
        bench.gate_name(text)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("exec:/no/such/program", "No such file"),
        ("http://127.0.0.1:9/", "is the gate running"),
        ("serial:/dev/none", "none"),
    ],
)
def test_a_gate_that_is_not_there_is_status_2(where, words):
    status, out, err = ridegate("test", "--gate", where, "--only", SHORT)
    assert (status, out) == (2, "") and words in err and err.count("\n") == 1


@pytest.mark.parametrize(
    "where",
    [
        "http://a:99999/",
        "http://[::1",
        "http://a b/",
        "http://127.0.0.1:9/闸机",
        "http://a..b/",
        "http://",
        "exec:it's",
    ],
)
def test_an_address_that_is_none_is_a_broken_bench(where):
    name = bench.gate_name(where)
    with pytest.raises(BenchBroken, match=r"write it as|is the gate running"):
        channel.reach(name.kind, name.where).ask({"do": "describe"})


def test_a_gate_that_reads_nothing_holds_up_neither_a_question_nor_the_end(monkeypatch):
    monkeypatch.setattr("sim.conformance.channel.ANSWER_MAX_S", 0.1)
    gate = "input(); print('{}', flush=True); import time; time.sleep(600)"
    line = channel.Program(shlex.join((sys.executable, "-c", gate)))
    line.ask({"do": "describe"})
    with pytest.raises(BenchBroken, match="no answer to 'set'"):
        line.ask({"do": "set", "list": "00" * 1_000_000})  # more than any pipe holds
    line.close()


def test_a_gate_that_talks_without_being_asked_has_to_wait():
    before = set(threading.enumerate())
    said = []

    def read():
        said.append(b"{}\n")
        return said[-1] if len(said) < 10_000 else b""

    line = channel._Lines("a gate", read, len)
    assert line.ask({"do": "describe"}) == {}
    for thread in set(threading.enumerate()) - before:
        thread.join(0.2)
    assert len(said) <= channel._WAITING_MAX + 3


def test_an_answer_that_comes_byte_by_byte_over_http_is_late(monkeypatch):
    monkeypatch.setattr("sim.conformance.channel.ANSWER_MAX_S", 0.2)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            line, _ = server.accept()
            with line:
                line.recv(4096)
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                while not over.wait(0.02):
                    line.sendall(b" ")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        with pytest.raises(BenchBroken, match="no answer to 'describe'"):
            channel.reach("http", f"http://127.0.0.1:{server.getsockname()[1]}/").ask({"do": "describe"})
        over.set()
        thread.join(60)


# The same foreign gate behind the other lines

SEVERAL = (GOOD, SHORT)
ONLY = [word for one in SEVERAL for word in ("--only", one)]


@pytest.fixture(scope="module")
def by_command(tmp_path_factory):
    """The output and the JUnit report of the gate of the documentation, started as a command."""
    junit = tmp_path_factory.mktemp("command") / "junit.xml"
    status, text, err = ridegate("test", "--json", "--junit", junit, "--gate", FOREIGN, *ONLY)
    assert (status, err) == (0, "") and lines(text)[-1]["passed"] == len(SEVERAL)
    return text, junit.read_bytes()


@contextlib.contextmanager
def over_http():
    """The gate of the documentation behind HTTP: each body of a POST is a line to it, its line is the answer."""
    gate = subprocess.Popen(FOREIGN_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            gate.stdin.write(self.rfile.read(int(self.headers["Content-Length"])) + b"\n")
            gate.stdin.flush()
            line = gate.stdout.readline()
            self.send_response(200)
            self.send_header("Content-Length", str(len(line)))
            self.end_headers()
            self.wfile.write(line)

        def log_message(self, *words):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        gate.stdin.close()
        gate.wait(60)


@contextlib.contextmanager
def over_a_serial_line():
    """The gate of the documentation at the far end of a serial line."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    gate = subprocess.Popen(FOREIGN_COMMAND, stdin=ours, stdout=ours)
    try:
        yield f"serial:{os.ttyname(theirs)}"
    finally:
        gate.kill()
        gate.wait(60)
        os.close(ours)
        os.close(theirs)


@pytest.mark.parametrize("line", [over_http, over_a_serial_line])
def test_over_every_line_the_same_gate_gets_the_same_verdicts(line, by_command, tmp_path):
    with line() as where:
        status, text, err = ridegate("test", "--json", "--junit", tmp_path / "line.xml", "--gate", where, *ONLY)
    assert (status, text, err) == (0, by_command[0], "")
    assert (tmp_path / "line.xml").read_bytes() == by_command[1]


def test_the_journal_is_read_once_the_last_ride_has_its_outcome(tmp_path):
    path = tmp_path / "last.toml"
    path.write_text(
        """name = "last"
description = "One ride, whose outcome is on record late."
step = [
    { scene = { zh = "最后一位", en = "The last passenger of all does not walk" } },
    { walk = false },
    { show = { phone = 0 } },
    { expect = { answer = "ACCEPTED" } },
]
""",
        encoding="utf-8",
    )
    run = bench.play(bench.suites([path]), bench.gate_name("core"))
    assert [(one.id, one.verdict, one.difference) for one in run.outcomes] == [
        ("last-01", PASSED, ""),
        ("last-journal", PASSED, ""),
    ]


TWO_SOON = """name = "two"
description = "The second passenger is let in before the first one has passed."
step = [
    { scene = { zh = "两位乘客", en = "Two passengers, one behind the other" } },
    { show = { phone = 0 } },
    { expect = { answer = "ACCEPTED" } },
    { show = { phone = 1 } },
    { expect = { answer = "ACCEPTED" } },
]
"""
CLOCK_AHEAD = """name = "ahead"
description = "The clock is a day ahead, then right again."
step = [
    { scene = { zh = "时钟", en = "A day ahead every code is over" } },
    { clock = { offset_s = 86400 } },
    { show = { phone = 0 } },
    { expect = { answer = "CODE_EXPIRED" } },
    { clock = {} },
    { show = { phone = 1 } },
    { expect = { answer = "ACCEPTED" } },
]
"""


def test_the_journal_is_read_once_every_ride_has_its_outcome(tmp_path):
    path = tmp_path / "two.toml"
    path.write_text(TWO_SOON, encoding="utf-8")
    run = bench.play(bench.suites([path]), bench.gate_name("core"))
    assert {one.id: one.difference for one in run.outcomes} == {"two-01": "", "two-journal": ""}


def test_the_gate_of_the_documentation_keeps_its_list_when_its_clock_is_set(tmp_path):
    path = tmp_path / "ahead.toml"
    path.write_text(CLOCK_AHEAD, encoding="utf-8")
    run = bench.play(bench.suites([path]), bench.gate_name(FOREIGN))
    assert run.outcomes[0].difference == ""


# The pack


def test_an_exported_pack_is_the_same_bytes_each_time_and_plays_as_the_folder_does(tmp_path):
    one, two = tmp_path / "one.zip", tmp_path / "two.zip"
    assert export.export(one) == export.export(two) == (PACK.version, len(PACK.vectors))
    assert one.read_bytes() == two.read_bytes()
    assert pack.load(one).vectors == PACK.vectors


@pytest.mark.parametrize("name", ["decisions.jsonl", "trust/main.bin", "trust/operator.hex"])
def test_a_pack_with_one_changed_byte_is_refused(name, tmp_path):
    for source in pack.HERE.rglob("*"):
        if source.suffix in (".json", ".jsonl", ".bin", ".hex"):
            copy = tmp_path / source.relative_to(pack.HERE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(source.read_bytes())
    assert pack.load(tmp_path).vectors == PACK.vectors
    data = bytearray((tmp_path / name).read_bytes())
    data[40] ^= 1
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Trouble, match=f"{name}: it is not as pack.json has it"):
        pack.load(tmp_path)


@pytest.mark.parametrize("name", ["trust/\0.bin", "trust/\ud800.bin"])
def test_a_name_that_no_file_can_have_is_refused(name, tmp_path):
    rows = [{"file": name, "sha256": ""}]
    (tmp_path / "pack.json").write_text(json.dumps({"version": PACK.version, "files": rows}), encoding="utf-8")
    with pytest.raises(Trouble, match="no file can have this name"):
        pack.load(tmp_path)


@pytest.mark.parametrize("scene", [False, True])
def test_a_suite_is_played_once(scene, tmp_path):
    path = tmp_path / "two.toml"
    path.write_text(TWO_SOON, encoding="utf-8")
    status, out, err = ridegate("test", *([path, path] if scene else [pack.HERE, pack.HERE]), "--only", USED)
    assert (status, out) == (2, "") and "is there twice; play one of them alone" in err


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip"])
def test_what_is_no_pack_is_refused(data, tmp_path):
    path = tmp_path / "v.zip"
    path.write_bytes(data)
    with pytest.raises(Trouble, match="no zip file"):
        pack.load(path)


def damaged(folder, name, data):
    """A small pack whose file `name` holds this."""
    files = {each: (pack.HERE / each).read_bytes() for each in ("trust/main.bin", "trust/operator.hex")}
    first = (pack.HERE / "decisions.jsonl").read_bytes().splitlines()[0]
    files = {**files, "decisions.jsonl": first, name: data}
    rows = [{"file": each, "sha256": hashlib.sha256(held).hexdigest()} for each, held in files.items()]
    files.setdefault("pack.json", json.dumps({"version": PACK.version, "files": rows}).encode())
    for each, held in files.items():
        (folder / each).parent.mkdir(parents=True, exist_ok=True)
        (folder / each).write_bytes(held)
    return folder


VECTOR = {
    "id": "v", "comment": "", "payload": "", "trust": None, "clock": 0, "result": "ACCEPTED", "step": None,
    "recovered": [], "policy": {}, "history": [["00" * 10, 0, 2**32 - 1]],
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"trust": []}, {"policy": []}, {"policy": {"fare_fen": -5}}, {"clock": "x"}, {"clock": -1}, {"clock": 2**32},
        {"clock": True}, {"step": "x"}, {"step": True}, {"result": "FINE"}, {"result": []}, {"recovered": "hex"},
        {"offset": None}, {"family": 7}, {"id": 7}, {"payload": 7}, {"history": [["00" * 10, float("inf"), 1]]},
        {"history": [["00" * 9, 0, 1]]}, {"history": 7},
    ],
)  # fmt: skip
def test_a_line_that_is_no_vector_is_named(change, tmp_path):
    (found,) = pack.load(damaged(tmp_path, "decisions.jsonl", json.dumps(VECTOR).encode())).vectors
    assert (found.clock_s, found.history) == (0, ((bytes(10), 0, 2**32 - 1),))
    with pytest.raises(Trouble, match=r"decisions.jsonl:1: this is no vector"):
        pack.load(damaged(tmp_path, "decisions.jsonl", json.dumps({**VECTOR, **change}).encode()))


DEEP = b"[" * 100_000


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("pack.json", DEEP, "names no version"), ("pack.json", b"[]", "names no version"),
        ("decisions.jsonl", DEEP, "no vector"), ("decisions.jsonl", b"[]", "no vector"),
        ("trust/operator.hex", b"zz", "no public key"), ("trust/operator.hex", b"00" * 63, "no public key"),
        ("trust/operator.hex", b"00" * 65, "no public key"), ("trust/operator.hex", b"\xff" * 128, "no public key"),
    ],
)  # fmt: skip
def test_a_file_of_a_pack_that_is_damaged_is_named(name, data, words, tmp_path):
    with pytest.raises(Trouble, match=f"{name}.*{words}"):
        pack.load(damaged(tmp_path, name, data))


def test_a_zip_file_with_a_flipped_bit_is_refused_or_read(tmp_path):
    source, path = damaged(tmp_path / "pack", "decisions.jsonl", json.dumps(VECTOR).encode()), tmp_path / "v.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for each in sorted(source.rglob("*.*")):
            out.write(each, each.relative_to(source))
    whole = path.read_bytes()
    refused = 0
    for bit in range(0, 8 * len(whole), 167):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        path.write_bytes(flipped)
        try:
            pack.load(path)
        except Trouble:
            refused += 1
    assert refused > 20


# What is written


NAME = "g\x01\x1b[31m\ud800<b>"


def test_what_is_no_text_in_the_name_of_a_gate_is_spelled_out(tmp_path):
    run = bench.play([PACK], gate(tmp_path, name=ascii(NAME)), frozenset([SHORT]))
    assert run.gate == r"g\x01\x1b[31m\ud800<b>"
    assert ElementTree.fromstring(junit.xml(run)).get("name") == f"ridegate test: {run.gate}"
    assert rb"g\x01\x1b[31m\ud800&lt;b&gt;" in report.page(run)


def test_what_is_no_text_in_a_pack_is_spelled_out(tmp_path):
    line = json.dumps({**VECTOR, "id": NAME, "comment": NAME, "family": NAME, "recovered": [NAME]}).encode()
    found = pack.load(damaged(tmp_path, "decisions.jsonl", line)).vectors[0]
    assert {found.id, found.comment, found.family, *found.recovered} == {r"g\x01\x1b[31m\ud800<b>"}


def test_two_runs_write_the_same_junit_and_a_failure_carries_its_clause(tmp_path):
    outcomes = (
        Outcome("s", "a", PASSED, "fine", "§4", "", ("step",)),
        Outcome("s", "b", FAILED, "a <code> & more", "§4 step 9", "expected A, the gate answered B"),
        Outcome("s", "c", SKIPPED, "", "", "the gate has no clock"),
    )
    run = Run("a gate", ("raw",), ("s",), outcomes)
    assert junit.xml(run) == junit.xml(run)
    suite = ElementTree.fromstring(junit.xml(run))[0]
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "1", "1")
    assert "§4 step 9" in suite[1][0].text and suite[1][0].get("message") == outcomes[1].difference
    text = report.page(run).decode()
    assert "@" not in text.partition("<main>")[0].replace("@media", "") and "--card:" in text
    assert "a &lt;code&gt; &amp; more" in text and "the gate has no clock" in text and "<script" not in text
    assert run.status == 1


@pytest.mark.parametrize("can", [["raw"], ["raw", "result"]], ids=["no result", "no trips"])
def test_a_scenario_that_cannot_be_played_has_all_its_cases_too(can, tmp_path):
    (trips,) = [one for one in perform.every() if one.name == "trips"]
    found = bench.play([trips], gate(tmp_path, can=can)).outcomes
    assert sorted(one.id for one in found) == sorted(scenes.ids(trips))
    assert {one.verdict for one in found} == {SKIPPED} and all(one.difference for one in found)


def test_the_plugin_makes_each_scene_a_test(tmp_path):
    text = (ROOT / "sim/scenario/standard.toml").read_text(encoding="utf-8")
    (tmp_path / "good.scenario.toml").write_text(text, encoding="utf-8")
    wrong = text.replace('answer = "BAD_LENGTH"', 'answer = "MALFORMED"')
    (tmp_path / "wrong.scenario.toml").write_text(wrong, encoding="utf-8")
    done = subprocess.run(
        [*PYTEST, "-p", "sim.conformance.pytest_plugin", "-p", "no:cacheprovider", tmp_path],
        cwd=ROOT, env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"1 failed, {2 * (session.SCENES + 1) - 1} passed" in done.stdout  # what ends a session is one more
    assert "expected MALFORMED, the gate answered BAD_LENGTH" in done.stdout


def test_a_case_that_is_in_no_suite_is_named():
    status, _, err = ridegate("test", "--only", "no-such-case")
    assert status == 2 and "no-such-case" in err


def test_nothing_is_played_of_a_scenario_without_a_case_that_is_wanted(tmp_path):
    heard = tmp_path / "heard"
    name = gate(tmp_path, before=f"open({str(heard)!r}, 'a').write(line)")
    run = bench.play([PACK, *perform.every()], name, frozenset([SHORT]))
    assert [one.id for one in run.outcomes] == [SHORT] and len(run.suites) == 4
    assert heard.read_text(encoding="utf-8").count('"present"') == 1


def test_json_of_a_case_has_one_shape():
    _, text, _ = ridegate("test", "--json", "--only", GOOD)
    case = json.loads(text.splitlines()[0])
    assert set(case) == {"case", "suite", "verdict", "clause", "difference", "not_judged"}
