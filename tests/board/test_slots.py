"""An update of a board by unmodified mpremote: what is wrong with an image is found before it is started or while it is
on trial, and the board runs the old one and says why.

Uploading takes a board's tools longest, so most images are on the flash already, in folders of their own.
"""

import contextlib
import functools

import pytest

from sim.device import board as boards, build, device
from sim.device.device import Device
from sim.gate.board_lines import LineReader
from sim.issuer import operator_key
from sim.output.trouble import Trouble
from tests.board import firmware
from tests.rig.command import pki, ridegate

NAME = "pico2"
STEP_MAX_S = 20
TRIAL_MAX_S = 60
OLD, NEW, OLDER = "0.1.0", "0.1.1", "0.0.9"

MAIN = "boards/pico2/main.py"
RUN = "run(board)"
GOOD = ()
AT_IMPORT = ((MAIN, RUN, "raise RuntimeError('as asked')"),)
HANGS = ((MAIN, RUN, "import time\n\nwhile True:\n    time.sleep(60)"),)  # one that computes: test_scheduler.py
NO_SELF_TEST = ((MAIN, RUN, "pass"),)
IN_SELF_TEST = (("boards/trial.py", "34 * 1024", "1 << 30"),)
NO_START = (("boards/opening.py", "    engine = board.engine()\n", "    engine = board.engines()\n"),)


def said_so(board, log, *starts):
    """Whether the board's log has a line that begins with each of these, in the board's time."""
    said = []

    def complete():
        said.extend(log.lines())
        return all(any(line.startswith(words) for line in said) for words in starts)

    return board.run_until(complete, STEP_MAX_S)


def assembled(changes=GOOD, version=NEW, signer=None, replaces=None):
    """An image of this checkout."""
    key = pki().operator if signer is None else signer
    return build.assemble(boards.find(NAME), firmware.slot(NAME, changes), key, version, replaces)


def uploaded(folder, image):
    """The same in a folder of the board."""
    return {
        f"{folder}/{path.removeprefix(build.SLOT)}": data for path, data in image.files.items() if path != build.MAIN
    }


@functools.cache
def main():
    """The chooser, with a watchdog that no test has to wait for."""
    text = firmware.image(NAME)[build.MAIN]
    assert text.count(b"'pico2', 8000") == 1
    return text.replace(b"'pico2', 8000", b"'pico2', %d" % firmware.WATCHDOG_MS)


@pytest.fixture
def in_service(board):
    """in_service({folder: image}): a terminal in service mode with these on its flash, and what its tools see."""

    def start(folders):
        more = {"state/service": b"", build.MAIN: main()}
        for folder, image in folders.items():
            more |= uploaded(folder, image)
        terminal = board(more=more, erase_ms=0.1, paced=True, on=True)
        terminal.wait_for("prompt", STEP_MAX_S)
        return terminal, Device(str(terminal.port))

    return start


def install(host, folder):
    """Ask the running image to put it on trial, and let it start; what runs then, in service mode again."""
    host.call(f"install('image', {folder!r})")
    host.restart(TRIAL_MAX_S)
    return host.find()


def refusal(host, folder):
    """Why the running image does not take it."""
    with pytest.raises(Trouble, match="the board refuses") as caught:
        host.call(f"install('image', {folder!r})")
    return str(caught.value)


def resets(board, mark):
    return [event.cause for event in board.events.since(mark, "reset")]


def test_a_good_image_is_tried_confirmed_and_opens_the_gate(in_service):
    new = assembled()
    board, host = in_service({"new": new})
    assert host.find().manifest["version"] == OLD
    mark = board.events.mark()
    found = install(host, "/new")
    assert (found.manifest["version"], found.manifest["image"], found.why) == (NEW, new.sha256, "")
    assert resets(board, mark) == ["hard", "hard"]  # its trial, and its first start as the active image
    report = host.call("selftest()")
    assert report["ok"], report
    detail = next(each["detail"] for each in report["checks"] if each["name"] == "image")
    assert detail.startswith(f"{NEW} in slot b, ") and detail.endswith(" files as signed")
    host.leave()
    assert host.log.startswith(f"ridegate {NEW} on pico2")
    assert board.opens(0)


def test_a_changed_byte_another_key_and_an_older_version_are_refused_before_anything_is_switched(in_service):
    new = assembled()
    board, host = in_service({"new": new})
    stranger, production = operator_key.signer(7, True), operator_key.signer(7, False)
    running = host.find()
    host.execute("f = open('/new/terminal/gate.mpy', 'r+b'); f.seek(100); f.write(b'?'); f.close()")
    assert "terminal/gate.mpy: damaged" in refusal(host, "/new")
    host.put({"/new/terminal/gate.mpy": new.files["a/terminal/gate.mpy"]})
    for image, words in (
        (assembled(signer=stranger), "none of this terminal's operator keys"),
        (assembled(signer=production), "none of this terminal's operator keys"),
        (assembled(version=OLDER), f"{OLDER} is older than {OLD}, which runs here"),
        (assembled(version=OLDER, replaces=bytes.fromhex(new.sha256)), f"{OLDER} is older than {OLD}"),
    ):
        host.put({"/new/manifest": image.files[build.MANIFEST]})
        assert words in refusal(host, "/new")
    host.restart()
    assert host.find() == running
    older = assembled(version=OLDER, replaces=bytes.fromhex(running.manifest["image"]))
    host.put({"/new/manifest": older.files[build.MANIFEST]})
    assert install(host, "/new").manifest["version"] == OLDER
    host.leave()
    assert board.opens(1)


@pytest.mark.parametrize(
    ("changes", "cause", "why"),
    [
        (AT_IMPORT, "hard", "RuntimeError: as asked"),
        (HANGS, "watchdog", "it did not come to its end"),
        (NO_SELF_TEST, "hard", "it came to its end without a self-test"),
        (IN_SELF_TEST, "hard", "bytes free are less than"),
        (NO_START, "hard", "AttributeError: "),
    ],
    ids=["crashes at import", "hangs", "does nothing", "fails its self-test", "crashes in its start"],
)
def test_an_image_that_does_not_work_is_started_three_times_and_the_old_one_says_why(in_service, changes, cause, why):
    board, host = in_service({"new": assembled(changes)})
    mark = board.events.mark()
    found = install(host, "/new")
    assert found.manifest["version"] == OLD
    assert found.why.startswith("3 starts failed; the last: ") and why in found.why
    assert resets(board, mark) == ["hard", *[cause] * 3]
    assert not any(event.released for event in board.events.since(mark, "gate"))
    host.leave()
    assert host.log.startswith(f"ridegate {OLD} on pico2")
    assert not board.events.since(mark, "crash")


def test_a_slot_that_is_damaged_later_gives_way_to_the_other_one_and_is_named(in_service):
    board, host = in_service({"b": assembled(version=OLDER)})
    assert host.find().manifest["version"] == OLD
    host.execute("f = open('/a/terminal/gate.mpy', 'r+b'); f.seek(100); f.write(b'?'); f.close()")
    host.restart()
    found = host.find()
    assert found.manifest["version"] == OLDER
    assert found.why == "slot a: terminal/gate.mpy: damaged"
    report = host.call("selftest()")
    detail = next(each["detail"] for each in report["checks"] if each["name"] == "image")
    assert detail.endswith("; not another one, because: slot a: terminal/gate.mpy: damaged")
    host.leave()
    assert board.opens(3)


def test_a_board_without_a_whole_image_stays_shut_says_so_and_can_be_helped(in_service):
    board, host = in_service({})
    host.execute("f = open('/a/terminal/gate.mpy', 'r+b'); f.write(b'?'); f.close()")
    mark = board.events.mark()
    board.reset()
    board.wait_for("prompt", STEP_MAX_S, mark)  # a development board gives its prompt
    assert not any(board.turnstile.released.values())
    with pytest.raises(device.Broken, match="ridegate flash"):
        host.call("selftest()")


def test_a_production_board_without_a_whole_image_gives_its_prompt_for_the_jumper_only(board):
    whole = uploaded("a", assembled(signer=operator_key.signer(7, False)))
    more = {**whole, "a/terminal/gate.mpy": b"?", build.MAIN: main()}
    terminal = board(more=more, paced=True)
    with contextlib.closing(LineReader(terminal.port)) as log:
        terminal.power_on()
        why = "slot a is not started: terminal/gate.mpy: damaged"
        assert said_so(terminal, log, why, "out of service: there is no whole image")
        terminal.run(0.3)
        assert not terminal.events.since(0, "prompt") and not any(terminal.turnstile.released.values())
        terminal.switch("service", closed=True)
        terminal.wait_for("prompt", STEP_MAX_S)


@pytest.mark.parametrize("operations", [0, 1, 2, 3])
def test_power_that_fails_while_an_image_is_installed_leaves_one_that_starts(in_service, operations):
    board, host = in_service({"new": assembled()})
    board.flash.cut_power_after(operations)
    with pytest.raises(Trouble):
        host.call("install('image', '/new')", 6)
    assert board.run_until(lambda: not board.powered, firmware.PACED_S)  # the host may give up before
    board.flash.cut_power_after(None)
    mark = board.events.mark()
    board.power_on()
    board.wait_for("prompt", STEP_MAX_S, mark)
    assert host.find().manifest["version"] in (OLD, NEW)
    host.leave()
    assert board.opens(4)


def test_power_that_fails_twice_while_an_image_is_on_trial_does_not_end_it(in_service):
    board, host = in_service({"new": assembled()})
    host.call("install('image', '/new')")
    for wait_s in (0, 0.2):
        board.power_off()
        mark = board.events.mark()
        board.power_on()
        board.wait_for("flash", STEP_MAX_S, mark)  # the start is being counted
        board.run(wait_s)
    board.power_off()
    mark = board.events.mark()
    board.power_on()
    board.wait_for("prompt", STEP_MAX_S, mark)
    assert host.find().manifest["version"] == NEW


def test_flash_tells_why_the_board_went_back(in_service, tmp_path):
    board, _ = in_service({})
    image = assembled(AT_IMPORT)
    build.write(image, tmp_path / "image")
    status, output, error = ridegate("flash", "--board", NAME, "--port", board.port, "--image", tmp_path / "image")
    assert (status, output, error.count("\n")) == (2, "", 1)
    assert "the board went back: 3 starts failed; the last: RuntimeError: as asked; the board runs 0.1.0" in error
    assert board.opens(5)
