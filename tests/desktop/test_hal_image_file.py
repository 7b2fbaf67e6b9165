"""Picture files as frames, and pictures made to hurt."""

import struct
import zlib

import cv2
import numpy as np
import pytest

from hal.desktop import image_file
from hal.desktop.image_file import ImageFile
from hal.desktop.reading.decoder import ZxingDecoder
from sim.issuer.symbol import render
from tests import hal_contract

KINDS = (".png", ".jpg", ".webp", ".bmp", ".gif")
PAYLOAD = hal_contract.payload(1)


def encoded(kind, pixels):
    if kind == ".gif" and pixels.ndim == 2:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR)
    good, data = cv2.imencode(kind, pixels)
    assert good
    return data.tobytes()


@pytest.mark.parametrize("obligation", hal_contract.of("source"), ids=hal_contract.name)
def test_source(obligation, tmp_path):
    paths = []
    for kind in KINDS:
        paths.append(tmp_path / f"symbol{kind}")
        paths[-1].write_bytes(encoded(kind, np.asarray(render(PAYLOAD))))
    obligation(hal_contract.SourceRig(ImageFile(*paths), lambda: None, lambda ms: None))


def test_each_picture_is_handed_out_once(tmp_path):
    paths = []
    for seed, kind in enumerate(KINDS):
        paths.append(tmp_path / f"symbol{kind}")
        paths[-1].write_bytes(encoded(kind, np.asarray(render(hal_contract.payload(seed)))))
    source = ImageFile(*paths)
    for _ in range(2):
        source.open()
        found = []
        while (frame := source.frame()) is not None:
            found += [symbol.payload for symbol in ZxingDecoder().decode(frame)]
        assert found == [hal_contract.payload(seed) for seed in range(len(KINDS))]
        assert source.frame() is None
        source.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (299, 7), (64, 65)])
def test_the_size_in_the_header_is_the_size_of_the_picture(kind, shape):
    pixels = np.random.default_rng(1).integers(0, 256, (*shape, 3), dtype=np.uint8)
    data = encoded(kind, pixels)
    assert image_file.picture(data).size == (shape[1], shape[0])


def test_other_header_forms_are_measured_too():
    pixels = np.random.default_rng(1).integers(0, 256, (33, 44, 3), dtype=np.uint8)
    lossless = cv2.imencode(".webp", pixels, [cv2.IMWRITE_WEBP_QUALITY, 101])[1].tobytes()
    lossy = cv2.imencode(".webp", pixels, [cv2.IMWRITE_WEBP_QUALITY, 50])[1].tobytes()
    alpha = cv2.imencode(".webp", np.dstack([pixels, pixels[:, :, 0]]), [cv2.IMWRITE_WEBP_QUALITY, 50])[1].tobytes()
    progressive = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])[1].tobytes()
    assert {lossless[12:16], lossy[12:16], alpha[12:16]} == {b"VP8L", b"VP8 ", b"VP8X"}
    for data in (lossless, lossy, alpha, progressive):
        assert image_file.picture(data).size == (44, 33)


def test_a_symbol_without_a_background_stays_visible():
    pixels = np.asarray(render(PAYLOAD))
    transparent = np.dstack([np.zeros((*pixels.shape, 3), np.uint8), 255 - pixels])
    for kind in (".png", ".webp"):
        frame = image_file.picture(encoded(kind, transparent))
        assert frame.size == pixels.shape[::-1] and frame.mode == "RGB"
        assert [symbol.payload for symbol in ZxingDecoder().decode(frame)] == [PAYLOAD]


def test_sixteen_bits_become_eight():
    pixels = np.asarray(render(PAYLOAD)).astype(np.uint16) * 257
    frame = image_file.picture(encoded(".png", pixels))
    assert frame.tobytes() == render(PAYLOAD).tobytes()


def png_header(width, height):
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_part(body)


def png_part(body):
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


def png_bomb(width, height):
    """A whole, correct picture: a few kilobytes that unpack to width * height bytes."""
    rows = zlib.compressobj(9)
    data = b"".join(rows.compress(bytes(width + 1)) for _ in range(height)) + rows.flush()
    parts = [b"IDAT" + data, b"IEND"]
    return png_header(width, height) + png_part(parts[0]) + png_part(parts[1])


def gif(screen, picture):
    start = b"GIF89a" + struct.pack("<HH", *screen) + b"\x80\0\0" + bytes(6)
    extension = b"\x21\xf9\x04\0\0\0\0\0"
    return start + extension + b"\x2c" + struct.pack("<HHHH", 0, 0, *picture) + b"\0\x02\x02\x44\x01\0\x3b"


def huge():
    big = (20_000, 20_000)
    yield "png", png_header(*big) + png_part(b"IEND")
    yield "gif screen", gif(big, (1, 1))
    yield "gif picture beyond its screen", gif((1, 1), big)
    small = encoded(".jpg", np.zeros((8, 8), np.uint8))
    yield "jpeg", small.replace(b"\x08\0\x08\0\x08", b"\x08" + struct.pack(">HH", *big))
    yield "bmp", b"BM" + bytes(8) + struct.pack("<IIiiHHIIIIII", 54, 40, big[0], -big[1], 1, 24, *bytes(6))
    yield "webp extended", b"RIFF" + bytes(4) + b"WEBPVP8X" + bytes(8) + (19_999).to_bytes(3, "little") * 2
    yield (
        "webp",
        b"RIFF" + bytes(4) + b"WEBPVP8 " + bytes(7) + b"\x9d\x01\x2a" + struct.pack("<HH", 16_000, 16_000),
    )
    bits = 15_999 | 15_999 << 14
    yield (
        "webp lossless",
        b"RIFF" + bytes(4) + b"WEBPVP8L" + bytes(4) + b"\x2f" + struct.pack("<I", bits) + bytes(9),
    )
    yield "whole png", png_bomb(9_000, 9_000)


HUGE = dict(huge())


@pytest.mark.parametrize("title", HUGE)
def test_a_picture_that_claims_too_much_is_refused_before_it_is_unpacked(title, tmp_path):
    path = tmp_path / "bomb"
    path.write_bytes(HUGE[title])
    with pytest.raises(OSError, match=r"more than 64000000 pixels.*bomb"):
        image_file.read(path)


def test_both_sides_of_the_bound():
    side = 8000
    assert side * side == image_file.PIXELS_MAX
    with pytest.raises(OSError, match="damaged"):  # let through, and found to be a mere header
        image_file.picture(png_header(side, side) + png_part(b"IEND"))
    with pytest.raises(OSError, match="more than"):
        image_file.picture(png_header(side + 1, side) + png_part(b"IEND"))
    with pytest.raises(OSError, match="3 x 3 are more than 8 pixels"):
        image_file.picture(encoded(".png", np.zeros((3, 3), np.uint8)), pixels_max=8)
    image_file.picture(encoded(".png", np.zeros((3, 3), np.uint8)), pixels_max=9)
    with pytest.raises(OSError, match="more than 64000000 bytes"):
        image_file.picture(bytes(image_file.BYTES_MAX + 1))


def test_a_part_of_a_png_that_claims_gigabytes_is_refused():
    with pytest.raises(OSError, match="damaged"):
        image_file.picture(png_header(8, 8) + b"\xdf\0\0\0IDAT" + bytes(16) + png_part(b"IEND"))
    whole = encoded(".png", np.asarray(render(b"abc", 2)))
    assert image_file.picture(whole + b"what some programs append").size == (58, 58)


@pytest.mark.parametrize("kind", KINDS)
def test_a_cut_or_changed_picture_never_raises_anything_else(kind):
    whole = encoded(kind, np.asarray(render(b"abc", 2)))
    random = np.random.default_rng(2)
    cuts = [whole[:length] for length in range(0, min(len(whole), 60))]
    for _ in range(60):
        changed = bytearray(whole)
        for at in random.integers(0, min(len(whole), 80), 3):
            changed[at] = random.integers(256)
        cuts.append(bytes(changed))
    for data in cuts:
        try:
            frame = image_file.picture(data, pixels_max=1_000_000)
        except OSError:
            continue
        assert frame.mode in ("L", "RGB")


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", b"hello", b"RIFF0000WAVE", b"\xff\xd8\xff", b"GIF89a", b"BM"]
)
def test_what_is_no_picture_is_named(data, tmp_path):
    path = tmp_path / "letter.txt"
    path.write_bytes(data)
    with pytest.raises(OSError, match=r"letter\.txt"):
        image_file.read(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        image_file.read(tmp_path / "nowhere.png")
