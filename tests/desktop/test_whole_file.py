"""Files that --out names: there whole or not at all, and never in the place of a device, a pipe, a folder or a link."""

import os
import stat

import pytest

from sim.backoffice.books import Books
from sim.backoffice.database import Database
from sim.device import clock_statement
from sim.device.clock_statement import Request
from sim.output import whole_file
from sim.output.trouble import Trouble
from tests.desktop.test_cli_snapshot import HEAD
from tests.rig import command
from tests.rig.command import folder, ridegate

REFUSED = "a device, a folder or a link, and no file; name a file\n"


@pytest.fixture
def pipe(tmp_path):
    """Not a device, which a test must not lose, but as little a file as one."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def test_a_file_is_made_and_replaced_and_nothing_is_left_beside_it(tmp_path):
    path = tmp_path / "out.bin"
    for data in (b"first", b"second"):
        whole_file.write(path, data)
        assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_file_stays_what_it_is(tmp_path, pipe):
    file = tmp_path / "file"
    file.write_bytes(b"kept")
    link, nowhere = tmp_path / "link", tmp_path / "nowhere"
    link.symlink_to(file)
    nowhere.symlink_to(tmp_path / "missing")
    before = sorted(tmp_path.iterdir())
    for path in (pipe, link, nowhere, tmp_path):
        with pytest.raises(Trouble, match="no file"):
            whole_file.write(path, b"new")
    assert sorted(tmp_path.iterdir()) == before
    assert link.is_symlink() and nowhere.is_symlink() and stat.S_ISFIFO(pipe.stat().st_mode)
    assert file.read_bytes() == b"kept"


def test_a_folder_that_is_not_there_is_named(tmp_path):
    path = tmp_path / "none" / "out.bin"
    with pytest.raises(Trouble, match=r"none/out\.bin: No such file or directory; name a file in a folder that exists"):
        whole_file.write(path, b"")


def test_no_command_puts_its_file_in_the_place_of_a_pipe(tmp_path, pipe):
    key = folder() / "operator.key"
    request = tmp_path / "request.json"
    whole_file.write(request, clock_statement.encode_request(Request(7, 3, bytes(16), True)))
    setup = tmp_path / "gate.toml"
    setup.write_text(ridegate("config", "example")[1], encoding="utf-8")
    for words in (
        ("trust", "compile", command.trust(), "--operator-key", key),
        ("clock", "statement", "--request", request, "--key", key, "--time", command.AT),
        ("config", "compile", setup),
    ):
        status, said, error = ridegate(*words, "--out", pipe)
        assert (status, said) == (2, ""), words
        assert error == f"ridegate {words[0]}: {pipe}: {REFUSED}"
        assert stat.S_ISFIFO(pipe.stat().st_mode), words
    assert sorted(tmp_path.iterdir()) == [setup, pipe, request]


def test_a_command_that_cannot_write_its_file_does_not_begin(tmp_path, pipe):
    """What it would read, or ask, is not as it must be: that is not what it names."""
    key, source = folder() / "operator.key", tmp_path / "source.toml"
    source.write_text("no TOML")
    for words, option in (
        (("trust", "compile", source, "--operator-key", key), "--out"),
        (("snapshot", "compile", source, "--operator-key", key), "--out"),
        (("clock", "request", "--port", tmp_path / "ttyACM9"), "--out"),
        (("replay", source), "--report"),
    ):
        assert ridegate(*words, option, pipe) == (2, "", f"ridegate {words[0]}: {pipe}: {REFUSED}")
        status, said, error = ridegate(*words, option, tmp_path / "none" / "file")
        assert (status, said) == (2, "") and "none/file: No such file" in error and error.count("\n") == 1, words
    assert sorted(tmp_path.iterdir()) == [pipe, source]


def test_no_command_writes_over_a_file_that_it_reads(tmp_path):
    source, key, request = tmp_path / "a.toml", tmp_path / "operator.key", tmp_path / "request"
    source.write_bytes(command.trust().read_bytes())
    key.write_bytes((folder() / "operator.key").read_bytes())
    request.write_bytes(clock_statement.encode_request(Request(7, 3, bytes(16), True)))
    setup = tmp_path / "gate.toml"
    setup.write_text(ridegate("config", "example")[1], "utf-8")
    books, link = tmp_path / "books.db", tmp_path / "link"
    Books(Database(str(books))).database.close()
    link.hardlink_to(key)
    accounts, listing, listed = tmp_path / "blocked.txt", tmp_path / "list.toml", tmp_path / "snapshot.toml"
    accounts.write_text("3104170000000000001F\n")
    text = source.read_text("utf-8")
    listing.write_text('blocked_accounts_file = "blocked.txt"\n' + text[: text.index("[[blocked")], "utf-8")
    listed.write_text(HEAD.format(1) + 'denied_accounts_file = "blocked.txt"\n')
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    signing = ("--operator-key", key)
    for words in (
        ("trust", "compile", source, *signing, "--out", source),
        ("trust", "compile", source, *signing, "--out", key),
        ("snapshot", "compile", source, *signing, "--out", key),
        ("trust", "compile", source, *signing, "--out", link),
        ("trust", "compile", listing, *signing, "--out", accounts),
        ("snapshot", "compile", listed, *signing, "--out", accounts),
        ("config", "compile", setup, "--out", setup),
        ("clock", "statement", "--request", request, "--key", key, "--time", command.AT, "--out", key),
        ("clock", "statement", "--request", request, "--key", key, "--time", command.AT, "--out", request),
        ("clearing", "show", "--books", books, "--html", books),
        ("clearing", "show", "--books", books, "--csv", tmp_path / "new", "--html", tmp_path / "." / "new"),
        ("replay", request, "--report", request),
        ("replay", request, "--trust", source, "--report", source),
        ("test", setup, "--junit", setup),
        ("reverify", tmp_path, "--trust", source, "--report", source),
        ("journal", "export", tmp_path, "--format", "csv", "--key", key, "--out", key),
        ("depot", "status", "--depot", tmp_path, "--terminals", setup, "--csv", setup),
    ):
        status, _, err = ridegate(*words)
        assert status == 2 and "would be lost" in err, (words, err)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
