"""A gate of this computer in virtual time, its events, and the wallet of those who come to it."""

from hal.desktop.engine import desktop_engine
from sim.gate import cards
from sim.gate.core_gate import CoreGate
from sim.gate.virtual_clock import VirtualTime
from sim.issuer.wallet import Wallet
from tests.rig.command import pki

NOW_S = 1_800_000_000


class Gated:
    """A gate and its events; closed at the end of the block. families: which it reads; card: test cards, too;
    kept: the folder stays.
    """

    def __init__(self, folder, recorder=None, families=None, card=False, now_s=NOW_S, kept=False, **settings):
        self.wallet = Wallet(pki())
        engine, clock = desktop_engine(), VirtualTime(now_s)
        held = cards.cards(cards.VIRTUAL, pki(), engine, clock.now_ms) if card else None
        known = {"cards": held, "families": families, "kept": kept}
        self.gate = CoreGate(pki(), engine, folder, clock, fare_fen=0, recorder=recorder, settings=settings, **known)
        self.heard = []
        self.gate.listen(self.heard.append)

    def __enter__(self):
        self.gate.open()
        return self

    def __exit__(self, *_):
        self.gate.close()

    def wait(self, ms):
        """Let the gate turn for so long; passengers who are let in walk."""
        for _ in range(ms // 20):
            self.gate.turn()
            self.gate.push()
            self.gate.pass_time(20)
