"""All checks in two rows side by side: `python -m tests.tool.side_by_side WORKERS`, which is `make test`.

The tests on CPython are one row: their lines appear at once. The other row runs the other checks one after another;
what one of them prints is kept until it ends and then appears as a whole, between two lines of the tests. All of them
run, whatever fails; the last line names what failed. Ctrl-C ends both rows.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
END_MAX_S = 30  # for a check that was asked to end
INTERRUPTED = 130
_LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class Check:
    """A name, and the arguments with which this interpreter runs it."""

    name: str
    arguments: tuple[str, ...]


def tests(workers: str) -> Check:
    """pytest, whose longest files begin first; it prints the twenty slowest tests."""
    options = ("-n", workers, "--dist", "loadfile", "--no-loadscope-reorder", "--durations=20")
    return Check("tests on CPython", ("-m", "pytest", *options))


# What takes one processor comes first, so that no processor is left without work at the end.
OTHERS = (
    Check("ruff", ("-m", "ruff", "check", "--output-format", "concise", ".")),
    Check("mypy", ("-m", "mypy")),
    Check("types of boards", ("-m", "tests.tool.board_types")),
    Check("results", ("-m", "tests.tool.results", "--check")),
    Check("performance", ("-m", "tests.bench.page", "--check")),
    Check("tests on MicroPython", ("-m", "tests.on_micropython")),
    Check("parity", ("-m", "tests.tool.parity")),
    Check("heap of boards", ("-m", "tests.heap", "--check")),
)


class Rows:
    """Rows of checks. say: takes the text to print. good: the names of the checks that hold."""

    def __init__(self, say: Callable[[str], None] = lambda text: print(text, end="", flush=True)) -> None:
        self.good: set[str] = set()
        self._say = say
        self._printing = threading.Lock()
        self._starting = threading.Lock()
        self._running: list[subprocess.Popen[str]] = []
        self._over = False

    def run(self, *rows: Sequence[Check]) -> int:
        """Run them to their end; the lines of the first row appear at once. The exit status of it all."""
        threads = [
            threading.Thread(target=self._row, args=(row, not number), daemon=True) for number, row in enumerate(rows)
        ]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                while thread.is_alive():  # looked up, or a Ctrl-C that another thread takes would wait for the row
                    thread.join(_LOOK_S)
        except KeyboardInterrupt:
            self._signal(signal.SIGINT)
            for thread in threads:
                thread.join(END_MAX_S)
            self._print("Interrupted.\n")
            return INTERRUPTED
        finally:
            self._signal(signal.SIGKILL)
        failed = [check.name for row in rows for check in row if check.name not in self.good]
        self._print(f"Failed: {', '.join(failed)}.\n" if failed else "All of it holds.\n")
        return int(bool(failed))

    def _row(self, checks: Sequence[Check], at_once: bool) -> None:
        for check in checks:
            began_s = time.monotonic()
            process = self._start(check)
            if process is None:
                return
            if at_once:
                self._print(f"== {check.name}\n")
            kept = []
            for line in process.stdout or ():
                if at_once:
                    self._print(line)
                else:
                    kept.append(line)
            if process.wait() == 0:
                self.good.add(check.name)
            word = "holds" if check.name in self.good else "FAILED"
            head = f"== {check.name}: {word}, {time.monotonic() - began_s:.0f} s\n"
            self._print(head + "".join(kept))

    def _start(self, check: Check) -> "subprocess.Popen[str] | None":
        """Start it in a process group of its own, so that it gets each signal once; None once all is over."""
        with self._starting:
            if self._over:
                return None
            process = subprocess.Popen(
                [sys.executable, *check.arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                process_group=0,
            )
            self._running.append(process)
            return process

    def _print(self, text: str) -> None:
        with self._printing:
            self._say(text)

    def _signal(self, number: int) -> None:
        """Send a signal to all that the checks under way have started; no other check starts."""
        with self._starting:
            self._over = True
            for process in self._running:
                if process.poll() is None:
                    os.killpg(process.pid, number)


def main(workers: str) -> int:
    """Run all of it."""
    return Rows().run([tests(workers)], OTHERS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
