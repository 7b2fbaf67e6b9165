"""The trust list of the test issuer, in files."""

import re
from pathlib import Path

from sim.issuer import issuer, operator_key
from sim.output.trouble import Trouble
from sim.trust import source as trust_source

_ISSUED = re.compile(r"^issued = .*$", re.M)


def write(out: Path, pki: issuer.Pki, at_s: int) -> None:
    """Write the list, issued now, and its operator's keys; a list that is there already stays as it is, and so do keys
    of another operator. Raises Trouble, OSError.
    """
    for name, keys in operator_key.texts(pki.operator_private).items():
        operator_key.check_same(out / name, keys)
    text = issuer.trust_toml(pki, at_s)
    path = out / "trust.toml"
    if path.exists():
        there = path.read_text(encoding="utf-8", errors="replace")
        if _ISSUED.sub("", there) != _ISSUED.sub("", text):
            raise Trouble(f"{path} is not what mint wrote there; move it away or choose another --out")
        text = there
    path.write_text(text, encoding="utf-8")
    source = trust_source.parse_source(text)
    (out / "trust.bin").write_bytes(trust_source.compile_list(source, pki.operator))
    operator_key.write(out, pki.operator_private)
