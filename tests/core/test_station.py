"""The gates of a morning decide and write the same on both runtimes: one hash over journals, answers and notices."""

from tests.core.station_gates import PlayedStation
from tests.tool import lines

TAPE = "tests/core/station.tape"


def test_the_morning_gives_one_hash():
    station = PlayedStation(lines.of(TAPE))
    station.play()
    assert sum([len(gate.results) for gate in station.gates]) > 20
    assert station.digest() == station.expected


def test_without_the_notices_of_the_others_the_hash_is_another():
    station = PlayedStation([_alone(line) for line in lines.of(TAPE)])
    station.play()
    assert station.digest() != station.expected


def _alone(line: str) -> str:
    start = line.find('"turn",[')
    return line if start < 0 else line[:start] + '"turn",[]]'
