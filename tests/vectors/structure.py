"""Steps 1 to 5: size, family, version, length, constants, service."""

from itertools import pairwise

from sim.code import layout
from tests.vectors.scene import ROOT_INDICES, Book, recipe, root_key


def write(book: Book) -> None:
    """All vectors that need no key, clock or list, and the plain accepted ones."""
    _accepted(book)
    _sizes(book)
    _families(book)
    _versions(book)
    _lengths(book)
    _constants(book)
    _lowest_offset(book)
    _services(book)


def _accepted(book: Book) -> None:
    for version in (0, 1):
        for n in (0, 11, 32):
            name = f"accepted-version-{version}-extension-{n}"
            comment = f"a good code of version {version}, N = {n}, {332 + n} bytes"
            book.add(name, comment, recipe(n=n, version=version).encode(), "ACCEPTED")
    good = recipe()
    for name, comment, code in (
        ("account-20-digits", "an account of 20 digits", good.set(account=b"\x31\x04" + bytes(8))),
        ("account-19-nines", "an account of 19 digits, the highest", good.set(account=b"\x99" * 9 + b"\x9f")),
        ("reserved-fields", "field 6 and 7 are reserved and may hold anything",
         good.set(card_issuer=b"\xff" * 4, platform=b"\xee" * 4)),
        ("issuer-data-binary", "field 4 is opaque", good.set(issuer_data=bytes(range(240, 256)))),
        ("serial-zero", "certificate serial 000000", good.set(cert_serial=0)),
        ("platform-line-ends", "CR, LF and the word 26 inside a code mean nothing",
         good.set(platform=b"\r\n\r\n", issuer_data=b"]Q1]X0\\000026\r\n\r")),
    ):  # fmt: skip
        book.add(f"accepted-{name}", comment, code.encode(), "ACCEPTED")
    for index in (ROOT_INDICES[0], ROOT_INDICES[-1]):
        code = good.set(ca_index=index).sign_with("ca", private=root_key(index)).encode()
        comment = f"root key index 0x{index:02x} is an index like any other"
        book.add(f"accepted-root-index-{index:02x}", comment, code, "ACCEPTED")


def _sizes(book: Book) -> None:
    code = recipe().encode()
    for name, comment, payload, result in (
        ("empty", "nothing at all", b"", "NOT_A_RIDE_CODE"),
        ("one-byte-80", "the first byte of a code, and no more", b"\x80", "BAD_LENGTH"),
        ("one-byte-7f", "high nibble 0111", b"\x7f", "NOT_A_RIDE_CODE"),
        ("one-byte-90", "high nibble 1001", b"\x90", "NOT_A_RIDE_CODE"),
        ("three-bytes", "a lead field alone", code[:3], "BAD_LENGTH"),
        ("625-bytes", "the largest payload that is looked at", code.ljust(625, b"\0"), "BAD_LENGTH"),
        ("626-bytes", "one byte more than a payload may have", code.ljust(626, b"\0"), "OVERSIZED"),
        ("625-bytes-of-text", "no code, and not too large", b"x" * 625, "NOT_A_RIDE_CODE"),
        ("626-bytes-of-text", "size comes before family", b"x" * 626, "OVERSIZED"),
        ("626-digits", "a payment code of 626 digits is too large first", b"1" * 626, "OVERSIZED"),
        ("1024-bytes", "the largest input that is looked at", code.ljust(1024, b"\0"), "OVERSIZED"),
        ("1025-bytes", "refused before anything looks at it", code.ljust(1025, b"\0"), "OVERSIZED"),
        ("code-after-nul", "a good code behind a zero byte", b"\0" + code, "NOT_A_RIDE_CODE"),
        ("two-codes", "two good codes in one payload", code + code, "OVERSIZED"),
    ):
        book.add(f"size-{name}", comment, payload, result)
    high_nibble = recipe().set(version=b"\x71").encode()
    book.add("size-high-nibble-7", "signed and whole, but not type 1000", high_nibble, "NOT_A_RIDE_CODE")
    high_nibble = recipe().set(version=b"\xc1").encode()
    book.add("size-high-nibble-c", "bits 1100 are not 1000", high_nibble, "NOT_A_RIDE_CODE")


def _families(book: Book) -> None:
    for name, payload, family in (
        ("bank-1-digit", b"0", "bank"),
        ("bank-18-digits", b"134567890123456789", "bank"),
        ("bank-19-digits", b"6212345678901234567", "bank"),
        ("bank-625-digits", b"28" * 312 + b"5", "bank"),
        ("wechat", b"TX0123456789abcdefghij", "wechat"),
        ("wechat-2-bytes", b"TX", "wechat"),
        ("alipay", b"\x02\x01\x00\xb4" + bytes(60), "alipay"),
        ("alipay-2-bytes", b"\x02\x01", "alipay"),
        ("alipay-625-bytes", b"\x02\x01" + bytes(623), "alipay"),
        ("city-card-1", b"\x54\x01" + bytes(range(90)), "city_card"),
        ("city-card-2", b"\x54\x02" + bytes(range(90)), "city_card"),
        ("unified-80", b"\x55\x80" + bytes(range(90)), "unified"),
        ("unified-ff", b"\x55\xff", "unified"),
        ("shanghai-citizen", b"https://s.sh.gov.cn/abcdef0123", "shanghai_citizen"),
        ("shanghai-citizen-bare", b"https://s.sh.gov.cn/", "shanghai_citizen"),
        ("shanghai-metro", b"SHSTMETRO\x01\x02\x03", "shanghai_metro"),
        ("shanghai-metro-bare", b"SHSTMETRO", "shanghai_metro"),
    ):
        book.add(f"family-{name}", f"named, not parsed: {family}", payload, "FOREIGN_CODE", family=family)
    for name, comment, payload in (
        ("digit-letter", "one letter among the digits", b"13456789012345678a"),
        ("digits-slash", "the byte below 0", b"1345/6789"),
        ("digits-colon", "the byte above 9", b"1345:6789"),
        ("digits-cr-lf", "a line end is no digit", b"134567890123456789\r\n"),
        ("digits-prefix", "judged as received: the prefix is no digit", b"]Q1134567890123456789"),
        ("digits-sign", "a sign is no digit", b"-13456789"),
        ("digits-full-width", "full-width digits are not the bytes 0x30..0x39", "１２３".encode()),
        ("wechat-t", "T alone", b"T"),
        ("wechat-ty", "TY", b"TY0123456789"),
        ("wechat-lower", "tx is not TX", b"tx0123456789"),
        ("wechat-space", "a space before TX", b" TX0123456789"),
        ("alipay-02", "02 alone", b"\x02"),
        ("alipay-0202", "02 02", b"\x02\x02" + bytes(60)),
        ("alipay-0102", "01 02", b"\x01\x02" + bytes(60)),
        ("city-card-5400", "54 00", b"\x54\x00" + bytes(60)),
        ("city-card-5403", "54 03", b"\x54\x03" + bytes(60)),
        ("city-card-54", "54 alone", b"\x54"),
        ("unified-557f", "55 followed by a byte below 0x80", b"\x55\x7f" + bytes(60)),
        ("unified-55", "55 alone", b"\x55"),
        ("citizen-no-slash", "the address without its last slash", b"https://s.sh.gov.cn"),
        ("citizen-other-host", "another host", b"https://s.sh.gov.cn.example.org/"),
        ("citizen-http", "http, not https", b"http://s.sh.gov.cn/abc"),
        ("citizen-upper", "upper case", b"HTTPS://S.SH.GOV.CN/abc"),
        ("metro-short", "the last letter is missing", b"SHSTMETR"),
        ("metro-lower", "lower case", b"shstmetro123"),
    ):
        book.add(f"family-not-{name}", comment, payload, "NOT_A_RIDE_CODE")


def _versions(book: Book) -> None:
    for nibble in (2, 3, 8, 15):
        code = recipe().set(version=bytes([0x80 | nibble])).encode()
        comment = f"structure version {nibble}, else right and signed"
        book.add(f"version-{nibble}", comment, code, "UNSUPPORTED_VERSION")
    book.add("version-2-alone", "one byte suffices to refuse a version", b"\x82", "UNSUPPORTED_VERSION")
    for only, other in ((0, 1), (1, 0)):
        comment = f"this terminal takes version {only} only"
        policy = {"versions": [only]}
        book.add(f"version-only-{only}-good", comment, recipe(version=only).encode(), "ACCEPTED", policy=policy)
        book.add(
            f"version-only-{only}-bad",
            comment,
            recipe(version=other).encode(),
            "UNSUPPORTED_VERSION",
            policy=policy,
        )


def _lengths(book: Book) -> None:
    for name, comment, code in (
        ("331", "one byte short, and the length says so", recipe().set(data_length=328).encode()[:-1]),
        ("332-declared-328", "declares one byte less", recipe().set(data_length=328).encode()),
        ("332-declared-330", "declares one byte more", recipe().set(data_length=330).encode()),
        ("332-declared-332", "declares the whole code", recipe().set(data_length=332).encode()),
        ("332-little-endian", "length with its bytes swapped", recipe().set(data_length=0x4901).encode()),
        ("365", "N = 33 and all else right", recipe(n=33).encode()),
        ("364-declared-362", "declares one more than the most", recipe(n=32).set(data_length=362).encode()),
        ("one-byte-missing", "the last byte is missing", recipe().encode()[:-1]),
        ("one-byte-more", "a byte follows that is no frame end", recipe().encode() + b"\1"),
        ("half", "the first half", recipe().encode()[:166]),
        ("declared-0", "length 0", recipe().set(data_length=0).encode()),
        ("declared-ffff", "length 65535", recipe().set(data_length=0xFFFF).encode()),
    ):  # fmt: skip
        book.add(f"length-{name}", comment, code, "BAD_LENGTH")


def _constants(book: Book) -> None:
    def malformed(name: str, comment: str, code: bytes, offset: int) -> None:
        book.add(f"malformed-{name}", comment, code, "MALFORMED", offset=offset)

    for field in layout.FIELDS:
        if field.constant is not None:
            for wrong in (field.constant[0] ^ 1, field.constant[0] ^ 0x80):
                code = recipe().set(**{field.name: wrong}).encode()
                comment = f"{field.en} 0x{wrong:02x}, not 0x{field.constant.hex()}"
                malformed(f"{field.name.replace('_', '-')}-{wrong:02x}", comment, code, field.base)
    malformed("record-header-22", "an older structure", recipe().set(record_header=0x22).encode(), 3)
    for name, digits, offset in (
        ("first", "a3041730", 10), ("second", "0a041730", 10), ("third", "03a41730", 11),
        ("fourth", "030a1730", 11), ("fifth", "0304f730", 12), ("sixth", "03041f30", 12),
        ("seventh", "030417b0", 13), ("eighth", "0304173c", 13),
    ):  # fmt: skip
        code = recipe().set(issuer=bytes.fromhex(digits)).encode()
        malformed(f"issuer-{name}-digit", f"issuer identifier {digits} is not BCD", code, offset)
    for mmyy, offset in (
        ("0040", 14), ("1340", 14), ("2040", 14), ("0a40", 14), ("a140", 14),
        ("124a", 15), ("12a4", 15),
    ):  # fmt: skip
        code = recipe().set(cert_expiry=bytes.fromhex(mmyy)).encode()
        malformed(f"mmyy-{mmyy}", f"certificate expiry {mmyy} is no month", code, offset)
    for name, digits, offset in (
        ("first", "a104170000000000001f", 136), ("second", "3b04170000000000001f", 136),
        ("f-in-the-middle", "310417000f000000001f", 140), ("f-before-the-last", "31041700000000000f1f", 144),
        ("nineteenth", "310417000000000000af", 145), ("last-a", "3104170000000000001a", 145),
        ("last-e", "3104170000000000001e", 145), ("not-bcd", "ab" * 10, 136),
        ("18-digits", "310417000000000001ff", 145), ("all-f", "ff" * 10, 136),
    ):  # fmt: skip
        code = recipe().set(account=bytes.fromhex(digits)).encode()
        malformed(f"account-{name}", "an account is 20 digits, or 19 and F in the very last place", code, offset)
    for name, offset in (("issuer_key", 23), ("user_key", 158)):
        for prefix in (1, 4, 0x82):
            code = recipe()
            code = code.set(**{name: bytes([prefix]) + code.values[name][1:]}).encode()
            comment = f"point prefix 0x{prefix:02x}: neither 02 nor 03"
            malformed(f"{name.replace('_', '-')}-prefix-{prefix:02x}", comment, code, offset)
    for n in (0, 11, 32):
        for field, base in (("issuer", 198), ("ride", 267)):
            for prefix in (0x14, 0x16, 0x95):
                if n != 11 and prefix != 0x14:
                    continue
                code = bytearray(recipe(n=n).encode())
                code[base + n] = prefix
                name = f"{field}-signature-prefix-{prefix:02x}-n-{n}"
                malformed(name, f"signature prefix 0x{prefix:02x}, N = {n}", bytes(code), base + n)
    for received, stated in (
        (0, 1),
        (0, 32),
        (0, 33),
        (0, 255),
        (11, 0),
        (11, 10),
        (11, 12),
        (32, 31),
        (32, 33),
    ):
        code = recipe(n=received).set(extension_bytes=stated).encode()
        comment = f"N says {stated}, the length leaves room for {received}"
        malformed(f"n-{stated}-in-{332 + received}", comment, code, 197)


def _lowest_offset(book: Book) -> None:
    """Two faults in one code: the lower offset is named."""
    marks = (
        (3, 0x25), (9, 0x13), (10, 0xA0), (13, 0xC0), (14, 0x00), (15, 0xAA), (19, 5), (22, 32), (23, 5),
        (136, 0xA0), (145, 0xFF), (158, 5), (197, 33),
    )  # fmt: skip
    for (low, low_value), (high, high_value) in pairwise(marks):
        code = bytearray(recipe().encode())
        code[low], code[high] = low_value, high_value
        comment = f"bytes {low} and {high} are both wrong: the lower one is named"
        book.add(f"malformed-lowest-{low}-{high}", comment, bytes(code), "MALFORMED", offset=low)
    code = bytearray(recipe(n=11).encode())
    code[209] = code[278] = 0x14
    book.add("malformed-lowest-209-278", "both signature prefixes", bytes(code), "MALFORMED", offset=209)
    code[158] = 4
    book.add("malformed-lowest-158-209", "user key and signature", bytes(code), "MALFORMED", offset=158)
    code = bytearray(recipe().encode())
    code[197], code[198] = 1, 0
    book.add("malformed-lowest-197-198", "N before what N moves", bytes(code), "MALFORMED", offset=197)


def _services(book: Book) -> None:
    for service in ("02010000", "01000000", "01010100", "01010001", "00000101", "00000000"):
        code = recipe().set(service=bytes.fromhex(service)).encode()
        comment = f"service {service}, signed and else right"
        book.add(f"service-{service}", comment, code, "UNSUPPORTED_SERVICE")
    other = recipe().set(service=bytes.fromhex("01020000")).encode()
    both = {"services": ["01010000", "01020000"]}
    book.add("service-second-accepted", "a second service is configured", other, "ACCEPTED", policy=both)
    book.add(
        "service-not-configured",
        "the standard service where only another one is configured",
        recipe().encode(),
        "UNSUPPORTED_SERVICE",
        policy={"services": ["01020000"]},
    )
