"""Provisioning: gives a board its terminal number, operator keys and record key."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.device.device import Device
from sim.input.encoding import WrongEncoding, utf8
from sim.issuer import operator_key
from sim.output.trouble import Trouble, why
from terminal import sm2, sm3

_MASTER_MIN, _MASTER_MAX = 32, 64
UNIQUE_ID_MAX_BYTES = 64


@dataclass(frozen=True, slots=True)
class Operator:
    """Whose lists a terminal accepts. keys: one or two public keys, X||Y. signer: when a private half was named."""

    keys: tuple[bytes, ...]
    signer: operator_key.Signer | None
    test: bool

    @property
    def decoded(self) -> tuple[sm2.Key, ...]:
        """The keys as the reference engine takes them."""
        found = [sm2.REFERENCE.decode(key) for key in self.keys]
        return tuple(key for key in found if key is not None)


def provision(
    device: Device,
    operator: Operator,
    terminal_id: int,
    provisioning_id: int | None,
    record_key: bytes | None,
    force: bool,
) -> dict[str, Any]:
    """Provision a board in service mode; its answer. provisioning_id: None for the board's next one. record_key: 32
    bytes, or None for one of the board's own.
    """
    wanted = {
        "terminal_id": terminal_id,
        "provisioning_id": provisioning_id,
        "operator_keys": [key.hex() for key in operator.keys],
        "test": operator.test,
        "record_key": None if record_key is None else record_key.hex(),
        "force": force,
    }
    return device.call(f"provision({json.dumps(wanted)!r})")


def check_kind(operator: Operator, build: str) -> None:
    """Raises Trouble when a build does not take such keys."""
    if operator.test == (build == "production"):
        held, wanted = ("test", "production") if operator.test else ("production", "test")
        raise Trouble(
            f"a {build} build takes {wanted} keys only, and this is a {held} key; build and flash the other kind"
        )


def read_operator(paths: list[Path], passphrase_file: Path | None = None) -> Operator:
    """The operator out of key files: public keys, or a private half, which can sign as well. Raises Trouble."""
    keys: list[bytes] = []
    signer = None
    tests = set()
    for path in paths:
        if operator_key.is_private(path):
            signer = operator_key.read_signer(path, passphrase_file)
            found = operator_key.PublicKeys((signer.public_xy,), signer.test)
        else:
            found = operator_key.read_public(path)
        keys += found.keys
        tests.add(found.test)
    if len(tests) != 1:
        raise Trouble("--operator-key: a test key and a production key; name keys of one kind")
    if len(keys) > operator_key.KEYS_MAX:
        raise Trouble(f"--operator-key: {len(keys)} keys; an operator has one or two")
    return Operator(tuple(keys), signer, tests.pop())


def read_master(path: Path) -> bytes:
    """The operator's master, in hexadecimal. Raises Trouble, which does not show it."""
    try:
        master = bytes.fromhex(utf8(path.read_bytes()).strip())
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name the file with the operator's master") from None
    except WrongEncoding as error:
        raise Trouble(f"{path}: {error}") from None
    except ValueError:
        master = b""
    if not _MASTER_MIN <= len(master) <= _MASTER_MAX:
        raise Trouble(f"{path}: no master; write {2 * _MASTER_MIN} to {2 * _MASTER_MAX} hexadecimal digits")
    return master


def record_key(master: bytes, unique_id: str) -> bytes:
    """The key with which a board seals its records. unique_id: of its chip, in hexadecimal. Raises ValueError for
    what is none.
    """
    found = bytes.fromhex(unique_id)
    if not 1 <= len(found) <= UNIQUE_ID_MAX_BYTES:
        raise ValueError
    return sm3.hmac(sm3.digest, master, found)
