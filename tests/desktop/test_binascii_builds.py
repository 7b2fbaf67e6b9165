"""Recovery where binascii raises something else for text that it does not take, as one MicroPython build does."""

import subprocess
import sys

from tests.rig.command import ROOT

SCRIPT = """
import binascii, sys, types

def bare(decode):
    def decoded(text):
        try:
            return decode(text)
        except ValueError:
            raise Exception("bad text") from None
    return decoded

strange = types.ModuleType("binascii")
strange.a2b_base64, strange.unhexlify = bare(binascii.a2b_base64), bare(binascii.unhexlify)
strange.b2a_base64, strange.hexlify = binascii.b2a_base64, binascii.hexlify
sys.modules["binascii"] = strange

from terminal.policy import RECOVERIES
from terminal.recover import recover

code = b"\\x80\\x01\\x49" + bytes(range(200)) + bytes(129)
for text in (strange.b2a_base64(code).rstrip(), strange.hexlify(code)):
    assert recover(text, RECOVERIES)[0] == code
    for wrong in (b"=" + text[40:], b"=" + text[41:], b"==" + text[42:], text[40:-2], b"\\x80" + text[41:]):
        assert recover(text[:40] + wrong, RECOVERIES) == (text[:40] + wrong, ())
print("every text was answered")
"""


def test_a_build_that_raises_a_bare_exception_for_bad_text():
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("every text was answered\n", "")
