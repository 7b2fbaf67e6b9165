# ruff: noqa: E501 (texts of the firmware stand as they are)
"""Bugs for the firmware, each with the name that the model must find for it, and a seed whose day shows it."""

from collections import namedtuple

from tests.soak import model

# changes: as in tests/board/firmware.py. names: what is found, one of these. seed: of the first day that shows it.
Plant = namedtuple("Plant", "changes names seed")

_RUN, _GATE, _JOURNAL = "terminal/run.py", "terminal/gate.py", "terminal/journal.py"

PLANTS = {
    "record after release": Plant(
        (
            (
                _RUN,
                "            sequence = self._append_ride(decision)\n",
                "            self._hal.relay.release('entry', 600)\n            sequence = self._append_ride(decision)\n",
            ),
        ),
        (model.NO_RIDE,),
        1,
    ),
    "lost outcome": Plant(
        ((_RUN, "        self._journal.append_outcome(ride, outcome, self._hal.clock.now_s())\n", "        pass\n"),),
        (model.OUTCOME,),
        1,
    ),
    "stuck queue": Plant(
        (
            (
                _GATE,
                "        sequence, _ = self.queue.pop(0)\n        self._released = False\n",
                "        sequence, _ = self.queue.pop(0)\n        self._released = outcome == records.TIMEOUT\n",
            ),
        ),
        (model.WATCHDOG, model.STUCK, model.OUTCOME),
        1,
    ),
    "stale list": Plant(
        (
            ("boards/trust_store.py", "                self._next_s = newest.list.effective_s\n", "                pass\n"),
            ("boards/trust_store.py", "            elif self._next_s is None or counter.day_s < self._next_s:\n", "            elif False:\n"),
        ),
        (model.BLOCKED, model.LIST),
        1,
    ),
    "double use after a cut": Plant(
        ((_JOURNAL, "            history.add(code.account, code.generated_s, until_s)\n", "            pass\n"),),
        (model.NO_RIDE, model.TWICE),
        1,
    ),
    "pulse too long": Plant(
        (
            (
                "hal/micropython/relay_rp2.py",
                "        self._machine.put(pulse_ms * _TURNS_PER_MS)\n",
                "        self._machine.put((pulse_ms + 5) * _TURNS_PER_MS)\n",
            ),
        ),
        (model.PULSE,),
        1,
    ),
    "emergency ignored with a queue": Plant(
        ((_GATE, "        if active == before:\n", "        if active == before or self.queue:\n"),),
        (model.SHUT,),
        1,
    ),
    "passage taken for a time-out": Plant(
        ((_GATE, "self._end(records.PASSED, now_ms) if", "self._end(records.TIMEOUT, now_ms) if"),),
        (model.OUTCOME,),
        1,
    ),
    "emergency keeps the queue": Plant(
        (
            (
                _GATE,
                "        self.queue = []\n        self._released = False\n        return ended",
                "        return ended",
            ),
        ),
        (model.NO_RIDE, model.OUTCOME, model.STUCK),
        1,
    ),
    "watchdog not fed while a code is judged": Plant(
        (
            (
                _RUN,
                "        if not gate.faults & gates.FAULT_INTERNAL:\n",
                "        if not gate.faults and gate.ready():\n",
            ),
        ),
        (model.WATCHDOG,),
        1,
    ),
    "clock step accepted unsigned": Plant(
        (
            (
                "hal/micropython/clock.py",
                "            self._fault = JUMPED\n            self.jumped = True\n",
                "            self._base_s, self._base_ms = read_s, now_ms\n",
            ),
        ),
        (model.CLOCK,),
        14,
    ),
    "fault not shown": Plant(
        ((_GATE, "            return (SHOW, codes.OUT_OF_SERVICE, LAMP_RED, None)\n", "            pass\n"),),
        (model.FAULT,),
        1,
    ),
    "refusal counted as a ride": Plant(
        (
            (
                _RUN,
                "            if decision.result != codes.ACCEPTED and self._refusals is not None:\n",
                "            if decision.result == codes.CODE_EXPIRED:\n                self._append_ride(decision)\n"
                "            if decision.result != codes.ACCEPTED and self._refusals is not None:\n",
            ),
        ),
        (model.STRANGE,),
        1,
    ),
}
