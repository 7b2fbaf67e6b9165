"""Every vector of a signed file answers as it says, under real signatures."""

import json
from binascii import unhexlify

from boards.format import image
from terminal import signed, sm2
from tests.tool import lines

VECTORS = "tests/vectors/blobs.jsonl"

# By what the words of a refusal are distinguished.
WORDS = {
    "magic": "does not begin as",
    "format": "format version",
    "key": "none of this terminal's operator keys",
    "signature": "signature does not hold",
    "fields": "uses fields",
    "kind": "keys do not count here",
    "length": "at most",
    "table": "table of files is not the signed one",
    "file": "misnamed or out of order",
    "count": "promises",
}


def answer(vector: dict) -> str | None:
    keys = (sm2.REFERENCE.decode(unhexlify(vector["by"])),)
    data = unhexlify(vector["data"])
    try:
        sm2.finish(image.open_manifest(data, keys, sm2.REFERENCE, vector["test"]))
    except signed.BlobRefused as reason:
        return str(reason)
    return None


def test_every_vector_answers_as_stated():
    reasons = set()
    for line in lines.of(VECTORS):
        vector = json.loads(line)
        expected = vector["reason"]
        reasons.add(expected)
        found = answer(vector)
        if expected is None:
            assert found is None, (vector["id"], found)
        else:
            assert found is not None and WORDS[expected] in found, (vector["id"], found)
    assert reasons == set(WORDS) | {None}
