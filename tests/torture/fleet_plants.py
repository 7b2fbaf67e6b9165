"""Guards of the fleet's code, each taken away by one change of the text, and the attacks that then get through."""

from collections import namedtuple

# file; the text that is there once, and what stands there instead; the attacks that have to be named.
Plant = namedtuple("Plant", "file old new attacks")

_KEY, _CACHE, _SOURCE, _DEPOT = (f"sim/fleet/{name}.py" for name in ("sm2_key", "cache", "source", "depot"))
_DESK, _ROLLOUT, _TARGET = (f"sim/fleet/{name}.py" for name in ("desk", "rollout", "target"))
_GATEWAY, _INSTALLED = "sim/fleet/gateway.py", "sim/eligibility/installed.py"

_OFF = "        if False:\n"

# Sets of plants that do not hide each other: one run of the attacks finds them all.
SETS = (
    (
        Plant(_KEY, "if key is None or not seal.holds(engine, key, data, made):", "if key is None:", {"wrong_key"}),
        Plant(_CACHE, "            if (scratch / name).is_file():\n", "            if False:\n", {"rollback"}),
        Plant(_DEPOT, "TIMESTAMP: 2}", "TIMESTAMP: 9}", {"freeze"}),
        Plant(_SOURCE, "        timer.start()\n", "", {"byte_by_byte", "slow_head"}),
        Plant(_TARGET, "    if made.custom != {", "    if False and made.custom != {", {"another_number"}),
        Plant(_DESK, "self._digest, key) else FORGED", "self._digest, key) else None", {"forged", "altered_receipt"}),
        Plant(_DESK, "0 < self._published < found.number:", "0 < 0:", {"not_published"}),
        Plant(_ROLLOUT, "OVERDUE if today > DAYS else WAITING", "WAITING", {"held_back"}),
        Plant(_INSTALLED, "    if opened.sequence < known:\n", "    if False:\n", {"older_list_by_a_stolen_gateway"}),
    ),
    (
        Plant(_KEY, "        if keyid != sm2_sign.sm3(point).hex():\n", _OFF, {"a_key_under_two_names"}),
        Plant(_CACHE, "                self._check(one, data)\n", "", {"not_of_the_operator", "another_number"}),
        Plant(_DEPOT, "if self._waits(name, pending).missing:", "if False:", {"below_the_threshold"}),
        Plant(_DEPOT, "MetaFile.from_data(targets.signed.version, data, HASHES)", "MetaFile(targets.signed.version)",
              {"mix_and_match"}),
        Plant(_GATEWAY, "if is_test(self.cache.root) and not self._settings.test:", "if False:", {"test_depot"}),
        Plant(_DESK, "known is not None and bytes(known[0]) == found.digest:", "False:", {"replayed"}),
        Plant(_DESK, "second is not None and second[1] < first[1]:", "False:", {"went_back"}),
        Plant(_ROLLOUT, "\nDAYS = 15\n", "\nDAYS = 14\n", {"held_back"}),
        Plant(_SOURCE, "if answer.length and not late.is_set():", "if False:", {"cut_off"}),
    ),
    (
        Plant(_DEPOT, "        if version == newest + 1:\n", "        if True:\n", {"a_copy_that_comes_back_late"}),
        Plant(_DESK, "                        why = CHANGED\n", "                        continue\n", {"changed"}),
        Plant(_DESK, "found, found.terminal, UNKNOWN", "found, found.terminal, None", {"unknown_terminal"}),
        Plant(_ROLLOUT, "if today > DAYS else WAITING", "if today >= DAYS else WAITING", {"held_back"}),
    ),
)  # fmt: skip
