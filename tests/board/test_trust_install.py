"""`ridegate trust install`: an emulated board that runs, and lists it takes and does not."""

import json

import pytest

from boards import trust_counter
from sim.device import board as boards, build, emulated_board
from sim.issuer import issuer, operator_key
from sim.trust import image as trust_image
from terminal import sm3
from tests.bench import lookup
from tests.board import firmware
from tests.rig import command
from tests.rig.command import ridegate

BOARD = "pico2"
BOOT_MAX_S = 20
TOO_MANY = 100_000  # blocked accounts: more than a megabyte


@pytest.fixture(scope="module")
def terminal(tmp_path_factory):
    """A terminal in use, with the list of sequence 1 in force; of all tests here."""
    with firmware.boards(tmp_path_factory.mktemp("board")) as make:
        running = make(erase_ms=1, paced=True, on=True)
        running.wait_for("flash", BOOT_MAX_S)
        yield running


def a_list(folder, sequence, effective="2020-02-01", **changes):
    """The test industry's list as a TOML source with another number."""
    text = issuer.trust_toml(command.pki()).replace("sequence = 1", f"sequence = {sequence}")
    text = text.replace("effective_from = 2020-02-01", f"effective_from = {effective}")
    for old, new in changes.items():
        text = text.replace(old, new)
    path = folder / f"{sequence}.toml"
    path.write_text(text, "utf-8")
    return path


def install(board, path, key="operator.key"):
    return ridegate("trust", "install", "--port", board.port, path, "--operator-key", command.folder() / key)


def trust_check(board):
    status, output, _ = ridegate("selftest", "--port", board.port, "--json")
    assert status in (0, 1)
    return next(check for check in json.loads(output.splitlines()[-1])["checks"] if check["name"] == "trust")


def test_lists_one_after_the_other(terminal, tmp_path):
    status, output, error = install(terminal, a_list(tmp_path, 2))
    assert (status, error) == (0, "") and "sequence 2 is on the board, every page as signed; in force\n" in output
    later = a_list(tmp_path, 3, "2099-01-01")
    status, output, error = install(terminal, later)
    assert (status, error) == (0, "") and "in force from 2099-01-01T00:00:00Z" in output
    check = trust_check(terminal)
    assert check["ok"] and "sequence 2, in force" in check["detail"] and "sequence 3, not in force" in check["detail"]
    assert "days old, more than 15" in check["detail"]
    assert install(terminal, later)[0] == 0  # once more
    assert install(terminal, a_list(tmp_path, 4))[0] == 0
    for path, said in (
        (a_list(tmp_path, 3), "sequence 3 is below 4"),
        (a_list(tmp_path, 4, "2021-01-01"), "another list with sequence 4"),
        (a_list(tmp_path, 4 + 65_537), "more than 65536 above 4"),
    ):
        status, output, error = install(terminal, path)
        assert (status, output) == (2, "") and said in error and len(error.splitlines()) == 1
    check = trust_check(terminal)
    assert check["ok"] and "sequence 4, in force" in check["detail"] and "sequence 3" not in check["detail"]


def test_a_list_that_is_too_long_is_not_uploaded(terminal, tmp_path):
    accounts = (lookup.account(number) for number in range(TOO_MANY))
    whole = trust_image.image(trust_image.Header(5, 1, 1, 0), ((), (), (), accounts), command.pki().operator)
    path = tmp_path / "long.bin"
    path.write_bytes(whole)
    mark = terminal.events.mark()
    status, _, error = install(terminal, path, "operator.pub")
    assert status == 2 and f"{len(whole)} bytes are more than the 786432 that pico2 has room for" in error
    assert not terminal.events.since(mark, "reset")  # it was not even taken out of service


def test_a_list_of_somebody_else_never_gets_its_place(terminal, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    operator_key.write(other, 5)
    path = a_list(tmp_path, 6)
    status, _, error = ridegate(
        "trust", "install", "--port", terminal.port, path, "--operator-key", other / "operator.key"
    )
    assert status == 2 and "none of this terminal's operator keys" in error
    assert "sequence 4, in force" in trust_check(terminal)["detail"]


def test_an_emulated_flash_says_that_its_list_was_installed():
    board = boards.find(BOARD)
    made = emulated_board.files(board, build.build(board), "gm65", bytes(32))
    assert made["state/trust.sequence"] == trust_counter.in_force_from(made["state/trust.bin"], sm3.digest)
