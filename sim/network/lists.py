"""The trust lists of a network: the test industry's, or files."""

from typing import TYPE_CHECKING

from sim.gate.lists import test_list
from sim.issuer.issuer import Pki, trust_toml
from sim.network.plan import Network
from sim.output.show import utc
from sim.output.trouble import Trouble
from sim.trust.file import checked, load
from terminal.sm2 import REFERENCE

if TYPE_CHECKING:
    from sim.trust.file import TrustFile


def files(plan: Network, pki: Pki) -> "dict[int, TrustFile]":
    """Each list by its sequence. Raises Trouble for a file that is none, or has another sequence."""
    found: dict[int, TrustFile] = {}
    for each in plan.lists:
        if each.file is None:
            head = f"sequence = {each.sequence}\n"
            if each.expires_s is not None:
                head += f"expires = {utc(each.expires_s)}\n"
            found[each.sequence] = test_list(pki, trust_toml(pki).replace("sequence = 1\n", head, 1))
            continue
        file = load(each.file, each.operator_key, REFERENCE)
        sequence = checked(file).sequence
        if sequence != each.sequence:
            raise Trouble(f"{each.file}: it is list {sequence}, and the network's file says {each.sequence}")
        found[each.sequence] = file
    return found
