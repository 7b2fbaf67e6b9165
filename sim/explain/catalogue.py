"""Every kind of cause in words: what the issuer's program does and must do, the clause, and libraries known for it.

Length: a table, an entry a line, wider than a line of code. `{field}` is the field or signature, `{detail}` what the search found out.
A kind that ends in `_little_endian` and has no row of its own is the kind before it, with the bytes turned round.
"""

# ruff: noqa: E501

import re
from typing import NamedTuple

from sim.code import layout
from sim.code.anatomy import Words
from sim.explain.cause import Cause


class Kind(NamedTuple):
    """One row. group: what it is about. does: of the program, or the fact. library: where this is known from."""

    group: str
    does: Words
    library: str = ""


_BRACKET = re.compile(r" \([^()]*\{detail\}[^()]*\)")  # left out where there is no detail
TRANSPORT, FIELD, SIGNATURE, FACT, REMARK = "transport", "field", "signature", "fact", "remark"

# What must be done, and the clause, by group.
_MUST: dict[str, tuple[Words, str]] = {
    TRANSPORT: (Words("二维码里只放乘车码的原始字节, 用字节模式", "put the raw bytes of the code into the symbol, in byte mode, and nothing else"), "§3"),
    FIELD: (Words("按规范写入{field}: {meaning_zh}", "write the {field} as the rule has it: {meaning}"), "§1"),
    SIGNATURE: (Words("对码中字节 {span} 原样签名: SM2 配 SM3, 标识 1234567812345678, 输出原始 r、s", "sign bytes {span} exactly as they stand in the code: SM2 with SM3, identity 1234567812345678, raw r and s"), "§2"),
    REMARK: (Words("核对{field}: {meaning_zh}", "check the {field}: {meaning}"), "§1"),
}  # fmt: skip

# Of a signature's form, and of those whose key is not here.
_SHAPE = Words("写成 r、s 各 32 字节大端 (机构签名和用户签名前加 15)", "write r and s in 32 bytes each, high byte first, with 15 before the issuer's and the ride signature")
_SHAPES = (
    *("der", "der_without_prefix", "zero_byte_kept", "zero_byte_dropped", "r_s_swapped", "reversed_whole", "little_endian"),
    *("r_little_endian", "s_little_endian", "interleaved", "words_swapped", "inverted", "shifted", "hex_text", "prefix"),
    *("prefix_missing", "prefix_added", "prefix_doubled", "prefix_behind", "byte_behind", "base64_text"),
)  # fmt: skip
_MUST_OF = {
    "other_key": Words("把与签名私钥对应的公钥放进码里", "put the public key that belongs to the signing key into the code"),
    "forged": Words("无需改动: 这样的码必须被拒", "change nothing: such a code has to be refused"),
    "signed_by_issuer_key": Words("用规定的密钥签名", "sign with the key that the rule names for this signature"),
    "other_root": Words("写入签发证书的根密钥的索引", "name the root key that signed the certificate"),
    "changed_after_signing": Words("签名之后不再改动任何字节", "change no byte after it was signed"),
}
for _kind in ("signed_by_user_key", "signed_by_root", "signed_by_key_in_extension", "z_of_other_key"):
    _MUST_OF[_kind] = _MUST_OF["signed_by_issuer_key"]

# How a field is written, by its kind: the rule's form in Chinese; in English `layout.KINDS` has it.
_FORMS = {
    "version": "高半字节 1000, 低半字节版本 0 或 1", "uint": "无符号大端数", "hex": "原样字节", "bcd": "BCD, 每字节两位数字",
    "mmyy": "BCD, 月在前年在后 (MMYY)", "account": "19 位数字加 F, 或 20 位数字, BCD", "fen": "金额, 单位分, 大端",
    "seconds": "秒数, 大端", "time": "1970 年起的 UTC 秒数, 大端", "key": "压缩公钥: 02 或 03, 后接 X",
    "signature": "SM2 的 r‖s", "prefixed_signature": "15, 后接 SM2 的 r‖s",
}  # fmt: skip

_TRANSPORT = {
    "hex": ("码写成十六进制文本", "writes the code as hexadecimal text"),
    "hex_separated": ("码写成带分隔符的十六进制文本", "writes the code as hexadecimal with separators or 0x"),
    "hex_reversed": ("十六进制文本的字节顺序颠倒", "writes the code as hexadecimal, last byte first"),
    "hex_nibbles_swapped": ("十六进制文本每字节高低半字节颠倒", "writes the code as hexadecimal with the digits of each byte exchanged"),
    "hex_digit_dropped": ("十六进制文本少一位", "drops a digit of the hexadecimal text"),
    "hex_unpadded": ("十六进制每字节不补零", "writes hexadecimal bytes without leading zeros"),
    "java_hex_sign_extended": ("负字节按 int 转十六进制 (ffffff..)", "converts negative bytes as 32-bit integers (ffffff81)"),
    "binary_digits": ("码写成二进制文本", "writes the code as binary digits"),
    "decimal_triplets": ("每字节写成三位十进制", "writes three decimal digits a byte"),
    "octal_triplets": ("每字节写成三位八进制", "writes three octal digits a byte"),
    "decimal_number": ("整个码写成一个十进制数", "writes the code as one decimal number"),
    "list_of_numbers": ("码写成数字列表", "writes the code as a list of numbers"),
    "signed_bytes": ("码写成有符号字节列表", "writes the code as a list of signed bytes"),
    "json": ("码包在 JSON 里", "wraps the code into JSON"),
    "escaped": ("码写成转义字符串", "writes the code as a string with escapes"),
    "html_entities": ("码写成 HTML 实体", "writes the code as HTML entities"),
    "uuencoded": ("码经 uuencode 编码", "encodes the code with uuencode"),
    "base64": ("码经 base64 编码", "encodes the code in base64"),
    "base64url": ("码经 base64url 编码", "encodes the code in base64url"),
    "base64_wrapped": ("base64 文本带换行或封装行", "wraps the base64 text into lines"),
    "base64_padding": ("base64 填充符不对", "pads the base64 text wrongly"),
    "base64_cut": ("base64 文本被截断", "cuts the base64 text"),
    "base64_plus_lost": ("base64 的 + 变成空格", "loses the + of base64 to a form decoder, which makes blanks of them"),
    "base32": ("码经 base32 编码", "encodes the code in base32"),
    "base32hex": ("码经 base32hex 编码", "encodes the code in base32hex"),
    "base58": ("码经 base58 编码", "encodes the code in base58"),
    "base45": ("码经 base45 编码", "encodes the code in base45"),
    "base85": ("码经 base85 编码", "encodes the code in base85"),
    "percent_encoded": ("码经百分号编码", "percent-encodes the code"),
    "quoted_printable": ("码经 quoted-printable 编码", "encodes the code as quoted-printable"),
    "utf8": ("原始字节当作字符再编码为 UTF-8", "takes the bytes for characters and encodes them in UTF-8"),
    "utf16": ("码写成 UTF-16 文本", "writes the code as UTF-16 text"),
    "utf32": ("码写成 UTF-32 文本", "writes the code as UTF-32 text"),
    "byte_order_mark": ("在前面加了字节顺序标记", "puts a byte order mark in front"),
    "charset": ("字节按某字符集读成文本再写出 ({detail})", "reads the bytes as text in another charset ({detail})"),
    "utf8_replacement": ("按 UTF-8 解码, 无效字节被替换 ({detail})", "decodes the bytes as UTF-8, which replaces what is none ({detail}); they are lost"),
    "question_marks": ("高位字节被替换为 ? ({detail})", "replaces bytes that a charset lacks by question marks ({detail}); they are lost"),
    "seven_bits": ("每字节只留低七位", "keeps seven bits of each byte"),
    "high_bytes_dropped": ("丢掉了 80 以上的字节", "drops the bytes from 80 on ({detail} are left)"),
    "c1_bytes_lost": ("丢掉了 80 至 9f 的字节", "loses the bytes 80 to 9f to a charset"),
    "object_name": ("码写成对象名 {detail}, 字节已丢失", "writes the name of the object that holds the bytes ({detail}); the bytes are lost"),
    "other_characters": ("文本里有全角、零宽或不换行空格等字符", "writes characters that look like ASCII but are none: full-width, zero-width, no-break blanks"),
    "modified_utf8": ("零字节写成 C0 80 (Java 的 UTF-8)", "writes zero bytes as C0 80, as Java's own UTF-8 does"),
    "lower_case": ("字节被转成小写", "turns the bytes into lower case"),
    "upper_case": ("字节被转成大写", "turns the bytes into upper case"),
    "zero_bytes_dropped": ("丢掉了零字节", "drops zero bytes"),
    "cut_at_zero": ("当作 C 字符串, 在第一个零字节处截断", "treats the code as a C string, which ends at its first zero byte ({detail})"),
    "cut": ("码在末尾被截断 ({detail})", "cuts the end of the code off ({detail} are missing)"),
    "prefix": ("在码前加了字节 {detail}", "puts bytes in front of the code ({detail})"),
    "suffix": ("在码后加了字节 {detail}", "puts bytes behind the code ({detail})"),
    "prefix_and_suffix": ("在码前后加了字节 {detail}", "puts bytes around the code ({detail})"),
    "length_prefix": ("在码前加了长度 {detail}", "puts the length in front of the code ({detail})"),
    "zero_padding": ("用零字节补齐", "fills the code up with zero bytes"),
    "inside_text": ("码夹在其他文本中", "puts the code into other text, as a link does"),
    "lead_missing": ("缺少引导域 (类型和长度)", "leaves the lead field out: type and length"),
    "type_missing": ("缺少类型字节", "leaves the type byte out"),
    "twice": ("码写了两遍", "writes the code twice"),
    "lf_to_crlf": ("0A 变成 0D 0A (文本模式)", "turns 0A into 0D 0A, as text mode does"),
    "cr_to_crlf": ("0D 变成 0D 0A", "turns 0D into 0D 0A"),
    "byte_doubled": ("字节 {detail} 被加倍", "doubles every byte {detail}"),
    "backslash_doubled": ("反斜杠被加倍", "doubles every backslash"),
    "zero_byte_doubled": ("零字节被加倍", "doubles zero bytes"),
    "escape_byte": ("插入了转义字节 {detail}", "puts an escape byte {detail} before some bytes"),
    "hdlc_stuffing": ("按 HDLC 填充字节", "stuffs bytes as HDLC does"),
    "slip_stuffing": ("按 SLIP 填充字节", "stuffs bytes as SLIP does"),
    "reversed": ("字节顺序整体颠倒", "turns the whole code round, last byte first"),
    "bits_reversed": ("每字节位序颠倒", "turns the bits of each byte round"),
    "nibbles_swapped": ("高低半字节颠倒", "exchanges the halves of each byte"),
    "inverted": ("所有位取反", "inverts every bit"),
    "xor_mask": ("每字节与 {detail} 异或", "combines each byte with {detail} by XOR"),
    "added": ("每字节加 {detail}", "adds {detail} to each byte"),
    "bits_shifted": ("整体移位 {detail}", "shifts all bits by {detail}"),
    "words_reversed": ("按 {detail} 一组颠倒字节", "turns the bytes of each word of {detail} round"),
    "gzip": ("码经 gzip 压缩", "compresses the code with gzip"),
    "zlib": ("码经 zlib 压缩", "compresses the code with zlib"),
    "deflate": ("码经 deflate 压缩", "compresses the code with deflate"),
}  # fmt: skip

_FIELD = {
    "little_endian": ("{field}按小端序写入", "writes the {field} with the low byte first (little endian)"),
    "words_swapped": ("{field}的 16 位字颠倒", "exchanges the 16-bit words of the {field}"),
    "bytes_swapped": ("{field}每个字内字节颠倒", "exchanges the bytes of each word of the {field}"),
    "nibbles_swapped": ("{field}高低半字节颠倒", "exchanges the halves of each byte of the {field}"),
    "inverted": ("{field}按位取反", "inverts the bits of the {field}"),
    "shifted": ("{field}错位一字节 ({detail})", "shifts the {field} by one byte ({detail})"),
    "left_aligned": ("{field}左对齐", "writes the {field} from the left and fills up with zeros"),
    "too_wide": ("{field}写成 {detail}, 过宽", "writes the {field} in {detail}, which is too wide"),
    "padded_before": ("{field}在前面填充", "pads the {field} in front"),
    "padded_behind": ("{field}在后面填充", "pads the {field} behind"),
    "length_before": ("{field}前加了长度", "puts a length in front of the {field}"),
    "hex_text": ("{field}写成十六进制文本", "writes the {field} as hexadecimal text"),
    "base64_text": ("{field}写成 base64 文本", "writes the {field} as base64 text"),
    "ascii_digits": ("{field}写成 ASCII 数字", "writes the {field} as ASCII digits"),
    "too_narrow": ("{field}只写了 {detail}", "writes the {field} in {detail}, which is too few"),
    "bcd": ("{field}写成 BCD", "writes the {field} in BCD"),
    "binary": ("{field}写成二进制数", "writes the {field} in binary"),
    "binary_number": ("{field}写成一个二进制数", "writes the {field} as one binary number"),
    "yuan": ("{field}以元为单位 ({detail})", "writes the {field} in yuan ({detail})"),
    "jiao": ("{field}以角为单位", "writes the {field} in jiao, 1/10 yuan"),
    "li": ("{field}以厘为单位", "writes the {field} in 1/1000 yuan"),
    "milliseconds": ("{field}以毫秒为单位", "writes the {field} in milliseconds"),
    "microseconds": ("{field}以微秒为单位", "writes the {field} in microseconds"),
    "nanoseconds": ("{field}以纳秒为单位", "writes the {field} in nanoseconds"),
    "ticks_since_year_1": ("{field}是公元 1 年起的 100 纳秒数", "writes the {field} in steps of 100 ns since the year 1"),
    "ticks_since_1601": ("{field}是 1601 年起的 100 纳秒数", "writes the {field} in steps of 100 ns since 1601"),
    "centiseconds": ("{field}以百分之一秒为单位", "writes the {field} in 1/100 seconds"),
    "deciseconds": ("{field}以十分之一秒为单位", "writes the {field} in 1/10 seconds"),
    "minutes": ("{field}以分钟为单位", "writes the {field} in minutes"),
    "hours": ("{field}以小时为单位", "writes the {field} in hours"),
    "days": ("{field}以天为单位", "writes the {field} in days"),
    "duration": ("{field}写成时长而非时刻", "writes a duration into the {field}, not a moment"),
    "epoch_2000": ("{field}从 2000 年起计", "counts the {field} from 2000"),
    "epoch_2001": ("{field}从 2001 年起计", "counts the {field} from 2001"),
    "epoch_1900": ("{field}从 1900 年起计", "counts the {field} from 1900"),
    "epoch_1980": ("{field}从 1980 年起计", "counts the {field} from 1980 (GPS)"),
    "epoch_1904": ("{field}从 1904 年起计", "counts the {field} from 1904"),
    "local_time": ("{field}用北京时间而非 UTC ({detail})", "writes the {field} in local time, UTC+8, not in UTC ({detail})"),
    "other_zone": ("{field}可能用了其他时区 ({detail})", "may write the {field} in another time zone ({detail})"),
    "calendar_bcd": ("{field}写成 BCD 日期", "writes the {field} as a date in BCD ({detail})"),
    "calendar_text": ("{field}写成文本日期", "writes the {field} as a date in text ({detail})"),
    "calendar_number": ("{field}写成十进制日期数", "writes the {field} as a date in one decimal number ({detail})"),
    "high_nibble_missing": ("{field}缺高半字节 8", "leaves the high half 8 of the {field} out"),
    "unknown_version": ("{field}是未知版本", "writes a structure version that no terminal takes"),
    "wrong_constant": ("{field}不是规定的常数", "writes another constant into the {field}"),
    "year_first": ("{field}年在月前 (YYMM)", "writes the year before the month (YYMM)"),
    "year_first_nibbles_swapped": ("{field}数字完全颠倒", "writes the digits of the {field} backwards"),
    "year_first_binary": ("{field}写成二进制的年月", "writes year and month in binary"),
    "year_first_binary_number": ("{field}写成二进制数 YYMM", "writes YYMM as one binary number"),
    "year_first_ascii_digits": ("{field}写成 ASCII 的 YYMM", "writes YYMM as ASCII digits"),
    "shifted_digits": ("{field}数字错位", "shifts the digits of the {field} ({detail})"),
    "padded_digits": ("{field}用 F 补齐", "pads the digits of the {field} with F"),
    "digits_reversed": ("{field}数字顺序颠倒", "writes the digits of the {field} backwards"),
    "padded_with_other_letter": ("{field}用 F 以外的字母补齐", "pads the {field} with another letter than F"),
    "padded_twice": ("{field}用多个 F 补齐", "pads the {field} with more than one F"),
    "too_few_digits": ("{field}位数不足 ({detail})", "writes too few digits of the {field} ({detail})"),
    "invalid": ("{field}内容不符且认不出原意", "writes something into the {field} that is no value of it and no known form of one"),
    "off_by": ("{field}相差 {detail}", "counts the {field} wrong by {detail}"),
    "whole_code": ("{field}把自身三字节也算入", "counts all bytes of the code in the {field}, its own three included"),
    "whole_code_without_extension": ("{field}是不含扩展的全长", "counts the whole code without its extension in the {field}"),
    "without_extension": ("{field}没有算入扩展", "leaves the extension out of the {field}"),
    "counts_digits": ("{field}按十六进制位数计", "counts hexadecimal digits, not bytes, in the {field}"),
    "counts_part": ("{field}只算到 {detail} 之前", "counts in the {field} only up to {detail}"),
    "one_byte": ("{field}只写了低字节", "writes the low byte of the {field} only"),
    "zero": ("{field}为零", "leaves the {field} at zero"),
    "ones": ("{field}全为 FF", "leaves the {field} at FF"),
    "since_start": ("{field}不是 1970 起的秒数 (可能从开机起计, 或毫秒被截断)", "does not write seconds since 1970 into the {field}: it may count from the start of the phone, or cut milliseconds to 32 bits"),
    "missing": ("缺少字段 {detail}", "leaves out {detail}"),
    "doubled": ("字段 {detail} 写了两遍", "writes {detail} twice"),
    "swapped": ("{field}与 {detail} 位置互换", "exchanges the places of the {field} and {detail}"),
    "moved": ("{field}写在 {detail} 之后", "writes the {field} behind {detail}"),
    "extra_bytes": ("{field}之前多了 {detail}", "puts {detail} too many before the {field}"),
    "changed_after_signing": ("签名之后{field}又变了 (字节 {detail})", "changes the {field} after it was signed (byte {detail}), or it was damaged on the way"),
    "signed_as_zeros": ("签名时{field}为零", "signs before the {field} is filled in: it was zero then"),
    "signed_as_ones": ("签名时{field}全为 FF", "signs before the {field} is filled in: it was FF then"),
    "signed_as_blanks": ("签名时{field}为空格", "signs before the {field} is filled in: it was blanks then"),
    "signed_as_text": ("签名时{field}是文本", "signs the {field} as text, and writes it in binary"),
    "signed_other_padding": ("签名时{field}补齐方式不同", "signs the {field} with other padding than it writes"),
    "signed_as_wide": ("签名时{field}为八字节", "signs the {field} in eight bytes, and writes four"),
    "signed_as_other_field": ("签名时{field}是 {detail} 的值", "signs the value of {detail} in the place of the {field}"),
    "signed_in_milliseconds": ("签名时{field}以毫秒为单位", "signs the {field} in milliseconds, and writes seconds"),
    "signed_other_value": ("签名时{field}是另一个值 (差 {detail})", "signs another value of the {field} than it writes (by {detail}): an earlier one, or one made anew"),
    "signed_other_length": ("签名时{field}是 {detail}", "signs another {field} than it writes ({detail})"),
    "signed_other_extension": ("签名时扩展不同 ({detail})", "signs another extension than it writes ({detail})"),
    "signed_uncompressed": ("签名时{field}未压缩", "signs the {field} uncompressed, and writes it compressed"),
    "uncompressed": ("{field}写成未压缩形式", "writes the {field} uncompressed: 04, X, Y"),
    "uncompressed_y_first": ("{field}未压缩且 Y 在前", "writes the {field} uncompressed, with Y first"),
    "xy_without_prefix": ("{field}写成无前缀的 X、Y", "writes X and Y of the {field} without a prefix"),
    "xy": ("{field}写成 X、Y", "writes X and Y of the {field}"),
    "hex_text_uncompressed": ("{field}写成未压缩的十六进制文本", "writes the {field} uncompressed, as hexadecimal text"),
    "hex_text_xy_without_prefix": ("{field}写成 X、Y 的十六进制文本", "writes X and Y of the {field} as hexadecimal text"),
    "der_public_key": ("{field}写成 DER 公钥", "writes the {field} as a DER public key, with its algorithm"),
    "parity": ("{field}前缀的奇偶不对 (02/03)", "writes the wrong prefix of the {field}: 02 is for an even Y, 03 for an odd one"),
    "little_endian_parity": ("{field}小端且奇偶不对", "writes X of the {field} with the low byte first, and the wrong prefix"),
    "prefix": ("{field}前缀不对", "writes another prefix of the {field}"),
    "prefix_0_1": ("{field}前缀写成 00/01", "writes 00 and 01 as prefixes of the {field}, not 02 and 03"),
    "prefix_behind": ("{field}前缀写在后面", "writes the prefix of the {field} behind it"),
    "byte_behind": ("{field}后多一字节且缺前缀", "writes the {field} as r, s and a byte more, as of a recovery number, without the prefix 15"),
    "prefix_missing": ("{field}缺前缀", "leaves the prefix of the {field} out"),
    "prefix_added": ("{field}多了前缀", "puts a prefix before the {field}, which has none"),
    "prefix_doubled": ("{field}前缀写了两遍", "writes the prefix of the {field} twice"),
    "y_for_x": ("{field}写了 Y 而不是 X", "writes Y of the {field} in the place of X"),
    "not_on_curve": ("{field}不是 SM2 曲线上的点", "writes a {field} that is no point of the SM2 curve"),
    "point_of_test_curve": ("{field}是标准示例曲线上的点", "writes a {field} of the curve of the standard's example, not of the recommended one"),
    "point_of_p256": ("{field}是 P-256 曲线上的点", "writes a {field} of the curve P-256, not of SM2"),
    "out_of_range": ("{field}超出范围", "writes a {field} outside its range"),
    "other_root": ("{field}指向的不是签发它的根密钥", "names another root key in the {field} than the one that signed"),
}  # fmt: skip

_SIGNATURE = {
    "der": ("{field}写成 DER", "writes the {field} in DER, not as raw r and s"),
    "der_without_prefix": ("{field}写成 DER 且无前缀", "writes the {field} in DER without the prefix 15"),
    "zero_byte_kept": ("{field}的大整数多了零字节", "keeps the sign byte 00 of a number in the {field}"),
    "zero_byte_dropped": ("{field}的大整数丢了前导零", "drops leading zeros of a number in the {field}"),
    "r_s_swapped": ("{field}的 r、s 颠倒", "writes s before r in the {field}"),
    "reversed_whole": ("{field}整体颠倒", "turns the whole {field} round"),
    "r_little_endian": ("{field}的 r 为小端序", "writes r of the {field} with the low byte first"),
    "s_little_endian": ("{field}的 s 为小端序", "writes s of the {field} with the low byte first"),
    "interleaved": ("{field}的 r、s 字节交错", "interleaves the bytes of r and s in the {field}"),
    "s_negated": ("{field}的 s 取了负", "negates s of the {field}, as other schemes may"),
    "other_formula": ("{field}的 s 公式不对", "computes s of the {field} by another formula"),
    "ecdsa": ("{field}用了 ECDSA", "makes the {field} by ECDSA, not by SM2's own scheme"),
    "not_a_signature": ("{field}不是签名 (零或超出范围)", "leaves the {field} empty, or r or s outside 1..n-1"),
    "signed_by_issuer_key": ("{field}由机构密钥签发", "makes the {field} with the issuer's key"),
    "signed_by_user_key": ("{field}由用户密钥签发", "makes the {field} with the user's key"),
    "signed_by_root": ("{field}由根密钥签发", "makes the {field} with a root key"),
    "signed_by_key_in_extension": ("{field}由扩展中的密钥签发", "makes the {field} with the key in the extension"),
    "z_of_other_key": ("{field}的 Z 用了另一把公钥", "computes Z of the {field} with another key than the signing one"),
    "covers_prefix": ("{field}把自己的前缀 15 也签入", "signs the prefix 15 of the {field} as well"),
    "covers_too_little": ("{field}覆盖不足 ({detail})", "signs too little: bytes {detail}"),
    "covers_too_much": ("{field}覆盖过多 ({detail})", "signs too much: bytes {detail}"),
    "covers_other_bytes": ("{field}覆盖了别的字节 ({detail})", "signs other bytes: {detail}"),
    "covers_without": ("{field}漏签 {detail}", "leaves {detail} out of what it signs"),
    "covers_also": ("{field}多签了 {detail}", "signs {detail} in addition"),
    "covers_empty_signature": ("{field}连同空签名一起签", "signs the place of the {field} as well, still empty ({detail})"),
    "signs_zeros_for": ("{field}签名时 {detail} 为零", "signs zeros in the place of {detail}"),
    "signs_other_order": ("{field}签名时字段顺序不同 ({detail})", "signs the fields in another order ({detail})"),
    "signs_hex_text": ("{field}签的是十六进制文本", "signs the hexadecimal text of the bytes"),
    "signs_base64_text": ("{field}签的是 base64 文本", "signs the base64 text of the bytes"),
    "signs_utf8_text": ("{field}签的是转成 UTF-8 的字节", "signs the bytes re-encoded in UTF-8"),
    "signs_utf8_replaced": ("{field}签的是按 UTF-8 解码替换后的字节", "signs the bytes after a UTF-8 decoder has replaced some"),
    "signs_ascii_replaced": ("{field}签的是高位字节替换后的字节", "signs the bytes with question marks in the place of high ones"),
    "signs_wide_text": ("{field}签的是 UTF-16 文本", "signs UTF-16 text of the bytes"),
    "signs_reversed": ("{field}签的是颠倒的字节", "signs the bytes in reverse order"),
    "signs_spaced_hex": ("{field}签的是带空格的十六进制", "signs hexadecimal text with blanks"),
    "signs_prefixed_hex": ("{field}签的是 0x 开头的十六进制", "signs hexadecimal text with 0x in front"),
    "signs_list_text": ("{field}签的是数字列表文本", "signs the text of a list of numbers"),
    "signs_line_end": ("{field}多签了换行", "signs a line end behind the bytes"),
    "signs_zero_end": ("{field}多签了结尾零", "signs a zero byte behind the bytes"),
    "signs_stripped": ("{field}签前去掉了首尾空白或零", "strips blanks or zeros before it signs"),
    "signs_until_zero": ("{field}只签到第一个零字节", "signs only up to the first zero byte, as C strings end"),
    "signs_number": ("{field}签的是大整数的字节", "signs the bytes of a big integer"),
    "signs_length_before": ("{field}在消息前加了长度", "signs a length in front of the bytes"),
    "signs_padded": ("{field}签前补齐了分组", "pads the bytes to a block before it signs"),
    "signs_identity_before": ("{field}在消息前加了标识", "signs the identity in front of the bytes"),
    "signs_twice": ("{field}签的是重复两遍的消息", "signs the bytes twice over"),
    "signs_lower_case": ("{field}签前转成小写", "turns the bytes into lower case before it signs"),
    "signs_nothing": ("{field}签的是空消息", "signs an empty message"),
    "identity_empty": ("{field}用了空标识", "signs with an empty identity"),
    "identity_other": ("{field}用了标识 {detail}", "signs with the identity {detail}"),
    "identity_hex_text": ("{field}用了标识的十六进制文本", "signs with the hexadecimal text 3132… as the identity"),
    "identity_packed": ("{field}用了压成八字节的标识", "signs with the identity packed into eight bytes"),
    "identity_zeros": ("{field}用了全零标识", "signs with zeros as the identity"),
    "identity_wide_text": ("{field}用了 UTF-16 的标识", "signs with the identity in UTF-16"),
    "identity_issuer": ("{field}用了机构标识作签名标识", "signs with the issuer identifier as the identity"),
    "identity_account": ("{field}用了账户作签名标识", "signs with the account as the identity"),
    "identity_field": ("{field}用了字段 {detail} 作签名标识", "signs with {detail} as the identity"),
    "z_length_in_bytes": ("{field}的 Z 里标识长度以字节计", "counts the identity in bytes, not bits, in Z"),
    "z_length_little_endian": ("{field}的 Z 里标识长度为小端序", "writes the identity's length in Z with the low byte first"),
    "z_length_one_byte": ("{field}的 Z 里标识长度只有一字节", "writes the identity's length in Z in one byte"),
    "z_without_length": ("{field}的 Z 里缺标识长度", "leaves the identity's length out of Z"),
    "z_without_curve": ("{field}的 Z 里缺曲线参数", "leaves the curve out of Z"),
    "z_without_base_point": ("{field}的 Z 里缺基点", "leaves the base point out of Z"),
    "z_without_identity": ("{field}的 Z 里缺标识, 但有其长度", "leaves the identity out of Z, but not its length"),
    "z_without_key": ("{field}的 Z 里缺公钥", "leaves the public key out of Z"),
    "z_compressed_key": ("{field}的 Z 用了压缩公钥", "puts the compressed key into Z, not X and Y"),
    "z_uncompressed_key": ("{field}的 Z 里公钥带 04", "puts the key with its prefix 04 into Z"),
    "z_key_x_only": ("{field}的 Z 里只有 X", "puts X alone into Z"),
    "z_key_y_first": ("{field}的 Z 里 Y 在前", "puts Y before X into Z"),
    "z_key_hex_text": ("{field}的 Z 用了公钥的十六进制文本", "puts the key as hexadecimal text into Z"),
    "z_key_stripped": ("{field}的 Z 里公钥开头的 0 和 4 被删掉", "strips digits 0 and 4 from the start of the key in Z"),
    "z_signed_numbers": ("{field}的 Z 用了带符号字节的大整数", "puts numbers with a sign byte 00 into Z"),
    "z_short_numbers": ("{field}的 Z 丢了大整数的前导零", "drops leading zeros of the numbers in Z"),
    "z_other_curve": ("{field}的 Z 用了 P-256 的参数", "puts the parameters of P-256 into Z"),
    "z_little_endian": ("{field}的 Z 为小端序", "computes Z of numbers with the low byte first"),
    "z_sha256": ("{field}的 Z 用了 SHA-256", "computes Z with SHA-256"),
    "z_identity_alone": ("{field}用标识代替 Z", "takes the identity itself for Z"),
    "z_zeros": ("{field}的 Z 为零", "takes zeros for Z"),
    "z_y_negated": ("{field}的 Z 用了相反的 Y", "computes Z with the other Y of the key"),
    "digest_without_z": ("{field}只对消息做 SM3, 没有 Z", "hashes the bytes alone, without Z"),
    "digest_twice": ("{field}做了两次 SM3", "hashes the digest once more"),
    "digest_prehashed": ("{field}先对消息做 SM3 再签", "hashes the bytes first and signs that digest as a message"),
    "digest_prehashed_hex": ("{field}先做 SM3 再签其十六进制", "hashes the bytes first and signs the digest's hexadecimal text"),
    "digest_prehashed_sha256": ("{field}先做 SHA-256 再签", "hashes the bytes with SHA-256 first and signs that digest as a message"),
    "digest_z_twice": ("{field}加了两次 Z", "puts Z before the message twice"),
    "digest_hex_of_digest": ("{field}对摘要的十六进制再做 SM3", "hashes the digest's hexadecimal text once more"),
    "digest_sha256": ("{field}用 SHA-256 代替 SM3", "hashes with SHA-256, not SM3"),
    "digest_sha1": ("{field}用 SHA-1 代替 SM3", "hashes with SHA-1, not SM3"),
    "digest_md5": ("{field}用 MD5 代替 SM3", "hashes with MD5, not SM3"),
    "digest_sha512": ("{field}用 SHA-512 代替 SM3", "hashes with SHA-512, not SM3"),
    "digest_sha384": ("{field}用 SHA-384 代替 SM3", "hashes with SHA-384, not SM3"),
    "digest_sha3": ("{field}用 SHA-3 代替 SM3", "hashes with SHA3-256, not SM3"),
    "digest_z_behind": ("{field}把 Z 放在消息后面", "puts Z behind the message"),
    "digest_z_hex": ("{field}用了 Z 的十六进制文本", "puts Z before the message as hexadecimal text"),
    "digest_all_hex": ("{field}对 Z 和消息的十六进制做 SM3", "hashes Z and the message as hexadecimal text"),
    "digest_little_endian": ("{field}摘要按小端序取数", "reads the digest with the low byte first"),
    "digest_cut": ("{field}摘要被截短", "cuts the digest"),
    "digest_hex_as_number": ("{field}把摘要的十六进制文本当数", "takes the digest's hexadecimal text for a number"),
    "digest_z_alone": ("{field}只签了 Z", "signs Z alone"),
    "digest_z_xor": ("{field}把 Z 与摘要异或", "combines Z and the digest by XOR"),
    "digest_zero": ("{field}签的摘要为零", "signs a digest of zero"),
    "digest_sm3_block_bug": ("{field}的 SM3 对长消息出错", "uses an SM3 that is wrong for messages of 128 bytes and more"),
    "digest_without_z_twice": ("{field}无 Z 且做两次 SM3", "hashes the bytes twice, without Z"),
    "digest_without_z_hex": ("{field}无 Z 且对十六进制摘要再做 SM3", "hashes the hexadecimal digest again, without Z"),
    "digest_sha256_without_z": ("{field}用 SHA-256 且无 Z", "hashes with SHA-256, without Z"),
    "digest_sha1_without_z": ("{field}用 SHA-1 且无 Z", "hashes with SHA-1, without Z"),
    "digest_md5_without_z": ("{field}用 MD5 且无 Z", "hashes with MD5, without Z"),
    "digest_sha512_without_z": ("{field}用 SHA-512 且无 Z", "hashes with SHA-512, without Z"),
    "digest_sha3_without_z": ("{field}用 SHA-3 且无 Z", "hashes with SHA3-256, without Z"),
    "digest_none": ("{field}没有做杂凑", "signs the bytes themselves as a number, without any hash"),
    "digest_identity_before": ("{field}把标识放在消息前代替 Z", "puts the identity before the message, not Z"),
    "digest_without_z_little_endian": ("{field}无 Z 且摘要为小端序", "hashes without Z, and reads the digest with the low byte first"),
    "other_key": ("{field}由码中没有的密钥签发 (例如更换过的用户密钥)", "makes the {field} with a key that is not in the code, as after a change of keys"),
    "other_bytes": ("{field}签的是别的内容", "signs other bytes, in a way that is not known here"),
    "forged": ("{field}是伪造的", "did not make this {field}: it is forged"),
}  # fmt: skip

# Facts have their own "must": who can change it.
_FACT = {
    "no_ride_code": ("载荷不是乘车码", "the payload is no ride code, and none was found inside it", "请把乘车码的原始字节放进二维码", "encode a ride code", "§4 step 1"),
    "oversized": ("载荷比任何乘车码都长", "the payload is longer than any ride code", "二维码里只放乘车码", "put the code into the symbol and nothing else", "§4 step 1"),
    "other_family": ("这是另一类二维码", "the symbol is a code of another family", "请出示交通一卡通乘车码", "show the ride code of the transport card", "§3"),
    "not_read_here": ("本终端不读这一类码", "this terminal does not read codes of this family", "请出示身份证, 或到人工通道", "show the identity card, or go to the staff", "§11"),
    "torn_away": ("卡在读取中被拿开", "the card was taken away while it was read", "请重刷", "tap again, and hold the card still", "§13"),
    "not_authenticated": ("没有安全模块确认这张卡", "no security module confirmed the card", "请运营方安装安全模块", "the operator has to fit a SAM; a number that is read proves nothing", "§13"),
    "not_accepted": ("本终端不受理该值", "this terminal does not accept the {field}", "由运营方的设置决定", "the operator's settings decide; check the value that the issuer assigned", "§4"),
    "not_listed": ("名单中没有机构 {detail}", "the trust list does not hold issuer {detail}", "请运营方加入名单", "have the operator add the issuer, or check its eight digits", "§4 step 8"),
    "stale": ("名单可能过旧, 不含 {detail}", "the trust list may be older than {detail}", "请安装新名单", "install the newest list", "§6"),
    "missing": ("没有给出名单", "no trust list was given", "给出名单再看", "name a list, to look further", "§4 step 7"),
    "not_in_force": ("名单此刻未生效", "the trust list is not in force at this moment", "请安装有效名单, 或核对时刻", "install a list that is in force, or check the moment", "§4 step 7"),
    "expired": ("{field}已过", "the {field} has passed", "换用续期的证书", "use the renewed certificate", "§4 steps 9, 13"),
    "revoked": ("名单吊销了该证书", "the list revokes this certificate", "换用替代证书, 向认证中心询问", "use the one that replaced it; ask the certification authority", "§4 step 10"),
    "unknown_root": ("名单中没有根公钥 {detail}", "the trust list holds no root key {detail}, and none in it signed this certificate", "核对索引", "check the index", "§4 step 11"),
    "root_expired": ("根密钥已过期", "the root key has expired", "请用有效的根密钥签发", "have the certificate signed by a root key in force", "§4 step 11"),
    "generated_after": ("二维码生成于用户证书到期之后", "the code was generated after the end of its user certificate", "先获取新证书再生成", "fetch a new certificate before generating codes", "§4 step 13"),
    "shown_late": ("二维码出示过晚 ({detail})", "the code was shown too late ({detail}), as a screenshot is", "出示时重新生成", "generate the code when it is shown", "§4 step 16"),
    "ahead": ("时钟偏快 ({detail})", "the clock is ahead ({detail})", "校准时钟", "set the clock", "§4 steps 15, 16"),
    "behind": ("时钟偏慢 ({detail})", "the clock is behind ({detail})", "校准时钟", "set the clock", "§4 steps 15, 16"),
    "untrusted": ("终端时钟不可信", "the terminal's clock is not trusted", "请运营方设置时钟", "the operator has to set it", "§4 step 6"),
    "blocked": ("名单列黑了该账户", "the list blocks this account", "乘客与发行机构处理", "the passenger settles it with the issuer", "§4 step 19"),
    "used": ("该码已用过", "this code was used before", "重新生成", "generate a new code for each ride", "§4 step 20"),
    "below_fare": ("上限低于票价", "the limit is below the fare", "由发行机构提高上限 (单位分)", "the issuer may raise the limit, which is in fen", "§4 step 22"),
    "already_inside": ("该账户已在站内", "the trip memory has this account inside", "请工作人员补登出站", "the staff closes the open trip", "§9"),
    "no_entry": ("没有该账户的进站记录", "the trip memory has no entry of this account", "请工作人员补登进站", "the staff adds the entry", "§9"),
    "denied": ("资格服务不允许", "the eligibility service denies", "请乘客询问运营方", "the passenger asks the operator of the service", "§10"),
    "unknown": ("资格服务不认识该账户, 或未及时给出可用的答复, 闸机无从分辨", "the eligibility service does not know this account, or gave no usable answer in time, which a gate cannot distinguish", "请在该服务登记账户, 或请运营方检查服务", "the account is entered at the service, or the operator looks at whether it answers; the lane's policy decides meanwhile", "§10"),
    "store_failed": ("乘车记录写不下", "the ride could not be recorded", "请运营方检查存储", "the operator looks at the storage", "§4 step 25"),
    "scanner_fault": ("扫码器故障", "the scanner does not work", "请运营方检查扫码器", "the operator looks at the scanner", "§4 step 0"),
    "gate_fault": ("闸机停止服务", "the gate is out of service", "请使用其他闸机", "use another gate", "§4 step 0"),
    "internal": ("本软件出错", "this software failed", "请报告", "please report it", "§4"),
}  # fmt: skip

_REMARK = {
    "undone": ("终端还原了载荷 ({detail})", "the payload reached the terminal mangled, and it undid that ({detail})"),
    "very_large": ("{field}大得不寻常 ({detail})", "the {field} is unusually large ({detail})"),
    "far_ahead": ("{field}远在将来", "the {field} lies unusually far ahead"),
    "unusual_length": ("{field}不常见 ({detail})", "the {field} is none seen in the field ({detail}; 0, 11 and 32 are)"),
    "padded_with_zero": ("{field}可能用 0 而不是 F 补齐; 20 位账户也合法", "the {field} may be 19 digits padded with 0, not F; 20 digits are legal, too"),
    "holds_account": ("{field}里有账户", "the {field} holds the account in the clear"),
    "same_as_issuer_key": ("{field}与机构公钥相同", "the {field} is the issuer's key"),
}  # fmt: skip

# Libraries whose public issues report this, by kind: names and facts, nothing of their text.
_LIBRARY = {
    "identity_empty": "BouncyCastle before 1.58 (no default identity); tjfoc/gmsm 1.0 (Sign without uid)",
    "digest_twice": "BouncyCastle before 1.58",
    "digest_without_z": "tjfoc/gmsm 1.0; sm-crypto with hash: false over an SM3; GmSSL sm2_do_sign; OpenSSL without distid",
    "digest_none": "sm-crypto with hash: false; gmssl (Python) sign() in the place of sign_with_sm3()",
    "digest_sm3_block_bug": "GmSSL-JS (blocks of long messages)",
    "digest_identity_before": "GmSSL Go binding (identity in front of the signed bytes)",
    "identity_hex_text": "Hutool and sm-crypto, where the identity is handed over as hexadecimal text",
    "identity_other": "GmSSL 1 and 2 (anonym@gmssl.org); examples of the standard",
    "signs_hex_text": "sm-crypto (a text is taken as UTF-8, so hexadecimal stays text)",
    "der": "BouncyCastle, Hutool and C# BouncyCastle by default; emmansun/gmsm SignASN1; phpsm2sm3sm4",
    "zero_byte_dropped": "tjfoc/gmsm (r and s as big.Int bytes); phpsm2sm3sm4; other C# and JavaScript big integers",
    "zero_byte_kept": "Java and C# BigInteger.toByteArray()",
    "z_signed_numbers": "Java BigInteger.toByteArray() inside Z (reported against phpsm2sm3sm4)",
    "z_key_stripped": "gmssl (Python) before 3.2.3: lstrip(\"04\") of the key",
    "object_name": "Java byte[].toString(), JavaScript String(object), C# Array.ToString()",
    "modified_utf8": "Java DataOutputStream.writeUTF, JNI and Android",
    "epoch_2001": "Apple's reference date",
    "ticks_since_year_1": "C# DateTime.Ticks",
    "ticks_since_1601": "Windows FILETIME",
    "prefix_0_1": "tjfoc/gmsm before 1.3 (Compress)",
    "uncompressed": "every library by default: BouncyCastle, Hutool, sm-crypto, gmssl, gmsm",
    "java_hex_sign_extended": "Java Integer.toHexString(byte)",
    "ecdsa": "generic EC libraries given an SM2 key",
}  # fmt: skip


def _rows() -> dict[tuple[str, str], Kind]:
    out: dict[tuple[str, str], Kind] = {}
    tables: tuple[tuple[str, dict[str, tuple[str, str]]], ...]
    tables = ((TRANSPORT, _TRANSPORT), (FIELD, _FIELD), (SIGNATURE, _SIGNATURE), (REMARK, _REMARK))
    for group, table in tables:
        for kind, row in table.items():
            out[group, kind] = Kind(group, Words(*row), _LIBRARY.get(kind, ""))
    for kind, (zh, en, *_) in _FACT.items():
        out[FACT, kind] = Kind(FACT, Words(zh, en))
    return out


ROWS = _rows()
_SUFFIXES = ("_little_endian",)
_SUBJECTS = {
    "payload": Words("载荷", "payload"), "code": Words("二维码", "code"), "trust_list": Words("名单", "trust list"),
    "phone_clock": Words("手机时钟", "phone's clock"), "terminal_clock": Words("终端时钟", "terminal's clock"),
    "trip": Words("行程", "trip"), "eligibility": Words("资格", "eligibility"), "card": Words("卡", "card"),
    "family": Words("码的种类", "family of the code"), "terminal": Words("终端", "terminal"),
}  # fmt: skip


def of(cause: Cause) -> Kind:
    """The row of a cause. Raises KeyError for a kind that has none."""
    kind = "charset" if cause.kind.startswith("charset_") else cause.kind
    signature = cause.subject.endswith("_signature")
    order: tuple[str, ...]
    order = (TRANSPORT, FACT) if cause.subject == "payload" else (SIGNATURE, FIELD) if signature else (FIELD, FACT)
    if cause.subject in _SUBJECTS and cause.subject != "payload":
        order = (FACT,)
    for name in (kind, *(kind.removesuffix(end) for end in _SUFFIXES)):
        for group in (*order, FIELD, SIGNATURE, FACT, REMARK):
            if (group, name) in ROWS:
                row = ROWS[group, name]
                if name != kind:
                    row = row._replace(does=Words(row.does.zh + ", 小端序", row.does.en + ", low byte first"))
                return row
    raise KeyError(cause.name)


def subject(name: str) -> Words:
    """The name of a field, a signature or another subject for people."""
    if name in _SUBJECTS:
        return _SUBJECTS[name]
    field = layout.by_name(name)
    if name.endswith("_signature"):
        zh = {"ca_signature": "CA 签名", "issuer_signature": "机构签名", "ride_signature": "用户签名"}[name]
        return Words(zh, field.en)
    return Words(field.zh, field.en)


def does(cause: Cause) -> Words:
    """What the issuer's program does, or what the fact is: one sentence in each language."""
    row, name = of(cause), subject(cause.subject)
    zh, en = row.does if cause.detail else (_BRACKET.sub("", each) for each in row.does)
    zh = zh.format(field=name.zh, detail=_detail(cause).zh)
    en = en.format(field=name.en, detail=_detail(cause).en)
    said = "{field}" in row.does.en or row.group != SIGNATURE
    if not said:
        en = f"for the {name.en} {en}"
    if row.group in (FACT, REMARK):
        return Words(f"{zh}。", f"{en[0].upper()}{en[1:]}.".replace("The clock", f"The {name.en}"))
    else:
        en = f"the issuer's program {en}"
    return Words(f"发行方程序: {zh}。", f"{en[0].upper()}{en[1:]}.")


def _detail(cause: Cause) -> Words:
    """Names of fields in a detail, as people call them."""
    try:
        field = layout.by_name(cause.detail)
    except KeyError:
        return Words(cause.detail, cause.detail)
    return Words(field.zh, f"the {field.en}")


def must(cause: Cause) -> Words:
    """What must be done, or who can change it."""
    row = of(cause)
    if row.group == FACT:
        entry = _FACT[cause.kind]
        return Words(f"{entry[2]}。", f"{entry[3][0].upper()}{entry[3][1:]}.")
    zh, en = _MUST_OF.get(cause.kind, _SHAPE if _shape(cause) else _MUST[row.group][0])
    name = subject(cause.subject)
    values = {"field": name.zh, "span": _span(cause.subject)}
    zh = zh.format(meaning_zh=_form(cause.subject).zh, **values)
    en = en.format(meaning=_form(cause.subject).en, **(values | {"field": name.en}))
    return Words(f"应{zh}。", f"It must {en}." if row.group != REMARK else f"{en[0].upper()}{en[1:]}.")


def _shape(cause: Cause) -> bool:
    return cause.subject.endswith("_signature") and cause.kind in _SHAPES


def _form(name: str) -> Words:
    """How the rule has a field written."""
    if name in _SUBJECTS:
        return Words("原始字节", "raw bytes")
    field = layout.by_name(name)
    if field.constant is not None:
        return Words(f"固定为 {field.constant.hex()}", f"always {field.constant.hex()}")
    size = f"{field.fixed_bytes} bytes, " if field.fixed_bytes else ""
    return Words(
        f"{field.fixed_bytes} 字节, {_FORMS[field.kind]}" if size else _FORMS[field.kind],
        f"{size}{layout.KINDS[field.kind]} ({field.meaning})",
    )


def _span(name: str) -> str:
    for one in layout.SIGNATURES:
        if one.field == name:
            end = f"{one.base_end - 1}+N" if one.base_end >= layout.EXTENSION_LENGTH_OFFSET else str(one.base_end - 1)
            return f"{one.start}..{end}"
    return ""


def clause(cause: Cause) -> str:
    """The clause of the specification, with the number of the field."""
    row = of(cause)
    if row.group == FACT:
        return f"spec {_FACT[cause.kind][4]}"
    if cause.subject in _SUBJECTS:
        return f"spec {_MUST[row.group][1]}" if row.group in _MUST else "spec §3"
    number = layout.by_name(cause.subject).number
    return f"spec {_MUST[row.group][1]}" if row.group == SIGNATURE else f"spec §1 no. {number}"
