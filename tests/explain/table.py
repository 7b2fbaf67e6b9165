"""`make explain-names`: writes docs/explain.md, the list of every machine name, from the table that the command reads.

`--check` only reports whether it is fresh.
"""

# ruff: noqa: E501

import sys
from pathlib import Path

from sim.code import layout
from sim.explain import catalogue
from sim.explain.cause import Cause

PATH = Path(__file__).resolve().parents[2] / "docs" / "explain.md"
START = "<!-- names: written by `make explain-names` from sim/explain/catalogue.py -->\n"
END = "<!-- end of names -->"
_PLACES = {
    catalogue.TRANSPORT: ("`payload.…`", ("payload",)),
    catalogue.FIELD: ("`<field>.…`", ("generated_s",)),
    catalogue.SIGNATURE: ("`ca_signature.…`, `issuer_signature.…`, `ride_signature.…`", ("ride_signature",)),
    catalogue.FACT: ("what the list, a clock, the trip, a service or a card said", ()),
    catalogue.REMARK: ("remarks on accepted codes", ()),
}
_FACT_SUBJECTS = {
    "no_ride_code": "payload", "oversized": "payload", "other_family": "payload", "not_read_here": "family",
    "torn_away": "card", "not_authenticated": "card", "not_accepted": "account_type", "not_listed": "issuer",
    "stale": "trust_list", "not_in_force": "trust_list", "expired": "cert_expiry", "revoked": "cert_serial",
    "unknown_root": "ca_index", "root_expired": "ca_index", "generated_after": "user_expiry_s", "shown_late": "code",
    "ahead": "phone_clock", "behind": "terminal_clock", "untrusted": "terminal_clock", "blocked": "account", "used": "code",
    "below_fare": "limit_fen", "already_inside": "trip", "no_entry": "trip", "denied": "eligibility", "unknown": "eligibility",
    "missing": "trust_list", "store_failed": "terminal", "scanner_fault": "terminal", "gate_fault": "terminal", "internal": "terminal",
    "undone": "payload", "very_large": "limit_fen", "far_ahead": "user_expiry_s", "unusual_length": "extension_bytes",
    "padded_with_zero": "account", "holds_account": "extension", "same_as_issuer_key": "user_key",
}  # fmt: skip


def names() -> str:
    """The tables, one a group."""
    out = ["\n`<field>` is one of: " + ", ".join(f"`{one.name}`" for one in layout.FIELDS) + ".\n"]
    for group, (place, subjects) in _PLACES.items():
        out.append(
            f"\n### {group}: {place}\n\n| name | what the program does, or what is so | 说明 | clause | known from |\n|---|---|---|---|---|\n"
        )
        for (of, kind), row in catalogue.ROWS.items():
            if of != group:
                continue
            subject = subjects[0] if subjects else _FACT_SUBJECTS[kind]
            cause = Cause(kind, subject, detail="…")
            name = f"`{subject}.{kind}`" if group in (catalogue.FACT, catalogue.REMARK) else f"`….{kind}`"
            clause = catalogue.clause(cause) if group != catalogue.FIELD else "spec §1"
            en = catalogue.does(cause).en.replace("generation time", "field").replace("ride signature", "signature")
            zh = (
                catalogue.does(cause)
                .zh.replace("二维码生成时间", "字段")
                .replace("用户签名", "签名")
                .removeprefix("发行方程序: ")
            )
            out.append(f"| {name} | {en} | {zh} | {clause} | {row.library} |\n")
    return "".join(out)


def written(text: str) -> str:
    """The page with fresh tables in it."""
    before, rest = text.split(START)
    return before + START + names() + "\n" + END + rest.split(END)[1]


def main(arguments: list[str]) -> int:
    """Write or check; 0 when the page is fresh."""
    text = PATH.read_text(encoding="utf-8")
    if written(text) != text:
        if "--check" in arguments:
            print("docs/explain.md: its names are not those of sim/explain/catalogue.py; run `make explain-names`")
            return 1
        PATH.write_text(written(text), encoding="utf-8")
    print("The names in docs/explain.md are fresh.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
