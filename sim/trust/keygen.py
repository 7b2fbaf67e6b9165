"""`ridegate trust keygen`: an operator's key."""

import argparse
import os
import secrets
from pathlib import Path

from sim import show
from sim.issuer import operator_key, pkcs8
from sim.reading import why
from sim.trouble import Trouble
from terminal import sm2

PASSPHRASE_MIN_BYTES = 12
_ENDINGS = (".pem", ".key", ".pub")
_EPILOG = """\
examples:
  ridegate trust keygen --out operator            writes operator.pem and operator.pub
  ridegate trust keygen --out operator --passphrase-file /run/secrets/operator
  ridegate trust keygen --out trial --test        writes trial.key and trial.pub

operator.pem is the private half, encrypted under a passphrase of at least 12
bytes: PKCS#8, scrypt and AES-256-CBC, as `openssl pkey` reads it. With it and
the passphrase one decides which lists and firmware your terminals accept: keep
it, and a copy, off the network. operator.pub goes onto the terminals
(`ridegate provision`), which hold two, so that one can be replaced.

A test key is not encrypted. Production builds refuse everything it signs.

exit status: 0 done; 2 a file is there already, or there is no good passphrase.
"""


def add_verb(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `keygen` to the verbs of `ridegate trust`; its function is `run`."""
    parser = verbs.add_parser(
        "keygen",
        help="make an operator's key",
        description="Make an operator's key: a private half that signs trust lists, firmware images\n"
        "and statements, and a public half for the terminals. Files are never overwritten.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--out", type=Path, required=True, metavar="NAME", help="name of the files, without an ending")
    parser.add_argument("--test", action="store_true", help="a test key, in the clear")
    operator_key.add_passphrase_option(parser)
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    out = args.out.with_suffix("") if args.out.suffix in _ENDINGS else args.out
    if out.name in ("", ".."):
        raise Trouble(f"--out {out}: this names a folder; name the files in it, as in --out operator")
    private = out.with_name(out.name + (".key" if args.test else ".pem"))
    public = out.with_name(out.name + ".pub")
    for path in (private, public):
        if path.exists() or path.is_symlink():
            raise Trouble(f"{path} is there already, and keys are never overwritten; choose another --out")
    key = operator_key.signer(secrets.randbelow(sm2.N - 2) + 1, args.test)
    if args.test:
        text = operator_key.private_text(key.private)
    else:
        text = _encrypted(key, _passphrase(args.passphrase_file, private))
    _write(private, text, 0o600)
    try:
        _write(public, operator_key.public_text(key), 0o644)
    except Trouble:
        private.unlink()
        raise
    if args.json:
        show.json_line({"private": str(private), "public": str(public), "key_id": key.key_id.hex(), "test": key.test})
        return 0
    kind = "a test key, which real gates refuse" if key.test else "encrypted; without its passphrase it is lost"
    show.line(f"{private}: the private half, {kind}")
    show.line(f"{public}: the public half of key {key.key_id.hex()}, for `ridegate provision --operator-key {public}`")
    return 0


def _passphrase(file: Path | None, private: Path) -> bytes:
    found = operator_key.passphrase(f"Passphrase for {private}: ", file, twice=True)
    if len(found) < PASSPHRASE_MIN_BYTES:
        raise Trouble(f"the passphrase has {len(found)} bytes; take {PASSPHRASE_MIN_BYTES} or more")
    return found


def _encrypted(key: operator_key.Signer, passphrase: bytes) -> str:
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
    except OSError as error:
        path.unlink()
        raise Trouble(f"{path}: {why(error)}; name a place that can be written, with --out") from None
