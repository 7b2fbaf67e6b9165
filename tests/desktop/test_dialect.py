"""The lint of prose: it finds a word of the dialect where prose is, and nowhere else."""

import subprocess
import sys

from tests.tool import dialect

PYTHON = '''"""Nobody reads this."""

import argparse

WORD = "tell"  # whoever looks


def tell(world):
    """Return the world as `tell` has it."""
    parser = argparse.ArgumentParser(description="asks whom to believe")
    return f"{world} tells nobody"
'''
DOCUMENT = """# What the board tells

See `sim/page/world.py` and [nobody](https://nobody.example/), which `tell` it.

```console
$ tell nobody
```

The gate drives the relay; a card is tapped.
We drive the core through a capture.
"""


def words(path, source):
    return [(use.line, use.word.lower()) for use in dialect.count(path, source)[1]]


def test_docstrings_comments_and_help_texts_are_prose_and_other_text_is_not():
    assert sorted(words("sim/x.py", PYTHON)) == [(1, "nobody"), (5, "whoever"), (9, "world"), (10, "believe")]


def test_listings_and_names_in_a_document_are_no_prose():
    assert words("docs/x.md", DOCUMENT) == [(1, "tells"), (3, "nobody"), (10, "drive")]


def test_comments_of_scripts_and_makefiles_are_prose():
    assert words("sim/x.js", 'const url = "http://tell";  // tells\n/* the world */') == [(1, "tells"), (2, "world")]
    assert words("Makefile", "tell: world ## tell it\n") == [(1, "tell")]


def test_a_use_is_named_with_its_place_and_with_what_to_write_instead():
    [use] = dialect.count("docs/x.md", "One.\n\nIn the clockwork.\n")[1]
    assert str(use) == "docs/x.md:3: 'clockwork'; write: scheduler"


def test_more_than_half_a_word_in_a_thousand_is_too_many():
    plain = "word " * 1999
    assert dialect.judge({"x.md": plain + "nobody"})[2] == dialect.MOST
    assert dialect.judge({"x.md": plain + "nobody whoever"})[2] > dialect.MOST


def test_this_checkout_holds_it():
    command = [sys.executable, "-m", "tests.tool.dialect"]
    done = subprocess.run(command, cwd=dialect.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
