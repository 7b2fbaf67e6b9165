"""Names the kind of a file by its first bytes, so that a file that is no code is never judged as one."""

import re
from typing import NamedTuple

HEAD_BYTES = 4096  # that `of` wants to see, where there are so many

PICTURE = "picture"
CODE = "code"  # what is no other kind: the bytes of a code, or text
_IMAGE_HERE = "save or export it as PNG or JPEG"
_SCREENSHOT = "open it, take a screenshot of the code and give that"


class Kind(NamedTuple):
    """category: PICTURE and CODE can hold a code. name: of the format. advice: what to do with one that cannot be read
    here, "" for one that can.
    """

    category: str
    name: str = ""
    advice: str = ""

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture that is read here."""
        return self.category == PICTURE and not self.advice


# Of a format that begins in one way only: first bytes -> kind.
_MAGICS: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", Kind(PICTURE, "PNG")),
    (b"\xff\xd8\xff", Kind(PICTURE, "JPEG")),
    (b"GIF87a", Kind(PICTURE, "GIF")),
    (b"GIF89a", Kind(PICTURE, "GIF")),
    (b"II*\0", Kind(PICTURE, "TIFF")),
    (b"MM\0*", Kind(PICTURE, "TIFF")),
    (b"\0\0\0\x0cjP  \r\n", Kind(PICTURE, "JPEG 2000", _IMAGE_HERE)),
    (b"\0\0\0\x0cJXL \r\n", Kind(PICTURE, "JPEG XL", _IMAGE_HERE)),
    (b"8BPS\0", Kind(PICTURE, "Photoshop", _IMAGE_HERE)),
    (b"FUJIFILMCCD-RAW", Kind(PICTURE, "camera raw", _IMAGE_HERE)),
    (b"icns\0", Kind(PICTURE, "Apple icon", _IMAGE_HERE)),
    (b"%!PS", Kind("document", "PostScript", _SCREENSHOT)),
    (b"{\\rtf", Kind("document", "RTF", _SCREENSHOT)),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind("document", "old Office (DOC, XLS, PPT)", _SCREENSHOT)),
    (b"Rar!\x1a\x07", Kind("archive", "RAR", "unpack it first")),
    (b"7z\xbc\xaf\x27\x1c", Kind("archive", "7-Zip", "unpack it first")),
    (b"\x1f\x8b\x08", Kind("archive", "gzip", "unpack it first")),
    (b"BZh9", Kind("archive", "bzip2", "unpack it first")),
    (b"\xfd7zXZ\0", Kind("archive", "xz", "unpack it first")),
    (b"\x28\xb5\x2f\xfd", Kind("archive", "Zstandard", "unpack it first")),
    (b"\x1aE\xdf\xa3", Kind("video", "Matroska or WebM", "take a screenshot of one picture of it")),
    (b"OggS\0", Kind("sound", "Ogg", "name a picture or the bytes of a code")),
    (b"ID3\x03", Kind("sound", "MP3", "name a picture or the bytes of a code")),
    (b"ID3\x04", Kind("sound", "MP3", "name a picture or the bytes of a code")),
    (b"\x89MCAP0\r\n", Kind("capture", "MCAP", "play it with `ridegate replay`")),
    (b"\x7fELF", Kind("program", "ELF", "name a picture or the bytes of a code")),
    (b"SQLite format 3\0", Kind("database", "SQLite", "export the bytes of one code from it")),
    (b"RGTRUST1", Kind("trust list", "signed trust list", "name it behind --trust")),
    (b"RG\x01", Kind("journal", "segment of a journal", "look at it with `ridegate journal show`")),
    (b"RGCONF", Kind("configuration", "compiled configuration", "name a picture or the bytes of a code")),
    (b"RGCLOCK", Kind("statement", "clock statement", "name a picture or the bytes of a code")),
    (b"RGIMAGE", Kind("manifest", "manifest of a firmware image", "name a picture or the bytes of a code")),
    (b"-----BEGIN PUBLIC KEY", Kind("key", "PEM", "name a picture or the bytes of a code")),
    (b"-----BEGIN ENCRYPTED", Kind("key", "PEM", "name a picture or the bytes of a code")),
    (b"-----BEGIN PRIVATE", Kind("key", "PEM", "name a picture or the bytes of a code")),
    (b"-----BEGIN CERT", Kind("certificate", "PEM", "name a picture or the bytes of a code")),
)  # fmt: skip

# The second word of an ISO base media file says which of its many kinds it is.
_BRANDS = {
    b"heic": "HEIC", b"heix": "HEIC", b"heim": "HEIC", b"heis": "HEIC", b"hevc": "HEIC", b"hevx": "HEIC",
    b"mif1": "HEIC", b"msf1": "HEIC", b"avif": "AVIF", b"avis": "AVIF",
}  # fmt: skip
_IN_ZIP = (
    (b"word/", Kind("document", "Word (DOCX)", _SCREENSHOT)),
    (b"xl/", Kind("document", "Excel (XLSX)", _SCREENSHOT)),
    (b"ppt/", Kind("document", "PowerPoint (PPTX)", _SCREENSHOT)),
    (b"application/vnd.oasis", Kind("document", "OpenDocument", _SCREENSHOT)),
    (b"application/epub", Kind("document", "EPUB", _SCREENSHOT)),
    (b"[Content_Types].xml", Kind("document", "Office (DOCX, XLSX, PPTX)", _SCREENSHOT)),
)
_BMP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
_MARKUP = (
    (re.compile(rb"<svg[\s>]", re.I), Kind(PICTURE, "SVG", _IMAGE_HERE)),
    (re.compile(rb"<!doctype html|<html[\s>]", re.I), Kind("document", "HTML", _SCREENSHOT)),
    (re.compile(rb"<\?xml"), Kind("document", "XML", _SCREENSHOT)),
)
_JSON_LINE = re.compile(rb"\s*\{[^\n]*\"(?:hex|at|scans?)\"\s*:")
_CSV_LINE = re.compile(rb"[^\n]*\bhex\b[^\n]*[\r\n]", re.I)
_TABLE = re.compile(rb"^\[\[(?:ca_key|issuer|blocked_account|revoked_certificate)\]\]", re.M)


def of(head: bytes) -> Kind:
    """The kind of a file by its first bytes (HEAD_BYTES, where there are so many)."""
    if not head:
        return Kind("empty file", "0 bytes", "copy or save it again")
    for magic, kind in _MAGICS:
        if head.startswith(magic):
            return kind
    for test in (_riff, _iso_media, _zip, _bmp, _icon, _jpeg_xl, _pdf, _tar, _written):
        found = test(head)
        if found is not None:
            return found
    return Kind(CODE)


def _riff(head: bytes) -> Kind | None:
    if head[:4] != b"RIFF" or len(head) < 12:
        return None
    if head[8:12] == b"WEBP":
        return Kind(PICTURE, "WebP")
    if head[8:12] == b"AVI ":
        return Kind("video", "AVI", "take a screenshot of one picture of it")
    return Kind("sound", "RIFF", "name a picture or the bytes of a code")


def _iso_media(head: bytes) -> Kind | None:
    if head[4:8] != b"ftyp" or len(head) < 16:
        return None
    length = min(int.from_bytes(head[:4], "big"), len(head), 128)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))]
    if b"crx " in brands:
        return Kind(PICTURE, "camera raw (CR3)", _IMAGE_HERE)
    for wanted in ("AVIF", "HEIC"):  # an AVIF file may call itself mif1 as well
        if any(_BRANDS.get(brand) == wanted for brand in brands):
            return Kind(PICTURE, wanted)
    return Kind("video", "MP4 or QuickTime", "take a screenshot of one picture of it")


def _zip(head: bytes) -> Kind | None:
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    return next((kind for name, kind in _IN_ZIP if name in head), Kind("archive", "ZIP", "unpack it first"))


def _bmp(head: bytes) -> Kind | None:
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return Kind(PICTURE, "BMP")
    return None


def _icon(head: bytes) -> Kind | None:
    if head[:4] in (b"\0\0\1\0", b"\0\0\2\0") and len(head) > 22 and head[9] == 0:
        return Kind(PICTURE, "icon", _IMAGE_HERE)
    return None


def _jpeg_xl(head: bytes) -> Kind | None:
    return Kind(PICTURE, "JPEG XL", _IMAGE_HERE) if head[:2] == b"\xff\x0a" and len(head) > 64 else None


def _pdf(head: bytes) -> Kind | None:
    """Readers take a PDF with up to 1,024 bytes of something else in front."""
    return Kind("document", "PDF", _SCREENSHOT) if b"%PDF-" in head[:1024] else None


def _tar(head: bytes) -> Kind | None:
    return Kind("archive", "tar", "unpack it first") if head[257:262] == b"ustar" else None


def _written(head: bytes) -> Kind | None:
    """Text with a syntax of its own that holds no code."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        return next((kind for pattern, kind in _MARKUP if pattern.search(start[:1024])), None)
    if _JSON_LINE.match(start):
        return Kind("capture", "lines of JSON", "play it with `ridegate replay`")
    if _CSV_LINE.match(start) and b"," in start:
        return Kind("capture", "CSV", "play it with `ridegate replay`")
    if _TABLE.search(start):
        return Kind("trust list", "trust list in TOML", "name it behind --trust")
    return None
