"""What only looks like a mangled code, or is one that this terminal is configured to leave alone (spec §3)."""

from base64 import b64encode, urlsafe_b64encode

from tests.vectors.recovery import doubled, lower, utf8
from tests.vectors.scene import Book, recipe


def write(book: Book) -> None:
    """All vectors in which nothing is undone, and those with recoveries switched off."""
    _encodings_near_misses(book)
    _marks_near_misses(book)
    _switched_off(book)


def _encodings_near_misses(book: Book) -> None:
    code = recipe().encode()  # 332 bytes: one "=" in base64, two spare bits
    long = recipe(n=32).encode()  # 364 bytes: two "=", four spare bits
    hexed, text = lower(code), b64encode(code)
    short_recipe = recipe().set(data_length=328).encode()[:-1]
    for name, comment, payload in (
        ("hex-odd", "the last digit is missing", hexed[:-1]),
        ("hex-letter-g", "g is no hexadecimal digit", hexed[:-1] + b"g"),
        ("hex-0x", "0x before", b"0x" + hexed),
        ("hex-spaced", "a space between the bytes", code.hex(" ").encode()),
        ("hex-lines", "a line end in the middle", hexed[:300] + b"\n" + hexed[300:]),
        ("hex-365", "a code with N = 33", lower(recipe(n=33).encode())),
        ("hex-331", "one byte short, and the length says so", lower(short_recipe)),
        ("hex-of-marked", "the line end is inside the text", lower(code + b"\r")),
        ("base64-of-hex", "two encodings, one over the other", b64encode(hexed)),
        ("utf8-of-utf8", "encoded twice", utf8(utf8(code))),
    ):
        book.add(f"near-{name}", comment + "; judged as received", payload, "OVERSIZED")
    spare = _with_spare_bits(text)
    spare_long = _with_spare_bits(b64encode(long))
    url = urlsafe_b64encode(code)
    mixed = url.replace(b"-", b"+")
    assert b"+" in mixed and b"_" in mixed
    high = utf8(code)
    bare = recipe().set(platform=b"\x80\0\0\0").encode()
    for name, comment, payload in (
        ("base64-spare-bits", "the two spare bits are not zero", spare),
        ("base64-spare-bits-4", "the four spare bits are not zero", spare_long),
        ("base64-spare-unpadded", "spare bits, no padding", spare.rstrip(b"=")),
        ("base64-pad-missing", "one of two padding characters", b64encode(long)[:-1]),
        ("base64-pad-extra", "one padding character too many", text + b"="),
        ("base64-pad-first", "padding before the end", text[:40] + b"=" + text[40:]),
        ("base64-both-alphabets", "both alphabets in one text", mixed),
        ("base64-lines", "a line end in the middle", text[:76] + b"\n" + text[76:]),
        ("base64-star", "a character of no alphabet", text[:50] + b"*" + text[51:]),
        ("base64-of-marked", "the prefix is inside the text", b64encode(b"]Q1" + code)),
        ("utf8-overlong", "a byte below 0x80 in two", high.replace(b"$", b"\xc0\xa4", 1)),
        ("utf8-256", "a code point above 0xFF", high.replace(b"\x04\x04\x00", b"\x04\x04\xc4\x80", 1)),
        ("utf8-cut", "the last character is cut", utf8(code[:-1] + b"\xe9")[:-1]),
        ("utf8-bare-80", "one byte 0x80 by itself", utf8(bare).replace(b"\xc2\x80\0\0\0", b"\x80\0\0\0")),
        ("utf8-bom", "a byte order mark before", b"\xef\xbb\xbf" + high),
        ("utf8-331", "one byte short", utf8(short_recipe)),
        ("utf8-three-bytes", "a code point in three bytes", high.replace(b"$", b"\xe0\x80\xa4", 1)),
    ):
        book.add(f"near-{name}", comment + "; judged as received", payload, "NOT_A_RIDE_CODE")
    half = code[:200] + utf8(code[200:])
    book.add("near-utf8-half", "only the second half was re-encoded", half, "BAD_LENGTH")


def _with_spare_bits(text: bytes) -> bytes:
    """Base64 text that decodes to the same bytes and is not how one would write it."""
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    core = text.rstrip(b"=")
    last = alphabet[alphabet.index(core[-1]) + 1]
    return core[:-1] + bytes([last]) + text[len(core) :]


def _marks_near_misses(book: Book) -> None:
    code = recipe(n=11).encode()
    slashed = recipe(n=11).set(issuer_data=b"\\".ljust(16, b".")).encode()
    for name, comment, payload in (
        ("prefix-twice", "the same prefix twice", b"]Q1]Q1" + code),
        ("prefix-two", "two different prefixes", b"]Q1]X0" + code),
        ("prefix-behind-eci", "a symbology identifier behind the ECI designator", b"\\000026]Q1" + code),
        ("prefix-stx-twice", "STX twice", b"\x02\x02" + code),
        ("prefix-stx-behind", "STX behind the identifier", b"]Q1\x02" + code),
        ("eci-twice", "two ECI designators", b"\\000026\\000026" + code),
        ("eci-five-digits", "a designator of five digits", b"\\00026" + code),
        ("eci-seven-digits", "a designator of seven digits", b"\\0000026" + code),
        ("eci-letter", "a letter in the designator", b"\\00002a" + code),
        ("eci-doubled", "the designator's own backslash doubled", b"\\\\000026" + code),
        ("eci-alone", "nothing behind it", b"\\000026"),
        ("eci-q1-doubled", "5C doubled behind an identifier that does not say so", b"]Q1" + doubled(slashed)),
        ("eci-tripled", "5C three times behind a designator", b"\\000026" + slashed.replace(b"\\", b"\\" * 3)),
        ("prefix-lower", "]q1", b"]q1" + code),
        ("prefix-q7", "]Q7", b"]Q7" + code),
        ("prefix-short", "]Q", b"]Q" + code),
        ("prefix-space", "a space before the prefix", b" ]Q1" + code),
        ("prefix-line-end", "a line end before the code", b"\n" + code),
        ("prefix-short-code", "a code that lacks a byte", b"]Q1" + code[:-1]),
        ("prefix-long-code", "a code with a byte too many", b"]Q1" + code + b"\1"),
        ("prefix-alone", "nothing behind it", b"]Q1"),
        ("line-end-alone", "nothing before it", b"\r\n"),
        ("prefix-nibble", "high nibble 0111 behind it", b"]Q1\x71" + code[1:]),
    ):
        book.add(f"near-{name}", comment + "; judged as received", payload, "NOT_A_RIDE_CODE")
    for name, end in (
        ("five-cr", b"\r" * 5),
        ("five-bytes", b"\r\n\t\x03\0"),
        ("eot", b"\x04"),
        ("space", b" "),
        ("cr-space", b"\r "),
    ):
        book.add(f"near-line-end-{name}", f"{name} is no frame end", code + end, "BAD_LENGTH")
    book.add("near-eci-no-mark", "5C doubled without a mark", doubled(slashed), "BAD_LENGTH")


def _switched_off(book: Book) -> None:
    code = recipe(n=11).encode()
    slashed = recipe(n=11).set(issuer_data=b"\\".ljust(16, b".")).encode()
    every = ("prefix", "line_end", "eci", "utf8", "hex", "base64")
    for name, payload, refused in (
        ("prefix", b"]Q1" + code, "NOT_A_RIDE_CODE"),
        ("line_end", code + b"\r", "BAD_LENGTH"),
        ("eci", b"\\000026" + doubled(slashed), "NOT_A_RIDE_CODE"),
        ("utf8", utf8(code), "NOT_A_RIDE_CODE"),
        ("hex", lower(code), "OVERSIZED"),
        ("base64", b64encode(code), "NOT_A_RIDE_CODE"),
    ):
        without = {"recoveries": [other for other in every if other != name]}
        label = name.replace("_", "-")
        book.add(f"off-{label}", f"recovery of {name} is switched off", payload, refused, policy=without)
        comment = f"recovery of {name} alone is switched on"
        only = {"recoveries": [name]}
        book.add(f"only-{label}", comment, payload, "ACCEPTED", policy=only, recovered=(name,))
    none: dict[str, list[str]] = {"recoveries": []}
    book.add("off-all-good", "a clean code needs no recovery", code, "ACCEPTED", policy=none)
    for name, payload, refused, missing in (
        ("prefix-of-hex", b"]Q1" + lower(code), "OVERSIZED", "prefix"),
        ("line-end-of-base64", b64encode(code) + b"\n", "NOT_A_RIDE_CODE", "line_end"),
        ("doubled-of-q2", b"]Q2" + doubled(slashed), "NOT_A_RIDE_CODE", "eci"),
        ("hex-with-marks", b"]Q1" + lower(code) + b"\n", "OVERSIZED", "hex"),
    ):
        policy = {"recoveries": [other for other in every if other != missing]}
        book.add(f"off-{name}", f"one of several is switched off: {missing}", payload, refused, policy=policy)
