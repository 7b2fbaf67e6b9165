"""Reasons of one particular code: which of two checks failed, what was found, what was expected, in both languages."""

import pytest

from sim.code import anatomy, layout, reason, reason_table, result_table
from sim.gate.lists import test_list as industry_list
from sim.issuer.phone import Phone
from sim.judge.verdict import facts_of
from terminal import codes, policy, sm2
from terminal.decide import decide
from terminal.history import History
from tests.rig import command
from tests.rig.command import AT_S, pki, ridegate

DAY_S = 86400


def judged(payload, now_s=AT_S, rules=policy.STANDARD):
    return facts_of(decide(payload, industry_list(pki()).open(sm2.REFERENCE), rules, History(1), now_s))


def sentences(payload, now_s=AT_S):
    """((why, detail) in English, the same in Chinese)."""
    facts = judged(payload, now_s)
    half = reason.half(facts, now_s)
    english = (reason.of(facts["result"], half).why, reason.detail(facts, now_s, 0, payload))
    chinese = (reason.of(facts["result"], half).why_zh, reason.detail_zh(facts, now_s, 0, payload))
    return english, chinese


def code(**changes):
    return pki().recipe(AT_S, pki().user(0), pki().issuers[0]).set(**changes).encode()


def test_step_13_names_the_half_that_failed():
    ended = code(user_expiry_s=AT_S - 60, generated_s=AT_S - 120)
    (why, detail), (why_zh, detail_zh) = sentences(ended)
    assert why.startswith("The user certificate has expired") and detail.endswith("1 min ago")
    assert why_zh.startswith("用户证书已过期") and "用户证书止于" in detail_zh

    later = code(user_expiry_s=AT_S + 300, generated_s=AT_S + 600)
    (why, detail), (why_zh, detail_zh) = sentences(later)
    assert why.startswith("The code was generated later") and "generated 5 min later" in detail and "ago" not in detail
    assert why_zh.startswith("二维码的生成时间晚于") and "二维码生成于" in detail_zh

    (why, detail), (_, detail_zh) = sentences(code(user_expiry_s=AT_S - DAY_S, generated_s=AT_S - 60))
    assert why.startswith("The user certificate has expired")  # the terminal asks this first
    assert "ago; the code was generated 23 h 59 min later" in detail and "二维码生成于" in detail_zh


@pytest.mark.parametrize(
    ("whose", "words", "zh"), [("issuer", "The issuer's", "发行机构公钥"), ("user", "The user's", "用户公钥")]
)
def test_a_key_that_is_no_point_is_named(whose, words, zh):
    name = f"BAD_PUBLIC_KEY-{whose}"
    payload = next(path for one, path in command.faulty() if one.name == name).read_bytes()
    (why, _), (why_zh, _) = sentences(payload)
    assert why.startswith(words) and why_zh.startswith(zh)


GOOD = Phone(pki(), 0).code(AT_S)


SHORT = len(GOOD) - 32


def put(offset, byte):
    return GOOD[:offset] + bytes([byte]) + GOOD[offset + 1 :]


@pytest.mark.parametrize(
    ("payload", "english", "chinese"),
    [
        (GOOD[:-32], f"a code of {len(GOOD)} bytes, {SHORT} are", f"声明全长 {len(GOOD)} 字节, 收到 {SHORT} 字节"),
        (GOOD[:2], "it ends before it states its length", "在声明长度之前就已结束"),
        (put(3, 0x22), "in field 3.1 record header: it is 22, must be 24", "字段 3.1 记录头: 为 22, 应为 24"),
        (put(12, 0x1A), "byte 12, in field 3.5 issuer identifier: it is 1a", "字节 12, 字段 3.5 发行机构标识: 为 1a"),
        (put(158, 0x04), "it is 04; a compressed key begins with 02 or 03", "压缩公钥以 02 或 03 开头"),
        (put(0, 0x82), "it is 82; versions 0 (80) and 1 (81) are known", "为 82, 已知版本"),
        (put(5, 0x02), "the identifier is 01020000; accepted is 01010000", "标识为 01020000, 受理 01010000"),
        (bytes(700), "700 bytes", "共 700 字节"),
        (b"https://example.org/", "it begins with 68 74 74 70", "以 68 74 74 70 开头"),
        (b"", "it is empty", "没有内容"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else value[:24],
)  # fmt: skip
def test_what_was_found_and_what_was_expected_is_said_in_both_languages(payload, english, chinese):
    (_, detail), (_, detail_zh) = sentences(payload)
    assert english in detail and chinese in detail_zh


def test_a_text_is_judged_by_the_code_in_it():
    (_, detail), _ = sentences(put(3, 0x22).hex().encode())
    assert "it is 22, must be 24" in detail


def test_every_half_has_both_sentences_in_both_languages():
    for number, half in reason_table.HALVES:
        words = reason.of(number, half)
        assert words.why.endswith(".") and words.do.endswith(".") and max(len(words.why), len(words.do)) < 160
        assert words.why_zh and words.do_zh
    assert {row.fault for row in codes.TABLE} == set(reason.WHOSE)
    assert {row.number for row in codes.TABLE} == set(reason_table.REASONS)


def test_no_sentence_blames_the_code_where_it_is_not_at_fault():
    for row in codes.TABLE:
        do = reason.of(row.number).do
        assert "no code is at fault" not in do or row.fault in ("equipment", "list"), row.name
        assert "the code itself is sound" not in do.lower() or row.fault == "account", row.name
        assert (reason.WHOSE[row.fault].zh == "码的问题") == (row.fault == "code"), row.name


def test_verify_says_what_inspect_knows(tmp_path):
    path = tmp_path / "old.bin"
    path.write_bytes(put(3, 0x22))
    status, out, _ = ridegate("verify", "--trust", command.trust(), "--at", AT_S, path)
    assert status == 1 and "it is 22, must be 24" in " ".join(out.split())
    assert "the code's fault" in out
    inspected = ridegate("inspect", path)[1]
    assert "it is 22, must be 24" in " ".join(inspected.split())
    cut = tmp_path / "cut.bin"
    cut.write_bytes(GOOD[:-32])
    told = command.lines(ridegate("verify", "--json", "--trust", command.trust(), "--at", AT_S, cut)[1])[0]
    assert told["fault"] == "code" and f"{len(GOOD) - 32} are there" in told["detail"]


def test_the_byte_at_fault_shows_no_digit_of_an_account():
    assert anatomy.explain(GOOD) is None
    shown = anatomy._wanted(layout.by_name("account"), 140, put(140, 0x3A))
    assert shown.en.startswith("it is *a;") and shown.zh.startswith("为 *a,")


def test_a_result_is_found_by_its_name():
    for code in codes.TABLE:
        assert result_table.by_name(code.name) is code
    for name in ("", "accepted", "ACCEPTED "):
        with pytest.raises(KeyError):
            result_table.by_name(name)
