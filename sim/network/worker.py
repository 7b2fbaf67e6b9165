"""A part of a network in a process of its own, or in this one: `begin` a slice, `finish` it, and what came of it."""

import multiprocessing
import signal
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.issuer.issuer import make_pki
from sim.network import lists
from sim.network.part import Ended, Given, Part, Told
from sim.network.plan import Network
from sim.network.ways import Way
from sim.output import ctrl_c
from sim.output.trouble import Trouble

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_ENDS_S = 20


class Here:
    """A part in this process."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._given: Given | None = None

    def open(self) -> None:
        """See `Part`."""
        self._part.open()

    def begin(self, given: Given) -> None:
        """Begin a slice."""
        self._given = given

    def finish(self) -> Told:
        """What came of it."""
        assert self._given is not None
        return self._part.slice(self._given)

    def close(self) -> None:
        """See `Part`."""
        self._part.close()

    def end(self) -> Ended:
        """See `Part`."""
        return self._part.end()

    def leave(self) -> None:
        """Nothing more is asked."""


class Worker:
    """A part in a process of its own. Raises what the part raises, and Trouble when that process ends, or fails."""

    def __init__(self, plan: Network, stops: tuple[str, ...], folder: Path, way: Way) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, far = context.Pipe()
        self._process = context.Process(target=_serve, args=(far, plan, stops, folder, way), daemon=True)
        ctrl_c.start(self._process)
        far.close()
        self._asked = False  # and not answered yet
        self._gone = False

    def _ask(self, name: str, *values: Any) -> None:
        if self._asked:
            self._answer()  # of what was broken off
        self._asked = True
        try:
            self._pipe.send((name, values))
        except OSError:
            self._gone = True
            raise Trouble(_GONE) from None

    def _answer(self) -> Any:
        self._asked = False
        try:
            good, value = self._pipe.recv()
        except (EOFError, OSError):
            self._gone = True
            raise Trouble(_GONE) from None
        if not good:
            self._gone = True
            raise value if isinstance(value, Exception) else Trouble(f"{_FAILED}:\n{value}please report this")
        return value

    def open(self) -> None:
        """See `Part`."""
        self._ask("open")
        self._answer()

    def begin(self, given: Given) -> None:
        """Begin a slice."""
        self._ask("slice", given)

    def finish(self) -> Told:
        """What came of it."""
        told: Told = self._answer()
        return told

    def close(self) -> None:
        """See `Part`."""
        if not self._gone:
            self._ask("close")
            self._answer()

    def end(self) -> Ended:
        """See `Part`."""
        self._ask("end")
        ended: Ended = self._answer()
        return ended

    def leave(self) -> None:
        """Let the process end."""
        self._pipe.close()
        self._process.join(_ENDS_S)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(_ENDS_S)


_FAILED = "a process of gates has failed"
_GONE = "a process of gates has ended; is there enough memory? --workers 1 needs the least"


def _serve(pipe: "Connection", plan: Network, stops: tuple[str, ...], folder: Path, way: Way) -> None:
    """The process: carries out what it is asked for until the pipe closes. Ctrl-C is the other process's to take."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        part = Part(plan, stops, lists.files(plan, make_pki()), folder, way)
        while True:
            name, values = pipe.recv()
            pipe.send((True, getattr(part, name)(*values)))
    except (EOFError, BrokenPipeError):
        return
    except (Trouble, OSError) as error:  # as in one process: not ours
        pipe.send((False, error))
    except Exception:
        pipe.send((False, traceback.format_exc()))
