"""The commands of README.md, and a reader who enters each of them as it is printed where a wheel is installed; only
ports get names that are there, and the runs that are recorded or ask a service play few scenes.
"""

import contextlib
import json
import re
import signal
import socket
import subprocess
import time

from sim.emulator.scanner import MODELS
from tests.rig.command import ROOT
from tests.rig.scanner_pty import Pty
from tests.rig.session import SHORT

# In a line of a console, in a span of code, or behind a path of Windows; up to a remark.
_COMMAND = re.compile(r"[`/\\]ridegate ([^`#\n]+)")
STEP_MAX_S = 120
_LOOK_S = 0.05


def commands(name="README.md"):
    """The arguments of each command in a README, as text, in their order."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return list(dict.fromkeys(found.strip() for found in _COMMAND.findall(text)))


class Running:
    """A command under way, whose output goes to a file."""

    def __init__(self, command, log, **options) -> None:
        self._log = log
        with log.open("w") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, **options)

    def said(self):
        """What it has printed so far."""
        return self._log.read_text(encoding="utf-8")

    def await_line(self, pattern, mark=0, pass_time=lambda: time.sleep(_LOOK_S)):
        """The first match behind `mark` characters, once it is there. pass_time: called between two looks."""
        limit = time.monotonic() + STEP_MAX_S
        while True:
            ended = self.process.poll() is not None
            found = re.compile(pattern, re.MULTILINE).search(self.said(), mark)
            if found:
                return found
            assert not ended and time.monotonic() < limit, f"no {pattern!r} in: {self.said()[mark:]}"
            pass_time()

    def close(self, number=signal.SIGINT):
        """Ctrl-C, which it has to obey; its status is 0. number: 0 where it ends by itself."""
        self.process.send_signal(number)
        try:
            status = self.process.wait(STEP_MAX_S)
        finally:
            self.process.kill()
            self.process.wait()
        assert status == 0, self.said()


class Reader:
    """Enters commands in one folder. run(command, captures=False): (status, output, errors), by the installation with
    or without the extra `capture`; start(command): Running.
    """

    def __init__(self, folder, run, start) -> None:
        self.folder, self.run, self.start = folder, run, start
        self.board = self.service = None
        self.sessions = []  # under way
        # each command of the README, in its order: how it is tried
        self.trials = {
            "run --terminal": self.good,
            "completion bash": self.good,
            "run": self.session,
            "explain --trust list.toml code.png": self.good,
            "inspect code.png": self.good,
            "verify --trust list.toml code.png": self.good,
            "mint --fault all": self.good,
            "run --record gate.mcap": self.record,
            "replay gate.mcap --runtime micropython --report gate.html": self.with_captures,
            "run --emulate pico2": self.session,
            "emulate --board pico2": self.emulate,
            "flash --board pico2 --port PORT --trust trust.toml --operator-key operator.key"
            " --config gate.toml": self.flash,
            "run --camera 0": self.without_camera,
            "run --serial /dev/ttyUSB0 --scanner gm65": self.serial,
            "service --unregistered allow": self.serve,
            "run --eligibility http://127.0.0.1:8766/": self.ask,
            "journal pull --port PORT --out gate7": self.good,
            "journal verify gate7": self.good,
            "journal export --format csv --out rides.csv gate7": self.export,
            "journal acknowledge --port PORT --through rides.csv gate7": self.good,
        }

    def prepare(self):
        """Make the files that the README speaks of."""
        self.good("mint --form raw,png")
        minted = self.folder / "minted"
        listed = (minted / "trust.toml").read_text(encoding="utf-8")
        (self.folder / "list.toml").write_text(listed, encoding="utf-8")
        # an emulated board comes with another list of sequence 1
        (self.folder / "trust.toml").write_text(listed.replace("sequence = 1", "sequence = 2", 1), encoding="utf-8")
        (self.folder / "code.png").write_bytes((minted / "accepted.png").read_bytes())
        for name in ("operator.key", "operator.pub"):
            (self.folder / name).write_bytes((minted / name).read_bytes())
        (self.folder / "scenes.toml").write_text(SHORT, encoding="utf-8")
        (self.folder / "gate.toml").write_text(self.good("config example"), encoding="utf-8")

    def good(self, command, captures=False):
        """Enter a command that has to end with 0; what it prints."""
        status, output, errors = self.run(self.at_port(command), captures)
        assert status == 0, f"{command}: status {status}: {output}{errors}"
        return output

    def session(self, command):
        """Start a command that plays its scenes in real time and ends; the next ones are tried meanwhile."""
        self.sessions.append(self.start(command))

    def finish(self):
        """Wait for the sessions."""
        while self.sessions:
            self.sessions.pop().close(0)

    def record(self, command):
        """A recording of few scenes."""
        self.with_captures(f"{command} --scenario scenes.toml")

    def with_captures(self, command):
        """The same with the extra `capture`."""
        self.good(command, True)

    def without_camera(self, command):
        """What the README promises where the extra is not installed."""
        status, _, errors = self.run(command)
        assert (status, errors.count("\n")) == (2, 1)
        assert "pip install 'ridegate[camera]'" in errors

    def at_port(self, command):
        """A command with the port of the board that was started before."""
        if "PORT" not in command:
            return command
        return command.replace("PORT", self.board.await_line(r"^port (\S+)$")[1])

    def serve(self, command):
        """Start the service; it stays for the gate that asks it."""
        self.service = self.start(command)
        self.service.await_line(r"http://\S+$")

    def ask(self, command):
        """Let a gate ask it, wherever it found a free port."""
        words, _, _ = command.partition(" http")
        address = self.service.await_line(r"http://[0-9.:]+/")[0]
        self.good(f"{words} {address} --scenario scenes.toml --deadline-ms 1000")  # a slow machine is no subject here
        self.service.close()
        self.service = None

    def emulate(self, command):
        """Start the board; it stays for the commands with a port."""
        self.board = self.start(command)
        self.board.await_line(r"^control \S+$")

    def flash(self, command):
        """Make a terminal of the board, ask it what a terminal is asked, and let a passenger through."""
        assert "FAILED" not in self.good(command)
        status, _, errors = self.run(self.at_port("provision --port PORT --terminal-id 8 --operator-key operator.pub"))
        assert status == 2 and "provisioned already" in errors
        assert "trusted" in self.good("clock show --port PORT")
        self.good("selftest --port PORT")
        self.good("mint --form raw --out now")
        mark = len(self.board.said())
        self.ask_board(do="show", payloads=[(self.folder / "now" / "accepted.bin").read_bytes().hex()])
        mark = self.board.await_line(r"  relay  .*level=1", mark).end()
        self.ask_board(do="hide")
        self.ask_board(do="passage")
        self.board.await_line(r"  relay  .*level=0", mark)

    def ask_board(self, **words):
        """Send one line to the board's control socket."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as control:
            control.connect(self.board.await_line(r"^control (\S+)$")[1])
            control.sendall(json.dumps(words).encode() + b"\n")
            assert json.loads(control.makefile().readline())["ok"], words

    def serial(self, command):
        """A module as it comes from its factory, on a pseudo-terminal, is set up and reads a code; Ctrl-C ends it."""
        model = MODELS["gm65"]()
        line = Pty(model, self.folder)
        self.good("mint --form raw --out now")
        code = (self.folder / "now" / "accepted.bin").read_bytes()

        def hold_up():
            model.show(code, t_us=time.monotonic_ns() // 1000)
            line.wait_ms(100)

        with contextlib.closing(self.start(command.replace("/dev/ttyUSB0", line.path))) as running:
            running.await_line("ACCEPTED", pass_time=hold_up)
        line.unplug()

    def export(self, command):
        """The ride of the passenger is in the file."""
        self.good(command)
        rides = (self.folder / "rides.csv").read_text(encoding="utf-8")
        assert rides.count("\n") == 2, rides

    def close(self):
        """Switch off the board, the service, and sessions that were not waited for."""
        for running in (self.board, self.service, *self.sessions):
            if running is not None:
                running.close()
