"""Receipts out of a board's journal. It is read into memory, newest segment first, and no further than it has to be:
what else is in it, accounts in the clear, comes into no file of the gateway.
"""

import hashlib

from sim.device.board_port import Port
from sim.device.device import Device
from sim.fleet import receipt
from sim.journal import folder, pull
from sim.output.trouble import Trouble
from terminal import sm3

_SILENCE_MAX_S = 60
_SEGMENTS_MAX = 64  # that are looked through for one receipt


def receipts(device: Device, above: int, wanted: set[tuple[str, int]]) -> list[bytes]:
    """The receipts in the journal of a board in service mode, oldest first, but those up to the record `above`. Looks
    no further back than needed for the wanted ones: (kind, number) of each.
    """
    root = device.require().root
    assert root is not None  # it was required
    files = [each for each in pull.on_board(device, root) if folder.SEGMENT.fullmatch(each.name)]
    port = Port(device.port)
    found: list[bytes] = []
    for file in sorted(files, key=lambda each: each.name, reverse=True)[:_SEGMENTS_MAX]:
        data = port.read(file.path, _SILENCE_MAX_S)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise Trouble(f"{file.path} arrived damaged; try again, with a shorter cable or another port")
        found = of_segment(data, above) + found
        told = [receipt.parse(raw, sm3.digest) for raw in found]
        if int(file.name) <= above or wanted <= {(one.kind, one.number) for one in told}:
            break
    return found


def of_segment(data: bytes, above: int) -> list[bytes]:
    """The receipts in the bytes of one segment."""
    whole = [raw for raw in receipt.split(data) if receipt.is_whole(raw)]
    return [raw for raw in whole if receipt.is_one(raw) and receipt.sequence_of(raw) > above]
