"""DSA and ECDSA as rail tickets use them, verified by the package `cryptography`; strict about what a signature is."""

from typing import Any

from sim.output.trouble import Trouble

HASHES = ("sha1", "sha224", "sha256", "sha384", "sha512")

# Object identifiers of signatures -> their hash.
SIGNINGS = {
    "1.2.840.10040.4.3": "sha1",
    "2.16.840.1.101.3.4.3.1": "sha224",
    "2.16.840.1.101.3.4.3.2": "sha256",
    "1.2.840.10045.4.3.1": "sha224",
    "1.2.840.10045.4.3.2": "sha256",
    "1.2.840.10045.4.3.3": "sha384",
    "1.2.840.10045.4.3.4": "sha512",
}
# Object identifiers of keys -> the curve of a bare point.
CURVES = {"1.2.840.10045.3.1.7": "SECP256R1", "1.3.132.0.34": "SECP384R1", "1.3.132.0.35": "SECP521R1"}


def check_installed() -> None:
    """Raises Trouble where the package is missing."""
    try:
        import cryptography  # noqa: F401
    except ImportError as error:
        raise Trouble(
            "rail tickets (families uic, dosipas) are verified by the package cryptography, which is not installed: "
            "pip install 'ridegate[families]'"
        ) from error


def public_key(data: bytes, curve: str = "") -> Any:
    """A DSA or ECDSA public key from SubjectPublicKeyInfo (PEM or DER), or from a point of the named curve; None for
    bytes that are neither.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import dsa, ec
    from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_public_key

    if data[:1] in (b"\2", b"\3", b"\4") and curve:
        try:
            return ec.EllipticCurvePublicKey.from_encoded_point(getattr(ec, curve)(), data)
        except ValueError:
            return None
    try:
        key = load_pem_public_key(data) if data.startswith(b"-----BEGIN ") else load_der_public_key(data)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, dsa.DSAPublicKey | ec.EllipticCurvePublicKey) else None


def holds(key: Any, hash_name: str, signature: bytes, data: bytes) -> bool:
    """Whether these are the DER bytes of a signature of the data, spelled as DER spells them and no other way."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import dsa, ec
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

    try:
        if encode_dss_signature(*decode_dss_signature(signature)) != signature:
            return False
        digest = getattr(hashes, hash_name.upper())()
        if isinstance(key, dsa.DSAPublicKey):
            key.verify(signature, data, digest)
        else:
            key.verify(signature, data, ec.ECDSA(digest))
    except (InvalidSignature, ValueError, TypeError, OverflowError, UnsupportedAlgorithm):
        return False
    return True


def der(raw: bytes) -> bytes:
    """r||s, halves of equal length, as DER."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    half = len(raw) // 2
    return encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))


def der_length(data: bytes) -> int:
    """How many bytes the DER sequence at the front has, in its short form; 0 for none."""
    return 2 + data[1] if len(data) > 1 and data[0] == 0x30 and data[1] < 0x80 and len(data) >= 2 + data[1] else 0
