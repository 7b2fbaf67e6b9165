"""`ridegate provision`: gives a board its terminal number, operator keys and record key."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import show
from sim.device.device import Device
from sim.encoding import WrongEncoding, utf8
from sim.issuer import operator_key
from sim.reading import why
from sim.trouble import Trouble
from terminal import sm2, sm3

_ID_MAX = 0xFFFFFFFF
_MASTER_MIN, _MASTER_MAX = 32, 64
_EPILOG = """\
examples:
  ridegate provision --port /dev/ttyACM0 --terminal-id 7 \\
      --operator-key operator.pub
  ridegate provision --port /dev/ttyACM0 --terminal-id 7 \\
      --operator-key operator.pub --master master.key

The record key comes from the board's own random source and never leaves it;
with --master it is SM3-HMAC(master, the board's unique id), which the holder of
the master can compute again.

exit status: 0 done; 2 a key, a number or the board is not as it must be.
"""


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


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    """Add the command `provision`; its function is `run`."""
    parser = subparsers.add_parser(
        "provision",
        help="make a board a certain terminal",
        description="Give a board its terminal id, its operator's keys and its record key, in\nservice mode.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", required=True, metavar="PORT", help="the board's serial port")
    parser.add_argument("--terminal-id", required=True, type=number, metavar="N", help="its number, 0..4294967295")
    parser.add_argument(
        "--provisioning-id", type=number, default=1, metavar="N", help="how often it was provisioned (1)"
    )
    parser.add_argument(
        "--operator-key", required=True, type=Path, action="append", metavar="FILE",
        help="the operator's public key; twice for two keys",
    )  # fmt: skip
    operator_key.add_passphrase_option(parser)
    parser.add_argument(
        "--master", type=Path, metavar="FILE", help="derive the record key from this, 64 to 128 hex digits"
    )
    parser.add_argument("--force", action="store_true", help="a board that is a terminal already becomes another")
    parser.add_argument("--json", action="store_true", help="the board's answer as one line of JSON")
    parser.set_defaults(run=run)
    return parser


def number(text: str) -> int:
    """An id. Raises ArgumentTypeError."""
    try:
        value = int(text, 0)
    except ValueError:
        value = -1
    if not 0 <= value <= _ID_MAX:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number in 0..{_ID_MAX}")
    return value


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    operator = read_operator(args.operator_key, args.passphrase_file)
    master = None if args.master is None else read_master(args.master)
    device = Device(args.port)
    found = device.require()
    record_key = None if master is None else sm3.hmac(sm3.digest, master, bytes.fromhex(found.unique_id))
    check_kind(operator, (found.manifest or {}).get("build", ""))
    with device.serviced():
        answer = provision(device, operator, args.terminal_id, args.provisioning_id, record_key, args.force)
    if args.json:
        show.json_line(answer)
    else:
        show.line(told(answer))
    return 0


def provision(
    device: Device, operator: Operator, terminal_id: int, provisioning_id: int, record_key: bytes | None, force: bool
) -> dict[str, Any]:
    """Provision a board in service mode; its answer. record_key: 32 bytes, or None for one of the board's own."""
    wanted = {
        "terminal_id": terminal_id,
        "provisioning_id": provisioning_id,
        "operator_keys": [key.hex() for key in operator.keys],
        "test": operator.test,
        "record_key": None if record_key is None else record_key.hex(),
        "force": force,
    }
    return device.call(f"provision({json.dumps(wanted)!r})")


def told(answer: dict[str, Any]) -> str:
    """The answer in words."""
    return (
        f"terminal {answer['terminal_id']}, provisioning {answer['provisioning_id']}; "
        f"its records are signed with key {answer['record_key_id']}"
    )


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
