"""Scanner modules on a serial line: a real pseudo-terminal, pyserial and the framer together."""

import os
import random
import sys
import time

import pytest

from hal.desktop.serial_port import SerialPort
from hal.scanner.bare import SerialScanner
from tests.rig import hal_contract

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals", allow_module_level=True)


class Line:
    """The scanner module's end of a line, behind a name that stays when the module is plugged in again."""

    def __init__(self, folder):
        self.path = str(folder / "line")
        self.plug()

    def plug(self):
        self.end, other = os.openpty()
        if os.path.lexists(self.path):
            os.remove(self.path)
        os.symlink(os.ttyname(other), self.path)
        self._other = other  # held open: else every close() of the terminal would look like a hang-up
        os.set_blocking(self.end, False)

    def unplug(self):
        os.close(self.end)
        os.close(self._other)

    def send(self, data):
        assert os.write(self.end, data) == len(data)


@pytest.fixture
def line(tmp_path):
    line = Line(tmp_path)
    yield line
    line.unplug()


def now_ms():
    return time.monotonic_ns() // 1_000_000


def wait(ms):
    time.sleep(ms / 1000)


@pytest.mark.parametrize("obligation", hal_contract.of("port"), ids=hal_contract.name)
def test_port(obligation, line):
    port = SerialPort(line.path)
    obligation(hal_contract.PortRig(port, line.send, wait, line.unplug, line.plug))
    port.close()


@pytest.mark.parametrize("obligation", hal_contract.of("scanner"), ids=hal_contract.name)
def test_scanner(obligation, line):
    def show(*payloads):
        for payload in payloads:
            line.send(payload)

    scanner = SerialScanner(SerialPort(line.path))
    rig = hal_contract.ScannerRig(scanner, show, lambda: None, wait, now_ms, line.unplug, line.plug, together=False)
    obligation(rig)
    scanner.close()


@pytest.fixture
def scanner(line):
    scanner = SerialScanner(SerialPort(line.path))
    scanner.open()
    yield scanner
    scanner.close()


def collect(scanner):
    """Everything that comes until so many looks in a row have found nothing; a time may pass without a look."""
    out, quiet = [], 0
    while quiet < (60 if out else 300):
        got = scanner.poll(now_ms())
        out += got
        quiet = 0 if got else quiet + 1
        wait(1)
    return out


def test_codes_back_to_back_are_told_apart(line, scanner):
    codes = [hal_contract.code(seed) for seed in range(9)]
    line.send(b"".join(codes))
    assert collect(scanner) == codes


def test_garbage_between_codes_costs_no_code(line, scanner):
    codes = [hal_contract.code(seed) for seed in range(20, 24)]
    line.send(codes[0] + b"\x80\x01\x49" + codes[1] + b"\x81" + codes[2])
    assert [got for got in collect(scanner) if got in codes] == codes[:3]
    line.send(b"\xff" * 50 + codes[3])
    assert codes[3] in collect(scanner)


@pytest.mark.parametrize("seed", range(6))
def test_codes_in_pieces_are_put_together(line, scanner, seed):
    pieces = random.Random(seed)
    codes = [hal_contract.code(seed * 10 + at) for at in range(3)]
    stream = b"".join(codes)
    out = []
    ms = 0  # not the real clock: a busy machine must not make gaps where the module made none
    while stream:
        count = pieces.choice((1, 2, 3, 7, 64, 150))
        line.send(stream[:count])
        stream = stream[count:]
        for _ in range(pieces.randrange(3)):
            ms += 1
            out += scanner.poll(ms)
    assert out + collect(scanner) == codes


def test_what_is_no_code_is_delivered_after_silence(line, scanner):
    line.send(b"281234567890123456")
    assert scanner.poll(now_ms()) == ()
    assert collect(scanner) == [b"281234567890123456"]


def test_half_a_code_that_was_read_late_is_not_taken_for_silence(line, scanner):
    """The terminal was busy for longer than the idle gap while the second half arrived."""
    code = hal_contract.code(77)
    line.send(code[:100])
    wait(5)
    assert scanner.poll(now_ms()) == ()
    line.send(code[100:])
    wait(60)
    assert collect(scanner) == [code]


def test_a_line_that_nobody_reads_keeps_whole_codes_apart(line, scanner):
    """Ten codes wait while storage is busy; every one of them fits into the kernel's buffer."""
    codes = [hal_contract.code(seed) for seed in range(40, 50)]
    for code in codes:
        line.send(code)
    assert collect(scanner) == codes


def test_a_line_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        SerialPort(str(tmp_path / "nowhere")).open()


def test_a_line_is_ours_alone(line):
    first, second = SerialPort(line.path), SerialPort(line.path)
    first.open()
    with pytest.raises(OSError):
        second.open()
    first.close()
    second.open()
    second.close()
