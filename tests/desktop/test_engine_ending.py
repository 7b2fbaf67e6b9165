"""The end of a process whose threads still verify signatures."""

import subprocess
import sys

from tests.rig.command import ROOT

TRIES = 6  # four of five crashed without the wait
PROGRAM = """
import threading
from hal.desktop.engine import proved_engine
from terminal import sm2
engine, begun = proved_engine(), threading.Event()
def verify():
    while True:
        sm2.prove(engine)
        begun.set()
threading.Thread(target=verify, daemon=True).start()
begun.wait()
"""


def test_a_thread_that_verifies_does_not_crash_the_end_of_the_process():
    ended = [subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, timeout=300).returncode for _ in range(TRIES)]
    assert ended == [0] * TRIES
