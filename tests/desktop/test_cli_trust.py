"""`ridegate trust`."""

from sim.trust import source as trust_source
from terminal import trust
from tests.desktop import command
from tests.desktop.command import folder, ridegate, write


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
