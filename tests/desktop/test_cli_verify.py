"""`ridegate verify`: answers, shapes, statuses, the same on both runtimes."""

import json

import pytest

from sim.code import reason, result_table
from sim.trust import source as trust_source
from terminal import codes, trust
from tests.rig import command
from tests.rig.command import AT, FARE, code, folder, lines, ridegate, write


def verify(*arguments, **kwargs):
    status, out, err = ridegate("verify", "--json", *arguments, **kwargs)
    return status, lines(out), err


def trusting(*arguments, **kwargs):
    return verify("--trust", command.trust(), "--at", AT, *arguments, **kwargs)


def test_every_fault_is_named_with_its_step():
    status, answers, err = trusting("--fare", FARE, *(path for _, path in command.faulty()))
    assert (status, err) == (1, "")
    for (fault, path), answer in zip(command.faulty(), answers, strict=True):
        assert answer["file"] == str(path)
        assert (answer["result"], answer["step"]) == (fault.result, fault.step), fault.name
        row = result_table.by_name(fault.result)
        assert (answer["number"], answer["zh"], answer["en"]) == (row.number, row.zh, row.en)
        if fault.result == "FOREIGN_CODE":
            assert answer["family"] == fault.variant
        if fault.result == "MALFORMED":
            assert answer["offset"] == 3


def test_an_accepted_code_is_told_in_full_but_for_its_account():
    status, answers, _ = trusting(write("one.bin", code(3)))
    assert status == 0
    ms = answers[0].pop("ms")
    assert ms > 0
    assert answers == [
        {
            "file": str(folder() / "one.bin"),
            "kind": "code",
            "result": "ACCEPTED",
            "number": 0,
            "step": None,
            "recovered": [],
            "beyond": None,
            "issuer": "03041730",
            "account": "***************0003",
            "account_type": 1,
            "generated": "2026-10-26T07:33:20Z",
            "validity_s": 1200,
            "limit_fen": 20000,
            "zh": "刷码成功 请通行",
            "en": "Accepted, please pass",
            "fault": "nobody",
        }
    ]


def test_mangled_codes_are_judged_as_read_and_say_what_was_undone():
    forms = command.mangled()
    status, answers, _ = trusting(*(write(f"mangled-{at}.bin", data) for at, (_, data) in enumerate(forms)))
    assert status == 0
    assert [(a["result"], a["recovered"]) for a in answers] == [("ACCEPTED", undone) for undone, _ in forms]


def test_pictures_are_decoded_and_each_symbol_is_judged():
    both = write("both.png", command.picture(code(0), b"6200000000000000000"))
    none = write("none.png", command.blank())
    status, answers, err = trusting(both, none)
    assert status == 2 and str(none) in err and "no QR symbol" in err
    told = [(a["kind"], a["result"], a["index"], a["payloads"]) for a in answers[:2]]
    assert told == [("picture", "ACCEPTED", 0, 2), ("picture", "FOREIGN_CODE", 1, 2)]
    assert (answers[2]["kind"], sorted(answers[2])) == ("picture", ["error", "file", "kind"])


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_judged():
    broken = write("broken.png", command.picture(code(0))[:200])
    missing = folder() / "missing.bin"
    status, answers, err = trusting(missing, broken, folder(), write("good.bin", code(1)))
    assert status == 2
    assert [sorted(a) for a in answers[:3]] == [["error", "file", "kind"]] * 3
    assert [a["kind"] for a in answers] == [None, "picture", None, "code"]
    assert "cut short" in answers[1]["error"] and f"{folder()}/*" in answers[2]["error"]
    assert [a["file"] for a in answers[:3]] == [str(missing), str(broken), str(folder())]
    assert answers[3]["result"] == "ACCEPTED"
    assert all(str(path) in err for path in (missing, broken))
    assert len(err.splitlines()) == 3


def test_statuses():
    good, bad = write("good.bin", code(1)), write("bad.bin", b"\x81")
    assert trusting(good, good)[0] == 0  # each is judged alone: no replay between files
    assert trusting(good, bad)[0] == 1
    assert trusting(bad, folder() / "missing.bin")[0] == 2


def test_standard_input():
    status, answers, _ = trusting("-", stdin=code(2))
    assert (status, answers[0]["file"], answers[0]["result"]) == (0, "-", "ACCEPTED")


def test_a_large_file_is_refused_unread():
    status, answers, _ = trusting("/dev/zero")
    assert (status, answers[0]["result"]) == (1, "OVERSIZED")
    status, answers, _ = trusting(write("1024.bin", b"x" * 1024), write("1025.bin", b"x" * 1025))
    assert [a["result"] for a in answers] == ["OVERSIZED", "OVERSIZED"]


def test_moments_of_every_form_are_the_same_moment():
    path = write("good.bin", code(1))
    for moment in (AT, "2026-10-26T07:33:20Z", "2026-10-26T15:33:20+08:00", "2026-10-26T02:03:20-05:30"):
        status, answers, _ = verify("--trust", command.trust(), "--at", moment, path)
        assert (status, answers[0]["result"]) == (0, "ACCEPTED"), moment
    status, answers, _ = verify("--trust", command.trust(), "--at", str(command.AT_S + 1201), path)
    assert (status, answers[0]["result"]) == (1, "CODE_EXPIRED")


def test_without_a_list_nothing_is_judged_beyond_step_7():
    status, answers, _ = verify("--at", AT, write("good.bin", code(1)))
    assert (status, answers[0]["result"], answers[0]["step"]) == (1, "TRUST_LIST_MISSING", 7)
    assert answers[0]["issuer"] == "03041730"


def test_the_signed_list_gives_the_same_answers_under_its_operator_key():
    arguments = ["--at", AT, "--fare", FARE, *(path for _, path in command.faulty())]
    key = folder() / "operator.pub"
    signed = verify("--trust", folder() / "trust.bin", "--operator-key", key, *arguments)
    source = verify("--trust", command.trust(), *arguments)
    assert without_ms(signed[1]) == without_ms(source[1])


@pytest.mark.parametrize("runtime", ["cpython", "micropython"])
def test_a_damaged_list_is_an_error_that_names_the_page(runtime):
    data = bytearray((folder() / "trust.bin").read_bytes())
    data[2 * trust.PAGE_BYTES + 1] ^= 1  # the page of the issuers
    bad = write("damaged.bin", bytes(data))
    key = folder() / "operator.pub"
    status, answers, err = verify(
        "--runtime", runtime, "--at", AT, "--trust", bad, "--operator-key", key, write("good.bin", code(1))
    )
    assert status == 2
    assert "issuer is damaged" in answers[0]["error"] and "issuer is damaged" in err
    assert (
        answers[0]["error"].startswith(f"{bad}: ") and answers[0]["kind"] == "code"
    )  # the list's fault, not the code's


@pytest.mark.parametrize(
    ("length", "words"), [(1025, "1025"), (5000, "5000"), (16_384, "16384"), (16_385, "more than 16384")]
)
def test_what_is_too_long_is_named_by_its_own_length(length, words):
    _, (answer,), _ = trusting(write("long.bin", bytes(length)))
    assert (answer["result"], answer["detail"]) == ("OVERSIZED", f"{words} bytes")


def test_a_list_that_is_not_in_force_is_as_good_as_none():
    late = trust_text().replace("effective_from = 2020-02-01", "effective_from = 2030-02-01")
    path = write("late.toml", late.encode())
    status, answers, _ = verify("--trust", path, "--at", AT, write("good.bin", code(1)))
    assert (status, answers[0]["result"]) == (1, "TRUST_LIST_MISSING")


def trust_text():
    return command.trust().read_text(encoding="utf-8")


def without_ms(answers):
    return [{key: value for key, value in answer.items() if key != "ms"} for answer in answers]


def a_hundred_files():
    files = [path for _, path in command.faulty()]
    for user in range(10):
        for at, (_, data) in enumerate(command.mangled(user)):
            files.append(write(f"user-{user}-{at}.bin", data))
    for at, data in enumerate((b"", b"\x81", code(0)[:331], code(0) + b"\0", b"\r\n", b"8" * 700, b"\xff" * 625)):
        files.append(write(f"odd-{at}.bin", data))
    files.append(write("three.png", command.picture(code(0), code(1, limit_fen=5), b"TX1")))
    files.append(write("none.png", command.blank()))
    return files


def test_both_runtimes_answer_alike_over_a_hundred_files():
    files = a_hundred_files()
    assert len(files) >= 100
    asked = ["--trust", command.trust(), "--at", AT, "--fare", FARE, *files, folder() / "missing.bin"]
    on_cpython = verify(*asked)
    on_micropython = verify("--runtime", "micropython", *asked)
    assert [json.dumps(a) for a in without_ms(on_cpython[1])] == [json.dumps(a) for a in without_ms(on_micropython[1])]
    assert (on_cpython[0], on_cpython[2]) == (on_micropython[0], on_micropython[2]) and on_cpython[0] == 2
    assert {a.get("result") for a in on_cpython[1]} >= {fault.result for fault, _ in command.faulty()} | {"ACCEPTED"}


def test_the_table_explains_every_kind_of_refusal_once():
    status, out, err = ridegate(
        "verify", "--trust", command.trust(), "--at", AT, "--fare", FARE, *(path for _, path in command.faulty())
    )
    assert (status, err) == (1, "")
    bare = "".join(out.split())
    halves = {"BAD_PUBLIC_KEY-issuer": "issuer", "BAD_PUBLIC_KEY-user": "user", "USER_CERT_EXPIRED": "now"}
    for result, half in {(fault.result, halves.get(fault.name, "")) for fault, _ in command.faulty()}:
        words = reason.of(result_table.by_name(result).number, half)
        assert bare.count("".join(words.why.split())) == 1
        assert "".join(words.do.split()) in bare
    assert f"0 accepted, {len(command.faulty())} refused" in out
    assert "\x1b" not in out


def test_every_result_has_its_reason():
    for row in codes.TABLE:
        words = reason.of(row.number)
        for sentence in (words.why, words.do):
            assert sentence.endswith(".") and len(sentence) < 160, row.name
    with pytest.raises(KeyError):
        reason.of(1)


def test_no_output_shows_an_account():
    files = a_hundred_files()
    for arguments in ([], ["--json"]):
        _, out, err = ridegate("verify", *arguments, "--trust", command.trust(), "--at", AT, *files)
        assert command.shows_account(out + err) is None


def test_the_detail_of_a_refusal_is_what_its_fields_say():
    out = ridegate("verify", "--trust", command.trust(), "--at", AT, "--fare", "20001", write("good.bin", code(1)))[1]
    assert "fare 200.01 yuan, limit 200.00 yuan" in " ".join(out.split())
    expired = write("old.bin", code(1, generated_s=command.AT_S - 1260))
    out = ridegate("verify", "--trust", command.trust(), "--at", AT, expired)[1]
    assert "over 1 min earlier" in " ".join(out.split())


def test_an_own_source_of_the_list_may_lack_its_date_of_issue():
    text = "\n".join(line for line in trust_text().splitlines() if not line.startswith("issued"))
    assert trust_source.parse_source(text, issued_required=False).issued_s == 0
    status, _, _ = verify("--trust", write("desktop.toml", text.encode()), "--at", AT, write("good.bin", code(1)))
    assert status == 0
