"""A board that keeps trips, by its configuration; one that does not holds nothing of it."""

import pytest

from boards.format import config
from boards.state import CONFIG
from sim.gate.board_lines import LineReader
from terminal import codes
from tests.board.firmware import state_files
from tests.rig.command import AT_S

TRIPS = ("terminal.trip", "terminal.lane")
PROMPT_S = 3.5
LOADED = (
    "boards/start.py",
    '        self.log.event("start", build.version',
    '        self.log.line("loaded " + " ".join(sys.modules))\n        self.log.event("start", build.version',
)
LOADS = (
    "boards/opening.py",
    "    if setup.asking is None and",
    "    import terminal.trip, terminal.lane\n\n    if setup.asking is None and",
)


def with_trips(**changes):
    """The file of a configuration with trips, by its path."""
    name = f"state/{CONFIG}"
    setup = config.parse(state_files("gm65")[name])
    return {name: config.encode(setup._replace(trip=config.FLAT._replace(**changes)))}


class Watched:
    """A board and the lines of its serial."""

    def __init__(self, terminal):
        self.terminal = terminal
        self._reader = LineReader(terminal.port)
        self.lines = []
        terminal.power_on()

    def opens(self, user, seconds):
        """Whether it releases for a code made so many seconds later."""
        found = self.terminal.opens(user, at_s=AT_S + seconds)
        if found:
            self.terminal.goes_through()
        self.terminal.run(PROMPT_S)  # the lamp goes out, so that the next answer lights it
        return found

    def read(self):
        """All lines so far."""
        self.lines += self._reader.lines()
        return self.lines

    def loaded(self):
        """The modules that were loaded when it had started."""
        (line,) = [line for line in self.read() if "loaded " in line]
        return set(line.split("loaded ")[1].split())

    def close(self):
        """Let the serial go."""
        self._reader.close()


@pytest.fixture
def watched(board):
    made = []

    def make(*changes, more=()):
        made.append(Watched(board(*changes, more=more)))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_an_entry_that_enforces_refuses_who_is_inside_also_after_a_power_cut(watched):
    gate = watched(LOADED, more=with_trips(mode="entry", trip="enforce"))
    assert gate.opens(0, 0) and gate.opens(1, 0)
    assert gate.loaded() >= set(TRIPS)
    assert not gate.opens(0, 1)
    gate.terminal.power_off()
    gate.terminal.power_on()
    assert not gate.opens(1, 1) and gate.opens(2, 1)
    told = [line for line in gate.read() if codes.of(codes.ALREADY_INSIDE).name in line or "\t404\t" in line]
    assert len(told) >= 2, gate.lines


@pytest.mark.parametrize("more", [{}, {"mode": "on_off", "trip": "off"}], ids=["flat", "off"])
def test_a_terminal_without_trips_holds_none_of_their_bytecode(watched, more):
    gate = watched(LOADED, more=with_trips(**more) if more else ())
    assert gate.opens(0, 0) and gate.opens(0, 1)
    assert not gate.loaded() & {*TRIPS, "terminal.notice", "terminal.eligibility", "terminal.snapshot"}


def test_a_start_that_loads_them_is_noticed(watched):
    gate = watched(LOADED, LOADS)
    assert gate.opens(0, 0)
    assert gate.loaded() >= set(TRIPS)
