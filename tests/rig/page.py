"""A gate loop of the page under test: started, listened to, asked."""

import contextlib
import itertools
import json
import tempfile
import threading
import time
from pathlib import Path

from hal.desktop.engine import desktop_engine
from sim.family import table
from sim.gate import cards, families
from sim.gate.core_gate import CoreGate
from sim.gate.event import Decided
from sim.gate.virtual_clock import RealTime
from sim.issuer import family_mint
from sim.issuer.wallet import Wallet
from sim.page import command, listener, message, server
from sim.page.gate_loop import GateLoop
from terminal import codes
from tests.rig.command import pki

WAIT_S = 120.0  # a hang, not a slow machine
HOSTS = ("127.0.0.1", "localhost", "gate.test")  # the last one is no secure place for a browser


class Reported:
    """An event of a gate loop as a page has it: its kind, and its data. message: the whole message, None for none."""

    def __init__(self, event):
        self.event = event
        self.seen_s = time.monotonic()
        self.at_ms = getattr(event, "at_ms", None)
        self.message = message.of(event, self.at_ms or 0)
        self.data = {**(self.message or {})}
        self.kind = self.data.pop("kind", type(event).__name__)
        if isinstance(event, Decided):
            self.data = {"decision": event.decision, "payload": event.payload, "stages": event.stages}


class Watched:
    """A gate loop and everything it has reported."""

    def __init__(self, gate_loop):
        self.gate_loop = gate_loop
        self.told = []
        self._more = threading.Condition()
        gate_loop.listen(self._hear)

    def _hear(self, event):
        with self._more:
            self.told.append(Reported(event))
            self._more.notify_all()

    def mark(self):
        with self._more:
            return len(self.told)

    def since(self, mark, kind):
        with self._more:
            return [one for one in self.told[mark:] if one.kind == kind]

    def wait(self, mark, kind, fits=lambda data: True, timeout_s=WAIT_S):
        """The first of that kind behind the mark; AssertionError when none comes."""

        def found():
            return next((one for one in self.told[mark:] if one.kind == kind and fits(one.data)), None)

        with self._more:
            came = self._more.wait_for(found, timeout_s)
            assert came, f"no {kind}; there were {[one.kind for one in self.told[mark:]]}"
            return found()

    def do(self, **message):
        """Ask as a page would; the mark before it."""
        mark = self.mark()
        self.gate_loop.do(command.parse(json.dumps(message)))
        return mark

    def do_together(self, *messages):
        """Ask for several things that the gate does between the same two of its turns; the mark before them."""
        mark, commands = self.mark(), self.gate_loop._commands
        asked = [command.parse(json.dumps(each)) for each in messages]
        with commands.mutex:
            commands.queue.extend(asked)
        return mark

    def answer(self, phone=0, fault=None):
        """Hold a phone up; the name of the answer and the mark before it."""
        mark = self.do(do="show", phone=phone, fault=fault)
        decision = self.wait(mark, "decision").data["decision"]
        return table.row(decision.result).name, mark

    def quiet(self, mark, kind, for_s):
        """Whether nothing of that kind comes for so long."""
        time.sleep(for_s)
        return not self.since(mark, kind)

    def opened(self, mark):
        """Whether the relay closed behind the mark."""
        with self._more:
            gates = [(at, one.data["relay"]) for at, one in enumerate(self.told) if one.kind == "gate"]
        return any(now and not before for (_, before), (at, now) in itertools.pairwise(gates) if at >= mark)

    def _owed(self):
        """Whether a code was accepted last and the relay has not closed yet."""
        with self._more:
            said = [one for one in self.told if one.kind == "decision" or (one.kind == "gate" and one.data["relay"])]
        return bool(said) and said[-1].kind == "decision" and said[-1].data["decision"].result == codes.ACCEPTED

    def lamp(self, wanted):
        """Wait until the panel's lamp is this."""
        until_s = time.monotonic() + WAIT_S
        while time.monotonic() < until_s:
            panels = self.since(0, "panel")
            if panels and panels[-1].data["lamp"] == wanted:
                return
            time.sleep(0.01)
        raise AssertionError(f"the lamp is not {wanted}")

    def rest(self):
        """Wait until the arms are locked and stay so."""
        until_s = time.monotonic() + WAIT_S
        while time.monotonic() < until_s:
            gates = self.since(0, "gate")
            if gates and gates[-1].data["arms"] == "locked" and not gates[-1].data["relay"] and not self._owed():
                mark = self.mark()
                if self.quiet(mark, "gate", 0.05):
                    return
            time.sleep(0.02)
        raise AssertionError("the gate comes to no rest")


@contextlib.contextmanager
def watched(recorder=None, card=False, read=()):
    """A started gate loop with the core in it, in a folder of its own. card: it reads test cards, too; read: tickets of
    these families.
    """
    with tempfile.TemporaryDirectory(prefix="ridegate-") as folder:
        engine, gate_time = desktop_engine(), RealTime()
        held = cards.cards(cards.VIRTUAL, pki(), engine, gate_time.now_ms) if card else None
        known = families.made(read, family_mint.keys(pki()), "keys") if read else None
        gate = CoreGate(pki(), engine, Path(folder), gate_time, recorder=recorder, cards=held, families=known)
        gate_loop = GateLoop(Wallet(pki()), gate)
        seen = Watched(gate_loop)
        gate_loop.start()
        try:
            assert gate_loop.opened.wait(WAIT_S) and gate_loop.failure is None
            yield seen
        finally:
            gate_loop.stop()
        assert gate_loop.failure is None


@contextlib.contextmanager
def served(card=False, read=()):
    """The same behind a real server on a free port: (watched, port)."""
    with watched(card=card, read=read) as seen:
        bound = listener.bind("127.0.0.1", 0)
        port = bound.getsockname()[1]
        app = server.app(seen.gate_loop, "0", tuple(f"{name}:{port}" for name in HOSTS))
        with listener.Listener(app, bound):
            yield seen, port
