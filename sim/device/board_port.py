"""The serial port of a board: its prompt, as mpremote speaks to it, and the board's log while no command runs."""

import contextlib
import errno
import io
import os
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hal.desktop.stand_still import Had
from sim.output.trouble import Trouble, why

if TYPE_CHECKING:
    from mpremote.transport_serial import SerialTransport

AGAIN = "switch it off and on and try again; a production build answers in service mode only (its jumper, at power-on)"
RESET_MS = 100
_PROMPT_MAX_S = 60  # until a prompt answers; one that was restarting when it was asked never does
_WAITING_MAX_BYTES = 4096  # of a line that has not been read
_CHUNK_BYTES = 2048  # of a file at once; a board needs some four times as much for it
_SAID_MAX_BYTES = 1 << 26  # while a port is open: the largest file of a board, spelled out
_TALKS = 10  # a board that goes on talking has the time of so many silences
_LOOK_MAX_S = 1.0  # between two looks so much counts as time that it talked
_POLL_S = 0.01
_GARBLED = (ValueError, SyntaxError, TypeError, RecursionError, MemoryError)  # of mpremote, of what is no answer


class Silence(Trouble):
    """Nothing came from a board in time; it may have been restarting."""


class _Noise(Exception):
    """Raised for talk without end, and for what is no answer."""


class Port:
    """One port. Nothing is opened before it is needed. Raises Trouble when there is no such port."""

    def __init__(self, path: str) -> None:
        if os.name == "posix" and not Path(path).exists():
            raise Trouble(f"{path}: there is no such port; {_ports()}")
        self.path = path

    def execute(self, script: str, silence_s: float) -> str:
        """Run a MicroPython script to its end; what it printed.

        Raises Silence when nothing comes for so long, Trouble for everything else, also for a line that talks without
        an end; both say what to do.
        """
        with self._prompt(silence_s) as prompt:
            output, error = prompt.exec_raw(script, timeout=silence_s)
            if error:
                raise self._trouble(error.decode("utf-8", "replace"))
        return str(output.decode("utf-8", "replace")).replace("\r\n", "\n").removesuffix("\n")

    def write(
        self, files: Mapping[str, bytes], silence_s: float, written: Callable[[int], None] = lambda _: None
    ) -> None:
        """Write files to absolute paths in folders that exist. written(bytes): a file is over. Raises as `execute`."""
        with self._prompt(silence_s) as prompt:
            for path, data in files.items():
                prompt.fs_writefile(path, data, _CHUNK_BYTES)
                written(len(data))

    def read(self, path: str, silence_s: float) -> bytes:
        """The contents of a file. Raises as `execute`."""
        with self._prompt(silence_s) as prompt:
            return bytes(prompt.fs_readfile(path, _CHUNK_BYTES))

    def reset(self, silence_s: float) -> None:
        """Reset the board, RESET_MS after it has taken the command. Raises as `execute`."""
        with self._prompt(silence_s) as prompt:
            prompt.exec_raw_no_follow(f"import machine, time; time.sleep_ms({RESET_MS}); machine.reset()")

    @contextlib.contextmanager
    def _prompt(self, silence_s: float) -> "Iterator[SerialTransport]":
        """The raw prompt of the board, without a soft reset before; the friendly one afterwards."""
        from mpremote.transport import TransportError, TransportExecError
        from mpremote.transport_serial import SerialTransport

        class Patient(SerialTransport):  # type: ignore[misc]
            """Waits for a character as long as we say, and not for ten seconds, whatever is awaited."""

            patience_s = min(silence_s, _PROMPT_MAX_S)
            said_bytes = 0

            def read_until(self, *args: Any, **options: Any) -> bytes:
                """What is said up to these bytes, or for as long as we wait. Raises _Noise for talk without end."""
                ending, consumer = args[1], options.get("data_consumer")
                heard_s = time.monotonic()
                talked_s = Had(heard_s, _LOOK_MAX_S)
                most_s = _PROMPT_MAX_S if "timeout_overall" in options else _TALKS * self.patience_s
                data = bytearray()
                while not data.endswith(ending):
                    new = self.serial.read(1) if self.is_pty or self.serial.inWaiting() > 0 else b""
                    now_s = time.monotonic()
                    endless = talked_s.look(now_s) > most_s or self.said_bytes > _SAID_MAX_BYTES
                    if new and endless:
                        raise _Noise
                    if new:
                        heard_s = now_s
                        self.said_bytes += 1
                        if consumer is not None:
                            consumer(new)
                            data.clear()
                        data += new
                    elif now_s >= heard_s + self.patience_s:
                        break
                    else:
                        time.sleep(_POLL_S)
                return bytes(data)

            def eval(self, *args: Any, **options: Any) -> bytes:
                """Bytes that the board spells out. Raises _Noise for what is none."""
                try:
                    found = super().eval(*args, **options)
                except _GARBLED:
                    found = None
                if not isinstance(found, bytes):
                    raise _Noise
                return found

        prompt: Patient | None = None
        try:
            prompt = Patient(self.path, timeout=silence_s)
            try:
                with contextlib.redirect_stdout(io.StringIO()):  # it prints what it does not understand
                    prompt.enter_raw_repl(soft_reset=False, timeout_overall=prompt.patience_s)
                prompt.patience_s = silence_s
                yield prompt
            finally:
                with contextlib.suppress(OSError):
                    prompt.exit_raw_repl()
                    prompt.close()
        except TransportExecError as error:
            raise self._trouble(error.error_output) from None
        except (TransportError, struct.error) as error:  # the latter when nothing comes
            if "failed to access" in str(error):
                raise Trouble(
                    f"{self.path}: cannot be opened; it may be in use by another program, or no serial port at all"
                ) from None
            waited_s = silence_s if prompt is None else prompt.patience_s
            raise Silence(f"the board on {self.path} does not answer within {waited_s:.0f} s; {AGAIN}") from None
        except (_Noise, UnicodeDecodeError):
            words = f"what comes from {self.path} is no answer of a board; is it the right port?"
            raise Trouble(f"{words} {AGAIN}") from None
        except OSError as error:
            raise self._trouble(str(error)) from None

    def _trouble(self, words: str) -> Trouble:
        """What to report for an error of the board, by the last line of its words."""
        last = next((line.strip() for line in reversed(words.splitlines()) if line.strip()), "no reason given")
        if "OSError: 28" in last or "ENOSPC" in last or f"[Errno {errno.ENOSPC}]" in last:
            return Trouble(f"the board on {self.path} has no space left; remove files from it with `mpremote rm`")
        return Trouble(f"the board on {self.path}: {last}")

    def listen(self, words: tuple[bytes, ...], limit_s: float) -> str | None:
        """Wait for a line of the board's log with one of these words; None when none came in time.

        The port may vanish and come back meanwhile, as a board's own USB does.
        """
        import serial

        limit, heard, over = time.monotonic() + limit_s, b"", False
        while not over:
            over = time.monotonic() >= limit  # what has come by then is looked at
            try:
                with serial.Serial(self.path, 115200, timeout=0.1, write_timeout=1) as line:
                    while True:
                        heard = (heard + line.read(_WAITING_MAX_BYTES))[-2 * _WAITING_MAX_BYTES :]
                        for text in heard.split(b"\n")[:-1]:
                            if any(word in text for word in words):
                                said: str = text.decode("utf-8", "replace")
                                return said.removeprefix(">>>").strip()
                        if over:
                            break
                        over = time.monotonic() >= limit
            except (OSError, serial.SerialException):
                time.sleep(0.1)
        return None


def _ports() -> str:
    from serial.tools import list_ports

    try:
        known = [port.device for port in list_ports.comports()]
    except OSError as error:
        return f"those there are cannot be listed: {why(error)}"
    return f"there are {', '.join(known)}" if known else "no board is connected"
