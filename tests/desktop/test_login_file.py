"""A user and a password in a file: what is no such file is named, and nothing of it shown."""

import pytest

from sim.input import login_file
from sim.output.trouble import Trouble


@pytest.mark.parametrize("data", [b"gate7\ns:ecret 8\n", b"gate7\r\ns:ecret 8", b"\xef\xbb\xbfgate7\ns:ecret 8\n"])
def test_two_lines(data, tmp_path):
    path = tmp_path / "login"
    path.write_bytes(data)
    assert login_file.read(path) == ("gate7", "s:ecret 8")


def test_a_user_without_a_password_and_one_with_any_letters(tmp_path):
    path = tmp_path / "login"
    path.write_bytes(b"token\n\n")
    assert login_file.read(path) == ("token", "")
    path.write_text("门7\n\x0b \u2028密\n", encoding="utf-8")
    assert login_file.read(path) == ("门7", "\x0b \u2028密")


def test_it_may_have_so_many_bytes_and_no_more(tmp_path):
    path = tmp_path / "login"
    whole = "gate7\n" + "x" * (login_file.FILE_MAX_BYTES - 6)
    path.write_text(whole)
    assert "\n".join(login_file.read(path)) == whole
    path.write_text(whole + "x")
    with pytest.raises(Trouble, match=f"{login_file.FILE_MAX_BYTES} bytes at most"):
        login_file.read(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "write two lines"),
        (b"sesame\n", "write two lines"),
        (b"\nsesame\n", "write two lines"),
        (b"gate7\nsesame\nmore\n", "write two lines"),
        ("gate7\nsesame\n".encode("utf-16"), "UTF-16"),
        ("gate7\nsesame芝麻\n".encode("gbk"), "GBK"),
        (bytes(range(256)), "no text"),
    ],
)
def test_what_is_no_login_is_named_and_not_shown(data, words, tmp_path):
    path = tmp_path / "login"
    path.write_bytes(data)
    with pytest.raises(Trouble, match=words) as caught:
        login_file.read(path)
    assert "sesame" not in str(caught.value) and "\n" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(Trouble, match="name the file with the user and password"):
        login_file.read(tmp_path / "none")
