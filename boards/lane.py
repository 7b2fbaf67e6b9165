"""The start of a lane: what a terminal has besides where its configuration keeps trips or asks for eligibility.

Loaded only there, in the place in a start where memory is still whole, and dropped behind it. A terminal without a
lane loads nothing of it.
"""

from struct import pack

from boards import journal_store, lane_switch, loaded, state as files
from boards.lane_watch import LaneWatch
from boards.start import OutOfService
from terminal import lane as lanes
from terminal.port import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from boards.format import config
    from boards.start import Terminal
    from boards.trust_store import TrustStore
    from hal.micropython.clock import Clock
    from terminal.gate import Gate
    from terminal.history import History


class LaneStart:
    """Makes the lane of one start. setup: the configuration, which has one. judge: of a build with other families.

    The memory of trips is taken here. Raises OutOfService with the reason.
    """

    def __init__(self, setup: "config.Config", judge: "Any") -> None:
        from boards.format import config

        if judge is not None:
            raise OutOfService("a build with other families has no trips and no eligibility; build one without")
        self._asking = setup.asking
        self._place = pack(">HH", setup.place.line, setup.place.station)
        self._trips: Any = None
        self.lane: Any = None
        self._port: Any = None  # of the snapshots
        self._station: Any = None
        if config.keeps_trips(setup.trip):
            from terminal.trip import Trips, rules

            self._trips = Trips(rules(*setup.trip[:4]), setup.trip.capacity, True)  # type: ignore[arg-type]
        if setup.asking is not None and setup.asking.snapshot != "none":
            from boards import snapshot_store
            from hal.eligibility import snapshot
            from terminal import eligibility

            self._modules = snapshot_store, snapshot, eligibility

    def made(self, terminal: "Terminal", lists: "TrustStore", keys: "Any", test: bool, clock: "Clock") -> "Any":
        """The judge of the lane. lists: for their files and engine. keys, test: as they have them."""
        question = None
        if self._asking is not None:
            if self._asking.service != "none":
                question = self._put_to_station(terminal, lists)
            else:
                question = self._question(terminal, lists, tuple(keys), test, clock)
        self.lane = lanes.Lane(clock, self._trips, question)
        return self.lane.judge

    def _put_to_station(self, terminal: "Terminal", lists: "TrustStore") -> "Any":
        """The question of step 24 to the computer of the station."""
        from boards import station_line

        question, self._station = station_line.begun(terminal, lists, self._asking, self._place)
        loaded.forget(("boards.station_line",), True)
        return question

    def _question(self, terminal: "Terminal", lists: "TrustStore", keys: "Any", test: bool, clock: "Clock") -> "Any":
        """The question of step 24 over the snapshots that are here."""
        snapshot_store, snapshot, eligibility = self._modules
        store = snapshot_store.SnapshotStore(lists.files, lists.engine, keys, test)
        try:
            for _ in store.open():
                terminal.tend()
        except OSError as error:
            store.words.append(f"snapshot.n: {error}")
        for text in store.words or ([] if store.kept else ["there is no snapshot: nobody is known to it"]):
            terminal.log.line("eligibility: " + text)
        now_s = clock.now_s()
        for _, each, _, _ in store.kept:
            force = "in force" if each.in_force(now_s) else "not in force"
            terminal.log.line(f"eligibility: snapshot {each.sequence}, {force}")
        self._port = snapshot.SnapshotEligibility(tuple([each[1] for each in store.kept]), clock.now_s)
        rules = eligibility.rules(self._asking.unknown, self._asking.deadline_ms)
        return eligibility.Question(self._port, rules, self._place)

    def opening(
        self, kept: "Any", state: files.State, history: "History", policy: "Any", now_s: int | None
    ) -> "Generator[None, None, None]":
        """Open the journal; as a whole where trips are kept."""
        if self._trips is not None:
            yield from journal_store.opening(kept, state, history, policy, now_s, self.lane)
            return
        yield from kept.open(history, policy, now_s, state.has(files.CHECK), self.lane)
        state.remove(files.CHECK)

    def attended(
        self, terminal: "Terminal", state: files.State, gate: "Gate", clock: "Clock", kept: "Any", audit: "Any"
    ) -> LaneWatch:
        """What idle time is for at a lane, in the place of the journal's audit. The lane is switched before."""
        gate.words = self.lane.words()
        try:
            name = lane_switch.settle(state, self.lane, kept, clock.now_s())
            terminal.log.line("the lane: " + name)
        except OSError as error:
            terminal.log.line(f"the lane is not switched: {error}")
        if self._station is not None:
            audit = self._station.over(audit)
        return LaneWatch(self.lane, self._port, audit)
