"""The signed manifest of a firmware image, as `boards.format.image` reads it."""

import hashlib
from collections.abc import Mapping
from struct import pack, unpack_from

from boards.format import image
from sim.issuer.operator_key import Signer
from sim.output.trouble import Trouble
from terminal import signed

NONE = bytes(32)
_BOARD_MAX_BYTES = 16
_DIGITS_MAX = 5  # of a version's numbers
_MAJOR_MAX, _MINOR_MAX, _PATCH_MAX = 0xFF, 0xFF, 0xFFFF


def encode(board: str, version: str, replaces: bytes, files: Mapping[str, bytes], signer: Signer) -> bytes:
    """The manifest of these files (name -> contents), signed; the same bytes for the same arguments.

    replaces: the id of an image of a higher version that may give way to this one, or NONE.
    Raises Trouble for what no terminal would take.
    """
    sums = {name: hashlib.sha256(data).digest() for name, data in files.items()}
    if not sums:
        raise Trouble(f"{board}: an image without a file")
    for name in sums:
        if not image.good_name(name.encode()):
            raise Trouble(
                f"{name}: no file of an image has such a name; take small letters, digits, _ and ., "
                f"{image.NAME_MAX_BYTES} bytes at most"
            )
    table = b"".join(sums[name] + bytes([len(name)]) + name.encode() for name in sorted(sums))
    if len(board) > _BOARD_MAX_BYTES or not image.good_name(board.encode()):
        raise Trouble(f"{board}: a board's name has at most {_BOARD_MAX_BYTES} small letters, digits and _")
    body = (
        signer.prefix(image.MAGIC, image.FORMAT)
        + pack(">I16sHI", version_number(version), board.encode(), len(sums), len(table))
        + hashlib.sha256(table).digest()
        + replaces
    ).ljust(image.SIGNED_BYTES, b"\0")
    whole = signer.seal(body) + table
    if len(whole) > image.MANIFEST_MAX_BYTES:
        raise Trouble(f"{board}: a manifest of {len(whole)} bytes; no board reads more than {image.MANIFEST_MAX_BYTES}")
    return whole


def look(manifest: bytes) -> image.Manifest:
    """The content of a manifest. Raises BlobRefused. Trap: its signature is not checked."""
    if len(manifest) < image.HEADER_BYTES or manifest[:9] != image.MAGIC + bytes([image.FORMAT]):
        raise signed.BlobRefused("it does not begin as one of this format does")
    return image.parse(manifest)


def head(signed_bytes: bytes) -> dict[str, str] | None:
    """The content of the signed part of an image's header; None where it is cut short, or none. Trap: no signature is
    checked."""
    if len(signed_bytes) < image.SIGNED_BYTES or not signed_bytes.startswith(image.MAGIC):
        return None
    version, board = unpack_from(">I16s", signed_bytes, 20)
    return {
        "board": board.rstrip(b"\0").decode("ascii", "replace"),
        "version": image.version_text(version),
        "build": "development" if signed_bytes[9] == 1 else "production",
        "image": image_id(signed_bytes).hex(),
    }


def image_id(manifest: bytes) -> bytes:
    """The id of the image that a manifest describes, 32 bytes. Trap: nothing is checked."""
    return hashlib.sha256(manifest[: image.SIGNED_BYTES]).digest()


def version_number(text: str) -> int:
    """A version such as 0.2.1 as a number that orders images. Raises Trouble."""
    words = text.split(".")
    if len(words) == 3 and all(word.isascii() and word.isdigit() and len(word) <= _DIGITS_MAX for word in words):
        major, minor, patch = map(int, words)
        if major <= _MAJOR_MAX and minor <= _MINOR_MAX and patch <= _PATCH_MAX:
            return major << 24 | minor << 16 | patch
    raise Trouble(
        f"version {text}: an image has a version of three numbers, up to {_MAJOR_MAX}.{_MINOR_MAX}.{_PATCH_MAX}"
    )
