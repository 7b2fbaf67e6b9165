"""Operator's statements on a terminal's clock: what a terminal asks for, and what the operator signs (spec §7).

A request is a small JSON file, for people as much as for programs; a statement is the 112 bytes that
`boards/format/statement.py` describes.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from struct import pack
from typing import Any

from boards.format import statement
from hal.micropython.clock import EARLIEST_S, LATEST_S
from sim.input import moment as moments
from sim.input.field import U32_MAX
from sim.issuer.operator_key import Signer
from sim.output import show
from sim.output.trouble import Trouble, why

_KIND = "ridegate clock request"
_REQUEST_MAX_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Request:
    """Which terminal asks, and the nonce that it takes once. test: it was provisioned with test keys."""

    terminal_id: int
    provisioning_id: int
    nonce: bytes
    test: bool


def parse_request(answer: Any, name: str) -> Request:
    """A request out of a terminal's answer or a file. Raises Trouble naming what is not as it must be."""
    fields = answer if isinstance(answer, dict) else {}
    ids: list[Any] = [fields.get("terminal_id"), fields.get("provisioning_id")]
    try:
        nonce = bytes.fromhex(str(fields.get("nonce")))
    except ValueError:
        nonce = b""
    if any(type(each) is not int or not 0 <= each <= U32_MAX for each in ids):
        raise _no_request(name, "terminal_id and provisioning_id")
    if len(nonce) != statement.NONCE_BYTES:
        raise _no_request(name, "nonce")
    if not isinstance(fields.get("test"), bool):
        raise _no_request(name, "test")
    return Request(ids[0], ids[1], nonce, fields["test"])


def _no_request(name: str, key: str) -> Trouble:
    return Trouble(f"{name}: {key} missing or damaged; get the request again with `ridegate clock request`")


def encode_request(request: Request) -> bytes:
    """The file of a request."""
    fields = {"kind": _KIND, **asdict(request), "nonce": request.nonce.hex()}
    return json.dumps(fields, indent=2).encode() + b"\n"


def read_request(path: Path) -> Request:
    """A request from its file. Raises Trouble."""
    data = _read(path, _REQUEST_MAX_BYTES, "name the file that `ridegate clock request` wrote")
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict) or fields.get("kind") != _KIND:
        raise Trouble(f"{path}: no request; name the file that `ridegate clock request` wrote")
    return parse_request(fields, str(path))


def sign(request: Request, time_s: int, signer: Signer) -> bytes:
    """The statement, 112 bytes, that it is this Unix second. Raises Trouble for a key of the wrong kind."""
    if signer.test != request.test:
        held, wanted = ("test", "production") if signer.test else ("production", "test")
        raise Trouble(f"a {held} key, and terminal {request.terminal_id} takes {wanted} keys only; name another")
    body = pack(">II", request.terminal_id, request.provisioning_id) + request.nonce + pack(">I", time_s)
    return signer.seal(signer.prefix(statement.MAGIC, statement.FORMAT) + body)


def read(path: Path) -> bytes:
    """A statement from its file; whether it holds is for the terminal to check. Raises Trouble."""
    data = _read(path, statement.STATEMENT_BYTES + 1, "name the file that `ridegate clock statement` wrote")
    if len(data) != statement.STATEMENT_BYTES or not data.startswith(statement.MAGIC):
        raise Trouble(f"{path}: no statement; name the file that `ridegate clock statement` wrote")
    return data


def moment(text: str, now_s: int) -> int:
    """The Unix second that --time names. Raises Trouble."""
    time_s = moments.option("--time", text, now_s)
    if not EARLIEST_S <= time_s <= LATEST_S:
        raise Trouble(f"--time {text}: no terminal takes it; name one from {show.utc(EARLIEST_S)} to 2106")
    return time_s


def _read(path: Path, most_bytes: int, advice: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most_bytes)
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; {advice}") from None
