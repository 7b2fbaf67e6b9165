"""Picture files as frames: what phones, browsers and office programs write, and pictures made to hurt."""

import functools
import io
import random
import struct
import subprocess
import sys
import zlib

import pytest
from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from hal.desktop import image_file
from hal.desktop.reading.decoder import ZxingDecoder
from sim.issuer.symbol import render
from tests.rig import hal_contract

register_heif_opener()
PAYLOAD = hal_contract.payload(1)
SYMBOL = render(PAYLOAD)
BLANK = Image.new("L", SYMBOL.size, 255)
RGB = SYMBOL.convert("RGB")
INK = ImageOps.invert(SYMBOL)  # opaque where the symbol is dark


def encoded(image, form, **options):
    """An image as a file of this format."""
    out = io.BytesIO()
    image.copy().save(out, form, **options)
    return out.getvalue()


def turned(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def deep(scale):
    """A symbol of 16 bits a pixel."""
    levels = b"".join(struct.pack("<H", level * scale) for level in SYMBOL.tobytes())
    return Image.frombytes("I;16", SYMBOL.size, levels)


def film(form, first=BLANK, second=SYMBOL, mode="L"):
    return encoded(first.convert(mode), form, save_all=True, append_images=[second.convert(mode)])


READ = {
    "PNG": lambda: encoded(SYMBOL, "PNG"),
    "PNG with a palette": lambda: encoded(SYMBOL.convert("P"), "PNG"),
    "PNG of one bit": lambda: encoded(SYMBOL.convert("1"), "PNG"),
    "PNG of 16 bits": lambda: encoded(deep(257), "PNG"),
    "PNG dark on nothing": lambda: encoded(Image.merge("LA", (Image.new("L", SYMBOL.size, 0), INK)), "PNG"),
    "PNG light on nothing": lambda: encoded(Image.merge("LA", (BLANK, INK)), "PNG"),
    "PNG whose white is transparent": lambda: encoded(SYMBOL, "PNG", transparency=255),
    "PNG with a transparent palette": lambda: encoded(SYMBOL.convert("P"), "PNG", transparency=b"\xff" * 255 + b"\0"),
    "JPEG": lambda: encoded(RGB, "JPEG"),
    "progressive JPEG": lambda: encoded(RGB, "JPEG", progressive=True),
    "JPEG of a printer (CMYK)": lambda: encoded(RGB.convert("CMYK"), "JPEG"),
    "JPEG on its side": lambda: encoded(SYMBOL.rotate(90), "JPEG", exif=turned(6)),
    "JPEG with a second picture (MPO)": lambda: encoded(SYMBOL, "MPO", save_all=True, append_images=[BLANK]),
    "WebP": lambda: encoded(RGB, "WEBP"),
    "WebP without loss": lambda: encoded(RGB, "WEBP", lossless=True),
    "WebP on nothing": lambda: encoded(Image.merge("RGBA", (*[Image.new("L", SYMBOL.size, 20)] * 3, INK)), "WEBP"),
    "AVIF": lambda: encoded(RGB, "AVIF"),
    "HEIC": lambda: encoded(RGB, "HEIF"),
    "TIFF": lambda: encoded(SYMBOL, "TIFF"),
    "TIFF of a fax": lambda: encoded(SYMBOL.convert("1"), "TIFF", compression="group4"),
    "TIFF, LZW": lambda: encoded(SYMBOL, "TIFF", compression="tiff_lzw"),
    "TIFF of a printer (CMYK)": lambda: encoded(RGB.convert("CMYK"), "TIFF"),
    "TIFF of 12 bits in 16": lambda: encoded(deep(16), "TIFF"),
    "TIFF of numbers": lambda: encoded(SYMBOL.convert("F").point(lambda level: level / 255.0 + 0.0), "TIFF"),
    "GIF": lambda: encoded(SYMBOL, "GIF"),
    "BMP": lambda: encoded(RGB, "BMP"),
}  # fmt: skip
SECOND = {
    "GIF": lambda: film("GIF"),
    "APNG": lambda: film("PNG"),
    "WebP": lambda: film("WEBP", mode="RGB"),
    "AVIF": lambda: film("AVIF", mode="RGB"),
    "pages of a TIFF": lambda: film("TIFF"),
    "HEIC": lambda: film("HEIF", mode="RGB"),
}


@functools.cache
def whole(title, of_two=False):
    """The file of this title. They are made when a test asks, not when this file is collected."""
    return (SECOND if of_two else READ)[title]()


@pytest.mark.parametrize("title", READ)
def test_a_symbol_is_read_from_every_format(title):
    frame = image_file.picture(whole(title))
    assert (frame.mode, frame.size) == ("L", SYMBOL.size)
    assert [symbol.payload for symbol in ZxingDecoder().decode(frame)] == [PAYLOAD]


def test_a_photograph_stands_as_its_camera_was_held():
    light_above = Image.new("L", (80, 40), 0)
    light_above.paste(255, (0, 0, 80, 20))
    for orientation, turn in ((1, 0), (3, 180), (6, 90), (8, 270)):
        stored = light_above.rotate(turn, expand=True)
        frame = image_file.picture(encoded(stored, "JPEG", exif=turned(orientation)))
        assert frame.size == (80, 40) and frame.getpixel((40, 5)) > 200 and frame.getpixel((40, 35)) < 50


@pytest.mark.parametrize("title", SECOND)
def test_every_picture_of_an_animation_is_looked_at(title):
    frames = list(image_file.pictures(whole(title, of_two=True)))
    found = [[symbol.payload for symbol in ZxingDecoder().decode(frame)] for frame in frames]
    assert found == [[], [PAYLOAD]]


def test_both_sides_of_the_bounds_of_an_animation():
    frames = [Image.new("L", (8, 8), level) for level in range(image_file.FRAMES_MAX + 1)]
    for count in (image_file.FRAMES_MAX, image_file.FRAMES_MAX + 1):
        data = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:count])
        assert len(list(image_file.pictures(data))) == image_file.FRAMES_MAX
    three = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:3])
    assert len(list(image_file.pictures(three, pixels_max=3 * 64))) == 3
    assert len(list(image_file.pictures(three, pixels_max=3 * 64 - 1))) == 2


def test_a_photograph_of_48_megapixels_is_read():
    photograph = Image.new("L", (8064, 6048), 180)
    photograph.paste(SYMBOL, (3000, 3000))
    frame = image_file.picture(encoded(photograph, "JPEG"))
    assert [symbol.payload for symbol in ZxingDecoder().decode(frame)] == [PAYLOAD]


def png_header(width, height):
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_part(body)


def png_part(body):
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def png_bomb(width, height):
    """A whole, correct picture: a few kilobytes that unpack to width * height bytes."""
    rows = zlib.compressobj(9)
    data = b"".join(rows.compress(bytes(width + 1)) for _ in range(height)) + rows.flush()
    return png_header(width, height) + png_part(b"IDAT" + data) + png_part(b"IEND")


def gif(screen, picture):
    start = b"GIF89a" + struct.pack("<HH", *screen) + b"\x80\0\0" + bytes(6)
    extension = b"\x21\xf9\x04\0\0\0\0\0"
    return start + extension + b"\x2c" + struct.pack("<HHHH", 0, 0, *picture) + b"\0\x02\x02\x44\x01\0\x3b"


def claiming(form, width, height, size=SYMBOL.size):
    """A real file of this format whose boxes claim another size."""
    data = encoded(RGB, form)
    claim = struct.pack(">II", *size)
    assert claim in data
    return data.replace(claim, struct.pack(">II", width, height))


def jpeg_header(width, height):
    small = encoded(Image.new("L", (8, 8)), "JPEG")
    return small.replace(b"\x08\0\x08\0\x08", b"\x08" + struct.pack(">HH", height, width))


def bmp_header(width, height):
    return b"BM" + bytes(8) + struct.pack("<IIiiHHIIIIII", 54, 40, width, -height, 1, 24, *bytes(6))


def webp_header(width, height):
    data = whole("WebP")
    assert data[23:26] == b"\x9d\x01\x2a"
    return data[:26] + struct.pack("<HH", width, height) + data[30:]


def tiff_header(width, height):
    tags = ((256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (279, 4, 9))
    fields = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + fields + bytes(4)


BIG = (20_000, 20_000)
HUGE = {
    "png": lambda: png_header(*BIG) + png_part(b"IEND"),
    "gif screen": lambda: gif(BIG, (1, 1)),
    "gif picture beyond its screen": lambda: gif((1, 1), BIG),
    "jpeg": lambda: jpeg_header(*BIG),
    "bmp": lambda: bmp_header(*BIG),
    "webp": lambda: webp_header(16_000, 16_000),
    "tiff": lambda: tiff_header(*BIG),
    "avif": lambda: claiming("AVIF", 12_000, 12_000),
    "heic": lambda: claiming("HEIF", 12_000, 12_000),
    "whole png": lambda: png_bomb(9_000, 9_000),
}


@pytest.mark.parametrize("title", HUGE)
def test_a_picture_that_claims_too_much_is_refused_before_it_is_unpacked(title):
    with pytest.raises(OSError, match=r"are more than 64000000 pixels.*bomb"):
        image_file.picture(HUGE[title](), "bomb")


def test_both_sides_of_the_bound():
    side = 8000
    assert side * side == image_file.PIXELS_MAX
    with pytest.raises(OSError, match="damaged"):  # let through, and found to be a mere header
        image_file.picture(png_header(side, side) + png_part(b"IEND"))
    with pytest.raises(OSError, match="more than"):
        image_file.picture(png_header(side + 1, side) + png_part(b"IEND"))
    nine = encoded(Image.new("L", (3, 3)), "PNG")
    with pytest.raises(OSError, match="3 x 3 are more than 8 pixels"):
        image_file.picture(nine, pixels_max=8)
    image_file.picture(nine, pixels_max=9)
    with pytest.raises(OSError, match="more than 64000000 bytes"):
        image_file.picture(bytes(image_file.BYTES_MAX + 1))


@pytest.mark.parametrize("title", [title for title in READ if "nothing" not in title])
def test_a_picture_that_is_cut_short_is_named(title):
    data = whole(title)
    with pytest.raises(OSError, match="damaged"):
        image_file.picture(data[: len(data) * 2 // 3], "photo")


@pytest.mark.parametrize("title", [*READ, *SECOND])
def test_a_changed_picture_never_raises_anything_else(title):
    data = whole(title, of_two=title not in READ)
    chance = random.Random(title)
    for _ in range(40):
        changed = bytearray(data[: chance.choice((len(data), chance.randrange(len(data))))])
        for _ in range(3 if changed else 0):
            changed[chance.randrange(min(len(changed), 400))] = chance.randrange(256)
        try:
            for frame in image_file.pictures(bytes(changed), pixels_max=1_000_000):
                assert frame.mode == "L"
        except OSError as error:
            assert error.filename == "picture"


def test_no_library_prints_about_damaged_pictures():
    titles = ("TIFF, LZW", "TIFF of a fax", "JPEG", "PNG", "HEIC", "AVIF", "WebP")
    samples = io.BytesIO()
    Image.new("RGB", (8, 8)).save(samples, "TIFF")
    field = struct.pack("<HHII", 277, 3, 1, 3)  # SamplesPerPixel
    assert samples.getvalue().count(field) == 1
    damaged = [samples.getvalue().replace(field, struct.pack("<HHII", 277, 3, 1, 9))]
    damaged += [whole(title)[:300] + b"\xff" * 99 + whole(title)[399:] for title in titles]
    lines = [f"    {data!r}," for data in damaged]
    program = ["from hal.desktop import image_file", "for data in [", *lines, "]:", "    try:",
               "        image_file.picture(data)", "    except OSError:", "        pass"]  # fmt: skip
    done = subprocess.run([sys.executable, "-"], input="\n".join(program).encode(), capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"hello", b"\xff\xd8\xff", b"GIF89a", b"II*\0", b"BM"])
def test_what_is_no_picture_is_named(data):
    with pytest.raises(OSError, match=r"letter\.txt"):
        image_file.picture(data, "letter.txt")
