"""`ridegate trust keygen`: an operator's key."""

import argparse
from pathlib import Path

from sim.command import options
from sim.output import show
from sim.trust import keygen

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


def add_verb(verbs: options.Verbs) -> None:
    """Add `keygen` to the verbs of `ridegate trust`; its function is `run`."""
    parser = options.command(
        verbs, "keygen", "make an operator's key",
        "Make an operator's key: a private half that signs trust lists, firmware images\n"
        "and statements, and a public half for the terminals. Files are never overwritten.",
        _EPILOG, run,
    )  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, metavar="NAME", help="name of the files, without an ending")
    parser.add_argument("--test", action="store_true", help="a test key, in the clear")
    options.passphrase(parser)
    options.json(parser)


def run(args: argparse.Namespace) -> int:
    """Carry out the command; the exit status. Raises Trouble."""
    key, private, public = keygen.make(args.out, args.test, args.passphrase_file)
    if args.json:
        show.json_line({"private": str(private), "public": str(public), "key_id": key.key_id.hex(), "test": key.test})
        return 0
    kind = "a test key, which real gates refuse" if key.test else "encrypted; without its passphrase it is lost"
    show.line(f"{private}: the private half, {kind}")
    show.line(f"{public}: the public half of key {key.key_id.hex()}, for `ridegate provision --operator-key {public}`")
    return 0
