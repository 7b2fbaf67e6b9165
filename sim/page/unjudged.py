"""The text of the page's card for scans, and for events at the gate, without a decision."""

# ruff: noqa: E501

from typing import NamedTuple


class Unjudged(NamedTuple):
    """One case in both languages: a headline, why nothing was judged, what to do. Each is (中文, English)."""

    headline: tuple[str, str]
    why: tuple[str, str]
    do: tuple[str, str]


READING, QUEUE, ONE_CODE, HELD = "READING", "QUEUE", "ONE_CODE", "HELD"
COVERED, UNREAD, NO_SYMBOL, UNANSWERED = "COVERED", "UNREAD", "NO_SYMBOL", "UNANSWERED"
SCANNER_FAULT, GATE_FAULT, EMERGENCY = "SCANNER_FAULT", "GATE_FAULT", "EMERGENCY"
NO_POWER, IN_SERVICE, SAME_TAP = "NO_POWER", "IN_SERVICE", "SAME_TAP"
ONE_MEDIUM, SAME_CARD = "ONE_MEDIUM", "SAME_CARD"

_NOT_JUDGED = ("未判定", "Not judged")
_NOT_READ = ("没有读到码", "No code was read")

TABLE = {
    READING: Unjudged(
        ("正在读码…", "Reading…"),
        ("读码器正在看出示的手机。", "The reader looks at the phone in front of it."),
        ("", ""),
    ),
    QUEUE: Unjudged(
        ("请稍候", "Please wait"),
        ("已放行的乘客还没有通过; 在有人通过之前不再读码。", "Passengers who were let in are not through yet; no code is read until one of them is."),
        ("先让前面的乘客通过。", "Let the passengers in front walk through first."),
    ),
    ONE_CODE: Unjudged(
        _NOT_JUDGED,
        ("一幅画面里有两个乘车码, 不知道该判定哪一个。", "Two ride codes are in one picture; which of them is meant is not known."),
        ("只出示一个二维码。", "Show one code only."),
    ),
    ONE_MEDIUM: Unjudged(
        _NOT_JUDGED,
        (
            "读卡区与读码窗前同时有两种介质 (两张卡、一卡一码或两个码), 不知道该判定哪一个。",
            "Two media were there together: two cards, a card and a code, or two codes; which of them is meant is not known.",
        ),
        ("全部移开, 再只出示一张卡或一个码。", "Take all of them away, then present one card or one code only."),
    ),
    SAME_CARD: Unjudged(
        ("未再判定: 同一张卡", "Not judged again: the same card"),
        (
            "这张卡刚刚已有回答, 或来电时已放在读卡区: 两秒之内, 或在其乘客通过之前, 不再判定、记录或扣费。",
            "This card has just been answered, or lay there when the power returned: within two seconds, or until its "
            "passenger is through, nothing is judged, written or charged again.",
        ),
        ("移开卡片, 稍后再刷。", "Take the card away, and tap it again a moment later."),
    ),
    HELD: Unjudged(
        ("未再判定: 手机仍在读码窗前", "Not judged again: still held there"),
        (
            "同一个码刚刚已有回答: 两秒之内, 或在其乘客通过之前, 不再判定、记录或放行。",
            "This code has just been answered: within two seconds, or until its passenger is through, nothing is judged, "
            "written or opened again.",
        ),
        ("移开手机; 需要再次判定时稍后重新出示。", "Take the phone away; show it again a moment later to have it judged."),
    ),
    COVERED: Unjudged(
        _NOT_READ,
        ("读码窗被遮挡, 画面是黑的。", "The reader's window is covered: its pictures are dark."),
        ("移开遮挡物 (运营面板: 扫码器)。", "Uncover it (operator's panel: scanner)."),
    ),
    UNREAD: Unjudged(
        _NOT_READ,
        ("读码器看了多幅画面, 都没有找到二维码。", "The reader has looked at several pictures and found no symbol."),
        ("让二维码完整、平正地对准读码窗。", "Hold the code straight in front of the reader, all of it in view."),
    ),
    NO_SYMBOL: Unjudged(
        _NOT_READ,
        ("这幅图片里没有找到二维码。", "No symbol was found in this picture."),
        ("换一幅更清晰、二维码完整的图片。", "Choose a sharper picture that shows the whole code."),
    ),
    SCANNER_FAULT: Unjudged(
        _NOT_JUDGED,
        ("扫码器没有应答, 因此什么也读不到。", "The scanner does not answer, so nothing can be read."),
        ("检查扫码器; 恢复后闸机自动继续 (运营面板: 扫码器)。", "Look at the scanner; the gate goes on by itself then (operator's panel: scanner)."),
    ),
    GATE_FAULT: Unjudged(
        _NOT_JUDGED,
        ("闸机故障或停止服务, 因此不判定任何码。", "The gate has a fault or is out of service, so no code is judged."),
        ("检查继电器、传感器与触点 (运营面板: 传感器)。", "Look at relay, sensor and contacts (operator's panel: sensor)."),
    ),
    EMERGENCY: Unjudged(
        ("紧急疏散: 闸门常开", "Emergency: the gate stands open"),
        ("紧急触点已动作。所有放行授权已结束, 不判定任何码。", "The emergency contact is pulled. Every authorisation has ended, no code is judged."),
        ("触点复位后恢复服务。", "Service goes on when the contact is put back."),
    ),
    NO_POWER: Unjudged(
        ("断电", "No power"),
        ("终端没有电: 内存已清空, 日志仍在。", "The terminal has no power: its memory is gone, its journal is not."),
        ("", ""),
    ),
    IN_SERVICE: Unjudged(
        ("恢复服务, 还没有判定", "In service again, nothing judged yet"),
        ("闸机恢复服务。", "The gate is in service again."),
        ("", ""),
    ),
    SAME_TAP: Unjudged(
        ("同一次刷码, 没有变化", "The same tap: nothing changes"),
        (
            "上下车都刷的车上, 同一账户十秒之内再刷, 或其乘客尚未通过, 不判为下车, 也不记录。",
            "Where both taps are wanted, another tap of an account within ten seconds of its passage, or before it, is no "
            "exit: nothing is written.",
        ),
        ("稍后再刷即为下车。", "Tap again later to get off."),
    ),
    UNANSWERED: Unjudged(
        _NOT_JUDGED,
        (
            "板没有回答: 同一个码仍在窗前、画面里有两个码, 或扫码模组没有读到。",
            "The board has answered nothing: the same code is still held there, two codes are, or its module read none.",
        ),
        ("移开手机, 稍后只出示一个码。", "Take the phone away, and show one code a moment later."),
    ),
}  # fmt: skip
