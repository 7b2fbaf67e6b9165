"""The operator's keys in files, and the signer that uses them.

    operator.pem   private: PKCS#8, encrypted (`sim.issuer.pkcs8`); made by `ridegate trust keygen`
    operator.key   private half of a test key, labelled, in the clear: it protects nothing
    operator.pub   public: one or two keys in hexadecimal, one a line, behind a remark

Signing takes a `Signer`. Its kind decides the `test` flag of what it signs.
"""

import getpass
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.input.encoding import WrongEncoding, utf8
from sim.issuer import pkcs8, sm2_sign
from sim.issuer.signer import Signer as Signer
from sim.output.trouble import Trouble, why
from terminal import sm2

LABEL = "# ridegate test operator key"
PRIVATE_LABEL = f"{LABEL}, private half"
PASSPHRASE_VARIABLE = "RIDEGATE_PASSPHRASE"
PASSPHRASE_MAX_BYTES = 1024
FILE_MAX_BYTES = 4096
KEYS_MAX = 2
TEST_KEY = Path(__file__).with_name("test_operator.key")
TEST_PUBLIC = Path(__file__).with_name("test_operator.pub")


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The content of a .pub file. keys: one or two, X||Y, 64 bytes each."""

    keys: tuple[bytes, ...]
    test: bool

    def decoded(self, engine: sm2.Engine) -> tuple[sm2.Key, ...]:
        """The same for one engine, which verifies under keys of its own only."""
        return tuple(key for key in map(engine.decode, self.keys) if key is not None)


def signer(private: int, test: bool) -> Signer:
    """The signer of a private key, 1..n-2."""
    return Signer(private, sm2_sign.public_key(private, "xy"), test)


def published_signer() -> Signer:
    """The published test key, which signs where no key is named."""
    return read_signer(TEST_KEY)


def read_signer(path: Path, passphrase_file: Path | None = None) -> Signer:
    """The private key of a file: encrypted PEM, or a labelled test key. Raises Trouble, which never shows a key."""
    text = _text(path, "the operator's private key, operator.pem")
    if text.startswith("-----BEGIN"):
        try:
            envelope = pkcs8.parse(text)
            private = pkcs8.decrypt(envelope, passphrase(f"Passphrase of {path}: ", passphrase_file))
        except pkcs8.NotAKey as error:
            raise Trouble(f"{path}: no usable operator key: {error}; `ridegate trust keygen` makes keys") from None
        found = signer(private, False)
        if is_published(found.public_xy):
            raise Trouble(f"{path}: this is the published test key, which everybody has; make one of your own")
        return found
    lines = text.replace("\r\n", "\n").split("\n")
    try:
        private = int(lines[1], 16)
    except (IndexError, ValueError):
        private = 0
    if lines[0] != PRIVATE_LABEL or not 0 < private < sm2.N - 1:
        raise Trouble(f"{path}: no private operator key; `ridegate trust keygen` makes one")
    return signer(private, True)


def read_public(path: Path) -> PublicKeys:
    """The one or two public keys of a file: hexadecimal, one a line; lines that begin with # are remarks.

    A file with the label of test keys in a remark holds test keys, and so does one with the published key.
    Raises Trouble that names the line.
    """
    keys = []
    text = _text(path, "the operator's public key, such as operator.pub")
    if text.startswith("-----BEGIN"):
        raise Trouble(f"{path}: a PEM file; name the file with the public half that lies beside it, operator.pub")
    test = False
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        test |= line.startswith(LABEL)
        if not line or line.startswith("#"):
            continue
        try:
            key = sm2.REFERENCE.decode(bytes.fromhex(line))
        except ValueError:
            key = None
        if key is None:
            raise Trouble(f"{path}, line {number}: no public key; write 66 or 130 hexadecimal digits")
        keys.append(key.xy)
    if not 1 <= len(keys) <= KEYS_MAX:
        raise Trouble(f"{path}: holds {len(keys)} keys; an operator has one or two")
    return PublicKeys(tuple(keys), test or any(map(is_published, keys)))


def is_private(path: Path) -> bool:
    """Whether a file begins as one with a private half does. Raises Trouble when it cannot be read."""
    return _text(path, "an operator's key, such as operator.pub").startswith(("-----BEGIN", PRIVATE_LABEL))


def is_published(public_xy: bytes) -> bool:
    """Whether this is the test key that comes with the program."""
    return public_xy.hex() in TEST_PUBLIC.read_text(encoding="ascii")


def write(folder: Path, private: int) -> None:
    """Write operator.pub and operator.key of a test key, labelled. Trap: operator.key is in the clear."""
    for name, text in texts(private).items():
        (folder / name).write_text(text, encoding="utf-8")


def texts(private: int) -> dict[str, str]:
    """The names of the two files of a test key, and the text of each."""
    return {"operator.pub": public_text(signer(private, True)), "operator.key": private_text(private)}


def check_same(path: Path, text: str) -> None:
    """Raises Trouble where other keys than these lie at `path`, and OSError."""
    if path.exists() and path.read_text(encoding="utf-8", errors="replace") != text:
        raise Trouble(f"{path} is there already, and keys are never overwritten; choose another --out")


def public_text(key: Signer) -> str:
    """The text of a .pub file for a key."""
    head = LABEL if key.test else f"# ridegate operator key {key.key_id.hex()}"
    return f"{head}\n04{key.public_xy.hex()}\n"


def private_text(private: int) -> str:
    """The text of a .key file for a test key."""
    return f"{PRIVATE_LABEL}\n{private:064x}\n"


def passphrase(
    prompt: str,
    file: Path | None = None,
    twice: bool = False,
    environ: Mapping[str, str] = os.environ,
    ask: Callable[[str], str] | None = None,
) -> bytes:
    """A passphrase: the first line of `file`, else RIDEGATE_PASSPHRASE, else what is typed. Raises Trouble.

    ask: prints a prompt and returns what was typed unseen; None: the terminal, when there is one.
    """
    if file is not None:
        data = _read(file, "a file whose first line is the passphrase")
        found = data.decode("utf-8", "surrogateescape").split("\n")[0].removesuffix("\r")
        source = str(file)
    elif PASSPHRASE_VARIABLE in environ:
        found, source = environ[PASSPHRASE_VARIABLE], PASSPHRASE_VARIABLE
    else:
        ask = ask or _terminal()
        try:
            found, source = ask(prompt), "the prompt"
            again = ask("Once more: ") if twice else found
        except EOFError:
            raise Trouble(
                f"no passphrase was typed; type one, or name a --passphrase-file, or set {PASSPHRASE_VARIABLE}"
            ) from None
        if found != again:
            raise Trouble("the two passphrases differ; try again")
    data = found.encode("utf-8", "surrogateescape")
    if not 1 <= len(data) <= PASSPHRASE_MAX_BYTES:
        raise Trouble(f"{source}: a passphrase has 1 to {PASSPHRASE_MAX_BYTES} bytes, this one {len(data)}")
    return data


def _terminal() -> Callable[[str], str]:
    if sys.stdin is None or not sys.stdin.isatty():
        raise Trouble(
            f"nobody can be asked for the passphrase here; set {PASSPHRASE_VARIABLE} or name a --passphrase-file"
        )
    return getpass.getpass


def _text(path: Path, wanted: str) -> str:
    """The text of a key file. Raises Trouble."""
    try:
        return utf8(_read(path, wanted))
    except WrongEncoding as error:
        raise Trouble(f"{path}: {error}; wanted: {wanted}") from None


def _read(path: Path, wanted: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(FILE_MAX_BYTES + 1)
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name {wanted}") from None
    if len(data) > FILE_MAX_BYTES:
        raise Trouble(f"{path}: more than {FILE_MAX_BYTES} bytes; name {wanted}")
    return data
