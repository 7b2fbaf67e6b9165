"""`ridegate trust`."""

import re
import time

from sim.trust import source as trust_source
from terminal import trust
from tests.rig import command
from tests.rig.command import folder, lines, ridegate, write


def test_compile_gives_the_list_that_terminals_take():
    out = folder() / "compiled.bin"
    key = folder() / "operator.key"
    status, said, err = ridegate("trust", "compile", command.trust(), "--operator-key", key, "--out", out)
    assert (status, err) == (0, "")
    assert "3 ca_key, 2 issuer" in said
    assert out.read_bytes() == (folder() / "trust.bin").read_bytes()
    assert not list(folder().glob("*.new"))


def test_show_tells_the_same_of_both_forms():
    source = ridegate("trust", "show", command.trust())
    signed = ridegate("trust", "show", folder() / "trust.bin", "--operator-key", folder() / "operator.pub")
    assert (source[0], source[2], signed[0], signed[2]) == (0, "", 0, "")
    assert source[1].splitlines()[1:] == signed[1].splitlines()[1:]
    for words in ("测试机构一", "0x02", "expired", "900199", "***************9999", "yes", "days ago"):
        assert words in source[1]
    assert command.shows_account(source[1]) is None


def test_a_long_list_is_counted_not_listed():
    text = command.trust().read_text(encoding="utf-8")
    text += "".join(f'[[blocked_account]]\naccount = "{n:019d}f"\n' for n in range(500))
    status, out, _ = ridegate("trust", "show", write("long.toml", text.encode()))
    assert status == 0
    assert "501 blocked_account, 489 of them not shown" in out
    assert out.count("*" * 15) == 12


def test_every_problem_of_a_source_is_told():
    text = command.trust().read_text(encoding="utf-8") + '[[issuer]]\nid = "1"\n[[issuer]]\nid = "2"\n'
    path = write("bad.toml", text.encode())
    status, out, err = ridegate("trust", "show", path)
    assert (status, out) == (2, "")
    assert [line.split(": ")[1] for line in err.splitlines()] == ["issuer[2].id", "issuer[3].id"]
    status, _, err = ridegate("verify", "--trust", path, path)
    assert status == 2 and len(err.splitlines()) == 1 and "1 more" in err


def test_an_account_quoted_in_a_problem_is_masked():
    account = command.pki().user(1).account.rstrip("f")
    text = command.trust().read_text(encoding="utf-8") + f'[[blocked_account]]\naccount = "{account}"\n'
    path = write("account.toml", text.encode())
    for arguments in (("trust", "show", path), ("verify", "--trust", path, path)):
        status, out, err = ridegate(*arguments)
        assert status == 2 and "blocked_account[1].account" in err and "*" * 15 + "0001" in err
        assert command.shows_account(out + err) is None


def test_a_date_of_issue_that_is_still_to_come_is_said():
    """It is part of the floor of each clock that installs the list."""
    path, said = folder() / "later.toml", []
    for year in (2026, 2099):
        text = command.trust().read_text("utf-8")
        path.write_text(re.sub("(?m)^issued = [0-9]+", f"issued = {year}", text), "utf-8")
        key, out = folder() / "operator.key", folder() / "later.bin"
        status, _, err = ridegate("trust", "compile", path, "--operator-key", key, "--out", out)
        assert status == 0
        said.append(err)
    assert said[0] == "" and said[1].count("\n") == 1 and "is later than this computer's clock" in said[1]


def test_a_source_without_its_date_of_issue_is_not_compiled():
    text = command.trust().read_text(encoding="utf-8").replace("issued = ", "# issued = ")
    path = write("undated.toml", text.encode())
    out = folder() / "undated.bin"
    status, _, err = ridegate("trust", "compile", path, "--operator-key", folder() / "operator.key", "--out", out)
    assert status == 2 and "issued" in err and not out.exists()
    assert "not stated" in ridegate("trust", "show", path)[1]


def test_show_looks_at_every_page():
    data = bytearray((folder() / "trust.bin").read_bytes())
    data[-1] ^= 1
    path = write("damaged.bin", bytes(data))
    status, out, err = ridegate("trust", "show", path, "--operator-key", folder() / "operator.pub")
    assert (status, out) == (2, "") and "blocked_account is damaged" in err


def test_dates_out_of_force_are_told():
    text = command.trust().read_text(encoding="utf-8")
    late = text.replace("effective_from = 2020", "effective_from = 2099")
    assert "not yet" in ridegate("trust", "show", write("late.toml", late.encode()))[1]
    ended = text.replace("effective_from = ", "expires = 2021-01-01T00:00:00Z\neffective_from = ")
    assert "no longer" in ridegate("trust", "show", write("ended.toml", ended.encode()))[1]
    assert trust.MAGIC == b"RGTRUST1" and trust_source.parse_source(text).sequence == 1


def test_a_production_key_signs_a_production_list():
    where = folder() / "production"
    where.mkdir(exist_ok=True)
    phrase = write("phrase", b"twelve bytes and more\n")
    status, _, err = ridegate("trust", "keygen", "--out", where / "operator", "--passphrase-file", phrase)
    assert (status, err) == (0, "")
    out = where / "trust.bin"
    status, said, err = ridegate(
        "trust", "compile", command.trust(), "--operator-key", where / "operator.pem", "--passphrase-file", phrase,
        "--out", out,
    )  # fmt: skip
    assert (status, err) == (0, "") and "a production list" in said
    shown = ridegate("trust", "show", "--json", out, "--operator-key", where / "operator.pub")
    assert (shown[0], shown[2]) == (0, "") and lines(shown[1])[0]["test"] is False
    status, _, err = ridegate("trust", "diff", folder() / "trust.bin", out, "--operator-key", where / "operator.pub")
    assert status == 2 and "none of this terminal's operator keys" in err
    both = ["--operator-key", where / "operator.pub", "--operator-key", folder() / "operator.pub"]
    status, said, _ = ridegate("trust", "diff", folder() / "trust.bin", out, *both)
    assert status == 1 and said.splitlines()[1:] == ["~ test: a test list → a production list"]


def test_show_for_programs_and_its_age():
    status, said, err = ridegate("trust", "show", "--json", command.trust())
    assert (status, err) == (0, "")
    told = lines(said)[0]
    assert (told["sequence"], told["signed"], told["test"], told["in_force"]) == (1, False, None, True)
    assert told["blocked_account"] == 1 and told["ca_key"] == ["0x02", "0x03", "0x04"]
    assert told["age_days"] > 15 and set(told["boards"]) >= {"pico", "pico2"} and all(told["boards"].values())
    shown = ridegate("trust", "show", command.trust(), environment={"COLUMNS": "200"})[1]
    assert "more than 15, terminals warn of it" in shown and "room on every board" in shown
    today = time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime())
    text = command.trust().read_text(encoding="utf-8").replace("issued = 2020-02-01T00:00:00Z", f"issued = {today}")
    assert "terminals warn" not in ridegate("trust", "show", write("young.toml", text.encode()))[1]


def accounts_file(data, name="accounts"):
    """A source that names a file with these bytes."""
    write(f"{name}.txt", data)
    text = f'blocked_accounts_file = "{name}.txt"\n' + command.trust().read_text(encoding="utf-8")
    return write(f"{name}.toml", text.encode())


def test_a_file_of_blocked_accounts():
    known = command.pki().blocked[0]
    data = b"\xef\xbb\xbf# exported\r\n" + b"\r\n".join(
        [b"3104170000000000009F", b"", b" 3104170000000000008f ", b"3104170000000000009f", known.encode()]
    )
    path = accounts_file(data)
    status, said, err = ridegate(
        "trust", "compile", path, "--operator-key", folder() / "operator.key", "--out", folder() / "accounts.bin"
    )
    assert (status, err) == (0, "")
    assert "3 blocked_account" in said and "2 lines of blocked accounts" in said


def test_a_file_of_blocked_accounts_with_errors():
    bad = [
        b"3104170000000000009",
        b"3104170000000000009FF",
        b"31041700000 0000009F",
        b"310417000000000000zF",
        "é".encode() * 10,
        b"3104170000000000009A",
        b"310417000000000000FF",
        b"31041700000F0000009F",
    ]
    path = accounts_file(b"3104170000000000009F\n" + b"\n".join(bad), "wrong")
    status, out, err = ridegate("trust", "show", path)
    assert (status, out) == (2, "")
    assert [f"line {number}: " in line for number, line in enumerate(err.splitlines(), 2)] == [True] * len(bad)
    assert "310417" not in err and err.count("would match no code") == 3
    many = accounts_file(b"x\n" * 500, "many")
    err = ridegate("trust", "show", many)[2]
    assert len(err.splitlines()) == 21 and "480 more lines" in err
    text = 'blocked_accounts_file = "no.txt"\n' + command.trust().read_text(encoding="utf-8")
    err = ridegate("trust", "show", write("none.toml", text.encode()))[2]
    assert "blocked_accounts_file: " in err and "no.txt" in err
    err = ridegate("trust", "show", write("number.toml", text.replace('"no.txt"', "3").encode()))[2]
    assert "blocked_accounts_file: name a text file" in err


def test_equal_lists():
    key = ["--operator-key", folder() / "operator.pub"]
    for pair in ((command.trust(), command.trust()), (command.trust(), folder() / "trust.bin")):
        status, said, err = ridegate("trust", "diff", *pair, *key)
        assert (status, err) == (0, "") and "the lists say the same" in said
        assert lines(ridegate("trust", "diff", "--json", *pair, *key)[1])[0]["differ"] is False


def test_what_differs():
    text = command.trust().read_text(encoding="utf-8")
    other = text.replace("sequence = 1", "sequence = 2").replace("测试机构一", "另一机构")
    other = other.replace('expires = "0120"', 'expires = "0121"').replace("900199", "900198")
    other += '[[issuer]]\nid = "09999999"\nname = "new"\n'
    other += "".join(f'[[blocked_account]]\naccount = "{n:019d}f"\n' for n in range(500))
    path = write("other.toml", other.encode())
    status, said, err = ridegate("trust", "diff", command.trust(), path)
    assert (status, err) == (1, "")
    for words in (
        "~ sequence: 1 → 2",
        "~ root key 0x03 0120 ",
        "~ issuer 03041730 standard 测试机构一 Test issuer one → 03041730 standard 另一机构",
        "+ issuer 09999999 standard new",
        "- revoked certificate 03041730 900199",
        "+ revoked certificate 03041730 900198",
        "+ and 488 more blocked accounts, 500 in all",
    ):
        assert words in said, words
    assert said.count("+ blocked account ***") == 12 and command.shows_account(said) is None
    told = lines(ridegate("trust", "diff", "--json", path, command.trust())[1])[0]
    assert told["header"] == {"sequence": {"old": 2, "new": 1}}
    assert told["issuer"]["removed"] == [{"id": "09999999", "profile": "standard", "name": "new"}]
    assert [each["old"]["index"] for each in told["ca_key"]["changed"]] == ["0x03"]
    assert told["blocked_account"]["removed"] == 500 and len(told["blocked_account"]["shown_removed"]) == 12
    assert command.shows_account(str(told)) is None


def test_diff_looks_at_every_page_and_every_problem():
    data = bytearray((folder() / "trust.bin").read_bytes())
    data[-1] ^= 1
    path = write("broken.bin", bytes(data))
    key = ["--operator-key", folder() / "operator.pub"]
    status, out, err = ridegate("trust", "diff", command.trust(), path, *key)
    assert (status, out) == (2, "") and "blocked_account is damaged" in err
    text = command.trust().read_text(encoding="utf-8") + '[[issuer]]\nid = "1"\n[[issuer]]\nid = "2"\n'
    status, out, err = ridegate("trust", "diff", command.trust(), write("two.toml", text.encode()))
    assert (status, out) == (2, "") and len(err.splitlines()) == 2
