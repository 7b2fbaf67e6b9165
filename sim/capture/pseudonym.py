"""Pseudonyms for what a masked capture must not hold: made under a random key that is thrown away."""

import hmac
import secrets
from typing import Any

from sim.code import mask
from terminal.policy import RECOVERIES
from terminal.recover import recover
from terminal.ridecode import INPUT_MAX_BYTES, LENGTH_MIN_BYTES, measured

ACCOUNT_BYTES = 10
NAME_BYTES = 16
RIDE_HEAD = b"\x81\x01\x49"  # so that a stand-in of 332 bytes has the length it declares


class Pseudonyms:
    """One recording's. The same account, or payload, has the same name in it, and another in every other one."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def account(self, account: str) -> str:
        """For an account in hex, as many bytes of nothing but chance."""
        return self._name(b"account", bytes.fromhex(account))[:ACCOUNT_BYTES].hex()

    def payload(self, payload: bytes) -> dict[str, Any]:
        """The public part of a payload: its length, whether it has a ride code's, and a name."""
        name = self._name(b"payload", payload)[:NAME_BYTES].hex()
        ride = len(payload) <= INPUT_MAX_BYTES and measured(recover(payload, RECOVERIES)[0])
        return {"name": name, "length": len(payload), "ride": ride}

    def _name(self, kind: bytes, value: bytes) -> bytes:
        return hmac.digest(self._key, kind + b"\0" + value, "sha256")


def stand_in(name: str, ride: bool) -> bytes:
    """Bytes that differ from others for a gate exactly as the payload of that name did."""
    raw = bytes.fromhex(name)
    return (RIDE_HEAD + raw).ljust(LENGTH_MIN_BYTES, b"\0") if ride else b"\xff" + raw


def line(text: str | None) -> str | None:
    """An exception's words without the long numbers in them."""
    return None if text is None else mask.line(text)
