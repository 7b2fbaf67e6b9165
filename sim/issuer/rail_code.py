"""Test codes of the families `uic` and `dosipas`, and the file of keys that goes with them.

Every key follows from a seed and signs nothing but tests: RICS code 9999 belongs to no railway. The same seed and
moment give the same bytes.

Length: a signer, two frames, their file of keys, and the constants of two DSA groups.
"""

import hashlib
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sim.family.bits import Packer
from sim.issuer import sm2_sign
from sim.issuer.issuer import LABEL

PROVIDER = "9999"
KEY_IDS = {("uic", 1): "00001", ("uic", 2): "00002", ("dosipas", 1): "00003", ("dosipas", 2): "00004"}
DURATION_S = 60
_P256 = "1.2.840.10045.3.1.7"
_ECDSA_SHA256 = "1.2.840.10045.4.3.2"
_TICKET = b"RIDEGATE TEST TICKET, NO RIGHT TO TRAVEL"


class Group:
    """A group of DSA: p, q, g as numbers, from hexadecimal digits."""

    def __init__(self, p: str, q: str, g: str) -> None:
        self.p, self.q, self.g = int(p, 16), int(q, 16), int(g, 16)


DSA_1024 = Group(
    (
        "a065b0469e36de6780887959132072bc4cc61528a5567b0b79dca89b693ec4540553b8e401e241e8d0b6634468d31eefea6d"
        "64193a1ab248c217a9705ee2af560a844d5ba12a00539bb7307b9337dfe384a0ac20f065d1874fe52249bdfd690d5b2fe2fe"
        "2593833f11fb25c302dc5224c489aadc536ccd8a77160dd016fca11b"
    ),
    (
        "f80f8022c42557d09b29ebbf04c84bc603646c15"
    ),
    (
        "83b99ee501935aa6fd1ec1324afded1056c29feb9600406f440d99b0c48d2584ebbf733bff63c876d5f717f48a3d6d797fb0"
        "c4430ec97be9d80173bf05eff843defd076734e2ed1411a89f80e2e29c0bbb3162e1eafd9f13bb8baf3a9baffd72570511f1"
        "fc66f3a5ce709e805b34684f2d0508d3517a6a512305c8ad34416da4"
    ),
)
DSA_2048 = Group(
    (
        "ebe68d6dda7b577fa8706c39efcaf8fb250298e70a8a0c56233d0192480486ee7e9b42d0552f8784f59010c3ffe61be459fb"
        "20dd0f72a9206a24d51c1824e7d833ef72156d93f36ec0b04d967e186b03c64dab45f67bbf48c9323343479f494cc36c678d"
        "7d979c555237736bf5026aeca02018ae8ff45749c5421df2bd2127103ef7309a177c34f546a582c3f0808446a655df77d2e5"
        "2fdc8df4bdc78556dec0e6be8d19cebbcd792ab29d881800a035c277562ae51741e888e0008d8f75757001ffacb097fa10a4"
        "76b6f13e938aa123f8648887d9c34715e90f80a82bf6a63d8e8647cddf4964d58ac208fdc46a82b02f6ef3274f988b19a8e1"
        "0be5e1b74a45"
    ),
    (
        "eb7a3758464a5123c4e5d902ee3486de40447572168829ddcacbc861fdb412ab"
    ),
    (
        "84ee37c44f545031ec6f962ed0f58afe0f1785bfed14d692cb65ec06a03f2afbc4cf624960de4934e24bb5a4a1cf54f77b88"
        "bae7d5e2915801fc592488150713b181d9b045ed9690e796eb014c37f963dbae4f0db77f23f05321f15692988f5688d0dec1"
        "06548bb054ec9c486bafd792ba9000fe97ec1f28f34d24bca4897d2e32f868c56ded67f6c74ed2643ee22f40c0dfea241620"
        "d21d92a90576ca4adb1932212b13ba0c17e1d17724c7ea0f0b3ee1c0f09f40b6746470b9bec531a99e3f2a9648759a97c61e"
        "c78c01365a6d425ba76e4e6919d6e033e692d10c79762f0987174d2520a5a3e050269734c937a22fe91ea34ff94995e617c6"
        "38622736c61d"
    ),
)


@dataclass(frozen=True, slots=True)
class DsaSigner:
    """A DSA key. The nonce follows from key and message, so that equal sources give equal bytes."""

    group: Group
    private: int
    hash_name: str

    def sign(self, data: bytes) -> tuple[int, int]:
        """(r, s)."""
        p, q, g = self.group.p, self.group.q, self.group.g
        digest = hashlib.new(self.hash_name, data).digest()[: q.bit_length() // 8]
        nonce = sm2_sign.private_key(self.private.to_bytes(32, "big") + data, "dsa") % (q - 1) + 1
        r = pow(g, nonce, p) % q
        return r, pow(nonce, -1, q) * (int.from_bytes(digest, "big") + self.private * r) % q

    def public(self) -> Any:
        """The public key, of `cryptography`."""
        from cryptography.hazmat.primitives.asymmetric import dsa

        parameters = dsa.DSAParameterNumbers(self.group.p, self.group.q, self.group.g)
        return dsa.DSAPublicNumbers(pow(self.group.g, self.private, self.group.p), parameters).public_key()


def _seeded(seed: str, label: str) -> int:
    return sm2_sign.private_key(seed.encode(), label)


def dsa_signer(seed: str, version: int) -> DsaSigner:
    """Who signs frames of that version: 1,024 bits with SHA-1 in version 1, whose signature has 50 bytes, 2,048 bits
    with SHA-256 in version 2.
    """
    group, name = (DSA_1024, "sha1") if version == 1 else (DSA_2048, "sha256")
    return DsaSigner(group, _seeded(seed, f"uic {version}") % (group.q - 1) + 1, name)


def ec_key(seed: str, label: str) -> Any:
    """A private key of P-256, of `cryptography`."""
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.derive_private_key(_seeded(seed, label), ec.SECP256R1())


def _signed(key: Any, data: bytes) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    return bytes(key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))


def _record(name: str, version: str, body: bytes) -> bytes:
    return f"{name:<6}{version}{len(body) + 12:04d}".encode() + body


def records(at_s: int, texts: tuple[str, ...] = ("RIDEGATE TEST", "NO RIGHT TO TRAVEL")) -> bytes:
    """The records of a test ticket: U_HEAD and U_TLAY."""
    issued = datetime.fromtimestamp(at_s, UTC).strftime("%d%m%Y%H%M")
    head = f"{PROVIDER}{'TEST0001':<20}{issued}0EN  ".encode()
    layout = f"RCT2{len(texts):04d}".encode()
    for line, text in enumerate(texts):
        layout += f"{line:02d}00{1:02d}{len(text):02d}0{len(text):04d}".encode() + text.encode()
    return _record("U_HEAD", "01", head) + _record("U_TLAY", "01", layout)


def uic_code(seed: str, version: int, at_s: int, content: bytes | None = None) -> bytes:
    """A static frame. version: 1 or 2. content: what is compressed, a test ticket when left out."""
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    data = zlib.compress(records(at_s) if content is None else content, 9)
    return uic_frame(seed, version, data, encode_dss_signature)


def uic_frame(seed: str, version: int, data: bytes, encode: Any) -> bytes:
    """A frame around any bytes, signed. encode: (r, s) to DER."""
    r, s = dsa_signer(seed, version).sign(data)
    field = encode(r, s).ljust(50, b"\0") if version == 1 else r.to_bytes(32, "big") + s.to_bytes(32, "big")
    head = f"#UT0{version}{PROVIDER}{KEY_IDS['uic', version]}".encode()
    return head + bytes(field) + f"{len(data):04d}".encode() + data


def _level_1(seed: str, version: int, at_s: int, phone: bool) -> Packer:
    """Level1DataType of a test ticket; at_s: with the next midnight (UTC) as its end in version 2."""
    out = Packer()
    ends = version == 2
    out.put(0b10101111 if phone else 0b10100100, 8)  # which of the optional fields are there
    if ends:
        out.put(0b1111, 4)
    out.whole(int(PROVIDER), 1, 32000)
    out.whole(int(KEY_IDS["dosipas", version]), 0, 99999)
    out.length(1)
    out.text("_9999T")
    out.octets(_TICKET)
    if phone:
        out.identifier(_P256)
    out.identifier(_ECDSA_SHA256)
    if phone:
        out.identifier(_ECDSA_SHA256)
        out.octets(_phone_key(seed, version))
    if ends:
        day = datetime.fromtimestamp(at_s, UTC).timetuple()
        out.whole(day.tm_year, 2016, 2269)
        out.whole(day.tm_yday, 1, 366)
        out.whole(1439, 0, 1439)
        out.whole(DURATION_S, 1, 3600)
    return out


def _phone_key(seed: str, version: int) -> bytes:
    """The phone's public key: SubjectPublicKeyInfo in version 1, a compressed point in version 2."""
    from cryptography.hazmat.primitives import serialization as to

    public = ec_key(seed, "phone").public_key()
    if version == 1:
        return bytes(public.public_bytes(to.Encoding.DER, to.PublicFormat.SubjectPublicKeyInfo))
    return bytes(public.public_bytes(to.Encoding.X962, to.PublicFormat.CompressedPoint))


def dosipas_code(seed: str, version: int, at_s: int, level: int = 2, shown_s: int | None = None) -> bytes:
    """A dynamic frame, signed by the issuer alone (level 1), or also by a phone that shows it (level 2).

    shown_s: the moment on the phone, `at_s` when left out.
    """
    shown_s = at_s if shown_s is None else shown_s
    phone = level == 2
    first = _level_1(seed, version, at_s, phone)
    second = Packer()
    second.put(0b11 if phone else 0b10, 2)
    second.put(*first.encoded())
    second.octets(_signed(ec_key(seed, f"dosipas {version}"), first.whole_bytes()))
    if phone:
        second.text("FDC1")
        second.octets(_dynamic(shown_s))
    out = Packer()
    out.put(phone, 1)
    out.text(f"U{version}")
    out.put(*second.encoded())
    if phone:
        out.octets(_signed(ec_key(seed, "phone"), second.whole_bytes()))
    return out.whole_bytes()


def _dynamic(at_s: int) -> bytes:
    """UicDynamicContentData: an app and a moment."""
    out = Packer()
    out.put(0b011000, 6)
    out.text("RIDEGATE")
    moment = datetime.fromtimestamp(at_s, UTC).timetuple()
    out.whole(moment.tm_yday, 1, 366)
    out.whole(at_s % 86400, 0, 86399)
    return out.whole_bytes()


def keys_toml(seed: str) -> str:
    """The file of `--family-keys` for all of these codes."""
    from cryptography.hazmat.primitives import serialization as to

    lines = [f"# {LABEL}"]
    for (family, version), key_id in KEY_IDS.items():
        signer: Any = dsa_signer(seed, version) if family == "uic" else ec_key(seed, f"dosipas {version}")
        public = signer.public() if family == "uic" else signer.public_key()
        pem = public.public_bytes(to.Encoding.PEM, to.PublicFormat.SubjectPublicKeyInfo).decode()
        name = "sha1" if (family, version) == ("uic", 1) else "sha256"
        lines += ["", "[[key]]", f'family = "{family}"', f'provider = "{PROVIDER}"', f'id = "{key_id}"',
                  f'hash = "{name}"', f'public_key = """\n{pem}"""']  # fmt: skip
    return "\n".join(lines) + "\n"
