"""The fakes keep the contracts, and break when asked to."""

import time

import numpy as np
import pytest

from hal import fake
from hal.desktop.reading.decoder import ZxingDecoder
from hal.desktop.system_clock import SystemClock
from hal.scanner.bare import SerialScanner
from hal.scanner.camera import CameraScanner
from sim.issuer.symbol import render
from tests import hal_contract


def side_by_side(*payloads):
    pictures = [np.asarray(render(payload, 3)) for payload in payloads]
    side = max(len(picture) for picture in pictures)
    margins = [((0, side - len(picture)), (0, side - len(picture))) for picture in pictures]
    return np.hstack([np.pad(p, margin, constant_values=255) for p, margin in zip(pictures, margins)])


def breaking(device):
    def fail():
        device.broken = True

    def repair():
        device.broken = False

    return fail, repair


def scanner_rig():
    clock, scanner = fake.Clock(), fake.Scanner()
    return hal_contract.ScannerRig(
        scanner, scanner.show, lambda: None, clock.advance, clock.now_ms, *breaking(scanner), together=True
    )


def serial_rig():
    clock, port = fake.Clock(), fake.Port()

    def show(*payloads):
        for payload in payloads:
            port.send(payload)

    scanner = SerialScanner(port)
    return hal_contract.ScannerRig(
        scanner, show, lambda: None, clock.advance, clock.now_ms, *breaking(port), together=False
    )


def camera_rig():
    clock, source = fake.Clock(), fake.FrameSource()
    scanner = CameraScanner(source, ZxingDecoder(), clock.ticks_us)

    def show(*payloads):
        source.show(side_by_side(*payloads))

    return hal_contract.ScannerRig(
        scanner, show, lambda: None, clock.advance, clock.now_ms, *breaking(source), together=True
    )


@pytest.mark.parametrize("rig", [scanner_rig, serial_rig, camera_rig])
@pytest.mark.parametrize("obligation", hal_contract.of("scanner"), ids=hal_contract.name)
def test_scanner(obligation, rig):
    obligation(rig())


@pytest.mark.parametrize("obligation", hal_contract.of("port"), ids=hal_contract.name)
def test_port(obligation):
    port = fake.Port()
    obligation(hal_contract.PortRig(port, port.send, lambda ms: None, *breaking(port)))


@pytest.mark.parametrize("obligation", hal_contract.of("source"), ids=hal_contract.name)
def test_source(obligation):
    source = fake.FrameSource()
    rig = hal_contract.SourceRig(source, lambda: source.show(render(b"abc")), lambda ms: None)
    obligation(rig)


@pytest.mark.parametrize("obligation", hal_contract.of("relay"), ids=hal_contract.name)
def test_relay(obligation):
    clock = fake.Clock()
    relay = fake.Relay(clock)
    obligation(hal_contract.RelayRig(relay, relay.released, clock.advance))


@pytest.mark.parametrize("obligation", hal_contract.of("sensor"), ids=hal_contract.name)
def test_sensor(obligation):
    sensor = fake.Sensor()
    obligation(hal_contract.SensorRig(sensor, sensor.pass_through))


@pytest.mark.parametrize("obligation", hal_contract.of("emergency"), ids=hal_contract.name)
def test_emergency(obligation):
    emergency = fake.Emergency()

    def pull(active):
        emergency.pulled = active

    obligation(hal_contract.EmergencyRig(emergency, pull))


@pytest.mark.parametrize("obligation", hal_contract.of("panel"), ids=hal_contract.name)
def test_panel(obligation):
    panel = fake.Panel()
    obligation(hal_contract.PanelRig(panel, lambda: panel.shown))


@pytest.mark.parametrize("obligation", hal_contract.of("segments"), ids=hal_contract.name)
def test_segments(obligation):
    made = [fake.Segments()]

    def again():
        made[-1].close()
        made.append(fake.Segments({number: bytes(data) for number, data in made[-1].content.items()}))
        made[-1].aside = made[-2].aside
        return made[-1]

    def fill():
        made[-1].capacity = sum(map(len, made[-1].content.values())) + 10

    def room():
        made[-1].capacity = 1 << 30

    obligation(hal_contract.SegmentsRig(made[0], again, fill, room, lambda: len(made[-1].aside)))


@pytest.mark.parametrize("obligation", hal_contract.of("cell"), ids=hal_contract.name)
def test_cell(obligation):
    cell = fake.Cell()
    obligation(hal_contract.CellRig(cell, lambda: fake.Cell(cell.content)))


def test_a_cell_that_fails():
    cell = fake.Cell(b"old")
    cell.full = True
    with pytest.raises(OSError, match="full"):
        cell.write(b"new")
    assert cell.read() == b"old"
    cell.full, cell.cut = False, True
    with pytest.raises(OSError, match="power cut"):
        cell.write(b"new")
    assert cell.read() == b"new"


@pytest.mark.parametrize("obligation", hal_contract.of("watchdog"), ids=hal_contract.name)
def test_watchdog(obligation):
    clock = fake.Clock()
    watchdog = fake.Watchdog(clock, 1000)
    obligation(hal_contract.WatchdogRig(watchdog, clock.advance, lambda: watchdog.bitten, 1000))


@pytest.mark.parametrize("obligation", hal_contract.of("clock"), ids=hal_contract.name)
def test_clocks(obligation):
    clock = fake.Clock(utc_s=1_800_000_000)
    obligation(hal_contract.ClockRig(clock, clock.advance, lambda: 1_800_000_000))
    obligation(hal_contract.ClockRig(SystemClock(), lambda ms: time.sleep(ms / 1000), lambda: int(time.time())))


def test_a_computer_that_wakes_up_in_the_past_is_not_trusted():
    assert SystemClock(floor_s=int(time.time()) + 1000).now_s() is None
    assert SystemClock(floor_s=int(time.time()) - 1000).now_s() is not None


def test_a_computers_clock_that_is_set_back_is_not_trusted_until_it_is_where_it_was():
    """A code that was used and forgotten would be good again. Two seconds back it stands still."""
    read = [1000]
    clock = SystemClock(0, lambda: read[0] * 1_000_000_000)
    for wall_s, told_s in (
        (1000, 1000), (1005, 1005), (1004, 1005), (1003, 1005), (1002, None), (10, None), (1003, 1005), (1006, 1006),
        (90_000, 90_000), (1007, None), (90_001, 90_001),
    ):  # fmt: skip
        read[0] = wall_s
        assert clock.now_s() == told_s, wall_s


def test_a_fake_clock_does_not_run_backwards_and_may_lose_trust():
    clock = fake.Clock(utc_s=100)
    clock.advance(999)
    assert clock.now_s() == 100
    clock.advance(1)
    assert (clock.now_s(), clock.now_ms()) == (101, 1000)
    with pytest.raises(ValueError):
        clock.advance(-1)
    clock.set_utc(50)
    assert (clock.now_s(), clock.now_ms()) == (50, 1000)
    clock.trusted = False
    assert clock.now_s() is None


@pytest.mark.parametrize("written", range(0, 12))
def test_a_power_cut_leaves_a_prefix(written):
    store = fake.Segments({1: b"before"})
    store.open()
    store.cut_after(written)
    data = b"0123456789"
    if written < len(data):
        with pytest.raises(OSError):
            store.append(data)
        with pytest.raises(OSError):
            store.length(1)
        assert bytes(store.content[1]) == b"before" + data[:written]
        store.open()
        store.append(b"!")
        assert bytes(store.content[1]) == b"before" + data[:written] + b"!"
    else:
        store.append(data)
        with pytest.raises(OSError):
            store.append(data)
        assert bytes(store.content[1]) == b"before" + data + data[: written - len(data)]


def test_what_is_broken_raises_until_it_is_mended():
    clock = fake.Clock()
    devices = [
        (fake.Relay(clock), lambda device: device.safe()),
        (fake.Sensor(), lambda device: device.passages()),
        (fake.Emergency(), lambda device: device.active()),
        (fake.Panel(), lambda device: device.show("", "", "idle")),
        (fake.Segments({1: b""}), lambda device: device.append(b"")),
        (fake.Watchdog(clock), lambda device: device.feed()),
        (fake.Scanner(), lambda device: device.poll(0)),
        (fake.FrameSource(), lambda device: device.frame()),
    ]
    for device, use in devices:
        device.open()
        use(device)
        device.broken = True
        with pytest.raises(OSError, match="broken on purpose"):
            use(device)
        with pytest.raises(OSError):
            device.open()
        device.broken = False
        device.open()
        use(device)


def test_a_fake_log_keeps_what_it_is_told():
    log = fake.Log()
    log.decision("decision", "marks", b"payload")
    assert log.decisions == [("decision", "marks")]
