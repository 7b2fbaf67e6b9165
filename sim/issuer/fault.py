"""Every refusal that a code's bytes can cause, and how to make it.

Each fault leaves all that comes before its step right, so that exactly this step answers. The steps are
those of spec §4; what is stated here is the rule's answer, never what a terminal was seen to say.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sim.code import result_table
from sim.issuer.issuer import Pki
from sim.issuer.sm2_sign import lift_x, private_key
from terminal.sm2 import P

_ZONE = timedelta(hours=8)  # MMYY ends by the clock of UTC+8

FOREIGN = (
    ("bank", "付款码", "Payment code", b"6200000000000000000"),
    ("wechat", "微信乘车码", "WeChat code", b"TX" + bytes(range(48, 58)) * 3),
    ("alipay", "支付宝乘车码", "Alipay code", b"\x02\x01" + bytes(range(100))),
    ("city_card", "城市卡码", "City card code", b"\x54\x01" + bytes(range(100))),
    ("unified", "统一平台码", "Unified platform", b"\x55\x80" + bytes(range(100))),
    ("shanghai_citizen", "随申码", "Shanghai citizen", b"https://s.sh.gov.cn/RIDEGATE-TEST"),
    ("shanghai_metro", "申通码", "Shanghai metro", b"SHSTMETRO-RIDEGATE-TEST"),
)
"""(family, its words in the picker, a made-up symbol of it)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to be refused. `make(pki, at_s)` returns the bytes; `policy`: how the terminal is set.

    group, zh, en: where the picker of bad codes shows it, and its words there.
    """

    result: str
    step: int
    group: str
    zh: str
    en: str
    comment: str
    make: Callable[[Pki, int], bytes]
    variant: str = ""
    policy: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The result, and the variant where a result has several."""
        return f"{self.result}-{self.variant}" if self.variant else self.result


def _off_curve_key() -> bytes:
    x = next(x for x in range(1, P) if lift_x(x, False) is None)
    return b"\x02" + x.to_bytes(32, "big")


def _month_before(at_s: int) -> bytes:
    first = (datetime.fromtimestamp(at_s, UTC) + _ZONE).replace(day=1)
    return bytes.fromhex((first - timedelta(days=1)).strftime("%m%y"))


def _oversized(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).encode().ljust(626, b"\0")


def _not_a_ride_code(pki: Pki, at_s: int) -> bytes:
    return b"https://example.org/ridegate-test"


def _unsupported_version(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).set(version=b"\x82").encode()


def _bad_length(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).encode()[:-1]


def _malformed(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).set(record_header=b"\x22").encode()


def _unsupported_service(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).set(service=b"\x01\x01\x00\x01").encode()


def _issuer_not_accepted(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).set(issuer=b"\x99\x99\x99\x99").encode()


def _issuer_cert_expired(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).set(cert_expiry=_month_before(at_s)).encode()


def _issuer_cert_revoked(pki: Pki, at_s: int) -> bytes:
    issuer, serial = pki.revoked[0]
    return pki.recipe(at_s).set(issuer=bytes.fromhex(issuer), cert_serial=bytes.fromhex(serial)).encode()


def _ca_key_unknown(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).set(ca_index=0x7F).encode()


def _ca_key_expired(pki: Pki, at_s: int) -> bytes:
    root = next(root for root in pki.roots if root.expires == "0120")
    return pki.recipe(at_s).set(ca_index=root.index).sign_with("ca", private=root.private).encode()


def _bad_ca_signature(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).sign_with("ca", private=_stranger(pki)).encode()


def _user_cert_expired(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).set(generated_s=at_s - 120, user_expiry_s=at_s - 60).encode()


def _bad_validity(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).set(validity_s=1201).encode()


def _code_not_yet_valid(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).set(generated_s=at_s + 3600).encode()


def _code_expired(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).set(generated_s=at_s - 900, validity_s=600).encode()


def _bad_issuer_key(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).set(issuer_key=_off_curve_key()).encode()


def _bad_issuer_signature(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).sign_with("issuer", private=_stranger(pki)).encode()


def _bad_user_key(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).set(user_key=_off_curve_key()).encode()


def _bad_ride_signature(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).sign_with("ride", private=_stranger(pki)).encode()


def _account_blocked(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s, replace(pki.user(0), account=pki.blocked[0])).encode()


def _fare_above_limit(pki: Pki, at_s: int) -> bytes:
    return pki.recipe(at_s).set(limit_fen=199).encode()


def _stranger(pki: Pki) -> int:
    return private_key(pki.seed.encode(), "stranger")


def _foreign(symbol: bytes) -> Callable[[Pki, int], bytes]:
    return lambda pki, at_s: symbol


def _fault(
    result: str,
    words: tuple[str, str, str],
    comment: str,
    make: Callable[[Pki, int], bytes],
    variant: str = "",
    step: int | None = None,
    policy: dict[str, int] | None = None,
) -> Fault:
    at = result_table.by_name(result).step if step is None else step
    return Fault(result, at, *words, comment, make, variant, policy or {})


# fmt: off
FAULTS: tuple[Fault, ...] = (
    _fault("OVERSIZED", ("structure", "过大", "Oversized"),
           "a good code, filled up to 626 bytes", _oversized),
    *(
        _fault("FOREIGN_CODE", ("foreign", zh, en), f"another family's symbol: {family}", _foreign(symbol), family)
        for family, zh, en, symbol in FOREIGN
    ),
    _fault("NOT_A_RIDE_CODE", ("foreign", "网址海报", "Poster with a link"),
           "a web address on a poster", _not_a_ride_code),
    _fault("UNSUPPORTED_VERSION", ("structure", "未知版本", "Unknown version"),
           "structure version 2, else right and signed", _unsupported_version),
    _fault("BAD_LENGTH", ("structure", "缺一字节", "One byte short"),
           "the last byte is missing", _bad_length),
    _fault("MALFORMED", ("structure", "旧结构", "Older structure"),
           "record header 0x22: an older structure", _malformed),
    _fault("UNSUPPORTED_SERVICE", ("structure", "其他服务", "Other service"),
           "service identifier 01010001", _unsupported_service),
    _fault("ISSUER_NOT_ACCEPTED", ("issuer", "机构不受理", "Issuer not listed"),
           "issuer 99999999, which the list does not hold", _issuer_not_accepted),
    _fault("ISSUER_CERT_EXPIRED", ("issuer", "机构证书过期", "Certificate expired"),
           "an issuer certificate that ended last month", _issuer_cert_expired),
    _fault("ISSUER_CERT_REVOKED", ("issuer", "机构证书吊销", "Certificate revoked"),
           "an issuer certificate that the list revokes", _issuer_cert_revoked),
    _fault("CA_KEY_UNKNOWN", ("issuer", "未知根密钥", "Unknown root key"),
           "root key index 0x7F, which the list does not hold", _ca_key_unknown),
    _fault("CA_KEY_EXPIRED", ("issuer", "根密钥过期", "Expired root key"),
           "signed by the root key that ended in January 2020", _ca_key_expired),
    _fault("BAD_CA_SIGNATURE", ("signature", "伪造机构证书", "Forged certificate"),
           "the certificate is signed by a stranger", _bad_ca_signature),
    _fault("BAD_PUBLIC_KEY", ("signature", "机构公钥非法", "Issuer key no point"),
           "the issuer key is certified, but no point", _bad_issuer_key, "issuer", 17),
    _fault("BAD_PUBLIC_KEY", ("signature", "用户公钥非法", "User key no point"),
           "the user key is certified, but no point", _bad_user_key, "user", 18),
    _fault("USER_CERT_EXPIRED", ("time", "用户证书过期", "User cert. expired"),
           "the user certificate ended a minute ago", _user_cert_expired),
    _fault("BAD_VALIDITY", ("time", "有效期越界", "Validity 1,201 s"),
           "a validity of 1,201 seconds", _bad_validity),
    _fault("CODE_NOT_YET_VALID", ("time", "未到时间", "An hour ahead"),
           "generated an hour ahead of the clock", _code_not_yet_valid),
    _fault("CODE_EXPIRED", ("time", "过期", "Expired"),
           "valid for ten minutes, generated a quarter of an hour ago", _code_expired),
    _fault("BAD_ISSUER_SIGNATURE", ("signature", "伪造用户证书", "Forged user cert."),
           "the user certificate is signed by a stranger", _bad_issuer_signature),
    _fault("BAD_RIDE_SIGNATURE", ("signature", "伪造乘车码", "Forged ride"),
           "the ride is signed by a stranger", _bad_ride_signature),
    _fault("ACCOUNT_BLOCKED", ("account", "黑名单", "Blocked account"),
           "an account that the list blocks", _account_blocked),
    _fault(
        "FARE_ABOVE_LIMIT",
        ("account", "限额不足", "Limit too low"),
        "a limit of 1.99 yuan where the ride costs 2: verify with --fare 200",
        _fare_above_limit,
        policy={"fare_fen": 200},
    ),
)
# fmt: on


def by_name(name: str) -> tuple[Fault, ...]:
    """The faults of a result ("FOREIGN_CODE" gives every family) or of one variant ("FOREIGN_CODE-bank").

    "all" gives every fault. Raises KeyError for a name that is neither.
    """
    chosen = tuple(f for f in FAULTS if name == "all" or name.upper() == f.result or name == f.name)
    if not chosen:
        raise KeyError(name)
    return chosen
