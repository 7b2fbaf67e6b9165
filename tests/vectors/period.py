"""Steps 6 to 16: what the list holds and every moment that matters, both sides of each bound."""

from sim.issuer.recipe import Recipe
from tests.vectors.scene import (
    EFFECTIVE_S,
    EXPIRES_S,
    ISSUER_IDS,
    NOW_S,
    REVOKED,
    ROOT_ENDED,
    ROOT_ENDING,
    ROOT_INDICES,
    ROOT_OTHER,
    ROOT_UNKNOWN,
    Book,
    at,
    recipe,
    root_key,
    utc,
)

_OFF_LIST_ISSUERS = (
    "00000000",
    "00000002",
    "03041728",
    "03041732",
    "09999999",
    "10000001",
    "99999997",
    "99999999",
)
_MAIN_ISSUER = "03041730"


def write(book: Book) -> None:
    """All vectors whose answer turns on a time or on the first three tables of the list."""
    _clock_and_list(book)
    _issuers(book)
    _revoked(book)
    _roots(book)
    _months(book)
    _user_certificate(book)
    _validity(book)
    _generation(book)
    _expiry(book)


def _long(at_s: int) -> Recipe:
    """A code for a moment when only root keys and certificates to the end of 2099 hold."""
    return recipe(at_s).set(cert_expiry=b"\x12\x99")


def _clock_and_list(book: Book) -> None:
    code = recipe().encode()
    book.add("clock-untrusted", "the clock cannot be trusted", code, "CLOCK_UNTRUSTED", clock=None)
    book.add("list-missing", "no trust list", code, "TRUST_LIST_MISSING", trust=None)
    book.add("clock-and-list", "neither: the clock is asked first", code, "CLOCK_UNTRUSTED", clock=None, trust=None)
    for name, clock, result in (
        ("before-effective", EFFECTIVE_S - 1, "TRUST_LIST_MISSING"),
        ("effective", EFFECTIVE_S, "ACCEPTED"),
        ("expires", EXPIRES_S, "ACCEPTED"),
        ("after-expires", EXPIRES_S + 1, "TRUST_LIST_MISSING"),
        ("long-after-expires", EXPIRES_S + 2**30, "TRUST_LIST_MISSING"),
    ):
        comment = f"at {utc(clock)}; in force from {utc(EFFECTIVE_S)} to {utc(EXPIRES_S)}"
        book.add(f"list-{name}", comment, recipe(clock).encode(), result, clock=clock)
    book.add("list-clock-0", "a clock that stands at 1970", code, "TRUST_LIST_MISSING", clock=0)
    for year in (2027, 2038, 2090):
        clock = at(f"{year}-06-15T12:00:00Z")
        comment = f"a list without an end, in {year}"
        book.add(f"list-forever-{year}", comment, _long(clock).encode(), "ACCEPTED", clock=clock, trust="forever")


def _issuers(book: Book) -> None:
    for identifier in (ISSUER_IDS[0], "03041729", "03041731", "09000000", "10000000", ISSUER_IDS[-1]):
        code = recipe().set(issuer=bytes.fromhex(identifier)).encode()
        book.add(f"issuer-{identifier}", "listed; certified with the key of the first", code, "ACCEPTED")
    for identifier in _OFF_LIST_ISSUERS:
        code = recipe().set(issuer=bytes.fromhex(identifier)).encode()
        book.add(f"issuer-{identifier}", "certified, but not listed", code, "ISSUER_NOT_ACCEPTED")
    code = recipe().set(issuer=bytes.fromhex("01021000")).encode()
    book.add(
        "issuer-other-list",
        "listed elsewhere, not in this list",
        code,
        "ISSUER_NOT_ACCEPTED",
        trust="forever",
    )


def _revoked(book: Book) -> None:
    own = [serial for identifier, serial in REVOKED if identifier == _MAIN_ISSUER]
    listed = [(_MAIN_ISSUER, own[place]) for place in (0, 71, 72, -1)]  # 71 ends a leaf page, 72 begins one
    listed += [("02000000", "000000"), ("20000000", "ffffff")]
    for identifier, serial in listed:
        code = recipe().set(issuer=bytes.fromhex(identifier), cert_serial=bytes.fromhex(serial)).encode()
        book.add(f"revoked-{identifier}-{serial}", "on the list", code, "ISSUER_CERT_REVOKED")
    first, last = int(own[0], 16), int(own[-1], 16)
    for identifier, number, comment in (
        (_MAIN_ISSUER, first - 1, "just below the first that is revoked"),
        (_MAIN_ISSUER, first + 1, "between two that are revoked"),
        (_MAIN_ISSUER, last + 1, "just above the last that is revoked"),
        ("03041729", first, "the same serial of the issuer before"),
        ("03041731", first, "the same serial of the issuer behind"),
        ("00000001", 0, "before the first entry of the table"),
        ("20000000", 0xFFFFFE, "just below the last of all"),
        ("99999998", 0x9001A0, "the serial of the next entry, of another issuer"),
    ):
        code = recipe().set(issuer=bytes.fromhex(identifier), cert_serial=number).encode()
        book.add(f"not-revoked-{identifier}-{number:06x}", comment, code, "ACCEPTED")
    code = recipe().set(cert_serial=first).encode()
    book.add("not-revoked-empty-table", "a list that revokes nothing", code, "ACCEPTED", trust="forever")


def _roots(book: Book) -> None:
    for index in ROOT_INDICES[5:9]:
        code = recipe().set(ca_index=index).sign_with("ca", private=root_key(index)).encode()
        book.add(f"root-{index:02x}", f"root key 0x{index:02x}, as listed", code, "ACCEPTED")
    for index in (0x01, 0x06, ROOT_UNKNOWN, 0xFD):
        code = recipe().set(ca_index=index).sign_with("ca", private=root_key(index)).encode()
        book.add(f"root-{index:02x}", f"root key 0x{index:02x} is not listed", code, "CA_KEY_UNKNOWN")
    code = recipe().set(ca_index=ROOT_OTHER).encode()
    book.add("root-wrong-index", "signed by root 2, says root 4", code, "BAD_CA_SIGNATURE")
    code = recipe().set(ca_index=ROOT_ENDED).sign_with("ca", private=root_key(ROOT_ENDED)).encode()
    book.add("root-ended", "the root key ended last month", code, "CA_KEY_EXPIRED")
    end = at("2026-12-01T00:00:00+08:00")
    for moment, result in ((end - 1, "ACCEPTED"), (end, "CA_KEY_EXPIRED")):
        drawn = recipe(moment).set(ca_index=ROOT_ENDING).sign_with("ca", private=root_key(ROOT_ENDING))
        comment = f"root key to 1126, at {utc(moment)}"
        book.add(f"root-ending-{result.lower().replace('_', '-')}", comment, drawn.encode(), result, clock=moment)
        book.add(
            f"root-ending-utc-{moment - end}",
            comment + ", where local time is UTC",
            drawn.encode(),
            "ACCEPTED",
            clock=moment,
            policy={"zone_s": 0},
        )


def _months(book: Book) -> None:
    """A certificate is good through the last second of its month by the clock of UTC+8."""
    a_year = [(f"{month:02d}{26 if month > 10 else 27}", "main") for month in (11, 12, *range(1, 11))]
    leap_years = [(mmyy, "forever") for mmyy in ("0200", "0228", "0231", "0232")]
    ends = [("0100", "forever"), ("1299", "forever")]
    for mmyy, trust in a_year + leap_years + ends:
        month, year = int(mmyy[:2]), 2000 + int(mmyy[2:])
        next_month = f"{year + month // 12}-{month % 12 + 1:02d}-01"
        first_after = at(f"{next_month}T00:00:00+08:00")
        for moment, result in ((first_after - 1, "ACCEPTED"), (first_after, "ISSUER_CERT_EXPIRED")):
            code = recipe(moment).set(cert_expiry=bytes.fromhex(mmyy)).encode()
            side = "last-second" if result == "ACCEPTED" else "over"
            comment = f"certificate to {mmyy}, at {utc(moment)}"
            book.add(f"month-{mmyy}-{side}", comment, code, result, clock=moment, trust=trust)
    for zone_s, hours in ((0, "utc"), (9 * 3600, "utc-9"), (-3600, "utc-west-1")):
        first_after = at("2026-12-01T00:00:00+00:00") - zone_s
        for moment, result in ((first_after - 1, "ACCEPTED"), (first_after, "ISSUER_CERT_EXPIRED")):
            code = recipe(moment).set(cert_expiry=b"\x11\x26").encode()
            side = "last-second" if result == "ACCEPTED" else "over"
            comment = f"certificate to 1126, at {utc(moment)}, local time {zone_s} s east of UTC"
            book.add(f"month-{hours}-{side}", comment, code, result, clock=moment, policy={"zone_s": zone_s})
    for mmyy in ("1026", "1225", "1200"):
        code = recipe().set(cert_expiry=bytes.fromhex(mmyy)).encode()
        book.add(f"month-{mmyy}-past", f"certificate to {mmyy}", code, "ISSUER_CERT_EXPIRED")


def _user_certificate(book: Book) -> None:
    for name, generated_s, user_expiry_s, result in (
        ("last-second", NOW_S, NOW_S, "ACCEPTED"),
        ("one-second-ago", NOW_S - 10, NOW_S - 1, "USER_CERT_EXPIRED"),
        ("generated-at-its-end", NOW_S + 5, NOW_S + 5, "ACCEPTED"),
        ("generated-after-its-end", NOW_S + 5, NOW_S + 4, "USER_CERT_EXPIRED"),
        ("zero", NOW_S, 0, "USER_CERT_EXPIRED"),
        ("top-bit", NOW_S, 2**31, "ACCEPTED"),
        ("largest", NOW_S, 2**32 - 1, "ACCEPTED"),
    ):
        code = recipe().set(generated_s=generated_s, user_expiry_s=user_expiry_s).encode()
        comment = f"ends at now{user_expiry_s - NOW_S:+d}, generated at now{generated_s - NOW_S:+d}"
        book.add(f"user-certificate-{name}", comment, code, result)
    code = recipe().set(generated_s=NOW_S - 30, user_expiry_s=NOW_S - 1).encode()
    comment = "grace prolongs the code, not the certificate"
    book.add("user-certificate-no-grace", comment, code, "USER_CERT_EXPIRED", policy={"grace_s": 60})


def _validity(book: Book) -> None:
    for seconds, result in ((0, "BAD_VALIDITY"), (1, "ACCEPTED"), (1200, "ACCEPTED"), (1201, "BAD_VALIDITY"),
                            (0xFFFF, "BAD_VALIDITY")):  # fmt: skip
        code = recipe().set(validity_s=seconds).encode()
        book.add(f"validity-{seconds}", f"valid for {seconds} s", code, result)
    for most in (1, 300):
        for seconds, result in ((most, "ACCEPTED"), (most + 1, "BAD_VALIDITY")):
            code = recipe().set(validity_s=seconds).encode()
            comment = f"valid for {seconds} s where {most} s is the most"
            policy = {"validity_max_s": most}
            book.add(f"validity-{seconds}-of-{most}", comment, code, result, policy=policy)


def _generation(book: Book) -> None:
    for skew_s in (20, 0, 120):
        for ahead_s, result in ((skew_s, "ACCEPTED"), (skew_s + 1, "CODE_NOT_YET_VALID")):
            code = recipe(NOW_S + ahead_s).encode()
            comment = f"generated {ahead_s} s ahead of a clock with {skew_s} s of skew"
            more = {} if skew_s == 20 else {"policy": {"skew_s": skew_s}}
            book.add(f"ahead-{ahead_s}-of-{skew_s}", comment, code, result, **more)
    code = recipe().set(generated_s=2**32 - 1, user_expiry_s=2**32 - 1).encode()
    book.add("ahead-largest", "generated in the last second there is", code, "CODE_NOT_YET_VALID")
    code = recipe().set(generated_s=2**31, user_expiry_s=2**32 - 1).encode()
    book.add("ahead-top-bit", "generation time with its top bit set", code, "CODE_NOT_YET_VALID")
    late = at("2038-01-19T03:14:08Z")
    code = _long(late - 600).encode()
    book.add("ahead-2038", "valid across the second 2**31", code, "ACCEPTED", clock=late, trust="forever")


def _expiry(book: Book) -> None:
    for validity_s in (1, 300, 1200):
        for grace_s in (0, 60):
            for late_s, result in ((grace_s, "ACCEPTED"), (grace_s + 1, "CODE_EXPIRED")):
                age_s = validity_s + late_s
                code = recipe(NOW_S - age_s).set(validity_s=validity_s).encode()
                comment = f"{age_s} s old, valid for {validity_s} s, grace {grace_s} s"
                more = {"policy": {"grace_s": grace_s}} if grace_s else {}
                book.add(f"expiry-{validity_s}-grace-{grace_s}-late-{late_s}", comment, code, result, **more)
    code = recipe().set(generated_s=0).encode()
    book.add("expiry-1970", "generated at the second 0", code, "CODE_EXPIRED")
    code = recipe(NOW_S - 1201).encode()
    policy = {"skew_s": 120}
    book.add("expiry-skew-does-not-prolong", "skew is for step 15", code, "CODE_EXPIRED", policy=policy)
    code = recipe(NOW_S + 21).encode()
    policy = {"grace_s": 60}
    book.add("expiry-grace-does-not-hurry", "grace is for step 16", code, "CODE_NOT_YET_VALID", policy=policy)
