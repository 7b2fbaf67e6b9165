"""Self-made rail tickets, good and bad: `rail.jsonl`, and the file of keys that judges them, `rail-keys.toml`."""

import zlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from sim.family import dosipas, uic
from sim.issuer import rail_code
from tests.vectors.scene import NOW_S

SEED = "ridegate vectors"
KEYS = "rail-keys.toml"


def keys() -> bytes:
    """The file of keys."""
    return rail_code.keys_toml(SEED).encode()


def _turned(code: bytes, at: int) -> bytes:
    return code[:at] + bytes([code[at] ^ 1]) + code[at + 1 :]


def vectors() -> list[dict[str, Any]]:
    """All rail vectors, in the order of the file."""
    out: list[dict[str, Any]] = []

    def add(family: str, name: str, comment: str, code: bytes, result: str, step: int | None, **more: int) -> None:
        line: dict[str, Any] = {"id": f"{family}-{name}", "comment": comment, "family": family}
        line |= {"clock": more.pop("clock", NOW_S), "payload": code.hex(), "result": result, "step": step, **more}
        out.append(line)

    for version in (1, 2):
        code = rail_code.uic_code(SEED, version, NOW_S)
        end = 68 if version == 1 else 82
        stem = f"0{version}"
        add(uic.NAME, stem, f"a good ticket of version 0{version}", code, "UIC_VALID", None)
        for name, at in (("first", end), ("middle", end + 50), ("last", len(code) - 1)):
            bad = _turned(code, at)
            add(uic.NAME, f"{stem}-data-{name}", "a bit of the data turned", bad, "UIC_BAD_SIGNATURE", 4)
        add(uic.NAME, f"{stem}-r", "a bit of r turned", _turned(code, 20), "UIC_BAD_SIGNATURE", 4)
        provider = code[:5] + b"9998" + code[9:]
        add(uic.NAME, f"{stem}-provider", "another provider", provider, "UIC_KEY_UNKNOWN", 3, offset=5)
        add(uic.NAME, f"{stem}-version", "version 03", b"#UT03" + code[5:], "UIC_MALFORMED", 2, offset=3)
        add(uic.NAME, f"{stem}-cut", "its last byte is missing", code[:-1], "UIC_MALFORMED", 2, offset=end - 4)
        bomb = rail_code.uic_frame(SEED, version, zlib.compress(bytes(65_537), 9), encode_dss_signature)
        add(uic.NAME, f"{stem}-bomb", "signed, but 65,537 bytes large", bomb, "UIC_CONTENT", 5, offset=end)
    padded = bytearray(rail_code.uic_code(SEED, 1, NOW_S))
    padded[63] = 1
    add(uic.NAME, "01-padding", "a bit behind the DER signature", bytes(padded), "UIC_MALFORMED", 2, offset=14)
    for version in (1, 2):
        for level in (1, 2):
            code = rail_code.dosipas_code(SEED, version, NOW_S, level)
            stem = f"{version}-level-{level}"
            add(dosipas.NAME, stem, f"a good ticket of version {version}, level {level}", code, "DOSIPAS_VALID", None)
            issued = _turned(code, 20)
            add(dosipas.NAME, f"{stem}-ticket", "a bit of the ticket", issued, "DOSIPAS_BAD_SIGNATURE", 4)
            add(dosipas.NAME, f"{stem}-cut", "its last byte is missing", code[:-1], "DOSIPAS_MALFORMED", 2)
        code = rail_code.dosipas_code(SEED, version, NOW_S)
        at = next(part.offset + 8 for part in dosipas.parts(code) if part.name == "dynamic.data")
        moved = _turned(code, at)
        add(dosipas.NAME, f"{version}-moment", "a bit of the moment", moved, "DOSIPAS_BAD_PHONE_SIGNATURE", 6)
    code = rail_code.dosipas_code(SEED, 2, NOW_S)
    last = NOW_S + rail_code.DURATION_S
    add(dosipas.NAME, "2-last-second", "in its last second", code, "DOSIPAS_VALID", None, clock=last)
    add(dosipas.NAME, "2-late", "a second later", code, "DOSIPAS_EXPIRED", 9, clock=last + 1)
    add(dosipas.NAME, "2-early", "a phone that is 21 s ahead", code, "DOSIPAS_NOT_YET_VALID", 8, clock=NOW_S - 21)
    add(dosipas.NAME, "2-ended", "on the next day", code, "DOSIPAS_ENDED", 7, clock=NOW_S + 86_400)
    return out
