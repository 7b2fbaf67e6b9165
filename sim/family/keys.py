"""Public keys of rail tickets, from a file of `--family-keys`: TOML, one [[key]] each.

    [[key]]
    family = "uic"            # or "dosipas"
    provider = "9999"         # RICS code of who signs
    id = "00001"              # as the code names the key
    hash = "sha256"           # sha1, sha224, sha256, sha384, sha512
    public_key = "-----BEGIN PUBLIC KEY-----..."
"""

from typing import Any, NamedTuple

from sim.family import signature
from sim.family.contract import Reason
from sim.input import toml
from sim.output.trouble import Trouble, why

KEYS_MAX = 10_000
_FIELDS = ("family", "provider", "id", "hash", "public_key")
_BY_FILE = ("uic", "dosipas")
NO_KEY = Reason(
    "The file of keys has no key of this provider and id.",
    "Get the provider's key and put it into the file of --family-keys.",
    "密钥文件中没有该发行方与编号的公钥。",
    "取得发行方公钥, 写入 --family-keys 文件。",
)


class Key(NamedTuple):
    """A public key and the hash of its signatures."""

    public: Any
    hash_name: str


class Keys:
    """Keys by family, provider and id."""

    def __init__(self, held: dict[tuple[str, str, str], Key]) -> None:
        self._held = held

    def find(self, family: str, provider: str, key_id: str) -> Key | None:
        """The key of that name; leading zeros and spaces of provider and id do not count."""
        return self._held.get((family, _bare(provider), _bare(key_id)))


def _bare(text: str) -> str:
    return text.strip().lstrip("0")


def read(path: str) -> str:
    """The text of a file of keys. Raises Trouble where it cannot be read."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        raise Trouble(f"{path}: {why(error)}; name the file of the families' keys") from None
    except ValueError as error:
        raise Trouble(f"{path}: this is no TOML: {error}; docs/families.md shows such a file") from None


def load(path: str) -> Keys:
    """Read a file of keys. Raises Trouble that names the entry at fault and says what belongs there."""
    return parse(read(path), path)


def parse(text: str, path: str) -> Keys:
    """The keys of a file's text. path: its name, for errors. Raises Trouble as `load` does."""
    signature.check_installed()
    try:
        found = toml.read(text)
    except ValueError as error:
        raise Trouble(f"{path}: this is no TOML: {error}; docs/families.md shows such a file") from None
    entries = found.get("key")
    if not isinstance(entries, list) or found.keys() != {"key"} or not 1 <= len(entries) <= KEYS_MAX:
        raise Trouble(f"{path}: 1 to {KEYS_MAX:,} [[key]] tables belong there and nothing else; see docs/families.md")
    held: dict[tuple[str, str, str], Key] = {}
    for at, entry in enumerate(entries):
        place = f"{path}: key[{at}]"
        if not isinstance(entry, dict) or set(entry) != set(_FIELDS):
            raise Trouble(f"{place}: has other fields than {', '.join(_FIELDS)}; write those")
        for name, value in entry.items():
            if not isinstance(value, str) or not value.isascii():
                raise Trouble(f"{place}.{name}: is no ASCII text; put it in quotes")
        if entry["family"] not in _BY_FILE:
            raise Trouble(f"{place}.family: {entry['family']!r}; write one of {', '.join(_BY_FILE)}")
        if entry["hash"] not in signature.HASHES:
            raise Trouble(f"{place}.hash: {entry['hash']!r}; write one of {', '.join(signature.HASHES)}")
        public = signature.public_key(entry["public_key"].strip().encode())
        if public is None:
            raise Trouble(f"{place}.public_key: is no DSA or ECDSA public key; write it as PEM")
        name = (entry["family"], _bare(entry["provider"]), _bare(entry["id"]))
        if name in held:
            raise Trouble(f"{place}: {' '.join(name)} is there twice; leave one out")
        held[name] = Key(public, entry["hash"])
    return Keys(held)
