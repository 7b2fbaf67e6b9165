"""Further planted mistakes, written by one who had not read the search: other fields, values and libraries.

Length: a table, as `bugs.py`.
"""

# ruff: noqa: E501

import base64
import functools
import hashlib
import html
import json
import random
import struct
import time
import urllib.parse

from sim.issuer.issuer import make_pki
from sim.issuer.sm2_sign import lift_x, private_key, public_key, sm3
from terminal.sm2 import P
from tests.explain.bugs import (
    _CURVE_ID,
    EITHER,
    EQUAL,
    REMARK,
    TOLD,
    Bug,
    _after,
    _der,
    _e,
    _number,
    _slice,
    _spelt,
    _value,
    _z,
)
from tests.explain.program import NAMES, NOW_S, Program, ecdsa

_P256_P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
_P256_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
MORE: list[Bug] = []


def add(kind, names, plant, verdict=TOLD):
    """Register one kind."""
    MORE.append(Bug(kind, plant, names, verdict))


def L(code):
    """Bytes as text, one character a byte."""
    return code.decode("latin-1")


ANY = r"(other_key|forged|other_bytes)"
# transport
add("t_label_hex", r"payload\.(inside_text|prefix).*", _after(lambda c: b"RC:" + c.hex().upper().encode()))
add("t_percent_all", r"payload\.percent_encoded", _after(lambda c: "".join(f"%{b:02x}" for b in c).encode()))
add("t_percent_twice", r"payload\.percent_encoded\+payload\.percent_encoded", _after(lambda c: urllib.parse.quote(urllib.parse.quote_from_bytes(c)).encode()))
add("t_percent_base64", r"payload\.percent_encoded\+payload\.base64", _after(lambda c: urllib.parse.quote(base64.b64encode(c) + b"\r\n", safe="").encode()))
add("t_zwsp_front_hex", r"payload\.(inside_text|prefix|byte_order_mark|zero_width).*", _after(lambda c: "\u200b".encode() + c.hex().encode()))
add("t_zwsp_inside_hex", r"payload\.(hex_separated|other_characters|inside_text.*)(\+payload\.hex.*)?", _after(lambda c: "\u200b".join(c.hex()[i : i + 64] for i in range(0, 2 * len(c), 64)).encode()))
add("t_nbsp_base64", r"payload\.(base64_wrapped|other_characters.*|.*base64.*)", _after(lambda c: "\u00a0".join(base64.b64encode(c).decode()[i : i + 76] for i in range(0, 500, 76)).encode()))
add("t_gb18030_of_latin", r"payload\.(charset_.*|utf8)", _after(lambda c: L(c).encode("gb18030")))
add("t_gbk_replaced", r"payload\.utf8_replacement", _after(lambda c: c.decode("gbk", "replace").encode()))
add("t_java_object", r"payload\.object_name", _after(lambda c: b"[B@%x" % (c[-1] * 0x10307 + 0x1234)))
add("t_js_object", r"payload\.object_name", _after(lambda c: [b"[object Object]", b"[object Uint8Array]", b"[object ArrayBuffer]", b"System.Byte[]", b"<memory at 0x7f2a4c0d1e80>"][c[-1] % 5]))
add("t_python_repr", r"payload\.escaped", _after(lambda c: repr(c).encode()))
add("t_node_buffer", r"payload\.(json|list_of_numbers).*", _after(lambda c: json.dumps({"type": "Buffer", "data": list(c)}).encode()))
add("t_json_base64", r"payload\.json\+payload\.base64", _after(lambda c: json.dumps({"code": 0, "qr": base64.b64encode(c).decode()}).encode()))
add("t_hex_colons", r"payload\.hex_separated", _after(lambda c: c.hex(":").upper().encode()))


def xxd(c):
    out = []
    for i in range(0, len(c), 16):
        r = c[i : i + 16]
        out.append(f"{i:08x}: " + r.hex(" ", 2).ljust(39) + "  " + "".join(chr(b) if 32 <= b < 127 else "." for b in r))
    return "\n".join(out).encode()


add("t_xxd", r"payload\.(hex_separated|list_of_numbers|inside_text|hex_dump).*", _after(xxd))
add("t_base64_twice", r"payload\.base64\+payload\.base64", _after(lambda c: base64.b64encode(base64.b64encode(c))))
Z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"


def z85(c):
    c = c + bytes(-len(c) % 4)
    o = ""
    for i in range(0, len(c), 4):
        v = int.from_bytes(c[i : i + 4], "big")
        o += "".join(Z85[v // 85**k % 85] for k in (4, 3, 2, 1, 0))
    return o.encode()


add("t_z85", r"payload\.base85(\+payload\.(suffix|zero_padding))?", _after(z85))
add("t_symbology", r"payload\.prefix", _after(lambda c: b"]d2" + c))
add("t_stx_etx_lrc", r"payload\.(prefix_and_suffix|suffix)", _after(lambda c: b"\2" + c + b"\3" + bytes([functools.reduce(lambda a, b: a ^ b, c)])))
add("t_cut_front", r"[a-z_]+\.missing", _after(lambda c: c[9:]))
add("t_utf16_bom", r"payload\.utf16", _after(lambda c: b"\xff\xfe" + L(c).encode("utf-16-le")))
add("t_base64_lower", r"payload\.lower_case", _after(lambda c: base64.b64encode(c).lower()))
add("t_protobuf", r"payload\.(length_prefix|prefix)", _after(lambda c: b"\x0a" + bytes([len(c) & 127 | 128, len(c) >> 7]) + c))
add("t_ber_tlv", r"payload\.(length_prefix|prefix)", _after(lambda c: b"\x70\x82" + struct.pack(">H", len(c)) + c))
add("t_ff_padded", r"payload\.suffix", _after(lambda c: c.ljust(512, b"\xff")))
add("t_html_escaped", r"payload\.(html_entities|utf8)(\+.*)?", _after(lambda c: html.escape(L(c)).encode()))
add("t_addslashes", r"payload\.(escape_byte|escaped|backslash.*)", _after(lambda c: c.replace(b"\\", b"\\\\").replace(b"'", b"\\'").replace(b'"', b'\\"').replace(b"\0", b"\\0")))
add("t_modified_utf8", r"payload\.(utf8|charset.*|modified_utf8)(\+.*)?", _after(lambda c: L(c).encode().replace(b"\0", b"\xc0\x80")))
add("t_write_utf", r"payload\.(length_prefix|prefix|utf8|charset.*|modified_utf8)(\+.*)?", _after(lambda c: (lambda m: struct.pack(">H", len(m)) + m)(L(c).encode().replace(b"\0", b"\xc0\x80"))))
add("t_nibble_lost", r"payload\.(bits_shifted|hex_digit_dropped).*", _after(lambda c: bytes.fromhex("0" + c.hex()[:-1])))
add("t_hex_digit_front", r"payload\.(hex_digit_dropped|.*hex.*)", _after(lambda c: c.hex()[:-1].encode()))
add("t_hex_padded_zero", r"payload\.(hex|hex_separated)(\+payload\.(zero_padding|suffix))?", _after(lambda c: c.hex().encode() + b"00" * 20))
add("t_css_list", r"payload\.list_of_numbers", _after(lambda c: ", ".join(map(str, c)).encode()))
add("t_csharp", r"payload\.(list_of_numbers|hex_separated)", _after(lambda c: ("new byte[] { " + ", ".join(f"0x{b:02X}" for b in c) + " };").encode()))
add("t_bit_converter", r"payload\.hex_separated", _after(lambda c: c.hex("-").upper().encode()))
add("t_utf8_ext", r"payload\.(charset_.*|utf8)", _after(lambda c: c.decode("cp850").encode()))
add("t_data_uri", r"payload\.base64.*", _after(lambda c: b"data:application/octet-stream;base64," + base64.b64encode(c)))
add("t_pem", r"payload\.base64_wrapped", _after(lambda c: b"-----BEGIN CODE-----\n" + base64.encodebytes(c) + b"-----END CODE-----\n"))
add("t_swapped_halves", r"payload\..*|[a-z_]+\.(moved|swapped|missing)", _after(lambda c: c[3:] + c[:3]))
# lead
add("l_version_3", r"version\.unknown_version", _value("version", lambda p, v: b"\x83"))
add("l_version_1", r"version\.high_nibble_missing|payload\..*", _value("version", lambda p, v: bytes([v[0] & 15])))
add("l_version_ascii", r"version\.ascii_digits", _value("version", lambda p, v: bytes([0x30 + (v[0] & 15)])))
add("l_length_whole_le", r"data_length\.(whole_code.*|little_endian.*|off_by)", _value("data_length", lambda p, v: (int.from_bytes(v, "big") + 3).to_bytes(2, "little")))
add("l_length_bits", r"data_length\.(off_by|bits|counts_bits)", _value("data_length", lambda p, v: (int.from_bytes(v, "big") * 8).to_bytes(2, "big")))


def ext(n, write, names, kind, verdict=TOLD):
    def plant(p):
        p.values["extension"] = p.draw.randbytes(n)
        p.values["data_length"] = (329 + n).to_bytes(2, "big")
        p.write["extension_bytes"] = write

    add(kind, names, plant, verdict)


ext(11, lambda v: bytes([v[0] + 1]), r"extension_bytes\.off_by", "l_ext_plus_1")
ext(11, lambda v: b"\x11", r"extension_bytes\.bcd", "l_ext_bcd")
ext(32, lambda v: b"\x32", r"extension_bytes\.bcd", "l_ext_bcd32")
ext(11, lambda v: b"\0", r"extension_bytes\.zero", "l_ext_zero")
ext(17, lambda v: b"\xff", r"extension_bytes\.(ones|off_by)", "l_ext_ff")
ext(20, lambda v: bytes([v[0] + 65]), r"extension_bytes\.(counts_part|off_by)", "l_ext_counts_sig")
add("l_ext_two_bytes", r"extension_bytes\.too_wide|[a-z_]+\.extra_bytes|[a-z_]+\.too_wide", _spelt("extension_bytes", lambda v: b"\0" + v), EITHER)
# values
add("v_generated_minus8", r"phone_clock\..*|generated_s\.other_zone|code\.shown_late|terminal_clock\..*", _number("generated_s", lambda t: t - 28800, 4), EQUAL)
add("v_generated_minus5", r"phone_clock\..*|generated_s\.other_zone|code\.shown_late|terminal_clock\..*", _number("generated_s", lambda t: t - 5 * 3600, 4), EQUAL)
add("v_generated_2001", r"generated_s\.epoch_2001", _number("generated_s", lambda t: t - 978307200, 4))
add("v_expiry_2001", r"user_expiry_s\.epoch_2001", _number("user_expiry_s", lambda t: t - 978307200, 4))
add("v_generated_ticks8", r"generated_s\.(dotnet_ticks|ticks.*)", _spelt("generated_s", lambda v: ((int.from_bytes(v, "big") + 62135596800) * 10**7 + 1234567).to_bytes(8, "big")))
add("v_generated_ns8", r"generated_s\.nanoseconds", _spelt("generated_s", lambda v: (int.from_bytes(v, "big") * 10**9 + 123456789).to_bytes(8, "big")))
add("v_generated_us8", r"generated_s\.microseconds", _spelt("generated_s", lambda v: (int.from_bytes(v, "big") * 10**6 + 123456).to_bytes(8, "big")))
add("v_generated_ms6", r"generated_s\.milliseconds", _spelt("generated_s", lambda v: (int.from_bytes(v, "big") * 10**3 + 456).to_bytes(6, "big")))
add("v_generated_ms8_le", r"generated_s\.milliseconds_little_endian", _spelt("generated_s", lambda v: (int.from_bytes(v, "big") * 10**3 + 456).to_bytes(8, "little")))
add("v_generated_bcd7", r"generated_s\.calendar_(bcd|text)", _spelt("generated_s", lambda v: bytes.fromhex(time.strftime("%Y%m%d%H%M%S", time.gmtime(int.from_bytes(v, "big") + 28800)))))
add("v_generated_text14", r"generated_s\.calendar_text", _spelt("generated_s", lambda v: time.strftime("%Y%m%d%H%M%S", time.gmtime(int.from_bytes(v, "big") + 28800)).encode()))
add("v_generated_bits", r"generated_s\.inverted", _value("generated_s", lambda p, v: bytes(b ^ 255 for b in v)))
add("v_generated_ones", r"generated_s\.ones|phone_clock.*", _number("generated_s", lambda t: 0xFFFFFFFF, 4), EITHER)
add("v_generated_uptime", r"generated_s\.since_start", _number("generated_s", lambda t: t % 7000000, 4))


def fmt(f, shift=28800):
    return lambda p, v: bytes.fromhex(time.strftime(f, time.gmtime(int.from_bytes(v, "big") + shift)))


add("v_expiry_day_first", r"user_expiry_s\.calendar_bcd", _value("user_expiry_s", fmt("%d%m%Y")))
add("v_expiry_month_first", r"user_expiry_s\.calendar_bcd", _value("user_expiry_s", fmt("%m%d%Y")))
add("v_expiry_yymmdd", r"user_expiry_s\.calendar_bcd", _value("user_expiry_s", fmt("00%y%m%d")))
add("v_expiry_yymmddhh", r"user_expiry_s\.calendar_bcd", _value("user_expiry_s", fmt("%y%m%d%H")))
add("v_expiry_le", r"user_expiry_s\.little_endian", lambda p: (p.values.update(user_expiry_s=(NOW_S // 256 * 256 + 256 * p.draw.randrange(400, 9000) + p.draw.randrange(0x20)).to_bytes(4, "big")), p.write.update(user_expiry_s=lambda v: v[::-1]))[1])


def ms32(p):
    while True:
        t = NOW_S + p.draw.randrange(86400, 60 * 86400)
        v = t * 1000 & 0xFFFFFFFF
        if v < 1_400_000_000:
            break
    p.write["user_expiry_s"] = lambda _: v.to_bytes(4, "big")


add("v_expiry_ms32", r"user_expiry_s\.(since_start|milliseconds)", ms32)
add("v_expiry_ones", r"user_expiry_s\.(far_ahead|ones)", _number("user_expiry_s", lambda t: 0xFFFFFFFF, 4), REMARK)
add("v_expiry_zero", r"user_expiry_s\.zero", _number("user_expiry_s", lambda t: 0, 4))
add("v_expiry_minutes", r"user_expiry_s\.(minutes|since_start)", _number("user_expiry_s", lambda t: t // 60, 4))
add("v_expiry_equals_validity", r"user_expiry_s\.(since_start|swapped|duration)", _number("user_expiry_s", lambda t: 600, 4))
add("v_validity_ms16", r"validity_s\.milliseconds", _number("validity_s", lambda t: t * 1000, 2))
add("v_validity_minutes", r"validity_s\.minutes", lambda p: (p.values.update(generated_s=(NOW_S - p.draw.randrange(20, 50)).to_bytes(4, "big")), p.write.update(validity_s=lambda v: p.draw.choice((2, 3, 5, 10)).to_bytes(2, "big")))[1])
add("v_validity_ones", r"validity_s\.(ones|out_of_range)", _number("validity_s", lambda t: 0xFFFF, 2))
add("v_validity_day", r"validity_s\.out_of_range", _number("validity_s", lambda t: 86400 // 2, 2))
add("v_validity_bcd", r"validity_s\.bcd", lambda p: (p.values.update(validity_s=(600).to_bytes(2, "big")), p.write.update(validity_s=lambda v: b"\x06\x00"))[1])
add("v_limit_ascii", r"limit_fen\.(very_large|ascii_digits)", _value("limit_fen", lambda p, v: b"%03d" % (int.from_bytes(v, "big") // 100)), REMARK)
add("v_limit_le", r"limit_fen\.little_endian", lambda p: (p.values.update(limit_fen=(p.draw.choice((5000, 10000, 20000, 30000))).to_bytes(3, "big")), p.write.update(limit_fen=lambda v: v[::-1]))[1], REMARK)
add("v_limit_ones", r"limit_fen\.(very_large|ones)", _value("limit_fen", lambda p, v: b"\xff\xff\xff"), REMARK)
add("v_account_f_left", r"account\.padded_before", _value("account", lambda p, v: bytes.fromhex("f" + v.hex()[:19])))
add("v_account_0_left", r"account\.padded_with_zero", _value("account", lambda p, v: bytes.fromhex("0" + v.hex()[:19])), REMARK)
add("v_account_18", r"account\.(padded_twice|too_few_digits)", _value("account", lambda p, v: bytes.fromhex(v.hex()[:18] + "ff")))
add("v_account_16", r"account\.(padded_twice|too_few_digits)", _value("account", lambda p, v: bytes.fromhex(v.hex()[:16] + "ffff")))
add("v_account_d", r"account\.padded_with_other_letter", _value("account", lambda p, v: bytes.fromhex(v.hex()[:19] + "d")))
add("v_account_binary", r"account\.binary", _value("account", lambda p, v: int(v.hex()[:19]).to_bytes(10, "big")))
add("v_account_nibbles", r"account\.nibbles_swapped", _value("account", lambda p, v: bytes((b << 4 | b >> 4) & 255 for b in v)))
add("v_account_text10", r"account\.(invalid|too_few_digits|ascii_digits)", _value("account", lambda p, v: v.hex()[9:19].encode()), REMARK)
add("v_issuer_binary", r"issuer\.binary", _value("issuer", lambda p, v: int(v.hex()).to_bytes(4, "big")))
add("v_issuer_le", r"issuer\.little_endian", _value("issuer", lambda p, v: v[::-1]))
add("v_issuer_nibbles", r"issuer\.nibbles_swapped", _value("issuer", lambda p, v: bytes((b << 4 | b >> 4) & 255 for b in v)))
add("v_mmyy_ascii_yymm", r"cert_expiry\.year_first_ascii_digits", _spelt("cert_expiry", lambda v: (v.hex()[2:] + v.hex()[:2]).encode()))
add("v_mmyy_three", r"cert_expiry\.calendar_bcd", _spelt("cert_expiry", lambda v: bytes.fromhex(v.hex()[:2] + "20" + v.hex()[2:])))
add("v_mmyy_yyyymmdd", r"cert_expiry\.calendar_bcd", _spelt("cert_expiry", lambda v: bytes.fromhex("20" + v.hex()[2:] + v.hex()[:2] + "28")))
add("v_mmyy_binary", r"cert_expiry\.(binary|year_first_binary|binary_number).*", lambda p: (p.values.update(cert_expiry=bytes.fromhex(f"{p.draw.randrange(10, 13):02d}{p.draw.randrange(28, 45)}")), p.write.update(cert_expiry=lambda v: bytes([int(v.hex()[:2]), int(v.hex()[2:])])))[1])
add("v_mmyy_yyyy", r"cert_expiry\..*", _value("cert_expiry", lambda p, v: bytes.fromhex("20" + v.hex()[2:])))
add("v_service_le", r"service\.little_endian", _value("service", lambda p, v: v[::-1]))
add("v_service_other", r"service\.(wrong_constant|not_accepted)", _value("service", lambda p, v: b"\1\2\0\0"))
for name, byte in (("record_header", 0x93), ("certificate_format", 0x11), ("key_length", 0x20), ("key_length", 0x41), ("signature_algorithm", 1), ("encryption_algorithm", 0), ("key_parameter", 0x11)):
    add(f"v_{name}_{byte:02x}", rf"{name}\.(wrong_constant|.*)", _value(name, lambda p, v, b=byte: bytes([b])))
add("v_key_length_bcd", r"key_length\.(bcd|wrong_constant)", _value("key_length", lambda p, v: b"\x33"))


# arrangement
def swap(a, b):
    def plant(p):
        o = list(NAMES)
        i, j = o.index(a), o.index(b)
        if "extension_bytes" in (a, b):  # else the two values may be the same
            p.values["extension"] = p.draw.randbytes(20)
        o[i], o[j] = o[j], o[i]
        p.order = tuple(o)

    return plant


for a, b in (
    ("issuer_key", "user_key"),
    ("issuer_data", "account"),
    ("validity_s", "account_type"),
    ("card_issuer", "user_expiry_s"),
    ("version", "data_length"),
    ("validity_s", "limit_fen"),
    ("user_expiry_s", "limit_fen"),
    ("ca_index", "certificate_format"),
    ("extension_bytes", "account_type"),
    ("cert_serial", "issuer"),
    ("issuer_data", "user_expiry_s"),
    ("account_type", "limit_fen"),
):
    add(f"a_swap_{a}_{b}", r"limit_fen\..*" if a == "account_type" else r".*(swapped|moved).*", swap(a, b), EITHER if a in ("issuer_data", "validity_s", "extension_bytes") else REMARK if (a, b) == ("account_type", "limit_fen") else TOLD)


def swap_late(a, b):
    """Values written into each other's place before signing."""

    def plant(p):
        va, vb = p.values[a], p.values[b]
        p.values[a], p.values[b] = vb, va

    return plant


add("a_late_expiry_generated", r"(user_expiry_s|generated_s)\.(swapped|moved)", swap_late("user_expiry_s", "generated_s"))


def late_keys(p):
    va, vb = p.values["issuer_key"], p.values["user_key"]
    p.write["issuer_key"] = lambda v: vb
    p.write["user_key"] = lambda v: va
    p.message["ca"] = lambda w, q: q.covered("ca", {**w, "issuer_key": va})


add("a_late_keys", r"(issuer_key|user_key)\.swapped", late_keys)


def late_sigs(p):
    def after(c):
        n = c[197]
        a, b = 198 + n, 267 + n
        return c[:a] + c[b:] + c[a + 65 : b] + c[a : a + 65]

    p.after = after


add("a_late_signatures", r"issuer_signature\.swapped", late_sigs)


def move(a, after):
    def plant(p):
        o = [n for n in NAMES if n != a]
        o.insert(o.index(after) + 1, a)
        p.order = tuple(o)

    return plant


for a, after in (("generated_s", "version"), ("user_key", "issuer_data"), ("ride_signature", "issuer_signature"), ("validity_s", "generated_s"), ("account", "extension"), ("user_expiry_s", "issuer_signature"), ("limit_fen", "validity_s")):
    add(f"a_move_{a}", r".*(swapped|moved).*", move(a, after), EITHER)
for name in ("cert_serial", "ca_index", "issuer_data", "account", "issuer_key", "user_key", "ca_signature", "issuer_signature", "user_expiry_s", "generated_s", "ride_signature", "encryption_algorithm"):
    add(f"a_missing_{name}", rf"({name})\.missing|[a-z_]+\.(missing|too_narrow)|payload\.cut", lambda p, name=name: setattr(p, "order", tuple(o for o in NAMES if o != name)), EITHER)
add("a_issuer_data_17", r"issuer_data\.too_.*|[a-z_]+\.(extra_bytes|too_wide|padded.*)", _spelt("issuer_data", lambda v: v + b"\0"), EITHER)
add("a_platform_8", r"[a-z_]+\.(extra_bytes|too_wide|padded.*|doubled)", _spelt("platform", lambda v: bytes(4) + v), EITHER)
add("a_expiry_8", r"user_expiry_s\.too_wide|.*extra_bytes", _spelt("user_expiry_s", lambda v: bytes(4) + v))
add("a_validity_4", r"validity_s\.too_wide|.*extra_bytes", _spelt("validity_s", lambda v: bytes(2) + v))
add("a_account_tlv", r"account\.length_before|.*extra_bytes", _spelt("account", lambda v: b"\x0a" + v))


def both_le(p):
    p.write["user_expiry_s"] = lambda v: v[::-1]
    p.write["generated_s"] = lambda v: v[::-1]
    p.values["user_expiry_s"] = (NOW_S // 256 * 256 + 256 * p.draw.randrange(400, 9000) + p.draw.randrange(0x20)).to_bytes(4, "big")


add("a_all_le_times", r"(user_expiry_s\.little_endian|generated_s\.little_endian)(\+.*little_endian)?", both_le)


# keys
def p256key(p):
    while True:
        x = p.draw.randrange(2, _P256_P)
        if pow(x**3 - 3 * x + _P256_B, (_P256_P - 1) // 2, _P256_P) == 1 and x < P and lift_x(x, False) is None:
            break
    p.write["user_key"] = lambda v: b"\2" + x.to_bytes(32, "big")


add("k_p256", r"user_key\.point_of_p256", p256key)
TP = 0x8542D69E4C044F18E8B92435BF6FF7DE457283915C45517D722EDB8B08F1DFC3
TA = 0x787968B4FA32C3FD2417842E73BBFEFF2F3C848B6831D7E0EC65228B3937E498
TB = 0x63E4C6D3B23B0C849CF84241484BFE48F61D59A5B16BA06E6E12D1DA27C5249A


def testkey(p):
    while True:
        x = p.draw.randrange(2, TP)
        if pow(x**3 + TA * x + TB, (TP - 1) // 2, TP) == 1 and lift_x(x, False) is None:
            break
    p.write["user_key"] = lambda v: b"\3" + x.to_bytes(32, "big")


add("k_test_curve", r"user_key\.(not_on_curve|point_of_.*)", testkey)
add("k_prefix_behind", r"user_key\.prefix_behind", _value("user_key", lambda p, v: v[1:] + v[:1]))
add("k_hybrid", r"user_key\.uncompressed", lambda p: _spelt("user_key", lambda v: bytes([6 + (v[0] & 1)]) + public_key(p.keys["ride"], "xy"))(p))
SPKI = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
add("k_spki", r"user_key\.der_public_key", lambda p: _spelt("user_key", lambda v: SPKI + b"\4" + public_key(p.keys["ride"], "xy"))(p))
add("k_base64", r"user_key\.(base64.*)", _spelt("user_key", base64.b64encode))
add("k_issuer_hex", r"issuer_key\.hex_text", _spelt("issuer_key", lambda v: v.hex().encode()))
add("k_issuer_le", r"issuer_key\.little_endian.*", _value("issuer_key", lambda p, v: v[:1] + v[:0:-1]))
add("k_zero", r"user_key\..*", _value("user_key", lambda p, v: bytes(33)), EITHER)
add("k_same", r"ride_signature\.(signed_by_.*|" + ANY[1:] + r"|user_key\..*", lambda p: p.values.update(user_key=p.values["issuer_key"]), EQUAL)
add("k_generator_signed_other", r"ride_signature\." + ANY, lambda p: p.private.update(ride=private_key(b"y" + p.draw.randbytes(8), "y")), EQUAL)


def other_cert(p):
    other = next(i for i in p.pki.issuers if bytes.fromhex(i.id) != p.values["issuer"])
    p.values["issuer"] = bytes.fromhex(other.id)
    p.values["issuer_key"] = public_key(other.private)
    p.values["ca_index"] = bytes([other.root_index])
    p.keys["ca"] = p.pki.root(other.root_index).private


add("k_cert_of_other_issuer", r"issuer_signature\." + ANY, other_cert, EQUAL)


def other_user(p):
    p.values["user_key"] = public_key(p.pki.user(7777).private)


add("k_cert_of_other_user", r"ride_signature\." + ANY, other_user, EQUAL)


def test_industry(p):
    q = make_pki("another")
    p.keys["ca"] = q.root(p.values["ca_index"][0]).private


add("k_test_root", r"ca_signature\." + ANY, test_industry, EQUAL)


def wrong_index(p):
    r = next(r for r in p.pki.roots if r.index != p.values["ca_index"][0])
    p.keys["ca"] = r.private


add("k_other_root", r"ca_index\.other_root", wrong_index)
add("k_index_unknown", r"ca_index\.(other_root|unknown_root|wrong.*)", _value("ca_index", lambda p, v: b"\x77"), TOLD)
add("k_ca_by_issuer", r"ca_signature\.signed_by_issuer_key", lambda p: p.private.update(ca=p.keys["issuer"]))
add("k_ride_by_root", r"ride_signature\.signed_by_root", lambda p: p.private.update(ride=p.keys["ca"]))


# values after signing
def signed(which, name, change):
    def plant(p):
        p.message[which] = lambda w, q: q.covered(which, {**w, name: change(w[name])})

    return plant


def u(d):
    return lambda v: (int.from_bytes(v, "big") + d).to_bytes(len(v), "big")


add("s_prev_90min", r"generated_s\.signed_other_value", signed("ride", "generated_s", u(-5400)))
add("s_prev_3h", r"ride_signature\." + ANY, signed("ride", "generated_s", u(-10800 - 17)), EQUAL)
add("s_expiry_30d", r"user_expiry_s\.signed_other_value", signed("issuer", "user_expiry_s", u(-30 * 86400)))
add("s_expiry_365d", r"user_expiry_s\.signed_other_value", signed("issuer", "user_expiry_s", u(-365 * 86400)))
add("s_generated_utc_signed", r"generated_s\.local_time|user.*", lambda p: (p.write.update(generated_s=lambda v: u(28800)(v)), setattr(p, "signed_as_written", False))[1])
add("s_generated_ms_signed", r"generated_s\.signed_in_milliseconds", signed("ride", "generated_s", lambda v: (int.from_bytes(v, "big") * 1000).to_bytes(8, "big")))
add("s_generated_le_signed", r"generated_s\.little_endian", signed("ride", "generated_s", lambda v: v[::-1]))
add("s_generated_text_signed", r"generated_s\.signed_as_text", signed("ride", "generated_s", lambda v: str(int.from_bytes(v, "big")).encode()))
add("s_length_zero", r"data_length\..*", signed("ride", "data_length", lambda v: b"\0\0"))
add("s_length_le", r"data_length\.little_endian", signed("ride", "data_length", lambda v: v[::-1]))
add("s_extn_zero", r"extension_bytes\..*|issuer_signature\.(covers|signs).*", lambda p: (p.values.update(extension=p.draw.randbytes(11)), signed("issuer", "extension_bytes", lambda v: b"\0")(p))[1])
add("s_version_other", r"version\..*|payload.*", signed("ride", "version", lambda v: bytes([v[0] ^ 1])))
add("s_account_ascii", r"account\.(ascii_digits|signed_as_text)", signed("issuer", "account", lambda v: v.hex()[:19].encode()))
add("s_account_unpadded", r"account\..*|issuer_signature\..*", signed("issuer", "account", lambda v: bytes.fromhex("0" + v.hex()[:19])), EITHER)
add("s_key_uncompressed", r"user_key\.signed_uncompressed", lambda p: signed("issuer", "user_key", lambda v: b"\4" + public_key(p.keys["ride"], "xy"))(p))
add("s_key_xy", r"user_key\.signed_uncompressed", lambda p: signed("ride", "user_key", lambda v: public_key(p.keys["ride"], "xy"))(p))
add("s_ext_random", r"issuer_signature\." + ANY, lambda p: (p.values.update(extension=p.draw.randbytes(16)), signed("issuer", "extension", lambda v: p.draw.randbytes(16))(p))[1], EQUAL)
add("s_data_random", r"issuer_signature\." + ANY, signed("issuer", "issuer_data", lambda v: hashlib.md5(v).digest()), EQUAL)
add("s_data_zero", r"issuer_data\.signed_as_zeros|issuer_signature\.signs_zeros_for", signed("issuer", "issuer_data", lambda v: bytes(16)))
add("s_limit_other", r"limit_fen\.(signed_other_value|jiao)", signed("issuer", "limit_fen", lambda v: (100000).to_bytes(3, "big")))
add("s_validity_other", r"validity_s\.signed_other_value", signed("issuer", "validity_s", lambda v: u(30)(v)))
add("s_account_type", r"account_type\..*", signed("issuer", "account_type", lambda v: bytes([v[0] ^ 0x10])))
add("s_ca_index_in_ca", r"ca_signature\.covers_.*", _slice("ca", -1, 0))
add("s_ca_short", r"ca_signature\.(covers_.*)", _slice("ca", 0, -1))
add("s_ca_no_expiry", r"ca_signature\.covers_.*", lambda p: p.message.update(ca=lambda w, q: q.covered("ca", {k: v for k, v in w.items() if k != "cert_expiry"})))
add("s_issuer_from_4", r"issuer_signature\.covers_.*", _slice("issuer", 1, 0))
add("s_issuer_no_ext", r"issuer_signature\.covers_.*|extension\..*", lambda p: (p.values.update(extension=p.draw.randbytes(32)), p.message.update(issuer=lambda w, q: q.covered("issuer", {k: v for k, v in w.items() if k != "extension"})))[1])
add("s_issuer_user_only", r"issuer_signature\.covers_.*", lambda p: p.message.update(issuer=lambda w, q: b"".join(w[k] for k in NAMES[NAMES.index("issuer_data") : NAMES.index("extension") + 1])))
add("s_ride_no_lead", r"ride_signature\.covers_.*", _slice("ride", 3, 0))
add("s_ride_time_only", r"ride_signature\.covers_.*", lambda p: p.message.update(ride=lambda w, q: w["generated_s"]))
add("s_ride_sig_time", r"ride_signature\.covers_.*", lambda p: p.message.update(ride=lambda w, q: w["issuer_signature"] + w["generated_s"]))
add("s_ride_account_time", r"ride_signature\.covers_.*", lambda p: p.message.update(ride=lambda w, q: w["account"] + w["generated_s"]))
add("s_ride_time_first", r"ride_signature\.(signs_other_order|covers.*)", lambda p: p.message.update(ride=lambda w, q: w["generated_s"] + q.covered("ride", w)[:-4]))
add("s_ride_pipes", r"ride_signature\." + ANY, lambda p: p.message.update(ride=lambda w, q: b"|".join(w[k].hex().encode() for k in NAMES if k in w)), EQUAL)


# identity / Z / digest
def ident(which, i):
    return lambda p: p.identity.update({which: i})


def dig(which, f):
    return lambda p: p.digest.update({which: f})


for w in ("ca", "issuer", "ride"):
    add(f"i_{w}_padded", rf"{w}_signature\.identity_(other|padded)", ident(w, b"1234567812345678" + bytes(16)))
    add(f"i_{w}_bob", rf"{w}_signature\.identity_other", ident(w, b"BILL456@YAHOO.COM"))
    add(f"i_{w}_quotes", rf"{w}_signature\.identity_(other|padded|quoted)", ident(w, b'"1234567812345678"'))
    add(f"i_{w}_uncomp", rf"{w}_signature\.z_uncompressed_key", dig(w, lambda xy, m, i: sm3(sm3(_CURVE_ID, b"\4" + xy), m)))
    add(f"i_{w}_entl_fixed", rf"{w}_signature\.(z_.*|identity_.*)", dig(w, lambda xy, m, i: sm3(sm3(b"\0\x80", _CURVE_ID[18:], xy), m)))
    add(f"i_{w}_prehash_hex_upper", rf"{w}_signature\.digest_prehashed_hex", dig(w, lambda xy, m, i: _e(xy, sm3(m).hex().upper().encode(), i)))
    add(f"i_{w}_sha1", rf"{w}_signature\.digest_sha1_without_z", dig(w, lambda xy, m, i: hashlib.sha1(m).digest().rjust(32, b"\0")))
    add(f"i_{w}_noz_base64", r"(?=.*digest_without_z)(?=.*signs_base64_text).*", dig(w, lambda xy, m, i: sm3(base64.b64encode(m))))
    add(f"i_{w}_noz_hex", r"(?=.*digest_without_z)(?=.*signs_hex_text).*", dig(w, lambda xy, m, i: sm3(m.hex().upper().encode())))
    add(f"i_{w}_z_other_key", rf"{w}_signature\.z_(of_other_key|.*)", lambda p, w=w: p.digest.update({w: lambda xy, m, i: _e(public_key(p.keys["issuer" if w != "issuer" else "ride"], "xy"), m, i)}))
    add(f"i_{w}_e_le", rf"{w}_signature\.digest_little_endian", dig(w, lambda xy, m, i: _e(xy, m, i)[::-1]))
    add(f"i_{w}_sha512_z", rf"{w}_signature\.digest_sha512.*", dig(w, lambda xy, m, i: hashlib.sha512(_z(xy, i) + m).digest()[:32]))


# shapes
def negder(v):
    def i(n):
        n = n.lstrip(b"\0")
        return b"\2" + bytes([len(n)]) + n

    b = i(v[:32]) + i(v[32:])
    return b"\x15\x30" + bytes([len(b)]) + b


def grind(p, which, want):
    """Sign with fresh draws until the pair is as wanted."""
    real = p.sign

    def sign(w, pieces):
        while True:
            pair = real(w, pieces)
            if w != which or want(pair):
                return pair

    p.sign = sign


def dropped(which):
    def plant(p):
        grind(p, which, lambda v: v[0] == 0 or v[32] == 0)
        p.encode[which] = lambda v: (b"" if which == "ca" else b"\x15") + v[:32].lstrip(b"\0") + v[32:].lstrip(b"\0")

    return plant


def kept(v):
    def i(n):
        return (b"\0" if n[0] & 0x80 else b"") + n

    return b"\x15" + i(v[:32]) + i(v[32:])


for w in ("issuer", "ride"):
    add(f"h_{w}_der_negative", rf"{w}_signature\.der", lambda p, w=w: p.encode.update({w: negder}))
    add(f"h_{w}_zero_dropped", rf"{w}_signature\.zero_byte_dropped|payload.cut", dropped(w))
    add(f"h_{w}_zero_kept", rf"{w}_signature\.zero_byte_kept", lambda p, w=w: (grind(p, w, lambda v: v[0] & 0x80 or v[32] & 0x80), p.encode.update({w: kept}))[1])
    add(f"h_{w}_base64", rf"{w}_signature\.base64.*", lambda p, w=w: p.encode.update({w: lambda v: b"\x15" + base64.b64encode(v)}))
    add(f"h_{w}_recovery", rf"{w}_signature\.(byte_behind|prefix.*)", lambda p, w=w: p.encode.update({w: lambda v: v + bytes([p.draw.choice((0, 1, 27, 28))])}))
    add(f"h_{w}_prefix_behind", rf"{w}_signature\.(byte_behind|prefix_behind)", lambda p, w=w: p.encode.update({w: lambda v: v + b"\x15"}))
    add(f"h_{w}_words", rf"{w}_signature\.words_swapped", lambda p, w=w: p.encode.update({w: lambda v: b"\x15" + b"".join(v[i : i + 4] for i in (28, 24, 20, 16, 12, 8, 4, 0)) + b"".join(v[i : i + 4] for i in (60, 56, 52, 48, 44, 40, 36, 32))}))
    add(f"h_{w}_zeros", rf"{w}_signature\.not_a_signature", lambda p, w=w: p.encode.update({w: lambda v: b"\x15" + b"\xff" * 64}))
    add(f"h_{w}_half", rf"{w}_signature\.(not_a_signature|{ANY[1:-1]})", lambda p, w=w: p.encode.update({w: lambda v: b"\x15" + v[:32] + bytes(32)}))
    add(f"h_{w}_r_twice", rf"{w}_signature\.(not_a_signature|r_twice|{ANY[1:-1]})", lambda p, w=w: p.encode.update({w: lambda v: b"\x15" + v[:32] + v[:32]}), EQUAL)

    def ec(p, w=w):
        real = p.sign

        def sign(which, pieces):
            if which != w:
                return real(which, pieces)
            return ecdsa(p.keys[w], _e(public_key(p.keys[w], "xy"), p.covered(w, pieces), b"1234567812345678"))

        p.sign = sign

    add(f"h_{w}_ecdsa_sm3z", rf"{w}_signature\.ecdsa.*", ec)
add("h_ca_r_s", r"ca_signature\.r_s_swapped", lambda p: p.encode.update(ca=lambda v: v[32:] + v[:32]))
add("h_ca_der", r"ca_signature\.der", lambda p: p.encode.update(ca=lambda v: _der(v)[1:]))
add("h_ca_prefix", r"ca_signature\.prefix_added", lambda p: p.encode.update(ca=lambda v: b"\x15" + v))
add("h_ca_zero_dropped", r"ca_signature\.zero_byte_dropped", dropped("ca"))
add("h_ca_le", r"ca_signature\.little_endian", lambda p: p.encode.update(ca=lambda v: v[:32][::-1] + v[32:][::-1]))


def trimmed(p):
    grind(p, "ride", lambda v: v[-1] in b" \n\r\t\0\x0b")
    p.after = lambda c: c.strip(b" \t\n\r\0\x0b")


add("h_trimmed", r"payload\.(cut|trimmed|suffix)", trimmed)
# facts, clocks
add("f_ahead_hour", r"phone_clock\.ahead|terminal_clock\.behind|generated_s.*", _number("generated_s", lambda t: t + 3600, 4), EQUAL)
add("f_ahead_minutes", r"phone_clock\.ahead|terminal_clock\.behind|generated_s.*", _number("generated_s", lambda t: t + 400, 4), EQUAL)
add("f_screenshot_day", r"phone_clock\..*|terminal_clock\..*|code\.shown_late", _number("generated_s", lambda t: t - 90000, 4), EQUAL)
add("f_expired_year", r"user_expiry_s\.expired", _number("user_expiry_s", lambda t: NOW_S - 400 * 86400, 4))
add("f_cert_ended", r"cert_expiry\.expired", _value("cert_expiry", lambda p, v: b"\x06\x26"), EITHER)
add("f_generated_after", r"user_expiry_s\..*|.*", lambda p: p.values.update(user_expiry_s=(NOW_S - 20).to_bytes(4, "big"), generated_s=(NOW_S - 3).to_bytes(4, "big")))


def varied(pki, number):
    """A good code of an unusual shape, at the bounds of its fields, in a wrapping that a terminal undoes."""
    d = random.Random(f"varied {number}")
    p = Program(pki, d)
    p.values["extension"] = d.choice((d.randbytes(d.randrange(33)), b"0" * 11, bytes(32), b"\xff" * 5, d.randbytes(8).hex().encode()))
    p.values["issuer_data"] = d.choice((bytes(16), b"\xff" * 16, b"A" * 16, d.randbytes(16), b"\x80\x01\x49\x24" * 4))
    p.values["account"] = bytes.fromhex("310417" + f"{d.randrange(10**13):013d}" + d.choice("f0123456789"))
    p.values["account_type"] = bytes([d.randrange(256)])
    p.values["limit_fen"] = d.choice((0, 1, 99, 100, 300, 16777215, 1000000, d.randrange(1 << 24))).to_bytes(3, "big")
    p.values["validity_s"] = (v := d.choice((1, 5, 20, 1199, 1200, d.randrange(1, 1201)))).to_bytes(2, "big")
    p.values["generated_s"] = (NOW_S + d.choice((20, 0, -v, -(v // 2), 19))).to_bytes(4, "big")
    p.values["user_expiry_s"] = d.choice((NOW_S + 20, NOW_S + 21, 0xFFFFFFFF, NOW_S + d.randrange(30, 10**8))).to_bytes(4, "big")
    p.values["card_issuer"] = d.choice((bytes(4), b"\xff" * 4, d.randbytes(4)))
    p.values["platform"] = d.randbytes(4)
    c = p.code()

    def esc(c):
        return c.replace(b"\\", b"\\\\")

    return d.choice((c, c, c + b"\r", b"\2" + c + b"\3", c + b"\r\n\0", c.hex().encode(), c.hex().upper().encode() + b"\n", base64.b64encode(c), base64.urlsafe_b64encode(c).rstrip(b"="), L(c).encode(), b"]Q2\\000003" + esc(c), b"\\000026" + esc(L(c).encode()), b"]X0" + c, b"]Q1" + c.hex().encode()))
