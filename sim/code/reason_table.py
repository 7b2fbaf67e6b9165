"""Reasons behind results in both languages, and the words for faults and families: a table, an entry a result.

Each reason is (why, what to do) in English, then 为何, 如何处理 in Chinese.
Length: a table.
"""

from terminal import codes

REASONS: dict[int, tuple[str, str, str, str]] = {
    codes.ACCEPTED: (
        "Every check passed.",
        "Nothing: the gate opens once the ride is on record.",
        "全部检查通过。",
        "无需处理: 乘车记录写入后闸门即放行。",
    ),
    codes.OVERSIZED: (
        "The payload has more bytes than any ride code: 625 at most, and 1,024 as read.",
        "Put the 332 to 364 bytes of the code into the symbol, raw, in byte mode, and nothing else.",
        "数据比任何乘车码都长: 最多 625 字节, 读入最多 1,024 字节。",
        "二维码里只放乘车码的 332 至 364 个原始字节, 用字节模式。",
    ),
    codes.FOREIGN_CODE: (
        "The symbol belongs to another family of codes: a payment, another city's or another operator's.",
        "Show the ride code of the transport card; check that the app opens the right page.",
        "这是另一类二维码: 付款码, 或其他城市、其他运营方的码。",
        "请出示交通一卡通乘车码; 检查应用是否打开了正确的页面。",
    ),
    codes.NOT_A_RIDE_CODE: (
        "The first byte is no ride code's: its high half must be 8 (0x80 or 0x81).",
        "Encode the raw bytes of the code; look with `ridegate inspect` at what the symbol really carries.",
        "首字节不是乘车码: 高半字节必须为 8 (0x80 或 0x81)。",
        "编码原始字节; 用 `ridegate inspect` 查看码里实际的内容。",
    ),
    codes.UNSUPPORTED_VERSION: (
        "The low half of byte 0 names a structure version that this terminal does not take.",
        "Issue version 0 or 1 (0x80 or 0x81).",
        "字节 0 的低半字节是本终端不支持的结构版本。",
        "请使用版本 0 或 1 (0x80 或 0x81)。",
    ),
    codes.BAD_LENGTH: (
        "The bytes received are not as many as bytes 1-2 declare, or no code has that length (332 to 364).",
        "State the whole length less 3 in bytes 1-2; if it is stated right, something cut or re-encoded the code.",
        "收到的字节数与字节 1-2 声明的不符, 或不在 332 至 364 之间。",
        "字节 1-2 写总长减 3; 若无误, 则是中途被截断或转码。",
    ),
    codes.MALFORMED: (
        "A byte that the structure fixes holds something else.",
        "Correct the byte at the offset named; `ridegate inspect` shows its field and what belongs there.",
        "结构规定的某个字节不符。",
        "按所示偏移改正; `ridegate inspect` 会显示该字段及应有的值。",
    ),
    codes.UNSUPPORTED_SERVICE: (
        "The service identifier (bytes 4-7) is none that this terminal accepts.",
        "Use 01 01 00 00, transport electronic cash, or have the operator accept yours.",
        "服务标识 (字节 4-7) 不在本终端受理范围。",
        "使用 01 01 00 00 交通电子现金, 或请运营方受理。",
    ),
    codes.CARD_UNREADABLE: (
        "The card left the field before it had answered, or does not speak the public interface as it should.",
        "Hold the card still, flat on the reader, until it answers; one that never does goes to its issuer.",
        "卡片应答完之前离开了读卡区, 或应答不符合公开接口。",
        "将卡平放在读卡区, 保持不动直至有提示; 始终读不出的卡请联系发卡机构。",
    ),
    codes.FAMILY_NOT_READ_HERE: (
        "The code belongs to another family, which is known here but not read in this terminal's mode.",
        "Present the ID card or the ride code; the staff's handheld reads paper codes, together with the ID card.",
        "这是本终端认识、但在当前模式下不读取的另一类码。",
        "请出示身份证或乘车码; 离线码由工作人员手持机连同身份证一起读取。",
    ),
    codes.ISSUER_NOT_ACCEPTED: (
        "The issuer identifier (bytes 10-13) is not in the operator's trust list.",
        "Check the eight digits; then have the operator add the issuer to the list.",
        "发行机构标识 (字节 10-13) 不在运营方的可受理名单。",
        "核对八位数字, 再请运营方将该机构加入名单。",
    ),
    codes.ISSUER_CERT_EXPIRED: (
        "The issuer certificate (MMYY at bytes 14-15) ended before this moment.",
        "Put the renewed issuer certificate into the codes; check the terminal's clock.",
        "发行机构证书 (字节 14-15, MMYY) 已过期。",
        "在二维码中换用续期后的机构证书; 并检查终端时钟。",
    ),
    codes.ISSUER_CERT_REVOKED: (
        "The trust list revokes this issuer certificate, by its serial number at bytes 16-18.",
        "Use the certificate that replaced it; ask the certification authority why it was revoked.",
        "名单已按序列号 (字节 16-18) 吊销该机构证书。",
        "换用替代证书; 向认证中心询问吊销原因。",
    ),
    codes.CA_KEY_UNKNOWN: (
        "The trust list holds no usable root key with the index at byte 8.",
        "Check the index; a new root key must reach the terminals' list before codes are issued under it.",
        "名单中没有字节 8 所指索引的可用根公钥。",
        "核对索引; 新根公钥须先下发到终端名单, 再据此发码。",
    ),
    codes.CA_KEY_EXPIRED: (
        "The root key that signed the issuer certificate has itself expired.",
        "Have the issuer certificate signed by a root key that is in force.",
        "签发机构证书的根密钥本身已过期。",
        "请用有效的根密钥重新签发机构证书。",
    ),
    codes.BAD_CA_SIGNATURE: (
        "The root key's signature (bytes 56-119) does not hold over bytes 9-55.",
        "Embed the certificate exactly as it was issued; check that byte 8 names the root key that signed it.",
        "根密钥的签名 (字节 56-119) 与字节 9-55 不符。",
        "原样嵌入证书; 核对字节 8 是否为签发它的根密钥。",
    ),
    codes.BAD_PUBLIC_KEY: (
        "A public key in the code is no point of the SM2 curve (step 17: the issuer's, step 18: the user's).",
        "Write keys compressed: 02 for an even Y, 03 for an odd one, then the 32 bytes of X, big endian.",
        "码中的公钥不是 SM2 曲线上的点 (第 17 步: 机构, 第 18 步: 用户)。",
        "公钥用压缩形式: Y 为偶写 02, 为奇写 03, 后接 32 字节 X, 大端。",
    ),
    codes.CARD_NOT_AUTHENTICATED: (
        "The card said its number, and no security module (SAM) has confirmed that it is that card.",
        "Fit the SAM of the scheme; reading a number is no proof, so a gate without one opens for no card.",
        "卡片只报出了卡号, 没有安全模块 (SAM) 证明它就是这张卡。",
        "为终端装上一卡通的 SAM; 读出卡号不等于认证, 没有 SAM 的闸机不为任何卡放行。",
    ),
    codes.USER_CERT_EXPIRED: (
        "The user certificate expired, or the code was generated after its end (bytes 191-194).",
        "Let the app fetch a new user certificate before the old one ends; check the terminal's clock.",
        "用户证书已过期, 或二维码在其到期之后生成 (字节 191-194)。",
        "应用应在旧证书到期前获取新的用户证书; 并检查终端时钟。",
    ),
    codes.BAD_VALIDITY: (
        "The code validity (bytes 195-196) is outside 1 to 1,200 seconds.",
        "Issue user certificates with a validity within those bounds.",
        "二维码有效时间 (字节 195-196) 不在 1 至 1,200 秒之间。",
        "签发用户证书时使用该范围内的有效时间。",
    ),
    codes.CODE_NOT_YET_VALID: (
        "The code was generated later than it is now by the terminal's clock, tolerance included.",
        "Compare both clocks: the phone's may be ahead, in milliseconds or local time; the terminal's may be behind.",
        "按终端时钟加容差, 二维码的生成时间仍在将来。",
        "核对两边时钟: 手机可能偏快, 或误用毫秒、本地时间; 终端可能偏慢。",
    ),
    codes.CODE_EXPIRED: (
        "Generation time plus validity lies before this moment.",
        "Let the app generate a code when it is shown and refresh it in time; check both clocks.",
        "生成时间加有效时间早于当前时刻。",
        "应用应在出示时生成并及时刷新二维码; 检查手机与终端的时钟。",
    ),
    codes.BAD_ISSUER_SIGNATURE: (
        "The issuer's signature does not hold over bytes 3 to 197+N, the user certificate.",
        "Sign exactly those bytes with the issuer's key: SM2 with SM3, identity 1234567812345678, raw r and s.",
        "机构签名与字节 3 至 197+N (用户证书) 不符。",
        "用机构密钥对这些字节签名: SM2 配 SM3, 标识 1234567812345678, 原始 r、s。",
    ),
    codes.BAD_RIDE_SIGNATURE: (
        "The user's signature does not hold over bytes 0 to 266+N, the code with its generation time.",
        "Sign exactly those bytes with the user's key: SM2 with SM3, identity 1234567812345678, raw r and s.",
        "用户签名与字节 0 至 266+N (含生成时间) 不符。",
        "用用户密钥对这些字节签名: SM2 配 SM3, 标识 1234567812345678, 原始 r、s。",
    ),
    codes.ACCOUNT_BLOCKED: (
        "The trust list blocks this account.",
        "The code itself is sound: the passenger has to settle it with the issuer.",
        "名单已将该账户列入黑名单。",
        "二维码本身无误: 乘客须与发行机构处理。",
    ),
    codes.CODE_ALREADY_USED: (
        "A code of this account with the same generation time was accepted here before.",
        "Generate a new code for each ride; a screenshot passes once.",
        "该账户同一生成时间的二维码已在此使用过。",
        "每次乘车生成新码; 截图只能通过一次。",
    ),
    codes.ACCOUNT_TYPE_NOT_ACCEPTED: (
        "This terminal does not take the account type at byte 154.",
        "Check the type that the issuer assigned; the operator decides which types a line takes.",
        "本终端不受理字节 154 的账户类型。",
        "核对机构分配的类型; 由运营方决定线路受理哪些类型。",
    ),
    codes.FARE_ABOVE_LIMIT: (
        "The fare is above the single-fare limit at bytes 155-157, in fen; 0 allows nothing.",
        "Raise the limit in the user certificate; state it in fen, not in yuan.",
        "票价高于单次消费上限 (字节 155-157, 单位分); 0 表示不允许消费。",
        "在用户证书中提高上限; 单位是分, 不是元。",
    ),
    codes.ALREADY_INSIDE: (
        "This account has entered before and not left.",
        "The passenger needs the staff to close the open trip.",
        "该账户已进站而未出站。",
        "请工作人员补登出站。",
    ),
    codes.NO_ENTRY: (
        "This account wants to leave, but no entry is known.",
        "The passenger needs the staff to add the entry.",
        "该账户要出站, 但没有进站记录。",
        "请工作人员补登进站。",
    ),
    codes.NOT_ELIGIBLE: (
        "The eligibility service says that this account may not ride here.",
        "The passenger has to ask the operator; the code itself is sound.",
        "资格服务答复该账户不可在此乘车。",
        "请乘客询问运营方; 二维码本身无误。",
    ),
    codes.ELIGIBILITY_UNKNOWN: (
        "The eligibility service does not know this account, or gave no usable answer in time.",
        "Try again; if it persists, have the account entered there, and the operator look at the service.",
        "资格服务不认识该账户, 或未及时给出可用的答复。",
        "请重试; 若仍如此, 请在该服务登记账户, 并请运营方检查服务。",
    ),
    codes.CLOCK_UNTRUSTED: (
        "The terminal does not know the time for certain, so it judges no code.",
        "The operator has to set the terminal's clock; no code is at fault.",
        "终端不能确定时间, 因此不判定任何码。",
        "请运营方设置终端时钟; 二维码没有问题。",
    ),
    codes.TRUST_LIST_MISSING: (
        "There is no trust list, or none that is in force at this moment.",
        "Install a list that is in force (verify: --trust, and --at within its dates); no code is at fault.",
        "没有可受理名单, 或名单此刻未生效。",
        "请安装有效的名单; 二维码没有问题。",
    ),
    codes.STORE_FAILED: (
        "The ride could not be written down durably, so the gate stayed shut.",
        "The operator has to look at the terminal's storage; no code is at fault.",
        "乘车记录未能可靠写入, 因此闸门不放行。",
        "请运营方检查终端的存储; 二维码没有问题。",
    ),
    codes.SCANNER_FAULT: (
        "The scanner does not work, so no code is judged.",
        "The operator has to look at the scanner; no code is at fault.",
        "扫码器不工作, 因此不判定任何码。",
        "请运营方检查扫码器; 二维码没有问题。",
    ),
    codes.GATE_FAULT: (
        "The gate is out of service: an emergency, a fault or maintenance.",
        "Use another gate; no code is at fault.",
        "闸机停止服务: 紧急疏散、故障或维护。",
        "请使用其他闸机; 二维码没有问题。",
    ),
    codes.INTERNAL: (
        "This software failed; the code was not judged to the end.",
        "Please report it, with the code's bytes if they are a test code's.",
        "本软件出错, 二维码未判定完毕。",
        "请报告此问题; 若为测试码, 请附上其字节。",
    ),
}

# Results that two different checks give: the sentences for the one that failed (`reason.half`).
HALVES: dict[tuple[int, str], tuple[str, str, str, str]] = {
    (codes.USER_CERT_EXPIRED, "now"): (
        "The user certificate has expired: now is later than its end (bytes 191-194).",
        "Let the app fetch a new user certificate before the old one ends; check the terminal's clock.",
        "用户证书已过期: 当前时刻晚于其到期时间 (字节 191-194)。",
        "应用应在旧证书到期前获取新的用户证书; 并检查终端时钟。",
    ),
    (codes.USER_CERT_EXPIRED, "generated"): (
        "The code was generated later than the end of its user certificate (bytes 191-194).",
        "Let the app generate no code under a user certificate that has ended; check the phone's clock.",
        "二维码的生成时间晚于其用户证书的到期时间 (字节 191-194)。",
        "应用不应在证书到期后继续生成二维码; 检查手机时钟。",
    ),
    (codes.BAD_PUBLIC_KEY, "issuer"): (
        "The issuer's public key (bytes 23-55) is no point of the SM2 curve.",
        "Write keys compressed: 02 for an even Y, 03 for an odd one, then the 32 bytes of X, big endian.",
        "发行机构公钥 (字节 23-55) 不是 SM2 曲线上的点。",
        "公钥用压缩形式: Y 为偶写 02, 为奇写 03, 后接 32 字节 X, 大端。",
    ),
    (codes.BAD_PUBLIC_KEY, "user"): (
        "The user's public key (bytes 158-190) is no point of the SM2 curve.",
        "Write keys compressed: 02 for an even Y, 03 for an odd one, then the 32 bytes of X, big endian.",
        "用户公钥 (字节 158-190) 不是 SM2 曲线上的点。",
        "公钥用压缩形式: Y 为偶写 02, 为奇写 03, 后接 32 字节 X, 大端。",
    ),
}

# The faults of `terminal.codes` in words: English, 中文.
WHOSE = {
    "nobody": ("", ""),
    "code": ("the code's fault", "码的问题"),
    "time": ("a matter of time: the code's, or this terminal's clock", "时间不符: 码的时间, 或本终端的时钟"),
    "list": ("not the code's fault: the operator's list decides", "并非码的问题: 由运营方名单决定"),
    "account": ("not the code's fault: a matter of the account", "并非码的问题: 账户的原因"),
    "passenger": ("a matter of what was shown", "出示的内容不对"),
    "equipment": ("the equipment's fault", "设备的问题"),
    "ours": ("this software's fault", "本软件的问题"),
}

# The families of codes that share the reader, in words: English, 中文.
FAMILIES = {
    "bank": ("a payment code of a bank, Alipay or WeChat 付款码", "银行、支付宝或微信付款码"),
    "wechat": ("a WeChat ride code 微信乘车码", "微信乘车码"),
    "alipay": ("an Alipay ride code 支付宝乘车码", "支付宝乘车码"),
    "city_card": ("a city card's own code 城市一卡通自有码", "城市一卡通自有码"),
    "unified": ("a code of the unified platform", "统一平台码"),
    "shanghai_citizen": ("a Shanghai citizen code 随申码", "随申码"),
    "shanghai_metro": ("a Shanghai metro code 申通码", "申通码"),
    "other_card": ("a card of another kind, without the interoperable application", "其他卡, 没有互联互通应用"),
}
