"""A whole test industry from one seed: root keys, issuers, users, an operator, and the codes they make.

Every key here can be made again by anyone who knows the seed. No list of a real gate holds any of them, and
every list signed with the operator key of this file carries the `test` flag, which production builds refuse.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.input.field import U32_MAX
from sim.issuer import operator_key, sm2_sign
from sim.issuer.recipe import Recipe, Signer
from sim.issuer.sm2_sign import public_key

LABEL = "RIDEGATE TEST KEY — real gates refuse it"
LIST_FROM_S = 1580515200  # 2020-02-01T00:00:00Z: the test list is in force from here on
LATEST_S = 4099680000  # 2099-11-30: the test certificates end with 2099
VALIDITY_S = 1200
USER_CERTIFICATE_S = 30 * 86400
_RID = bytes.fromhex("a000000632")


@dataclass(frozen=True, slots=True)
class Root:
    """An industry root key. `expires`: MMYY."""

    index: int
    expires: str
    private: int


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer and its certificate. `id`: eight digits; `cert_expiry`: MMYY; `cert_serial`: 3 bytes, hex."""

    id: str
    name: str
    private: int
    root_index: int
    cert_expiry: str
    cert_serial: str


@dataclass(frozen=True, slots=True)
class User:
    """A passenger. `account`: 10 bytes, hex."""

    account: str
    private: int
    account_type: int
    limit_fen: int


@dataclass(frozen=True, slots=True)
class Pki:
    """All test keys. `revoked`: (issuer id, serial); `blocked`: accounts, hex."""

    seed: str
    operator_private: int
    roots: tuple[Root, ...]
    issuers: tuple[Issuer, ...]
    users: tuple[User, ...]
    revoked: tuple[tuple[str, str], ...]
    blocked: tuple[str, ...]

    @property
    def operator(self) -> operator_key.Signer:
        """Who signs this industry's lists: a test key."""
        return operator_key.signer(self.operator_private, True)

    def root(self, index: int) -> Root:
        """The root key of that index. Raises KeyError."""
        for root in self.roots:
            if root.index == index:
                return root
        raise KeyError(index)

    def user(self, number: int) -> User:
        """The user of that number: those of the file first, then as many more as asked, from the seed."""
        return self.users[number] if number < len(self.users) else make_user(self.seed, number)

    def recipe(
        self, at_s: int, user: User | None = None, issuer: Issuer | None = None, certified_s: int | None = None
    ) -> Recipe:
        """A code generated at `at_s` that a terminal with this PKI's trust list accepts for 1,200 s.

        The first user and the first issuer unless others are given; version 1, N = 0. certified_s: when the user's
        certificate was made, at_s when left out.
        """
        user = user or self.user(0)
        issuer = issuer or self.issuers[0]
        recipe = Recipe(
            {"extension": b""},
            {
                "ca": Signer(self.root(issuer.root_index).private),
                "issuer": Signer(issuer.private),
                "ride": Signer(user.private),
            },
        )
        return recipe.set(
            version=b"\x81",
            record_header=b"\x24",
            service=bytes.fromhex("01010000"),
            ca_index=issuer.root_index,
            certificate_format=b"\x12",
            issuer=bytes.fromhex(issuer.id),
            cert_expiry=bytes.fromhex(issuer.cert_expiry),
            cert_serial=bytes.fromhex(issuer.cert_serial),
            signature_algorithm=b"\x04",
            encryption_algorithm=b"\x04",
            key_parameter=b"\x00",
            key_length=33,
            issuer_key=public_key(issuer.private),
            issuer_data=b"RIDEGATE TEST   ",
            account=bytes.fromhex(user.account),
            card_issuer=bytes.fromhex(issuer.id),
            platform=bytes(4),
            account_type=user.account_type,
            limit_fen=user.limit_fen,
            user_key=public_key(user.private),
            user_expiry_s=min((at_s if certified_s is None else certified_s) + USER_CERTIFICATE_S, U32_MAX),
            validity_s=VALIDITY_S,
            generated_s=at_s,
        )


def with_first_user(pki: Pki, number: int) -> Pki:
    """The PKI with user `number` in the first place, the one that codes are made for."""
    return replace(pki, users=(pki.user(number), *pki.users[1:]))


def make_user(seed: str, number: int) -> User:
    """User `number` (0 or more) of the industry grown from `seed`: account type 1, limit 200 yuan."""
    return User(f"310417{number:013d}f", _key(seed, f"user {number}"), 1, 20000)


def make_pki(seed: str = "ridegate") -> Pki:
    """The industry grown from a seed, the same every time.

    Roots 0x02 and 0x04 are good, 0x03 expired in January 2020. Two issuers; serial 900199 of the first is
    revoked; account 310417 9999999999999 is blocked.
    """
    return Pki(
        seed=seed,
        operator_private=_key(seed, "operator"),
        roots=(
            Root(0x02, "1299", _key(seed, "root 2")),
            Root(0x03, "0120", _key(seed, "root 3")),
            Root(0x04, "1299", _key(seed, "root 4")),
        ),
        issuers=(
            Issuer("03041730", "测试机构一 Test issuer one", _key(seed, "issuer 1"), 0x02, "1299", "900122"),
            Issuer("01021000", "测试机构二 Test issuer two", _key(seed, "issuer 2"), 0x04, "1299", "900501"),
        ),
        users=tuple(make_user(seed, number) for number in range(8)),
        revoked=(("03041730", "900199"),),
        blocked=("3104179999999999999f",),
    )


def _key(seed: str, label: str) -> int:
    return sm2_sign.private_key(seed.encode(), label)


def root_record(root: Root, service: bytes = b"\1\1\0\0") -> bytes:
    """The 144-byte root record: index, expiry, key, signed by the key itself. Clause: spec §6."""
    body = (
        b"\x21"
        + service
        + _RID
        + bytes([root.index])
        + bytes.fromhex(root.expires)
        + b"\x04\x11\x40"
        + public_key(root.private, "xy")
    )
    return body + sm2_sign.sign(root.private, body)


def trust_toml(pki: Pki, issued_s: int = LIST_FROM_S) -> str:
    """The trust list of this PKI in its source form: two roots as keys, the last as a root record."""
    issued = datetime.fromtimestamp(issued_s, UTC)
    lines = [
        f"# {LABEL}",
        "sequence = 1",
        f"issued = {issued:%Y-%m-%dT%H:%M:%SZ}",
        "effective_from = 2020-02-01T00:00:00Z",
    ]
    for root in pki.roots:
        lines += ["", "[[ca_key]]", f"index = 0x{root.index:02x}", f'expires = "{root.expires}"']
        if root is pki.roots[-1]:
            lines.append(f'record = "{root_record(root).hex()}"')
        else:
            lines.append(f'public_key = "{public_key(root.private).hex()}"')
    for issuer in pki.issuers:
        lines += ["", "[[issuer]]", f'id = "{issuer.id}"', f'name = "{issuer.name}"']
    for identifier, serial in pki.revoked:
        lines += ["", "[[revoked_certificate]]", f'issuer = "{identifier}"', f'serial = "{serial}"']
    for account in pki.blocked:
        lines += ["", "[[blocked_account]]", f'account = "{account}"']
    return "\n".join(lines) + "\n"


def save(pki: Pki, folder: Path) -> Path:
    """Write pki.json, the private test keys included, and return its path."""
    record = {"warning": LABEL, **asdict(pki)}
    record["operator_private"] = f"{pki.operator_private:064x}"
    for name in ("roots", "issuers", "users"):
        for entry in record[name]:
            entry["public"] = public_key(entry["private"]).hex()
            entry["private"] = f"{entry['private']:064x}"
    path = folder / "pki.json"
    path.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def load(folder: Path) -> Pki:
    """Read pki.json again. Raises ValueError that names the file when it is no PKI of this project."""
    path = folder / "pki.json"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if record.pop("warning") != LABEL:
            raise ValueError("the label of test keys is missing")
        pki = Pki(
            seed=record["seed"],
            operator_private=int(record["operator_private"], 16),
            roots=tuple(Root(**_entry(entry)) for entry in record["roots"]),
            issuers=tuple(Issuer(**_entry(entry)) for entry in record["issuers"]),
            users=tuple(User(**_entry(entry)) for entry in record["users"]),
            revoked=tuple((issuer, serial) for issuer, serial in record["revoked"]),
            blocked=tuple(record["blocked"]),
        )
        if not pki.roots or not pki.issuers:
            raise ValueError("it holds no root or no issuer")
        return pki
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{path}: no test PKI ({error}); delete it to have a new one made") from error


def _entry(record: dict[str, Any]) -> dict[str, Any]:
    private = int(str(record["private"]), 16)
    if public_key(private).hex() != record.pop("public", None):
        raise ValueError("a public key does not belong to its private key")
    return {**record, "private": private}
