"""Frames and files from a page, checked before they are decoded: kind, bytes, pixels."""

from typing import NamedTuple

from hal.desktop import image_file
from hal.desktop.pixel import Pixels
from hal.desktop.reading import zxing
from sim.code import file_kind, reading, unwrap
from sim.code.unwrap import BEYOND
from terminal.ridecode import INPUT_MAX_BYTES, measured

FRAME_MAX_BYTES = 1_000_000
FRAME_MAX_PIXELS = 2_100_000  # 1920 x 1080 and a little
UPLOAD_MAX_BYTES = 12_000_000
CAMERA, UPLOAD = 1, 2
_FRAMES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")
_LOOKED_AT = 4  # pictures of an animation

_ZH = {
    "document": "文档", "picture": "此处不能读取的图片", "archive": "压缩包", "video": "视频", "sound": "音频",
    "capture": "采集记录, 请用 ridegate replay 重放", "trust list": "受理名单", "empty file": "空文件",
}  # fmt: skip


class Refused(ValueError):
    """Raised for a refused file; its text is for the page. zh: the same in Chinese, "" where only programs read it."""

    def __init__(self, text: str, zh: str = "") -> None:
        super().__init__(text)
        self.zh = zh


class File(NamedTuple):
    """What a file that was dropped on the page holds: a picture, or the code in it. beyond: (中文, English) of what was
    undone and no terminal undoes, None for nothing.
    """

    pixels: Pixels | None
    code: bytes = b""
    beyond: tuple[str, str] | None = None


def frame(data: bytes) -> Pixels:
    """A frame of the browser's camera: JPEG, PNG or WebP. Raises Refused."""
    if len(data) > FRAME_MAX_BYTES:
        raise Refused(f"a frame has at most {FRAME_MAX_BYTES} bytes; make it smaller")
    if not data.startswith(_FRAMES):
        raise Refused("a frame is a JPEG, PNG or WebP; this is none")
    try:
        return image_file.picture(data, "a frame", FRAME_MAX_PIXELS)
    except OSError as error:
        raise Refused(f"a frame cannot be read: {error.strerror}") from None


def file(data: bytes) -> File:
    """A file of any kind. Raises Refused that names what holds nothing to judge, or is too large."""
    if len(data) > UPLOAD_MAX_BYTES:
        raise Refused(
            f"a file has at most {UPLOAD_MAX_BYTES} bytes; make it smaller", f"文件不能超过 {UPLOAD_MAX_BYTES} 字节。"
        )
    try:
        kind = reading.kind_of(data)
    except reading.NoCode as what:
        raise Refused(str(what), f"这是{_ZH.get(what.kind, what.kind)}, 不是乘车码。") from None
    if kind.category == file_kind.PICTURE:
        return File(_picture(data))
    found = unwrap.judged(data)
    if len(found.code) > INPUT_MAX_BYTES:
        raise Refused(
            f"this file holds no code: a reader takes at most {INPUT_MAX_BYTES} bytes",
            f"文件里没有乘车码: 读码器最多读 {INPUT_MAX_BYTES} 字节。",
        )
    beyond = ("文件不是原始字节, 已在此还原; 真实终端不会还原。", BEYOND.format(found.beyond)) if found.beyond else None
    return File(None, found.code, beyond)


def _picture(data: bytes) -> Pixels:
    """The first picture of a file that shows a symbol, else the first one. Raises Refused."""
    first = None
    try:
        for number, pixels in enumerate(image_file.pictures(data, "this picture")):
            first = first or pixels
            symbols = zxing.read(pixels)
            if any(symbol.format == "QR" or measured(symbol.payload) for symbol in symbols):
                return pixels
            if symbols:
                part = int(symbols[0].format.removeprefix(zxing.PART))
                words = reading.part_words(reading.Payload(symbols[0].payload, part))
                raise Refused(words, f"这个码是结构链接的第 {part} 部分; 乘车码只有一个码。")
            if number + 1 == _LOOKED_AT:
                break
    except OSError as error:
        raise Refused(f"this picture cannot be read: {error.strerror}", "图片损坏、过大或无法读取。") from None
    assert first is not None  # pictures() gives one at least
    shown = zxing.others(first)
    if shown:
        names = " and ".join(shown)
        words = f"this picture shows {names}, and a ride code is a QR code"
        raise Refused(words, f"图片里是 {names}, 不是二维码 (QR)。")
    return first
