"""A replay on an emulated board."""

import json
import time

from tests.builder import recording
from tests.rig import command
from tests.rig.command import ridegate


def test_the_emulator_decides_the_same_of_a_capture_of_text(tmp_path):
    expected = ["ACCEPTED", "BAD_RIDE_SIGNATURE"]
    now_s = int(time.time()) - 30 * 86400  # the list of the board is of that day
    good = command.pki().recipe(now_s, command.pki().user(0)).encode()
    forged = bytearray(command.pki().recipe(now_s, command.pki().user(1)).encode())
    forged[-1] ^= 1
    payloads = [good, bytes(forged)]
    rows = [{"hex": one.hex(), "at": now_s + at, "result": name} for at, (one, name) in
            enumerate(zip(payloads, expected, strict=True))]  # fmt: skip
    path = tmp_path / "x.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    status, out, err = ridegate("replay", path, "--runtime", "emulator", "--json")
    assert (status, err) == (0, ""), out
    told = command.lines(out)
    assert told[0]["differences"] == 0 and told[0]["decisions"] == 2
    status, out, err = ridegate("replay", recording.recorded("masked")[0], "--runtime", "emulator")
    assert status == 2 and "it holds no codes" in err
