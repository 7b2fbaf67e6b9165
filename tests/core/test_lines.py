"""Lines of a file, read in blocks: what stands at their borders."""

from io import BytesIO

from tests.tool import lines

BLOCK = 512
FILES = (
    (b"", []),
    (b"\n", [""]),
    (b"a", ["a"]),
    (b"a\n", ["a"]),
    (b"a\n\nb", ["a", "", "b"]),
    (b"a\r\nb\r\n", ["a\r", "b\r"]),
)


def test_every_line_is_there_once():
    for data, expected in FILES:
        assert list(lines.read(BytesIO(data))) == expected, data


def test_the_end_of_a_line_at_the_end_of_a_block():
    for length in (BLOCK - 2, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK):
        long = "x" * length
        for data in (long + "\nnext", long + "\nnext\n"):
            assert list(lines.read(BytesIO(data.encode()))) == [long, "next"], length


def test_a_letter_of_several_bytes_on_the_border_of_two_blocks():
    for length in range(BLOCK - 4, BLOCK + 1):
        text = "x" * length + "\u4ea4\u901a"
        assert list(lines.read(BytesIO(text.encode() + b"\n"))) == [text], length
