"""Steps 1 to 5: families and their near misses, and every byte that is structure."""

from terminal import codes, policy, ridecode
from tests.builder import code_builder
from tests.core.raising import raised

STANDARD = policy.STANDARD


def refusal(payload: bytes, rules: policy.Policy = STANDARD) -> tuple:
    """(result, step, offset, family) of a payload that is refused."""
    why = raised(ridecode.Refused, ridecode.parse, payload, rules)
    return why.result, why.step, why.offset, why.family


def with_byte(code: bytes, at: int, value: int) -> bytes:
    return code[:at] + bytes([value]) + code[at + 1 :]


def test_families():
    for payload, name in (
        (b"TX", "wechat"),
        (b"TX" + bytes(300), "wechat"),
        (b"\x02\x01", "alipay"),
        (b"\x02\x01" + bytes(362), "alipay"),
        (b"\x54\x01", "city_card"),
        (b"\x54\x02\x99", "city_card"),
        (b"\x55\x80", "unified"),
        (b"\x55\xff\x00", "unified"),
        (b"https://s.sh.gov.cn/", "shanghai_citizen"),
        (b"https://s.sh.gov.cn/abc?d=1", "shanghai_citizen"),
        (b"SHSTMETRO", "shanghai_metro"),
        (b"SHSTMETRO/1", "shanghai_metro"),
        (b"1", "bank"),
        (b"134567890123456789", "bank"),
        (b"0" * 625, "bank"),
    ):
        assert ridecode.family(payload) == name, payload
        assert refusal(payload) == (codes.FOREIGN_CODE, 1, -1, name), payload


def test_near_misses_of_families():
    for payload in (
        b"",
        b"T",
        b"tx",
        b"XT",
        b" TX",
        b"TY123",
        b"\x02",
        b"\x02\x00",
        b"\x02\x02",
        b"\x01\x02",
        b"\x54",
        b"\x54\x00",
        b"\x54\x03",
        b"\x55",
        b"\x55\x00",
        b"\x55\x7f",
        b"\x56\x80",
        b"https://s.sh.gov.cn",
        b"http://s.sh.gov.cn/",
        b"HTTPS://S.SH.GOV.CN/",
        b"https://s.sh.gov.cn.example/",
        b"SHSTMETR",
        b"shstmetro",
        b"123 456",
        b"12345\r\n",
        b"-123",
        b"12a",
        b"1" * 20 + b"\x00",
        b"\xef\xbc\x91",  # a digit, but not of ASCII
        b"\x7f" * 332,
        b"\x90" * 332,
        b"\x00" * 332,
    ):
        assert ridecode.family(payload) is None, payload
        assert refusal(payload) == (codes.NOT_A_RIDE_CODE, 1, -1, None), payload


def test_every_first_byte():
    code = code_builder.unsigned(1)
    for first in range(256):
        payload = with_byte(code, 0, first)
        if first in (0x80, 0x81):
            assert ridecode.parse(payload, STANDARD).version == first & 1
        elif first >> 4 == 8:
            assert refusal(payload) == (codes.UNSUPPORTED_VERSION, 2, 0, None)
        else:
            assert refusal(payload)[:2] in ((codes.NOT_A_RIDE_CODE, 1), (codes.FOREIGN_CODE, 1))


def test_versions_are_the_policys():
    code = code_builder.unsigned(1)
    one = policy.make(versions=(1,))
    assert refusal(code, one) == (codes.UNSUPPORTED_VERSION, 2, 0, None)
    assert ridecode.parse(b"\x81" + code[1:], one).version == 1


def test_every_length_of_the_extension():
    for extra in range(33):
        code = code_builder.unsigned(2, extra)
        parsed = ridecode.parse(code, STANDARD)
        assert parsed.raw == code and parsed.extension_bytes == extra
        assert refusal(code[:-1]) == (codes.BAD_LENGTH, 3, 1, None)
        assert refusal(code + b"\x00") == (codes.BAD_LENGTH, 3, 1, None)
        if extra < 32:
            assert refusal(with_byte(code, 197, extra + 1)) == (codes.MALFORMED, 4, 197, None)
        if extra:
            assert refusal(with_byte(code, 197, extra - 1)) == (codes.MALFORMED, 4, 197, None)


def test_lengths_outside():
    short = code_builder.unsigned(3, 0)
    long = code_builder.unsigned(3, 32)
    below = short[:1] + b"\x01\x48" + short[3:-1]  # 331 bytes that declare 328
    above = long[:1] + b"\x01\x6a" + long[3:] + b"\x00"  # 365 bytes that declare 362
    for payload in (below, above, b"\x80", b"\x80\x01", b"\x80\x01\x49", short[:200], long[:363], b"\x80" * 625):
        assert refusal(payload) == (codes.BAD_LENGTH, 3, 1, None), len(payload)
    for at in (1, 2):
        for bit in range(8):
            payload = with_byte(short, at, short[at] ^ 1 << bit)
            assert refusal(payload) == (codes.BAD_LENGTH, 3, 1, None)


def test_payloads_of_625_and_626_bytes():
    assert refusal(b"\x80" + bytes(624))[0] == codes.BAD_LENGTH
    assert refusal(b"\x80" + bytes(625)) == (codes.OVERSIZED, 1, -1, None)
    assert refusal(b"1" * 626) == (codes.OVERSIZED, 1, -1, None)


def _digits(byte: int) -> bool:
    return byte >> 4 < 10 and byte & 15 < 10


def test_every_value_of_every_structural_byte():
    for extra in (0, 11, 32):
        code = code_builder.unsigned(4, extra)
        months = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x10, 0x11, 0x12]
        allowed = {
            3: [0x24],
            9: [0x12],
            14: months,
            15: [byte for byte in range(256) if _digits(byte)],
            19: [4],
            20: [4],
            21: [0],
            22: [33],
            23: [2, 3],
            158: [2, 3],
            197: [extra],
            198 + extra: [0x15],
            267 + extra: [0x15],
        }
        for at in (10, 11, 12, 13, 136, 137, 138, 139, 140, 141, 142, 143, 144):
            allowed[at] = allowed[15]
        allowed[145] = allowed[15] + [0x0F, 0x1F, 0x2F, 0x3F, 0x4F, 0x5F, 0x6F, 0x7F, 0x8F, 0x9F]
        for at in allowed:
            for value in range(256):
                payload = with_byte(code, at, value)
                if value in allowed[at]:
                    assert ridecode.parse(payload, STANDARD).raw == payload
                else:
                    assert refusal(payload) == (codes.MALFORMED, 4, at, None), (at, value)


def test_every_other_byte_is_free():
    code = code_builder.unsigned(5, 11)
    structure = [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 19, 20, 21, 22, 23, 158, 197, 209, 278]
    for at in range(len(code)):
        if at not in structure and not 136 <= at < 146:
            payload = with_byte(code, at, code[at] ^ 0xFF)
            assert ridecode.parse(payload, STANDARD).raw == payload, at


def test_the_lowest_offset_at_fault_is_named():
    faults = (3, 9, 10, 11, 12, 13, 14, 15, 19, 20, 21, 22, 23, 136, 140, 144, 145, 158, 197, 209, 278)
    code = code_builder.unsigned(6, 11)
    for at in reversed(faults):
        code = with_byte(code, at, 0xFF)
        assert refusal(code) == (codes.MALFORMED, 4, at, None)


def test_an_extension_length_above_32_is_named_although_the_whole_fits():
    code = with_byte(code_builder.unsigned(7, 32), 197, 33)
    assert refusal(code) == (codes.MALFORMED, 4, 197, None)
    assert refusal(with_byte(code, 197, 255)) == (codes.MALFORMED, 4, 197, None)


def test_services():
    code = code_builder.unsigned(8)
    for at in (4, 5, 6, 7):
        payload = with_byte(code, at, code[at] ^ 1)
        assert refusal(payload) == (codes.UNSUPPORTED_SERVICE, 5, 4, None)
        assert ridecode.parse(payload, policy.make(services=(payload[4:8],))).service == payload[4:8]
    two = policy.make(services=(b"\x01\x02\x00\x00", code[4:8]))
    assert ridecode.parse(code, two).service == code[4:8]


def test_the_first_failing_step_answers():
    code = code_builder.unsigned(9)
    wrong = with_byte(code, 4, 0x02)
    assert refusal(wrong)[1] == 5
    wrong = with_byte(wrong, 3, 0x25)
    assert refusal(wrong)[1] == 4
    wrong = with_byte(wrong, 2, 0x60)
    assert refusal(wrong)[1] == 3
    wrong = with_byte(wrong, 0, 0x82)
    assert refusal(wrong)[1] == 2
    wrong = with_byte(wrong, 0, 0x72)
    assert refusal(wrong)[1] == 1


def test_every_field_of_a_code():
    code = bytearray(code_builder.unsigned(10, 11))
    at = 23
    code[8] = 0x7E
    for offset, field in (
        (16, b"\x90\x01\x22"),
        (24, bytes(range(32))),
        (56, bytes(range(64))),
        (136, b"\x31\x04\x17\x00\x00\x00\x00\x00\x12\x3f"),
        (154, b"\x09"),
        (155, b"\x01\x02\x03"),
        (159, bytes(range(100, 132))),
        (191, b"\x6b\x00\x00\x01"),
        (195, b"\x01\x2c"),
        (210, bytes(range(64, 128))),
        (274, b"\x6a\xff\xff\xff"),
        (279, bytes(range(128, 192))),
    ):
        code[offset : offset + len(field)] = field
    parsed = ridecode.parse(bytes(code), STANDARD)
    assert parsed.version == 0
    assert parsed.service == b"\x01\x01\x00\x00"
    assert parsed.ca_index == 0x7E
    assert parsed.issuer == b"\x03\x04\x17\x30"
    assert parsed.cert_expiry == b"\x12\x40"
    assert parsed.cert_serial == b"\x90\x01\x22"
    assert parsed.issuer_key == bytes([code[at]]) + bytes(range(32))
    assert parsed.ca_signature == bytes(range(64))
    assert parsed.account == b"\x31\x04\x17\x00\x00\x00\x00\x00\x12\x3f"
    assert parsed.account_type == 9
    assert parsed.limit_fen == 0x010203
    assert parsed.user_key == b"\x02" + bytes(range(100, 132))
    assert parsed.user_expiry_s == 0x6B000001
    assert parsed.validity_s == 300
    assert parsed.issuer_signature == bytes(range(64, 128))
    assert parsed.generated_s == 0x6AFFFFFF
    assert parsed.ride_signature == bytes(range(128, 192))


def test_a_parsed_code_keeps_nothing_of_the_buffer_it_came_from():
    code = code_builder.unsigned(11)
    buffer = bytearray(code)
    parsed = ridecode.parse(buffer, STANDARD)
    viewed = ridecode.parse(memoryview(buffer), STANDARD)
    for at in range(len(buffer)):
        buffer[at] = 0
    assert parsed == viewed == ridecode.parse(code, STANDARD)


def test_the_signed_ranges():
    assert ridecode.CA_SIGNED == (9, 47)
    assert ridecode.ISSUER_SIGNED == (3, 195)
    assert ridecode.RIDE_SIGNED == (0, 267)
