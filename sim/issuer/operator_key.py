"""The operator's key files: one line of hexadecimal under a remark that says what it is.

For now only labelled test keys are written and only their private halves are read.
"""

from pathlib import Path

from sim.issuer.sm2_sign import public_key
from terminal import sm2

LABEL = "# ridegate test operator key"
_KEYS_MAX = 2


class OperatorKeyError(ValueError):
    """A file that holds no operator key; the message names it and says what should be there."""


def write(folder: Path, private: int) -> None:
    """Write operator.pub and operator.key, labelled. Trap: operator.key is the private half, in the clear."""
    public = public_key(private, "uncompressed").hex()
    (folder / "operator.pub").write_text(f"{LABEL}\n{public}\n", encoding="utf-8")
    (folder / "operator.key").write_text(f"{LABEL}, private half\n{private:064x}\n", encoding="utf-8")


def read_public(path: Path, engine: sm2.Engine) -> tuple[sm2.Key, ...]:
    """The one or two public keys of a file: hexadecimal, one a line; lines that begin with # are remarks.

    Raises OperatorKeyError that names the line, OSError.
    """
    keys = []
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            key = engine.decode(bytes.fromhex(text))
        except ValueError:
            key = None
        if key is None:
            raise OperatorKeyError(f"{path}, line {number}: no public key; write 66 or 130 hexadecimal digits")
        keys.append(key)
    if not 1 <= len(keys) <= _KEYS_MAX:
        raise OperatorKeyError(f"{path}: holds {len(keys)} keys; an operator has one or two")
    return tuple(keys)


def read_private(path: Path) -> int:
    """The private half from operator.key. Raises OperatorKeyError for anything but a labelled test key."""
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    try:
        private = int(lines[1], 16)
    except (IndexError, ValueError):
        private = 0
    if not lines[0].startswith(LABEL) or not 0 < private < sm2.N - 1:
        raise OperatorKeyError(f"{path}: no test operator key; `ridegate mint` writes one")
    return private
