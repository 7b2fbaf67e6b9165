"""The steps of spec §4 in few words; the step of a result is in `terminal.codes`."""

# ruff: noqa: E501

from terminal import codes

# (number, 中文, English); the five columns of the page are steps 1-5, 6-10, 11-15, 16-20, 21-25.
# fmt: off
STEPS = (
    (0, "服务状态", "service"),
    (1, "类别", "family"), (2, "版本", "version"), (3, "长度", "length"), (4, "固定字节", "constants"), (5, "服务标识", "service id"),
    (6, "终端时钟", "clock"), (7, "可受理名单", "trust list"), (8, "发行机构", "issuer"),
    (9, "机构证书", "certificate"), (10, "证书吊销", "revocation"),
    (11, "根公钥", "root key"), (12, "根签名", "CA sign."), (13, "用户证书", "user cert."),
    (14, "有效时间", "validity"), (15, "不早于", "not early"),
    (16, "未过期", "not late"), (17, "机构签名", "issuer sign."), (18, "乘车签名", "ride sign."),
    (19, "黑名单", "blocked"), (20, "重复使用", "replay"),
    (21, "账户类型", "type"), (22, "单次限额", "fare limit"), (23, "行程状态", "trip"),
    (24, "资格服务", "eligibility"), (25, "写入记录", "record"),
)
# fmt: on

LAST_JUDGED_STEP = codes.of(codes.FARE_ABOVE_LIMIT).step  # those behind it are asked where trips and a service are kept
STORE_STEP = codes.of(codes.STORE_FAILED).step
LAST_STEP = STEPS[-1][0]
