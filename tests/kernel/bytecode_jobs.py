"""What tests/kernel/bytecode.py measures, in the VM: each job once, between two marks that callgrind sees."""

import gc
import time

from hal.engine import recode, sm3, sm3_viper, viper
from hal.engine.machine import Machine
from terminal import codes, decide, sm2
from terminal.history import History
from terminal.policy import STANDARD
from tests.builder import code_builder, list_builder, signer


def _measured(job: object) -> None:
    """Run a job once for what it does the first time only, and once between two marks, without garbage collected."""
    job()
    gc.collect()
    time.sleep_us(1)
    job()
    time.sleep_us(1)


def _nothing() -> None:
    pass


def main() -> None:
    """The jobs in the order of bytecode.JOBS."""
    engine = Machine("x86-64", viper, recode, sm3.digester(sm3_viper.compress)).engine
    xy = signer.public_xy("user")
    short = signer.public_key("user")
    key = engine.decode(xy)
    e = sm2.message_digest(engine, key, sm2.IDENTITY, b"bench")
    rs = signer.sign("user", b"bench")
    page = bytes(512)

    def verify() -> None:
        assert sm2.finish(engine.verify(key, e, rs))

    def prepare() -> None:
        key.table.clear()
        sm2.finish(engine.prepare(key))

    _measured(_nothing)
    _measured(lambda: engine.decode(short))
    _measured(verify)
    _measured(prepare)
    _measured(verify)
    _measured(lambda: engine.digest(page))

    trust = list_builder.opened(list_builder.usual())
    trust.engine = engine
    code = code_builder.build()
    root = trust.signer(signer.public_xy("root"), sm2.IDENTITY)[0]
    sm2.finish(engine.prepare(root))

    def cold() -> None:
        for remembered in (trust.certificates, trust.riders):
            remembered.held.clear()
        while len(trust.signers.held) > 1:
            trust.signers.held.pop()
        decision = decide.decide(code, trust, STANDARD, History(4), code_builder.NOW_S)
        assert decision.result == codes.ACCEPTED

    def warm() -> None:
        trust.riders.held.clear()
        decision = decide.decide(code, trust, STANDARD, History(4), code_builder.NOW_S)
        assert decision.result == codes.ACCEPTED

    _measured(cold)
    issuer = trust.signer(signer.public_key("issuer"), sm2.IDENTITY)[0]
    sm2.finish(engine.prepare(issuer))
    _measured(warm)
    print("measured")


main()
