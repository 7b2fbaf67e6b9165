"""TEST family `paper` on the desktop: its fields and reasons; its steps are those of boards."""

from sim.family.contract import Part, Reason, Words, reasons
from sim.family.field import NO_TEST_KEY, SEALED_STEPS, Field, split
from terminal.family.paper import MAGIC, NAME, RESULTS, matches, steps

__all__ = ["MAGIC", "NAME", "ON_BOARDS", "REASONS", "RESULTS", "STEPS", "TEST", "WORDS", "matches", "parts", "steps"]

WORDS = Words("离线码 (测试)", "a paper code (TEST)")
TEST = True
ON_BOARDS = True
STEPS = (
    *SEALED_STEPS,
    Words("不早于", "not early"),
    Words("未过期", "not late"),
    Words("身份证", "ID card"),
    Words("持有人", "holder"),
)

REASONS = reasons(
    RESULTS,
    (
        Reason(
            "Every check passed, and the ID card is the holder's.",
            "Nothing: the ID number is what is asked about.",
            "全部检查通过, 身份证与持码人一致。",
            "无需处理: 以身份证号查询。",
        ),
        Reason(
            "It begins as a paper code does, but has not the 118 bytes of one, or no mark of a test.",
            "Print the code anew: 118 raw bytes in byte mode.",
            "开头是离线码, 但不是 118 字节, 或缺少测试标记。",
            "请重新打印: 字节模式, 118 个原始字节。",
        ),
        NO_TEST_KEY,
        Reason(
            "The signature does not hold over bytes 0 to 53.",
            "Sign exactly those bytes: SM2 with SM3, identity 1234567812345678.",
            "签名与字节 0 至 53 不符。",
            "对这些字节签名: SM2 配 SM3, 标识 1234567812345678。",
        ),
        Reason(
            "Its date of issue lies ahead of this clock.",
            "Compare the clocks.",
            "签发时间晚于终端时钟。",
            "核对两边时钟。",
        ),
        Reason(
            "More than 180 days have gone by since it was issued.",
            "The holder needs a new one.",
            "签发已超过 180 天。",
            "持码人需重新领取。",
        ),
        Reason(
            "A paper code is read together with the ID card it names, and none was presented.",
            "Present the ID card (verify: --identity NUMBER).",
            "离线码须与其所指身份证一起读取, 但未出示身份证。",
            "请出示身份证 (verify: --identity 号码)。",
        ),
        Reason(
            "The ID card that was presented is not the one this code was issued for.",
            "Present the holder's own ID card.",
            "所出示的身份证不是此码的持有人。",
            "请出示持码人本人的身份证。",
        ),
    ),
)

_FIELDS = (
    Field("magic", Words("标识", "family and version"), 0, 8, "text", False),
    Field("test", Words("测试标记", "mark of a test"), 8, 1, "uint", False),
    Field("key_index", Words("密钥索引", "key index"), 9, 1, "uint", False),
    Field("salt", Words("盐", "salt"), 10, 8, "hex", True),
    Field("holder", Words("持有人引用", "holder reference"), 18, 32, "hex", True),
    Field("issued_s", Words("签发时间", "date of issue"), 50, 4, "time", False),
    Field("signature", Words("签名", "signature"), 54, 64, "hex", False),
)


def parts(payload: bytes) -> tuple[Part, ...]:
    """The fields of a code, or of what is left of one."""
    return split(payload, _FIELDS)
