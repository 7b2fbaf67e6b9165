"""The keys of a depot: which roles it has, how many each wants, and the files that they lie in."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.fleet import sm2_key
from sim.fleet.depot import ROLES, ROOT, SNAPSHOT, TARGETS, TIMESTAMP, Role
from sim.fleet.sm2_key import Sm2Signer
from sim.output.trouble import Trouble, why
from sim.trust import keygen

STANDARD = {
    ROOT: (2, 3),
    TARGETS: (2, 3),
    SNAPSHOT: (1, 1),
    TIMESTAMP: (1, 1),
}  # so many signatures, out of so many keys
_PRIVATE = (".pem", ".key")
_FILES_MAX = 64


def make(folder: Path, test: bool, passphrase_file: Path | None) -> tuple[dict[str, Role], list[Sm2Signer]]:
    """Make the keys of a depot, each in a file of its own that only its owner reads. Raises Trouble."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(f"{folder}: {why(error)}; name a folder for the keys with --keys") from None
    names = {role: [f"{role}-{at}" for at in range(1, count + 1)] for role, (_, count) in STANDARD.items()}
    there = [
        one for each in names.values() for one in each for end in (*_PRIVATE, ".pub") if (folder / (one + end)).exists()
    ]
    if there:
        raise Trouble(
            f"{folder}: the key {there[0]} is there already, and keys are never overwritten; choose another --keys"
        )
    roles, signers = {}, []
    for role, each in names.items():
        made = [Sm2Signer(keygen.make(folder / name, test, passphrase_file)[0]) for name in each]
        roles[role] = Role(tuple(one.public_key for one in made), STANDARD[role][0])
        signers += made
    return roles, signers


def named(public: Mapping[str, Sequence[Path]], thresholds: Sequence[str]) -> dict[str, Role]:
    """The roles of keys that were made elsewhere. thresholds: as in "root=2"; all of its keys where a role is left
    out. Raises Trouble."""
    wanted = {}
    for text in thresholds:
        role, mark, count = text.partition("=")
        if role not in ROLES or not mark or not (count.isascii() and count.isdecimal() and len(count) < 3):
            raise Trouble(f"--threshold {text}: write a role and a number, as in root=2; roles are {', '.join(ROLES)}")
        wanted[role] = int(count)
    roles = {}
    for role in ROLES:
        keys = tuple(sm2_key.read_public(path) for path in public.get(role, ()))
        if not keys:
            raise Trouble(f"no key for {role}; name its public half with --{role}-key, or let --keys make all of them")
        if len({one.keyid for one in keys}) != len(keys):
            raise Trouble(f"--{role}-key: the same key twice; two signatures want two keys")
        roles[role] = Role(keys, wanted.get(role, len(keys)))
    return roles


def signers(files: Sequence[Path], folder: Path | None, passphrase_file: Path | None) -> list[Sm2Signer]:
    """The private keys of these files, and of a folder. Raises Trouble."""
    paths = list(files)
    if folder is not None:
        try:
            paths += sorted(path for path in folder.iterdir() if path.suffix in _PRIVATE)
        except OSError as error:
            raise Trouble(f"{folder}: {why(error)}; name the folder of the keys") from None
    if len(paths) > _FILES_MAX:
        raise Trouble(
            f"{folder}: {len(paths)} keys, and a depot has {_FILES_MAX} at most; name those that sign with --key"
        )
    return [sm2_key.read_signer(path, passphrase_file) for path in paths]
