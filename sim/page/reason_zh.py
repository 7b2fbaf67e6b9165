"""拒绝的原因与处理办法, 与 `sim.code.reason` 逐条对应: the same reasons, in Chinese."""

# ruff: noqa: E501

from collections.abc import Mapping
from typing import Any

from sim.code import reason
from sim.output.show import china
from terminal import codes
from terminal.decide import month_end_s
from terminal.policy import STANDARD

# fmt: off
REASONS = {
    codes.ACCEPTED: ("全部检查通过。", "无需处理: 乘车记录写入后闸门即放行。"),
    codes.OVERSIZED: ("数据比任何乘车码都长: 最多 625 字节, 读入最多 1,024 字节。", "二维码里只放乘车码的 332 至 364 个原始字节, 用字节模式。"),
    codes.FOREIGN_CODE: ("这是另一类二维码: 付款码, 或其他城市、其他运营方的码。", "请出示交通一卡通乘车码; 检查应用是否打开了正确的页面。"),
    codes.NOT_A_RIDE_CODE: ("首字节不是乘车码: 高半字节必须为 8 (0x80 或 0x81)。", "编码原始字节; 用 `ridegate inspect` 查看码里实际的内容。"),
    codes.UNSUPPORTED_VERSION: ("字节 0 的低半字节是本终端不支持的结构版本。", "请使用版本 0 或 1 (0x80 或 0x81)。"),
    codes.BAD_LENGTH: ("收到的字节数与字节 1-2 声明的不符, 或不在 332 至 364 之间。", "字节 1-2 写总长减 3; 若无误, 则是中途被截断或转码。"),
    codes.MALFORMED: ("结构规定的某个字节不符。", "按所示偏移改正; `ridegate inspect` 会显示该字段及应有的值。"),
    codes.UNSUPPORTED_SERVICE: ("服务标识 (字节 4-7) 不在本终端受理范围。", "使用 01 01 00 00 交通电子现金, 或请运营方受理。"),
    codes.ISSUER_NOT_ACCEPTED: ("发行机构标识 (字节 10-13) 不在运营方的可受理名单。", "核对八位数字, 再请运营方将该机构加入名单。"),
    codes.ISSUER_CERT_EXPIRED: ("发行机构证书 (字节 14-15, MMYY) 已过期。", "在二维码中换用续期后的机构证书; 并检查终端时钟。"),
    codes.ISSUER_CERT_REVOKED: ("名单已按序列号 (字节 16-18) 吊销该机构证书。", "换用替代证书; 向认证中心询问吊销原因。"),
    codes.CA_KEY_UNKNOWN: ("名单中没有字节 8 所指索引的可用根公钥。", "核对索引; 新根公钥须先下发到终端名单, 再据此发码。"),
    codes.CA_KEY_EXPIRED: ("签发机构证书的根密钥本身已过期。", "请用有效的根密钥重新签发机构证书。"),
    codes.BAD_CA_SIGNATURE: ("根密钥的签名 (字节 56-119) 与字节 9-55 不符。", "原样嵌入证书; 核对字节 8 是否为签发它的根密钥。"),
    codes.BAD_PUBLIC_KEY: ("码中的公钥不是 SM2 曲线上的点 (第 17 步: 机构, 第 18 步: 用户)。", "公钥用压缩形式: Y 为偶写 02, 为奇写 03, 后接 32 字节 X, 大端。"),
    codes.USER_CERT_EXPIRED: ("用户证书已过期, 或二维码在其到期之后生成 (字节 191-194)。", "应用应在旧证书到期前获取新的用户证书; 并检查终端时钟。"),
    codes.BAD_VALIDITY: ("二维码有效时间 (字节 195-196) 不在 1 至 1,200 秒之间。", "签发用户证书时使用该范围内的有效时间。"),
    codes.CODE_NOT_YET_VALID: ("按终端时钟加容差, 二维码的生成时间仍在将来。", "核对两边时钟: 手机可能偏快, 或误用毫秒、本地时间; 终端可能偏慢。"),
    codes.CODE_EXPIRED: ("生成时间加有效时间早于当前时刻。", "应用应在出示时生成并及时刷新二维码; 检查手机与终端的时钟。"),
    codes.BAD_ISSUER_SIGNATURE: ("机构签名与字节 3 至 197+N (用户证书) 不符。", "用机构密钥对这些字节签名: SM2 配 SM3, 标识 1234567812345678, 原始 r、s。"),
    codes.BAD_RIDE_SIGNATURE: ("用户签名与字节 0 至 266+N (含生成时间) 不符。", "用用户密钥对这些字节签名: SM2 配 SM3, 标识 1234567812345678, 原始 r、s。"),
    codes.ACCOUNT_BLOCKED: ("名单已将该账户列入黑名单。", "二维码本身无误: 乘客须与发行机构处理。"),
    codes.CODE_ALREADY_USED: ("该账户同一生成时间的二维码已在此使用过。", "每次乘车生成新码; 截图只能通过一次。"),
    codes.ACCOUNT_TYPE_NOT_ACCEPTED: ("本终端不受理字节 154 的账户类型。", "核对机构分配的类型; 由运营方决定线路受理哪些类型。"),
    codes.FARE_ABOVE_LIMIT: ("票价高于单次消费上限 (字节 155-157, 单位分); 0 表示不允许消费。", "在用户证书中提高上限; 单位是分, 不是元。"),
    codes.ALREADY_INSIDE: ("该账户已进站而未出站。", "请工作人员补登出站。"),
    codes.NO_ENTRY: ("该账户要出站, 但没有进站记录。", "请工作人员补登进站。"),
    codes.NOT_ELIGIBLE: ("资格服务答复该账户不可在此乘车。", "请乘客询问运营方; 二维码本身无误。"),
    codes.ELIGIBILITY_UNKNOWN: ("资格服务未及时答复。", "请重试; 若仍如此, 请运营方检查该服务。"),
    codes.CLOCK_UNTRUSTED: ("终端不能确定时间, 因此不判定任何码。", "请运营方设置终端时钟; 二维码没有问题。"),
    codes.TRUST_LIST_MISSING: ("没有可受理名单, 或名单此刻未生效。", "请安装有效的名单; 二维码没有问题。"),
    codes.STORE_FAILED: ("乘车记录未能可靠写入, 因此闸门不放行。", "请运营方检查终端的存储; 二维码没有问题。"),
    codes.SCANNER_FAULT: ("扫码器不工作, 因此不判定任何码。", "请运营方检查扫码器; 二维码没有问题。"),
    codes.GATE_FAULT: ("闸机停止服务: 紧急疏散、故障或维护。", "请使用其他闸机; 二维码没有问题。"),
    codes.INTERNAL: ("本软件出错, 二维码未判定完毕。", "请报告此问题; 若为测试码, 请附上其字节。"),
}
HALVES = {
    (codes.USER_CERT_EXPIRED, "now"): ("用户证书已过期: 当前时刻晚于其到期时间 (字节 191-194)。", "应用应在旧证书到期前获取新的用户证书; 并检查终端时钟。"),
    (codes.USER_CERT_EXPIRED, "generated"): ("二维码的生成时间晚于其用户证书的到期时间 (字节 191-194)。", "应用不应在证书到期后继续生成二维码; 检查手机时钟。"),
    (codes.BAD_PUBLIC_KEY, "issuer"): ("发行机构公钥 (字节 23-55) 不是 SM2 曲线上的点。", "公钥用压缩形式: Y 为偶写 02, 为奇写 03, 后接 32 字节 X, 大端。"),
    (codes.BAD_PUBLIC_KEY, "user"): ("用户公钥 (字节 158-190) 不是 SM2 曲线上的点。", "公钥用压缩形式: Y 为偶写 02, 为奇写 03, 后接 32 字节 X, 大端。"),
}
# fmt: on

WHOSE = {
    "nobody": "",
    "code": "码的问题",
    "time": "时间不符: 码的时间, 或本终端的时钟",
    "list": "并非码的问题: 由运营方名单决定",
    "account": "并非码的问题: 账户的原因",
    "passenger": "出示的内容不对",
    "equipment": "设备的问题",
    "ours": "本软件的问题",
}

FAMILIES = {
    "bank": "银行、支付宝或微信付款码",
    "wechat": "微信乘车码",
    "alipay": "支付宝乘车码",
    "city_card": "城市一卡通自有码",
    "unified": "统一平台码",
    "shanghai_citizen": "随申码",
    "shanghai_metro": "申通码",
}


def of(number: int, which: str) -> tuple[str, str]:
    """`sim.code.reason.of` in Chinese: (why, do)."""
    return HALVES[number, which] if which else REASONS[number]


def detail(facts: Mapping[str, Any], now_s: int | None, fare_fen: int, payload: bytes = b"") -> str:
    """`sim.code.reason.detail` in Chinese."""
    result, code = facts["result"], facts["code"]
    if result == codes.FOREIGN_CODE:
        return FAMILIES[facts["family"]]
    if result == codes.INTERNAL:
        return str(facts["cause"])
    if code is None or result == codes.UNSUPPORTED_SERVICE:
        found = reason.structure(result, payload)
        return "" if found is None else found.zh
    if now_s is None:
        return ""
    if result == codes.USER_CERT_EXPIRED:
        end_s = code["user_expiry_s"]
        late = f"; 二维码生成于 {china(code['generated_s'])}" if code["generated_s"] > end_s else ""
        return f"用户证书止于 {china(end_s)}{late}"
    if result == codes.ISSUER_CERT_EXPIRED:
        return f"机构证书止于 {china(month_end_s(bytes.fromhex(code['cert_expiry']), STANDARD.zone_s))}"
    words = {
        codes.CODE_EXPIRED: f"已于 {china(code['generated_s'] + code['validity_s'])} 到期",
        codes.CODE_NOT_YET_VALID: f"生成于 {china(code['generated_s'])}",
        codes.ISSUER_NOT_ACCEPTED: f"机构 {code['issuer']}",
        codes.ISSUER_CERT_REVOKED: f"机构 {code['issuer']}, 序列号 {code['cert_serial']}",
        codes.CA_KEY_UNKNOWN: f"根公钥 {code['ca_index']:#04x}",
        codes.CA_KEY_EXPIRED: f"根公钥 {code['ca_index']:#04x}",
        codes.BAD_VALIDITY: f"{code['validity_s']} 秒",
        codes.ACCOUNT_TYPE_NOT_ACCEPTED: f"类型 {code['account_type']}",
        codes.FARE_ABOVE_LIMIT: f"票价 {fare_fen / 100:.2f} 元, 上限 {code['limit_fen'] / 100:.2f} 元",
    }
    return words.get(result, "")
