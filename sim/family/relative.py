"""TEST family `relative` on the desktop: its fields and reasons; its steps are those of boards."""

from sim.family.contract import Part, Reason, Words, reasons
from sim.family.field import NO_TEST_KEY, SEALED_STEPS, Field, split
from terminal.family.relative import ACCOUNT_BYTES, MAGIC, NAME, RESULTS, SUBJECTS_MAX, matches, steps

__all__ = ["MAGIC", "NAME", "ON_BOARDS", "REASONS", "RESULTS", "STEPS", "TEST", "WORDS", "matches", "parts", "steps"]

WORDS = Words("亲属码 (测试)", "a relative's code (TEST)")
TEST = True
ON_BOARDS = True
STEPS = (
    *SEALED_STEPS,
    Words("不早于", "not early"),
    Words("未过期", "not late"),
)

REASONS = reasons(
    RESULTS,
    (
        Reason(
            "Every check passed.",
            "Nothing: each subject is asked about, the presenter is not.",
            "全部检查通过。",
            "无需处理: 查询的是各亲属, 不是出示人。",
        ),
        Reason(
            "It begins as a relative's code does, but its length, count, validity or subjects are not those of one.",
            "Name 1 to 5 subjects, each once and none of them the presenter, and a validity of 1 to 1,200 s.",
            "开头是亲属码, 但长度、人数、有效时间或亲属不符合规定。",
            "列出 1 至 5 名亲属, 不重复, 不含出示人; 有效时间 1 至 1,200 秒。",
        ),
        NO_TEST_KEY,
        Reason(
            "The signature does not hold over all bytes before it.",
            "Sign exactly those bytes: SM2 with SM3, identity 1234567812345678.",
            "签名与其前的全部字节不符。",
            "对这些字节签名: SM2 配 SM3, 标识 1234567812345678。",
        ),
        Reason(
            "It was generated later than it is now by this clock.",
            "Compare the clocks.",
            "生成时间晚于终端时钟。",
            "核对两边时钟。",
        ),
        Reason(
            "Generation time plus validity lies before this moment.",
            "Refresh it in time; compare the clocks.",
            "生成时间加有效时间早于当前时刻。",
            "请及时刷新; 核对两边时钟。",
        ),
    ),
)

_SUBJECTS = 27
_FIXED = (
    Field("magic", Words("标识", "family and version"), 0, 8, "text", False),
    Field("test", Words("测试标记", "mark of a test"), 8, 1, "uint", False),
    Field("key_index", Words("密钥索引", "key index"), 9, 1, "uint", False),
    Field("presenter", Words("出示人", "presenter"), 10, 10, "hex", True),
    Field("generated_s", Words("生成时间", "generation time"), 20, 4, "time", False),
    Field("validity_s", Words("有效时间", "validity"), 24, 2, "uint", False),
    Field("count", Words("亲属人数", "number of subjects"), 26, 1, "uint", False),
)


def parts(payload: bytes) -> tuple[Part, ...]:
    """The fields of a code, or of what is left of one."""
    count = min(payload[26], SUBJECTS_MAX) if len(payload) > 26 else 0
    fields = list(_FIXED)
    for number in range(count):
        words = Words(f"亲属 {number + 1}", f"subject {number + 1}")
        at = _SUBJECTS + ACCOUNT_BYTES * number
        fields.append(Field(f"subject_{number + 1}", words, at, ACCOUNT_BYTES, "hex", True))
    end = _SUBJECTS + ACCOUNT_BYTES * count
    fields.append(Field("signature", Words("签名", "signature"), end, 64, "hex", False))
    return split(payload, fields)
