"""The planted mistakes, by kind: how to plant one, and the names that an explanation may give it first.

Length: a table. A name is a regular expression over the whole machine name; EQUAL kinds are those that no program can
distinguish from others, REMARK kinds are accepted and must be remarked on; of EITHER kinds it depends on the other bytes
whether they can be distinguished.
"""

# ruff: noqa: E501

import base64
import gzip
import hashlib
import re
import struct
import urllib.parse
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from sim.issuer.sm2_sign import encode_point, multiply_base, private_key, public_key, sm3
from terminal.sm2 import N
from tests.explain.program import NAMES, NOW_S, Program, ecdsa

TOLD, EQUAL, EITHER, REMARK = "told", "equal", "either", "remark"


@dataclass(frozen=True)
class Bug:
    """kind: its name in reports. plant: puts it into a program. names: what may be said first. verdict: see above."""

    kind: str
    plant: Callable[[Program], None]
    names: str
    verdict: str = TOLD

    def right(self, name: str) -> bool:
        """Whether a machine name is one of those wanted."""
        return re.fullmatch(self.names, name) is not None


BUGS: list[Bug] = []


def bug(names: str, verdict: str = TOLD) -> Callable[[Callable[[Program], None]], Callable[[Program], None]]:
    """Register a function as a kind of bug."""

    def add(plant: Callable[[Program], None]) -> Callable[[Program], None]:
        BUGS.append(Bug(plant.__name__, plant, names, verdict))
        return plant

    return add


def _add(kind: str, names: str, plant: Callable[[Program], None], verdict: str = TOLD) -> None:
    BUGS.append(Bug(kind, plant, names, verdict))


def _after(change: Callable[[bytes], bytes]) -> Callable[[Program], None]:
    def plant(p: Program) -> None:
        p.after = change

    return plant


def _value(name: str, make: Callable[[Program, bytes], bytes], signed: bool = True) -> Callable[[Program], None]:
    """The program writes another value into a field, and signs it (or the right one)."""

    def plant(p: Program) -> None:
        p.write[name] = lambda value: make(p, value)
        p.signed_as_written = signed

    return plant


# Transport. Forms that a terminal undoes itself are no bugs of a code.
for _charset in ("cp1252", "gbk", "cp437", "mac_roman", "koi8-r", "iso8859-15"):

    def _through(code: bytes, charset: str = _charset) -> bytes:
        text = ""
        at = 0
        while at < len(code):
            for size in (1, 2):
                try:
                    text += code[at : at + size].decode(charset)
                    break
                except UnicodeDecodeError:
                    continue
            else:
                text += chr(code[at])
                size = 1
            at += size
        return text.encode()

    if _charset != "gbk":
        _add(f"charset_{_charset}", r"payload\.(charset_.*|utf8)", _after(_through))
_add("utf8_twice", r"payload\.utf8.*|payload\.charset.*", _after(lambda c: c.decode("latin-1").encode().decode("latin-1").encode()))
_add("utf16", r"payload\.utf16", _after(lambda c: c.decode("latin-1").encode("utf-16-le")))
_add("hex_of_hex", r"payload\.hex\+payload\.hex", _after(lambda c: c.hex().encode().hex().encode()[:1500]))
_add("hex_spaced", r"payload\.hex_separated", _after(lambda c: c.hex(" ").encode()))
_add("hex_0x", r"payload\.hex_separated", _after(lambda c: b"0x" + c.hex().encode()))
_add("base64_wrapped", r"payload\.base64_wrapped", _after(lambda c: base64.encodebytes(c)))
_add("base64_of_hex", r"payload\.base64\+payload\.hex", _after(lambda c: base64.b64encode(c.hex().encode())))
_add("base64_plus_lost", r"payload\.base64_plus_lost", _after(lambda c: base64.b64encode(c).replace(b"+", b" ")))
_add("base32", r"payload\.base32", _after(base64.b32encode))
_add("ascii85", r"payload\.base85", _after(base64.a85encode))
_add("percent", r"payload\.percent_encoded(\+.*)?", _after(lambda c: urllib.parse.quote_from_bytes(c).encode()))
_add("signed_bytes", r"payload\.signed_bytes", _after(lambda c: str([b - 256 if b > 127 else b for b in c]).encode()))
_add("java_hex", r"payload\.java_hex_sign_extended", _after(
    lambda c: "".join(f"{b if b < 128 else b | 0xFFFFFF00:02x}" for b in c).encode()))  # fmt: skip
_add("gzip", r"payload\.gzip", _after(lambda c: gzip.compress(c, mtime=0)))
_add("zlib", r"payload\.zlib", _after(zlib.compress))
_add("reversed", r"payload\.reversed", _after(lambda c: c[::-1]))
_add("bits_inverted", r"payload\.inverted", _after(lambda c: bytes(b ^ 255 for b in c)))
_add("xor_key", r"payload\.xor_mask", _after(lambda c: bytes(b ^ 0x5A for b in c)))
_add("zero_padded", r"payload\.(zero_padding|suffix)", _after(lambda c: c.ljust(420, b"\0")))
_add("length_prefix", r"payload\.(length_prefix|prefix)", _after(lambda c: struct.pack(">I", len(c)) + c))
_add("url_prefix", r"payload\.(inside_text|prefix).*", _after(lambda c: b"https://pay.example/q?c=" + base64.urlsafe_b64encode(c)))
_add("crc_behind", r"payload\.suffix", _after(lambda c: c + struct.pack(">I", zlib.crc32(c))))
_add("lf_to_crlf", r"payload\.(lf_to_crlf|cr_to_crlf)", _after(lambda c: c.replace(b"\n", b"\r\n") if b"\n" in c else c + b"!"))
BUGS.pop()
_add("replacement", r"payload\.utf8_replacement", _after(lambda c: c.decode("utf-8", "replace").encode()))
_add("question_marks", r"payload\.question_marks", _after(lambda c: bytes(b if b < 128 else 63 for b in c)))
_add("seven_bits", r"payload\.seven_bits", _after(lambda c: bytes(b & 127 for b in c)))
_add("cut_at_nul", r"payload\.cut_at_zero", _after(lambda c: c.split(b"\0")[0]))
_add("cut_short", r"payload\.cut", _after(lambda c: c[: len(c) - 40]))
_add("json_array", r"payload\.list_of_numbers", _after(lambda c: str(list(c)).encode()))
_add("twice", r"payload\.(twice|suffix)", _after(lambda c: c + c))

# Lead and length.
_add("version_2", r"version\.unknown_version", _value("version", lambda p, v: b"\x82"))
_add("version_nibbles", r"version\.nibbles_swapped", _value("version", lambda p, v: b"\x18"))
_add("length_whole", r"data_length\.whole_code", _value("data_length", lambda p, v: (int.from_bytes(v, "big") + 3).to_bytes(2, "big")))
_add("length_le", r"data_length\.little_endian", _value("data_length", lambda p, v: v[::-1]))
_add("length_off", r"data_length\.(off_by|counts_part)", _value(
    "data_length", lambda p, v: (int.from_bytes(v, "big") + p.draw.choice((-2, -1, 1, 2))).to_bytes(2, "big")))  # fmt: skip
_add("length_zero", r"data_length\.zero", _value("data_length", lambda p, v: b"\0\0"))
_add("length_bcd", r"data_length\.bcd", _value("data_length", lambda p, v: bytes.fromhex(f"{int.from_bytes(v, 'big'):04d}")))
_add("length_of_part", r"data_length\.counts_part", _value("data_length", lambda p, v: (int.from_bytes(v, "big") - 65).to_bytes(2, "big")))


@bug(r"extension_bytes\.counts_digits")
def extension_counts_digits(p: Program) -> None:
    p.values["extension"] = p.draw.randbytes(11)
    p.values["data_length"] = (340).to_bytes(2, "big")
    p.write["extension_bytes"] = lambda v: bytes([22])


# Values of fields, written and signed alike.
def _number(name: str, change: Callable[[int], int], size: int) -> Callable[[Program], None]:
    return _value(name, lambda p, v: (change(int.from_bytes(v, "big")) & ((1 << 8 * size) - 1)).to_bytes(size, "big"))


_add("generated_le", r"generated_s\.little_endian", _value("generated_s", lambda p, v: v[::-1]))
_add("generated_ms", r"generated_s\.milliseconds", _number("generated_s", lambda t: t * 1000 + 123, 4))
_add("generated_local", r"generated_s\.local_time", _number("generated_s", lambda t: t + 28800, 4))
_add("generated_2000", r"generated_s\.epoch_2000", _number("generated_s", lambda t: t - 946684800, 4))
_add("generated_1980", r"generated_s\.epoch_1980", _number("generated_s", lambda t: t - 315964800, 4))
_add("generated_minutes", r"generated_s\.minutes", _number("generated_s", lambda t: -(-t // 60), 4))
_add("generated_zero", r"generated_s\.zero", _number("generated_s", lambda t: 0, 4))
_add("generated_words", r"generated_s\.words_swapped", _value("generated_s", lambda p, v: v[2:] + v[:2]))
_add("generated_wrong_zone", r"phone_clock\..*|generated_s\.other_zone|code\.shown_late|terminal_clock\..*", _number("generated_s", lambda t: t + 9 * 3600, 4), EQUAL)
_add("expiry_2000", r"user_expiry_s\.epoch_2000", _number("user_expiry_s", lambda t: t - 946684800, 4))
_add("expiry_duration", r"user_expiry_s\.duration", _number("user_expiry_s", lambda t: 30 * 86400, 4))
_add("expiry_days", r"user_expiry_s\.days", _number("user_expiry_s", lambda t: t // 86400, 4))
_add("expiry_calendar", r"user_expiry_s\.calendar_bcd", _value("user_expiry_s", lambda p, v: bytes.fromhex("20270214")))
_add("expiry_calendar_number", r"user_expiry_s\.calendar_number", _value("user_expiry_s", lambda p, v: (20270214).to_bytes(4, "big")))
_add("validity_le", r"validity_s\.little_endian", _value("validity_s", lambda p, v: v[::-1]))
_add("validity_ms", r"validity_s\.milliseconds", _number("validity_s", lambda t: t * 1000, 2), EQUAL)
BUGS.pop()
_add("validity_zero", r"validity_s\.(zero|out_of_range)", _number("validity_s", lambda t: 0, 2))
_add("validity_long", r"validity_s\.out_of_range", _number("validity_s", lambda t: 1800, 2))
_add("mmyy_year_first", r"cert_expiry\.year_first", lambda p: (
    p.values.update(cert_expiry=bytes.fromhex(f"{p.draw.randrange(1, 13):02d}{p.draw.randrange(28, 45)}")),
    p.write.update(cert_expiry=lambda v: v[::-1]))[1])  # fmt: skip
_add("mmyy_binary", r"cert_expiry\.(binary|year_first_binary)", lambda p: (
    p.values.update(cert_expiry=bytes.fromhex(f"{p.draw.randrange(10, 13):02d}{p.draw.randrange(26, 45)}")),
    p.write.update(cert_expiry=lambda v: bytes(int(f"{b:02x}") for b in v)))[1])  # fmt: skip
_add("issuer_le", r"issuer\.little_endian", _value("issuer", lambda p, v: v[::-1]))
_add("issuer_binary", r"issuer\.binary", _value("issuer", lambda p, v: int(v.hex()).to_bytes(4, "big")))
_add("issuer_shifted", r"issuer\.(shifted_digits|left_aligned|shifted)", _value("issuer", lambda p, v: bytes.fromhex(v.hex()[1:] + "0")))
_add("service_le", r"service\.little_endian", _value("service", lambda p, v: v[::-1]))
_add("service_other", r"service\.not_accepted", _value("service", lambda p, v: b"\1\1\0\2"))
_add("account_front_f", r"account\.padded_before", _value("account", lambda p, v: bytes.fromhex("f" + v.hex()[:-1])))
_add("account_nibbles", r"account\.nibbles_swapped", _value("account", lambda p, v: bytes.fromhex("".join(v.hex()[i + 1] + v.hex()[i] for i in range(0, 20, 2)))))
_add("account_other_pad", r"account\.padded_with_other_letter", _value("account", lambda p, v: bytes.fromhex(v.hex()[:-1] + "a")))
_add("header_old", r"record_header\..*", _value("record_header", lambda p, v: b"\x22"))
_add("algorithm", r"signature_algorithm\.wrong_constant", _value("signature_algorithm", lambda p, v: b"\1"))
_add("key_length_bits", r"key_length\..*", _value("key_length", lambda p, v: b"\x40"))
_add("index_other_root", r"ca_index\.other_root", _value("ca_index", lambda p, v: b"\2" if v == b"\4" else b"\4"))
_add("index_unknown", r"ca_index\.other_root", _value("ca_index", lambda p, v: bytes([0x30 + v[0]])))
_add("limit_le", r"limit_fen\.little_endian", _value("limit_fen", lambda p, v: v[::-1]), REMARK)
_add("expiry_2067", r"user_expiry_s\.far_ahead", _number("user_expiry_s", lambda t: 3_070_000_000, 4), REMARK)
_add("account_zero", r"account\.padded_with_zero", _value("account", lambda p, v: bytes.fromhex(v.hex()[:-1] + "0")), REMARK)

# Written wrong behind the back of the signatures.
for _name in ("limit_fen", "validity_s", "card_issuer", "cert_serial", "account_type"):
    _add(f"changed_{_name}", rf"{_name}\..*|payload\.changed_after_signing", _value(
        _name, lambda p, v: bytes([v[0] ^ p.draw.randrange(1, 120)]) + v[1:] if len(v) < 3 else bytes(len(v) - 1) + b"\x11", False),
         EQUAL if _name == "cert_serial" else TOLD)  # fmt: skip
_add("signed_le_generated", r"generated_s\..*", _value("generated_s", lambda p, v: (int.from_bytes(v, "big") + p.draw.randrange(2, 9)).to_bytes(4, "big"), False))


# Arrangement.
for _name in ("record_header", "service", "platform", "account_type", "validity_s", "extension_bytes", "key_parameter"):
    _add(f"missing_{_name}", rf"{_name}\.missing|(card_issuer|platform|account_type|limit_fen|key_parameter|signature_algorithm|encryption_algorithm|validity_s|user_expiry_s)\.(missing|too_narrow.*)", lambda p, name=_name: setattr(p, "order", tuple(one for one in NAMES if one != name)), EQUAL if _name in ("platform", "account_type") else TOLD)  # fmt: skip
for _name in ("version", "card_issuer", "generated_s", "user_expiry_s", "issuer"):
    _add(f"doubled_{_name}", rf"({_name}|card_issuer|platform)\.(doubled|extra_bytes)|[a-z_]+\.extra_bytes", lambda p, name=_name: setattr(p, "order", NAMES[: NAMES.index(name) + 1] + NAMES[NAMES.index(name) :]), TOLD)
for _first, _second in (("user_expiry_s", "validity_s"), ("user_key", "limit_fen"), ("cert_expiry", "cert_serial")):

    def _swap(p: Program, first: str = _first, second: str = _second) -> None:
        order = list(NAMES)
        a, b = order.index(first), order.index(second)
        order[a], order[b] = second, first
        p.order = tuple(order)

    _add(f"swapped_{_first}_{_second}", rf"({_first}|{_second})\.(swapped|moved)", _swap)


def _spelt(name: str, shape: Callable[[bytes], bytes]) -> Callable[[Program], None]:
    def plant(p: Program) -> None:
        p.write[name] = shape
        n = len(p.values["extension"])
        size = len(shape(p.values.get(name, bytes(65))))
        p.values["data_length"] = (329 + n + size - len(p.values.get(name, bytes(65)))).to_bytes(2, "big")

    return plant


_add("limit_four_bytes", r"limit_fen\.too_wide|account_type\.too_wide|[a-z_]+\.extra_bytes", _spelt("limit_fen", lambda v: b"\0" + v), EQUAL)
_add("account_ascii", r"account\.ascii_digits", _spelt("account", lambda v: v.hex()[:19].encode()))
_add("account_ascii_20", r"account\.ascii_digits", _spelt("account", lambda v: v.hex().upper().encode()))
_add("issuer_ascii", r"issuer\.ascii_digits", _spelt("issuer", lambda v: v.hex().encode()))
_add("generated_eight", r"generated_s\.too_wide", _spelt("generated_s", lambda v: bytes(4) + v))
_add("generated_ms_eight", r"generated_s\.milliseconds", _spelt("generated_s", lambda v: (int.from_bytes(v, "big") * 1000 + 7).to_bytes(8, "big")))
_add("generated_text", r"generated_s\.ascii_digits", _spelt("generated_s", lambda v: str(int.from_bytes(v, "big")).encode()))
_add("mmyy_ascii", r"cert_expiry\.ascii_digits", _spelt("cert_expiry", lambda v: v.hex().encode()))
_add("user_key_uncompressed", r"user_key\.uncompressed", lambda p: _spelt("user_key", lambda v: b"\4" + public_key(p.keys["ride"], "xy"))(p))
_add("user_key_xy", r"user_key\.xy_without_prefix", lambda p: _spelt("user_key", lambda v: public_key(p.keys["ride"], "xy"))(p))
_add("user_key_x", r"user_key\.prefix_missing", _spelt("user_key", lambda v: v[1:]))
_add("user_key_hex", r"user_key\.hex_text", _spelt("user_key", lambda v: v.hex().encode()))


def _both_keys(p: Program) -> None:
    p.write["issuer_key"] = lambda v: public_key(p.keys["issuer"], "uncompressed")
    p.write["user_key"] = lambda v: public_key(p.keys["ride"], "uncompressed")


_add("both_keys_uncompressed", r"issuer_key\.uncompressed(\+.*)?", _both_keys)


# Keys.
_add("user_key_parity", r"user_key\.parity", _value("user_key", lambda p, v: bytes([v[0] ^ 1]) + v[1:]))
_add("issuer_key_parity", r"issuer_key\.parity", _value("issuer_key", lambda p, v: bytes([v[0] ^ 1]) + v[1:]))
_add("user_key_parity_unsigned", r"user_key\.(parity|changed_after_signing)", _value("user_key", lambda p, v: bytes([v[0] ^ 1]) + v[1:], False))
_add("user_key_le", r"user_key\.little_endian.*", _value("user_key", lambda p, v: v[:1] + v[:0:-1]))
_add("user_key_y", r"user_key\.y_for_x", lambda p: p.write.update(user_key=lambda v: v[:1] + public_key(p.keys["ride"], "xy")[32:]))
_add("user_key_prefix_01", r"user_key\.prefix_0_1", _value("user_key", lambda p, v: bytes([v[0] - 2]) + v[1:]))
_add("user_key_prefix_04", r"user_key\.prefix", _value("user_key", lambda p, v: b"\4" + v[1:]))
_add("ride_by_issuer", r"ride_signature\.signed_by_issuer_key", lambda p: p.private.update(ride=p.keys["issuer"]))
_add("issuer_by_root", r"issuer_signature\.signed_by_root", lambda p: p.private.update(issuer=p.keys["ca"]))
_add("issuer_by_user", r"issuer_signature\.signed_by_user_key", lambda p: p.private.update(issuer=p.keys["ride"]))
_add("rotated_user_key", r"ride_signature\.(other_key|forged|other_bytes)", lambda p: p.private.update(ride=private_key(p.draw.randbytes(8), "x")), EQUAL)
_add("forged_issuer", r"issuer_signature\.(other_key|forged|other_bytes)", lambda p: p.private.update(issuer=private_key(p.draw.randbytes(8), "x")), EQUAL)
_add("forged_ca", r"ca_signature\.(other_key|forged|other_bytes)", lambda p: p.private.update(ca=private_key(p.draw.randbytes(8), "x")), EQUAL)
_add("random_signature", r"ride_signature\.(other_key|forged|other_bytes)", lambda p: p.encode.update(ride=lambda v: b"\x15" + b"\x11" + p.draw.randbytes(31) + b"\x22" + p.draw.randbytes(31)), EQUAL)
_add("key_off_curve", r"user_key\.(not_on_curve|point_of_p256|out_of_range)", _value("user_key", lambda p, v: b"\2" + bytes(31) + bytes([next(
    x for x in range(1, 99) if pow(x**3 - 3 * x + 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93,
                                   (0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF - 1) // 2,
                                   0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF) != 1)])))  # fmt: skip


# Coverage.
def _slice(which: str, low: int, high: int) -> Callable[[Program], None]:
    """The message with its ends moved by these bytes: inwards, or outwards where there are bytes."""

    def plant(p: Program) -> None:
        def message(pieces: dict[str, bytes], program: Program) -> bytes:
            whole = b"".join(pieces[name] for name in NAMES if name in pieces)
            core = program.covered(which, pieces)
            start = whole.find(core)
            out = whole[max(0, start + low) : start + len(core) + high]
            return out + b"\x15" * max(0, start + len(core) + high - len(whole))

        p.message[which] = message

    return plant


for _which in ("issuer", "ride"):
    _add(f"{_which}_covers_prefix", rf"{_which}_signature\.covers_prefix", _slice(_which, 0, 1))
    _add(f"{_which}_short_by_one", rf"{_which}_signature\.(covers_.*|signs_.*)", _slice(_which, 0, -1))
    _add(f"{_which}_late_start", rf"{_which}_signature\.(covers_.*|signs_.*)", _slice(_which, 1, 0))
    _add(f"{_which}_odd_slice", rf"{_which}_signature\.covers_other_bytes", _slice(_which, 17, -23))
_add("issuer_whole", r"issuer_signature\.covers_.*", _slice("issuer", -3, 0))
_add("ca_with_header", r"ca_signature\.covers_.*", _slice("ca", -6, 0))
_add("ride_from_user", r"ride_signature\.covers_.*", lambda p: p.message.update(ride=lambda w, q: b"".join(w[name] for name in NAMES[15:] if name in w)))
for _name in ("issuer_data", "generated_s", "account", "issuer_signature"):
    _add(f"ride_without_{_name}", r"ride_signature\.covers_.*", lambda p, name=_name: p.message.update(ride=lambda w, q: b"".join(w[one] for one in NAMES if one in w and one != name)))
_add("ride_zeroed", r"ride_signature\.(signs_zeros_for|covers_.*)|platform.*|issuer_signature\..*", lambda p: p.message.update(ride=lambda w, q: b"".join(bytes(65) if one == "issuer_signature" else w[one] for one in NAMES if one in w)))
_add("ride_empty_signature", r"ride_signature\.covers_empty_signature", lambda p: p.message.update(ride=lambda w, q: q.covered("ride", w) + bytes(65)))


@bug(r"generated_s\.signed_other_value")
def earlier_generation_time(p: Program) -> None:
    p.message["ride"] = lambda w, q: q.covered("ride", w)[:-4] + (int.from_bytes(w["generated_s"], "big") - p.draw.randrange(30, 900)).to_bytes(4, "big")


@bug(r"extension\.(signed_other_extension|signed_as_zeros)|issuer_signature\.(covers_.*|signs_zeros.*)")
def other_extension(p: Program) -> None:
    p.values["extension"] = p.draw.randbytes(11)
    p.message["issuer"] = lambda w, q: q.covered("issuer", w)[:-11] + bytes(11)


# Identity, Z and digest.
for _which in ("issuer", "ride"):
    for _kind, _identity in (
        ("identity_empty", b""), ("identity_other", b"ALICE123@YAHOO.COM"), ("identity_hex_text", b"31323334353637383132333435363738"),
        ("identity_packed", bytes.fromhex("1234567812345678")), ("identity_other", b"anonym@gmssl.org"),
    ):  # fmt: skip
        _add(f"{_which}_{_kind}_{len(_identity)}", rf"{_which}_signature\.{_kind}", lambda p, which=_which, identity=_identity: p.identity.update({which: identity}))
    _add(f"{_which}_identity_issuer", rf"{_which}_signature\.identity_(issuer|field)", lambda p, which=_which: p.identity.update({which: p.values["issuer"].hex().encode()}))
    _add(f"{_which}_identity_account", rf"{_which}_signature\.identity_(account|field)", lambda p, which=_which: p.identity.update({which: p.values["account"].hex()[:19].encode()}))
    for _kind, _digest in (
        ("digest_without_z", lambda xy, m, i: sm3(m)),
        ("digest_twice", lambda xy, m, i: sm3(_e(xy, m, i))),
        ("digest_prehashed", lambda xy, m, i: _e(xy, sm3(m), i)),
        ("digest_sha256", lambda xy, m, i: hashlib.sha256(_z(xy, i) + m).digest()),
        ("digest_sha256_without_z", lambda xy, m, i: hashlib.sha256(m).digest()),
        ("signs_hex_text", lambda xy, m, i: _e(xy, m.hex().encode(), i)),
        ("signs_base64_text", lambda xy, m, i: _e(xy, base64.b64encode(m), i)),
        ("signs_utf8_text", lambda xy, m, i: _e(xy, m.decode("latin-1").encode(), i)),
        ("z_compressed_key", lambda xy, m, i: sm3(sm3(_CURVE_ID, encode_point((int.from_bytes(xy[:32], "big"), int.from_bytes(xy[32:], "big")))), m)),
        ("z_length_in_bytes", lambda xy, m, i: sm3(sm3(b"\0\x10", _CURVE_ID[2:], xy), m)),
        ("z_without_curve", lambda xy, m, i: sm3(sm3(b"\0\x80", i, xy), m)),
        ("digest_none", lambda xy, m, i: (int.from_bytes(m, "big") % N).to_bytes(32, "big")),
    ):
        _add(f"{_which}_{_kind}", rf"{_which}_signature\.{_kind}", lambda p, which=_which, digest=_digest: p.digest.update({which: digest}))
    _prefix = b"\x15"
    for _kind, _shape in (
        ("r_s_swapped", lambda v: b"\x15" + v[32:] + v[:32]),
        ("little_endian", lambda v: b"\x15" + v[:32][::-1] + v[32:][::-1]),
        ("prefix", lambda v: b"\x04" + v),
        ("reversed_whole", lambda v: b"\x15" + v[::-1]),
        ("prefix_missing", lambda v: v),
        ("hex_text", lambda v: b"\x15" + v.hex().encode()),
        ("not_a_signature", lambda v: b"\x15" + bytes(64)),
    ):
        _add(f"{_which}_shape_{_kind}", rf"{_which}_signature\.({_kind}|missing)", lambda p, which=_which, shape=_shape: p.encode.update({which: shape}))
    _add(f"{_which}_der", rf"{_which}_signature\.(der|der_without_prefix)", lambda p, which=_which: p.encode.update({which: _der}))
    _add(f"{_which}_ecdsa", rf"{_which}_signature\.ecdsa.*", lambda p, which=_which: p.encode.update({which: lambda v: b"\x15" + ecdsa(p.keys[which], hashlib.sha256(p.covered(which, p.seen)).digest())}))
    BUGS.pop()


def _integer(number: bytes) -> bytes:
    body = number.lstrip(b"\0")
    body = b"\0" + body if body[0] & 0x80 else body
    return b"\2" + bytes([len(body)]) + body


def _der(pair: bytes) -> bytes:
    body = _integer(pair[:32]) + _integer(pair[32:])
    return b"\x15\x30" + bytes([len(body)]) + body


_CURVE_ID = b"\0\x80" + b"1234567812345678" + b"".join(
    value.to_bytes(32, "big") for value in (
        0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC,
        0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93, *multiply_base(1)))  # fmt: skip


def _z(xy: bytes, identity: bytes) -> bytes:
    return sm3((len(identity) * 8).to_bytes(2, "big"), identity, _CURVE_ID[18:], xy)


def _e(xy: bytes, message: bytes, identity: bytes) -> bytes:
    return sm3(_z(xy, identity), message)


_add("both_identity_empty", r"(ride|issuer)_signature\.identity_empty\+.*identity_empty", lambda p: p.identity.update(issuer=b"", ride=b""))
_add("both_der", r"issuer_signature\.der(\+.*)?", lambda p: p.encode.update(issuer=_der, ride=_der))
_add("both_prefix_missing", r"issuer_signature\.prefix_missing(\+.*)?", lambda p: p.encode.update(issuer=bytes, ride=bytes))
_add("both_swapped", r"(ride|issuer)_signature\.r_s_swapped\+.*r_s_swapped", lambda p: p.encode.update(
    issuer=lambda v: b"\x15" + v[32:] + v[:32], ride=lambda v: b"\x15" + v[32:] + v[:32]))  # fmt: skip


# Pairs.
@bug(r"(?=.*r_s_swapped)(?=.*identity_empty).*")
def swapped_and_empty(p: Program) -> None:
    p.identity["ride"] = b""
    p.encode["ride"] = lambda v: b"\x15" + v[32:] + v[:32]


@bug(r"(?=.*data_length\.little_endian)(?=.*identity_empty).*")
def length_and_identity(p: Program) -> None:
    p.identity["ride"] = b""
    p.write["data_length"] = lambda v: v[::-1]


@bug(r"payload\.base64_wrapped\+generated_s\.little_endian")
def wrapped_and_generated(p: Program) -> None:
    p.write["generated_s"] = lambda v: v[::-1]
    p.after = base64.encodebytes


@bug(r"(?=.*user_key\.parity)(?=.*digest_without_z).*")
def parity_and_digest(p: Program) -> None:
    p.write["user_key"] = lambda v: bytes([v[0] ^ 1]) + v[1:]
    p.digest["ride"] = lambda xy, m, i: sm3(m)


@bug(r"(?=.*covers_prefix)(?=.*identity_empty).*")
def prefix_and_empty(p: Program) -> None:
    _slice("ride", 0, 1)(p)
    p.identity["ride"] = b""


@bug(r"[a-z_]+\.changed_after_signing|[a-z_]+\..*")
def one_byte_changed(p: Program) -> None:
    at = p.draw.choice((12, 40, 70, 125, 140, 165, 200 + p.draw.randrange(60)))
    value = p.draw.randrange(1, 255)

    def change(code: bytes) -> bytes:
        out = bytearray(code)
        out[at] ^= value
        return bytes(out)

    p.after = change


@bug(r"ride_signature\.changed_after_signing")
def signature_byte_changed(p: Program) -> None:
    def change(code: bytes) -> bytes:
        out = bytearray(code)
        out[-p.draw.randrange(1, 65)] ^= p.draw.randrange(1, 255)
        return bytes(out)

    p.after = change


_add("blocked", r"account\.blocked", lambda p: p.values.update(account=bytes.fromhex(p.pki.blocked[0])))
_add("revoked", r"cert_serial\.revoked", lambda p: (
    p.values.update(issuer=bytes.fromhex("03041730"), cert_serial=bytes.fromhex("900199"))))  # fmt: skip
_add("shown_late", r"code\.shown_late|phone_clock\.behind|terminal_clock\.ahead", _number("generated_s", lambda t: t - 4000, 4), EQUAL)
_add("certificate_ended", r"user_expiry_s\.expired", _number("user_expiry_s", lambda t: NOW_S - 86400, 4))
_add("unknown_issuer", r"issuer\.not_listed|trust_list\.stale", _value("issuer", lambda p, v: b"\x99\x12\x34\x56"), EQUAL)
