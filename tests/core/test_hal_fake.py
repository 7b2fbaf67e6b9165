"""The fakes keep the contracts, and break when asked to."""

from hal.fake.clock import Clock, Watchdog
from hal.fake.gate import Emergency, Panel, Relay, Sensor
from hal.fake.log import Log
from hal.fake.scanner import FrameSource, Port, Scanner
from hal.fake.store import Cell, Segments
from hal.scanner.bare import SerialScanner
from tests.core.raising import raised
from tests.rig import hal_contract


def breaking(device) -> tuple:
    def fail() -> None:
        device.broken = True

    def repair() -> None:
        device.broken = False

    return fail, repair


def no_wait(ms: int) -> None:
    pass


def scanner_rig():
    clock, scanner = Clock(), Scanner()
    fail, repair = breaking(scanner)
    return hal_contract.ScannerRig(
        scanner, scanner.show, lambda: None, clock.advance, clock.now_ms, fail, repair, together=True
    )


def serial_rig():
    clock, port = Clock(), Port()
    fail, repair = breaking(port)

    def show(*payloads: bytes) -> None:
        for payload in payloads:
            port.send(payload)

    scanner = SerialScanner(port)
    return hal_contract.ScannerRig(
        scanner, show, lambda: None, clock.advance, clock.now_ms, fail, repair, together=False
    )


def test_scanners():
    for obligation in hal_contract.of("scanner"):
        obligation(scanner_rig())
        obligation(serial_rig())


def test_ports():
    for obligation in hal_contract.of("port"):
        port = Port()
        fail, repair = breaking(port)
        obligation(hal_contract.PortRig(port, port.send, no_wait, fail, repair))


def test_relays():
    for obligation in hal_contract.of("relay"):
        clock = Clock()
        relay = Relay(clock)
        obligation(hal_contract.RelayRig(relay, relay.released, clock.advance))


def test_sensors():
    for obligation in hal_contract.of("sensor"):
        sensor = Sensor()
        obligation(hal_contract.SensorRig(sensor, sensor.pass_through))


def test_emergency_contacts():
    for obligation in hal_contract.of("emergency"):
        emergency = Emergency()

        def pull(active: bool, contact=emergency) -> None:
            contact.pulled = active

        obligation(hal_contract.EmergencyRig(emergency, pull))


def test_panels():
    for obligation in hal_contract.of("panel"):
        panel = Panel()
        obligation(hal_contract.PanelRig(panel, lambda shown=panel: shown.shown))


class Storage:
    """Segments that are closed and made anew over the same content."""

    def __init__(self) -> None:
        self.made = Segments()

    def again(self) -> Segments:
        before = self.made
        before.close()
        self.made = before.copy()
        self.made.aside = before.aside
        return self.made

    def fill(self) -> None:
        self.made.room = 10

    def space(self) -> None:
        self.made.room = None

    def aside(self) -> int:
        return len(self.made.aside)


def test_segments():
    for obligation in hal_contract.of("segments"):
        storage = Storage()
        obligation(hal_contract.SegmentsRig(storage.made, storage.again, storage.fill, storage.space, storage.aside))


def test_cells():
    for obligation in hal_contract.of("cell"):
        cell = Cell()
        obligation(hal_contract.CellRig(cell, lambda before=cell: Cell(before.content)))


def test_watchdogs():
    for obligation in hal_contract.of("watchdog"):
        clock = Clock()
        watchdog = Watchdog(clock, 1000)
        obligation(hal_contract.WatchdogRig(watchdog, clock.advance, lambda dog=watchdog: dog.bitten, 1000))


def test_clocks():
    for obligation in hal_contract.of("clock"):
        clock = Clock(1_800_000_000)
        obligation(hal_contract.ClockRig(clock, clock.advance, lambda: 1_800_000_000))


def test_a_cell_that_fails():
    cell = Cell(b"old")
    cell.full = True
    raised(OSError, cell.write, b"new")
    assert cell.read() == b"old"
    cell.full, cell.late = False, True
    raised(OSError, cell.write, b"new")
    assert cell.read() == b"new"


def test_a_fake_clock_does_not_run_backwards_and_may_lose_trust():
    clock = Clock(100)
    clock.advance(999)
    assert clock.now_s() == 100
    clock.advance(1)
    assert (clock.now_s(), clock.now_ms()) == (101, 1000)
    raised(ValueError, clock.advance, -1)
    clock.set_utc(50)
    assert (clock.now_s(), clock.now_ms()) == (50, 1000)
    clock.set_utc(None)
    assert clock.now_s() is None


def test_an_append_that_does_not_fit_leaves_a_prefix():
    data = b"0123456789"
    for room in range(12):
        store = Segments({1: b"before"})
        store.open()
        store.room = room
        if room < len(data):
            raised(OSError, store.append, data)
        else:
            store.append(data)
        assert bytes(store.content[1]) == b"before" + data[:room]


def test_what_is_broken_raises_until_it_is_opened_again():
    clock = Clock()
    devices = (
        (Relay(clock), lambda device: device.hold(False)),
        (Sensor(), lambda device: device.passages()),
        (Emergency(), lambda device: device.active()),
        (Panel(), lambda device: device.show("", "", "idle")),
        (Watchdog(clock), lambda device: device.feed()),
        (Scanner(), lambda device: device.poll(0)),
        (FrameSource(), lambda device: device.frame()),
        (Port(), lambda device: device.readinto(bytearray(1))),
    )
    for device, use in devices:
        device.open()
        use(device)
        device.broken = True
        raised(OSError, use, device)
        raised(OSError, device.open)
        device.broken = False
        raised(OSError, use, device)
        device.open()
        use(device)
        assert device.usable()


def test_what_is_done_to_devices_is_in_one_list():
    events: list = []
    clock = Clock()
    relay, panel, scanner = Relay(clock, events), Panel(events), Scanner(events)
    for device in (relay, panel, scanner):
        device.open()
    relay.release("entry", 500)
    for _ in range(2):
        panel.show("请通行", "Please pass", "green")
    relay.hold(True)
    scanner.broken = True
    raised(OSError, scanner.poll, 0)
    scanner.broken = False
    scanner.open()
    assert events == [
        ("release", "entry", 500, 0),
        ("show", "Please pass", "green"),
        ("hold", True),
        ("reopened", "scanner"),
    ]
    log = Log()
    log.decision("decision", "marks", b"payload")
    log.event("ride", 1)
    assert log.decisions == [("decision", "marks")] and log.events == [("ride", 1)]
