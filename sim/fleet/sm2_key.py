"""SM2 keys over SM3 for The Update Framework, under the type `sm2` and the scheme `sm2-sm3`.

In metadata a key is {"keytype": "sm2", "scheme": "sm2-sm3", "keyval": {"public": "04" X Y in hexadecimal}}, with
"x-ridegate-test": true where it is a test key. Its id is the SM3 of its 65 bytes, in hexadecimal. A signature is r||s,
128 hexadecimal digits, over the canonical JSON, with the standard identity.
"""

from pathlib import Path
from typing import Any

from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.signer import KEY_FOR_TYPE_AND_SCHEME, Key, SecretsHandler, Signature, Signer

from hal.desktop.engine import proved_engine
from sim.backoffice import seal
from sim.issuer import operator_key, sm2_sign
from sim.issuer.operator_key import Signer as PrivateKey
from sim.output.trouble import Trouble

KEY_TYPE = "sm2"
SCHEME = "sm2-sm3"
TEST = "x-ridegate-test"
_POINT_BYTES = 65


class Sm2Key(Key):
    """The public half of a key, as metadata names it."""

    @classmethod
    def from_dict(cls, keyid: str, key_dict: dict[str, Any]) -> "Sm2Key":
        """A key out of metadata. Raises ValueError, KeyError or TypeError for what is none."""
        key_type, scheme, value = cls._from_dict(key_dict)
        point = bytes.fromhex(value["public"])
        if len(point) != _POINT_BYTES or point[0] != 4 or proved_engine().decode(point) is None:
            raise ValueError("this is no point of the curve")
        if keyid != sm2_sign.sm3(point).hex():
            raise ValueError("this is not the id of this key")
        return cls(keyid, key_type, scheme, value, key_dict)

    def to_dict(self) -> dict[str, Any]:
        """As it stands in metadata."""
        return self._to_dict()

    @property
    def test(self) -> bool:
        """Whether it is labelled as a test key, or is the published one."""
        return self.unrecognized_fields.get(TEST) is True or operator_key.is_published(self._point[1:])

    @property
    def _point(self) -> bytes:
        return bytes.fromhex(self.keyval["public"])

    def verify_signature(self, signature: Signature, data: bytes) -> None:
        """Raises UnverifiedSignatureError unless it is this key's signature of these bytes."""
        engine = proved_engine()
        key = engine.decode(self._point)
        try:
            made = bytes.fromhex(signature.signature)
        except ValueError:
            made = b""
        if key is None or not seal.holds(engine, key, data, made):
            raise UnverifiedSignatureError(f"the signature of key {self.keyid[:16]} does not hold")


class Sm2Signer(Signer):
    """The private half."""

    def __init__(self, private: PrivateKey) -> None:
        self._private = private
        self._key = of_public(private.public_xy, private.test)

    @property
    def public_key(self) -> Sm2Key:
        """The public half."""
        return self._key

    def sign(self, payload: bytes) -> Signature:
        """The signature, verified before it leaves. Raises Trouble."""
        return Signature(self._key.keyid, seal.signature(self._private, payload).hex())

    @classmethod
    def from_priv_key_uri(
        cls, priv_key_uri: str, public_key: Key, secrets_handler: SecretsHandler | None = None
    ) -> "Sm2Signer":
        """The depot reads its keys from files itself."""
        raise ValueError("an SM2 key is read from its file")


def of_public(xy: bytes, test: bool) -> Sm2Key:
    """The key of a point X||Y, 64 bytes."""
    point = b"\4" + xy
    return Sm2Key(sm2_sign.sm3(point).hex(), KEY_TYPE, SCHEME, {"public": point.hex()}, {TEST: True} if test else {})


def read_public(path: Path) -> Sm2Key:
    """The public key of a file of `ridegate trust keygen`. Raises Trouble."""
    found = operator_key.read_public(path)
    if len(found.keys) != 1:
        raise Trouble(f"{path}: holds {len(found.keys)} keys; a key of the depot lies in a file of its own")
    return of_public(found.keys[0], found.test)


def read_signer(path: Path, passphrase_file: Path | None) -> Sm2Signer:
    """The private key of a file of `ridegate trust keygen`. Raises Trouble."""
    return Sm2Signer(operator_key.read_signer(path, passphrase_file))


KEY_FOR_TYPE_AND_SCHEME[(KEY_TYPE, SCHEME)] = Sm2Key
