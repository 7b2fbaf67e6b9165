"""A scanner module in front of its driver, in time that the test advances."""

import random
from collections.abc import Callable

from hal.scanner import gm65, gm67
from hal.scanner.module import ScannerModule
from sim.emulator.scanner import MODELS
from sim.issuer.issuer import make_pki
from tests.rig.module_wire import Wire

NAMES = ("gm65", "gm67")
DIALECTS = {"gm65": gm65.Gm65, "gm67": gm67.Gm67}
NOW_S = 1_793_000_000
PKI = make_pki()
TEMPLATE = {n: PKI.recipe(NOW_S).set(extension=bytes(n)).encode() for n in (0, 11, 32)}


def codes(count: int, seed: int = 1) -> list[bytes]:
    """Different codes with the structure of real ones; what is opaque or random in one is random here."""
    numbers = random.Random(seed)
    out = []
    for _ in range(count):
        n = numbers.choice((0, 11, 32))
        code = bytearray(TEMPLATE[n])
        for at, length in ((24, 96), (120, 16), (159, 32), (198, n), (199 + n, 64), (263 + n, 4), (268 + n, 64)):
            code[at : at + length] = numbers.randbytes(length)
        out.append(bytes(code))
    return out


class Bench:
    """A driver and a model on one line, in virtual time."""

    def __init__(self, name: str, disturb: Callable[[bytes], bytes] | None = None, **options) -> None:
        self.model = MODELS[name](**options)
        self.wire = Wire(self.model, disturb)
        self.scanner = ScannerModule(self.wire.port, DIALECTS[name]())

    @property
    def now_ms(self) -> int:
        return self.wire.now_ms

    def turn(self, ms: int = 2) -> tuple[bytes, ...]:
        got = self.scanner.poll(self.now_ms)
        self.wire.pass_ms(ms)
        return got

    def set_up(self, patience_ms: int = 20_000) -> int:
        """Open it and turn until it is set up; returns how long it took. Raises OSError as setup() does."""
        self.scanner.open()
        started_ms = self.now_ms
        while not self.scanner.setup(self.now_ms):
            self.wire.pass_ms(2)
            assert self.now_ms - started_ms < patience_ms, "never set up"
        return self.now_ms - started_ms

    def run(self, ms: int, turn_ms: int = 2) -> list[bytes]:
        """What is delivered within so long."""
        until_ms = self.now_ms + ms
        out = []
        while self.now_ms < until_ms:
            out += self.turn(turn_ms)
        return out

    def show(self, *payloads) -> None:
        self.model.show(*payloads, t_us=self.wire.now_us)

    def read(self, payload, patience_ms: int = 3000) -> list[bytes]:
        """Hold it up until something is delivered, and what else comes in the same tenth of a second."""
        self.show(payload)
        until_ms = self.now_ms + patience_ms
        out = []
        while not out and self.now_ms < until_ms:
            out += self.turn()
        self.model.hide()
        return out + self.run(100)

    def wrong(self) -> list[tuple[str, str]]:
        """(kind, register) of what is wrong now."""
        return [each[:2] for each in self.scanner.report() if not each[3]]

    def kinds(self) -> set[str]:
        return {each[0] for each in self.scanner.report()}
