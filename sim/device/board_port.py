"""The serial port of a board: `mpremote` as it is installed, and the board's log while no command runs."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sim.output.trouble import Trouble, why

AGAIN = "switch it off and on and try again; a production build answers in service mode only (its jumper, at power-on)"


class Silence(Trouble):
    """Nothing came from a board in time; it may have been restarting."""


class Port:
    """One port. Nothing is opened before it is needed. Raises Trouble when there is no such port."""

    def __init__(self, path: str) -> None:
        if os.name == "posix" and not Path(path).exists():
            raise Trouble(f"{path}: there is no such port; {_ports()}")
        self.path = path
        self._command = [_mpremote(), "connect", path, "resume"]

    def mpremote(self, words: list[str], silence_s: float, line: Callable[[str], None] = lambda _: None) -> str:
        """Run mpremote to its end; its output. line(text): as it comes.

        Raises Silence when nothing comes for so long, Trouble for everything else; both say what to do.
        """
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
        process = subprocess.Popen(
            [*self._command, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=environment, text=True, encoding="utf-8", errors="replace",
        )  # fmt: skip
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(silence_s, end)
        timer.start()
        said = []
        try:
            assert process.stdout is not None
            for text in process.stdout:
                timer.cancel()
                timer = threading.Timer(silence_s, end)
                timer.start()
                said.append(text.rstrip("\r\n"))
                line(said[-1])
            status = process.wait()
        finally:
            timer.cancel()
            process.kill()
            process.wait()
        if late.is_set():
            raise Silence(f"the board on {self.path} does not answer within {silence_s:.0f} s; {AGAIN}")
        if status:
            text = "\n".join(said)
            raise (Silence if _is_restarting(text) else Trouble)(_reason(text, self.path))
        return "\n".join(said)

    def listen(self, words: tuple[bytes, ...], limit_s: float) -> str | None:
        """Wait for a line of the board's log with one of these words; None when none came in time.

        The port may vanish and come back meanwhile, as a board's own USB does.
        """
        import serial

        limit, heard = time.monotonic() + limit_s, b""
        while time.monotonic() < limit:
            try:
                with serial.Serial(self.path, 115200, timeout=0.1, write_timeout=1) as line:
                    while time.monotonic() < limit:
                        heard = (heard + line.read(256))[-4096:]
                        for text in heard.split(b"\n")[:-1]:
                            if any(word in text for word in words):
                                said: str = text.decode("utf-8", "replace")
                                return said.removeprefix(">>>").strip()
            except (OSError, serial.SerialException):
                time.sleep(0.1)
        return None


def _is_restarting(said: str) -> bool:
    """Whether mpremote spoke to a board that did not read yet, or did not read any more."""
    return "could not enter raw repl" in said or "TransportError" in said


def _reason(said: str, port: str) -> str:
    """The error message for mpremote's last line."""
    if "failed to access" in said or "no device found" in said:
        return f"{port}: cannot be opened; it may be in use by another program, or no serial port at all"
    if _is_restarting(said):
        return f"the board on {port} does not answer; {AGAIN}"
    last = next((text for text in reversed(said.splitlines()) if text.strip()), "no reason given").strip()
    if "OSError: 28" in last or "ENOSPC" in last:
        return f"the board on {port} has no room left; remove files from it with `mpremote rm`"
    return f"the board on {port}: {last.removeprefix('mpremote: ')}"


def _mpremote() -> str:
    found = shutil.which("mpremote", path=str(Path(sys.executable).parent))
    if found is None:
        raise Trouble(f"there is no `mpremote` beside {sys.executable}; install it with `pip install mpremote`")
    return found


def _ports() -> str:
    from serial.tools import list_ports

    try:
        known = [port.device for port in list_ports.comports()]
    except OSError as error:
        return f"those there are cannot be listed: {why(error)}"
    return f"there are {', '.join(known)}" if known else "no board is connected"
