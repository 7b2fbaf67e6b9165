"""What stands on a desktop only: a camera of fake frames, and the clock of this computer."""

import time

import numpy as np
import pytest

from hal.desktop.reading.decoder import ZxingDecoder
from hal.desktop.system_clock import SystemClock
from hal.fake.clock import Clock
from hal.fake.scanner import FrameSource
from hal.scanner.camera import CameraScanner
from sim.issuer.symbol import render
from tests.core.test_hal_fake import breaking
from tests.rig import hal_contract


def side_by_side(*payloads):
    pictures = [np.asarray(render(payload, 3)) for payload in payloads]
    side = max(len(picture) for picture in pictures)
    margins = [((0, side - len(picture)), (0, side - len(picture))) for picture in pictures]
    return np.hstack([np.pad(p, margin, constant_values=255) for p, margin in zip(pictures, margins)])


def camera_rig():
    clock, source = Clock(), FrameSource()
    scanner = CameraScanner(source, ZxingDecoder(), clock.ticks_us)

    def show(*payloads):
        source.show(side_by_side(*payloads))

    return hal_contract.ScannerRig(
        scanner, show, lambda: None, clock.advance, clock.now_ms, *breaking(source), together=True
    )


@pytest.mark.parametrize("obligation", hal_contract.of("scanner"), ids=hal_contract.name)
def test_a_camera_as_a_scanner(obligation):
    obligation(camera_rig())


@pytest.mark.parametrize("obligation", hal_contract.of("source"), ids=hal_contract.name)
def test_source(obligation):
    source = FrameSource()
    rig = hal_contract.SourceRig(source, lambda: source.show(render(b"abc")), lambda ms: None)
    obligation(rig)


@pytest.mark.parametrize("obligation", hal_contract.of("clock"), ids=hal_contract.name)
def test_the_clock_of_this_computer(obligation):
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
