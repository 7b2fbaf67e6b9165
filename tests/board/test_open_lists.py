"""A program that ends on a board closes the trust lists it opened: littlefs remembers open files, and one that is only
lost is closed by the garbage collector, whenever that runs.
"""

import pytest

from tests.board.firmware import UNWATCHED
from tests.rig.command import mpremote

# A file system in the place of the folder of state: that folder, under another name, with its open files counted.
COUNTING = """
import os

class Counted:
    def __init__(self, file):
        self.file = file
        self.open = True

    def __getattr__(self, name):
        return getattr(self.file, name)

    def close(self):
        self.open = False
        self.file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

class Folder:
    def __init__(self):
        self.files = []

    def mount(self, readonly, mkfs):
        pass

    def umount(self):
        pass

    def open(self, path, mode):
        file = Counted(open(KEPT + path, mode))
        self.files.append((path, file))
        return file

    def stat(self, path):
        return os.stat((KEPT + path).rstrip("/"))

    def statvfs(self, path):
        return os.statvfs("/")

    def ilistdir(self, path):
        return os.ilistdir((KEPT + path).rstrip("/"))

    def remove(self, path):
        os.remove(KEPT + path)

    def rename(self, old, new):
        os.rename(KEPT + old, KEPT + new)

    def mkdir(self, path):
        os.mkdir(KEPT + path)

KEPT = "/kept"
os.rename("/state", KEPT)
counted = Folder()
os.mount(counted, "/state")
"""

TOLD = """
lists = [file.open for path, file in counted.files if path.startswith("/trust.bin")]
print(len(lists) > 0, sum(lists))
"""


@pytest.fixture
def terminal(board):
    # with memory for what counts: it keeps every file that was opened
    terminal = board(*UNWATCHED, more={"boot.py": COUNTING}, erase_ms=1, paced=True, on=True, heap_bytes=1 << 20)
    assert terminal.opens(0)
    terminal.goes_through()  # so that nothing sounds or moves any more
    return terminal


def test_a_terminal_that_is_stopped_lets_go_of_its_list(terminal):
    assert mpremote(terminal.port, "resume", "exec", TOLD) == "True 0\n"


def test_the_self_test_lets_go_of_the_lists_it_looked_at(terminal):
    mpremote(terminal.port, "resume", "exec", "for path, file in counted.files: file.close()\ncounted.files.clear()")
    said = mpremote(terminal.port, "resume", "exec", "from boards import service; service.selftest()")
    assert '"trust"' in said
    assert mpremote(terminal.port, "resume", "exec", TOLD) == "True 0\n"
