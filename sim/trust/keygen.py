"""Makes an operator's key: files that are there whole or not at all, and never in the place of others."""

import os
import secrets
from pathlib import Path

from sim.issuer import operator_key, pkcs8
from sim.issuer.signer import Signer
from sim.output.trouble import Trouble, why
from terminal import sm2

PASSPHRASE_MIN_BYTES = 12
_ENDINGS = (".pem", ".key", ".pub")


def make(name: Path, test: bool, passphrase_file: Path | None) -> tuple[Signer, Path, Path]:
    """Make a key: (its signer, the file of its private half, that of its public half).

    name: of both files, with an ending of theirs or without. test: in the clear. passphrase_file: as of
    `operator_key.passphrase`. Raises Trouble.
    """
    out = name.with_suffix("") if name.suffix in _ENDINGS else name
    if out.name in ("", ".."):
        raise Trouble(f"--out {out}: this names a folder; name the files in it, as in --out operator")
    private = out.with_name(out.name + (".key" if test else ".pem"))
    public = out.with_name(out.name + ".pub")
    for path in (private, public):
        if _is_there(path):
            raise Trouble(f"{path} is there already, and keys are never overwritten; choose another --out")
    key = operator_key.signer(secrets.randbelow(sm2.N - 2) + 1, test)
    text = operator_key.private_text(key.private) if test else _encrypted(key, _passphrase(passphrase_file, private))
    _write(private, text, 0o600)
    try:
        _write(public, operator_key.public_text(key), 0o644)
    except BaseException:  # Ctrl-C, too
        private.unlink()
        raise
    return key, private, public


def _is_there(path: Path) -> bool:
    """Whether a file or a link has this name. Raises Trouble for a name that none can have."""
    try:
        return path.exists() or path.is_symlink()
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name a place that can be written, with --out") from None


def _passphrase(file: Path | None, private: Path) -> bytes:
    found = operator_key.passphrase(f"Passphrase for {private}: ", file, twice=True)
    if len(found) < PASSPHRASE_MIN_BYTES:
        raise Trouble(f"the passphrase has {len(found)} bytes; take {PASSPHRASE_MIN_BYTES} or more")
    return found


def _encrypted(key: Signer, passphrase: bytes) -> str:
    """The PEM of a key, which was read back before it is used."""
    text = pkcs8.encrypt(
        key.private, passphrase, secrets.token_bytes(pkcs8.SALT_BYTES), secrets.token_bytes(pkcs8.IV_BYTES)
    )
    if pkcs8.decrypt(pkcs8.parse(text), passphrase) != key.private:
        raise Trouble("what was encrypted does not come back; nothing was written")
    return text


def _write(path: Path, text: str, mode: int) -> None:
    """Write a new file through to the disk. A key that is lost with the power cannot be made again."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise Trouble(f"{path} is there already, and keys are never overwritten; choose another --out") from None
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name a place that can be written, with --out") from None
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except BaseException as error:
        path.unlink()
        if isinstance(error, OSError):
            raise Trouble(f"{path}: {why(error)}; name a place that can be written, with --out") from None
        raise
