"""The lock of development and CI covers pyproject.toml, and its check notices when it does not."""

import tomllib

import pytest

from tests.tool import lock

PROJECT = tomllib.loads((lock.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
TEXT = lock.LOCK.read_text("utf-8")


def test_it_covers_the_project():
    assert list(lock.problems(TEXT, PROJECT)) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace("segno==", "other=="), "segno"),
        (lambda text: text.replace("\nsegno==1", "\nsegno==0"), "wanted"),
        (lambda text: text + "\nextra==1.0\n", "extra==1.0 has no hash"),
    ],
)
def test_what_is_missing_is_named(change, words):
    (found,) = lock.problems(change(TEXT), PROJECT)
    assert words in found
