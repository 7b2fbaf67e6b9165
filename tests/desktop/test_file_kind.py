"""What is no code is named for what it is and never judged as one: documents, other symbols, parts of symbols."""

import io
import zipfile

import pytest
import segno
import zxingcpp
from PIL import Image

from sim.code import file_kind, reading
from tests.rig import command
from tests.rig.command import AT, code, folder, lines, ridegate, write


def office(name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for each, text in (("[Content_Types].xml", "<Types/>"), (name, "<x/>")):
            file.writestr(zipfile.ZipInfo(each), text)  # of 1980: the names of tests hold these bytes
    return out.getvalue()


def boxes(brand, *compatible):
    return (16 + 4 * len(compatible)).to_bytes(4, "big") + b"ftyp" + brand + bytes(4) + b"".join(compatible) + bytes(64)


OTHERS = {
    "document": [
        b"%PDF-1.7\n1 0 obj", b"\xef\xbb\xbf\n%PDF-1.4", office("word/document.xml"), office("xl/workbook.xml"),
        office("ppt/presentation.xml"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"{\\rtf1 x}", b"%!PS-Adobe-3.0",
        b"<!DOCTYPE html><html><body>code</body></html>", b"\n<html lang=zh>", b"<?xml version='1.0'?><a/>",
    ],
    "picture": [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<?xml version='1.0'?>\n<svg width='9'/>",
        b"\0\0\0\x0cjP  \r\n\x87\n", b"\0\0\0\x0cJXL \r\n\x87\n", b"\xff\x0a" + bytes(80), b"8BPS\0\1" + bytes(40),
        boxes(b"crx ", b"isom"), b"\0\0\1\0\1\0\x20\x20\0\0" + bytes(40),
    ],
    "archive": [b"PK\x03\x04" + bytes(60), b"\x1f\x8b\x08" + bytes(9), b"Rar!\x1a\x07\1\0"],
    "video": [boxes(b"isom", b"mp41"), boxes(b"qt  "), b"RIFF\0\0\0\0AVI LIST", b"\x1aE\xdf\xa3" + bytes(9)],
    "sound": [b"RIFF\0\0\0\0WAVEfmt ", b"ID3\x04" + bytes(9)],
    "capture": [b"\x89MCAP0\r\n" + bytes(9), b'{"at": 1793000000, "hex": "8101"}\n', b"at,hex\n1793000000,8101\n"],
    "trust list": [command.trust().read_bytes(), (folder() / "trust.bin").read_bytes()],
    "empty file": [b""],
}  # fmt: skip
PICTURES = {
    "HEIC": [boxes(b"heic", b"mif1"), boxes(b"mif1", b"heic")],
    "AVIF": [boxes(b"avif", b"mif1"), boxes(b"mif1", b"avif", b"miaf")],
    "WebP": [b"RIFF\0\0\0\0WEBPVP8 "],
    "TIFF": [b"II*\0" + bytes(9), b"MM\0*" + bytes(9)],
}
FLAT = [(kind, data) for kind, some in OTHERS.items() for data in some]


@pytest.mark.parametrize(("category", "data"), FLAT, ids=[f"{kind} {data[:12]!r}" for kind, data in FLAT])
def test_a_file_of_another_kind_is_named(category, data):
    with pytest.raises(reading.NoCode) as caught:
        reading.kind_of(data)
    assert caught.value.kind == category and not caught.value.blank
    assert f"{category} (" in str(caught.value) and ": " in str(caught.value)


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_that_are_read_are_told_apart(name):
    for data in PICTURES[name]:
        assert file_kind.of(data) == file_kind.Kind("picture", name)


@pytest.mark.parametrize(
    "data",
    [code(0), code(0)[:7], b"\x81", b"TX123456", b"6212345678901234567", b"\x02\x01\x09", b"\x55\x80", b"\x54\x01",
     b"https://s.sh.gov.cn/x", b"SHSTMETRO", b"hello", b"BM and more text", b"MZ", b"\xff\x0a", b"x" * 20_000, b"{}",
     b'{"hexagon": 1}', b"PK", b"<3", b"[1, 2]", code(0).hex().encode(), b"\xef\xbb\xbf8101", bytes(400)],
)  # fmt: skip
def test_what_may_be_a_code_is_left_to_be_judged(data):
    assert reading.kind_of(data) == file_kind.Kind("code")


def symbol(name, payload):
    """A picture of a symbol of another symbology."""
    made = zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(payload, getattr(zxingcpp, name)), scale=4)
    view = memoryview(made)
    drawn = Image.frombytes("L", (view.shape[1], view.shape[0]), view.tobytes())
    sheet = Image.new("L", (drawn.width + 80, drawn.height + 80), 255)
    sheet.paste(drawn, (40, 40))
    return command.png(sheet)


SYMBOLOGIES = {
    "Data Matrix": symbol("DataMatrix", "81015924"),
    "Aztec": symbol("Aztec", "81015924"),
    "PDF417": symbol("PDF417", "81015924"),
    "EAN-13": symbol("EAN13", "590123412345"),
    "Code 128": symbol("Code128", "81015924"),
    "MaxiCode": symbol("MaxiCode", "81015924"),
    "Micro QR Code": symbol("MicroQRCode", "12345"),
    "rMQR Code": symbol("RMQRCode", "12345"),
}


@pytest.mark.parametrize("name", SYMBOLOGIES)
def test_a_symbol_of_another_symbology_is_named(name):
    picture = reading.Reading("poster.png", SYMBOLOGIES[name], True)
    with pytest.raises(reading.NoCode, match=f"shows {name}, and a ride code is a QR code") as caught:
        reading.payloads(picture, reading.decoder("zxing"))
    assert caught.value.blank and caught.value.symbologies == (name,)


def parts(payload, count):
    """The symbols of a structured append as pictures, in their order."""
    out = []
    for one in segno.make_sequence(payload, symbol_count=count, mode="byte", error="L"):
        file = io.BytesIO()
        one.save(file, kind="png", scale=4, border=4)
        out.append(file.getvalue())
    return out


@pytest.mark.parametrize("turn", [None, Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.ROTATE_90])
def test_a_part_of_a_structured_append_is_named_with_its_number(turn):
    for number, data in enumerate(parts(code(1), 3), 1):
        if turn is not None:
            data = command.png(Image.open(io.BytesIO(data)).convert("L").transpose(turn))
        found = reading.payloads(reading.Reading("part.png", data, True), reading.decoder("zxing"))
        assert [payload.part for payload in found] == [number]
        assert f"part {number} of a structured append" in reading.part_words(found[0])


def test_a_symbol_of_its_own_is_no_part_of_one_at_any_size_level_and_mask():
    for length in (20, 119, 300, 700):
        for level in "LMQH":
            for mask in range(8):
                file = io.BytesIO()
                drawn = segno.make(bytes(length), mode="byte", error=level, mask=mask, boost_error=False, micro=False)
                drawn.save(file, kind="png", scale=2, border=4)
                found = reading.payloads(reading.Reading("one", file.getvalue(), True), reading.decoder("zxing"))
                assert [(payload.data, payload.part) for payload in found] == [(bytes(length), 0)]


@pytest.mark.parametrize("runtime", ["cpython", "micropython"])
def test_nothing_that_is_no_code_is_judged(runtime):
    files = [write(f"other-{at}", data) for at, (_, data) in enumerate(FLAT)]
    files += [write(f"{name}.png", data) for name, data in SYMBOLOGIES.items()]
    files += [write("part.png", parts(code(1), 2)[1]), write("none.png", command.blank())]
    asked = ["--runtime", runtime, "--trust", command.trust(), "--at", AT]
    status, out, err = ridegate("verify", "--json", *asked, *files)
    answers = lines(out)
    assert status == 2 and len(answers) == len(files) == len(err.splitlines())
    assert all("result" not in each and each["error"] and each["kind"] for each in answers)
    assert [each["kind"] for each in answers[: len(FLAT)]] == [kind for kind, _ in FLAT]
    assert [each["symbologies"] for each in answers if "symbologies" in each] == [[name] for name in SYMBOLOGIES]
    status, out, text = ridegate("verify", *asked, *files)
    assert (status, out, text) == (2, "", err)
    assert ridegate("verify", *asked, *files, write("good.bin", code(1)))[0] == 2


def test_inspect_and_decode_name_the_same():
    pdf, poster = write("a.pdf", OTHERS["document"][0]), write("poster.png", SYMBOLOGIES["Data Matrix"])
    status, out, err = ridegate("inspect", "--json", pdf, poster)
    assert status == 2 and "document (PDF)" in err and "shows Data Matrix" in err
    assert [(each["kind"], each.get("symbologies")) for each in lines(out)] == [
        ("document", None),
        ("picture", ["Data Matrix"]),
    ]
    assert ridegate("decode", poster)[0] == 1
    status, out, _ = ridegate("decode", "--json", pdf, poster, write("code.bin", code(1)))
    assert status == 2
    assert [each["kind"] for each in lines(out)] == ["document", "picture", "code"]
    status, out, err = ridegate("decode", write("part.png", parts(code(1), 2)[0]))
    assert (status, out.strip()) == (0, code(1)[: len(out) // 2].hex()) and "part 1 of a structured append" in err


def test_a_folder_says_what_it_passed_over(tmp_path):
    (tmp_path / "20261101T080000Z.png").write_bytes(command.picture(code(0)))
    (tmp_path / "20261101T080100Z.png").write_bytes(SYMBOLOGIES["EAN-13"])
    (tmp_path / "20261101T080200Z.png").write_bytes(parts(code(1), 2)[0])
    (tmp_path / "notes.txt").write_text("seen at gate 7")
    (tmp_path / "invoice.pdf").write_bytes(OTHERS["document"][0])
    (tmp_path / "more").mkdir()
    _, out, err = ridegate("replay", tmp_path)
    said = " ".join((out + err).split())
    assert "passed over" in said and "invoice.pdf (PDF)" in said and "notes.txt" in said and "more (a folder)" in said
    assert "EAN-13" in said and "part 1 of a structured append" in said
