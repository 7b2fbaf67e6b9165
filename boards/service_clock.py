"""The service functions for the clock; boards/service.py has their names. site: the board with its files."""

import os
import time
from binascii import hexlify, unhexlify

from boards.clock_store import ClockStore
from boards.state import CONFIG
from boards.trust_store import TrustStore
from hal.micropython.clock import Clock
from terminal import policy, sm2
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


def opened(site: "Any") -> tuple[ClockStore, Clock]:
    """The board's clock, read now, and what is known about it. Raises ValueError, OSError."""
    source, skew_s = "ds3231", policy.STANDARD.skew_s
    if site.state.has(CONFIG):
        setup = site.setup()
        source, skew_s = setup.clock, setup.policy.skew_s
    clock = Clock(site.board.source(source), time, skew_s)
    store = ClockStore(site.state)
    store.open()
    store.start(clock, _listed(site), site.journal()[2])
    return store, clock


def set_clock(site: "Any", unix_s: int) -> "dict[str, Any]":
    """The session sets the clock."""
    store, clock = opened(site)
    return {"was": store.set(clock, unix_s), "now": clock.now_s()}


def show(site: "Any") -> "dict[str, Any]":
    """now: None while it is not trusted, then `why` says why; says: what it reads as, trusted or not."""
    store, clock = opened(site)
    now_s = clock.now_s()
    answer: dict[str, Any] = {"now": now_s, "says": clock.said_s(), "why": clock.why(), "set": store.set_s}
    answer["waits"] = store.nonce is not None
    answer["steps"] = [list(step) for step in store.steps]
    return answer


def nonce(site: "Any") -> "dict[str, Any]":
    """The numbers that the operator's statement has to name."""
    identity = site.identity()
    store = ClockStore(site.state)
    store.open()
    answer: dict[str, Any] = {"nonce": hexlify(store.new_nonce(os.urandom)).decode(), "test": identity.test}
    answer["terminal_id"] = identity.terminal_id
    answer["provisioning_id"] = identity.provisioning_id
    return answer


def apply(site: "Any", text: str) -> "dict[str, Any]":
    """Set the clock as a statement, in hexadecimal, says."""
    identity = site.identity()
    store, clock = opened(site)
    was_s = store.apply(clock, unhexlify(text), identity, _keys(site, identity), site.engine)
    return {"was": was_s, "now": clock.now_s()}


def _keys(site: "Any", identity: "Any") -> "tuple[Any, ...]":
    return tuple([site.engine.decode(key) for key in identity.operator_keys])


def _listed(site: "Any") -> "Any":
    """The list installed last, if one was and the operator's signature under it holds."""
    identity = site.state.identity(site.engine.digest)
    if identity is None:
        return None
    lists = TrustStore(site.state, site.engine, _keys(site, identity), identity.test)
    sm2.finish(lists.open())
    newest = lists.newest or lists.previous
    return newest and newest.list
