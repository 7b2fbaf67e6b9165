"""What a chip had begun before a reset does not happen behind it."""

import threading
from types import SimpleNamespace

import pytest

from sim.emulator.board import calls
from sim.emulator.event import Events
from sim.emulator.network import Network
from sim.emulator.processor import Request
from sim.emulator.scheduler import Scheduler
from sim.emulator.uart import Settings, Uart

SETTINGS = Settings(9600, 0, 1, 256, 256)
BEFORE, BEHIND = bytes(100), b"behind"
NAME, PASSWORD = b"station 301", b"a password of 22 signs"


class World:
    """Time that passes when it is let, and events."""

    def __init__(self):
        self.lock = threading.RLock()
        self.scheduler = Scheduler(self.lock, False, lambda: "waiting")
        self.events = Events(lambda: None)
        self.scheduler.start()

    def pass_ms(self, ms):
        self.scheduler.run(ms * 1_000_000)

    def kinds(self, kind):
        return [event.data for event in self.events.since(0) if event.kind == kind]


@pytest.fixture
def world():
    made = World()
    yield made
    made.scheduler.stop()


@pytest.fixture
def port(world):
    processor = SimpleNamespace(watch_mask=lambda call: None, show_busy=lambda number, is_so: None, listening=True)
    return Uart(0, 16, False, processor, world.scheduler, world.events)


@pytest.mark.parametrize("reset", [False, True])
def test_bytes_that_are_leaving_do_not_arrive(world, port, reset):
    got = []
    port.sink = lambda data, baud, t_ns: got.append(data)
    port.open(SETTINGS)
    assert port.write(BEFORE, world.scheduler.now_ns()) == len(BEFORE)
    world.pass_ms(50)  # under way
    if reset:
        port.reset()
        port.open(SETTINGS)
    port.write(BEHIND, world.scheduler.now_ns())
    world.pass_ms(200)
    assert got == ([BEHIND] if reset else [BEFORE, BEHIND])
    port.write(BEHIND, world.scheduler.now_ns())
    world.pass_ms(200)
    assert got[-2:] == [BEHIND, BEHIND] and not port._leaving


BYTE_NS = 10 * 1_000_000_000 // SETTINGS.baud
COMES = bytes(range(48, 108))


@pytest.mark.parametrize("off", ["reset", "close", "only set up again"])
@pytest.mark.parametrize(
    ("off_bytes", "open_bytes", "lost"),
    [(0, 0, 0), (3.2, 3.2, 4), (3.2, 30, 30), (3.2, 30.04, 30), (3.2, 30.06, 31), (3.2, 60, 60), (3.2, 400, 60)],
)
def test_a_port_that_was_off_hears_the_bytes_that_begin_later(world, port, off, off_bytes, open_bytes, lost):
    port.open(SETTINGS)
    begun = world.scheduler.now_ns()
    port.arrive(COMES, SETTINGS.baud, begun)
    if off != "only set up again":
        world.scheduler.run(int(off_bytes * BYTE_NS))
        port.any(world.scheduler.now_ns())
        port.reset() if off == "reset" else port.close()
        assert port.any(world.scheduler.now_ns()) == 0
    world.scheduler.run(begun + int(open_bytes * BYTE_NS) - world.scheduler.now_ns())
    port.open(SETTINGS)
    assert port.any(world.scheduler.now_ns()) == 0
    world.pass_ms(100)
    assert port.read(256, world.scheduler.now_ns()) == COMES[lost:]
    assert port.lost == 0
    port.arrive(COMES, SETTINGS.baud, world.scheduler.now_ns())
    assert len(port._wire) == 1


@pytest.mark.parametrize("settings", [Settings(19200, 0, 1, 256, 256), Settings(9600, 0, 5, 256, 256)])
def test_what_comes_is_garbled_at_another_rate_and_not_heard_at_another_pin(world, port, settings):
    port.open(SETTINGS)
    port.arrive(COMES, SETTINGS.baud, world.scheduler.now_ns())
    world.scheduler.run(10 * BYTE_NS)
    port.open(settings)
    world.pass_ms(100)
    got = port.read(256, world.scheduler.now_ns())
    assert bool(got) == (settings.rx == SETTINGS.rx) and got != COMES[10:]


@pytest.mark.parametrize(
    ("meanwhile", "joined"),
    [
        (lambda network, ask: None, 1),
        (lambda network, ask: network.reset(), 0),
        (lambda network, ask: ask(calls.WLAN_ACTIVE, 1), 0),
        (lambda network, ask: ask(calls.WLAN_DISCONNECT), 0),
        (lambda network, ask: network.fault("away"), 0),
        (lambda network, ask: (network.fault("away"), network.fault("away", False), network.fault("away", False)), 1),
        (lambda network, ask: ask(calls.WLAN_CONNECT, len(NAME), NAME + PASSWORD + b"\0"), 1),
    ],
    ids=["nothing", "reset", "off", "disconnect", "away", "away and back", "connect"],
)
def test_a_wlan_that_is_left_is_not_joined(world, meanwhile, joined):
    network = Network(NAME.decode(), PASSWORD.decode(), {})
    answers = network.plug(world.lock, world.scheduler, world.events)

    def ask(operation, a=0, data=b""):
        with world.lock:
            return answers[operation](Request(a, 0, data, 0, world.scheduler.now_ns()))

    ask(calls.WLAN_ACTIVE, 2)
    ask(calls.WLAN_CONNECT, len(NAME), NAME + PASSWORD + b"\0")
    world.pass_ms(network.join_ms // 2)
    with world.lock:
        meanwhile(network, ask)
    world.pass_ms(2 * network.join_ms)
    assert [one["what"] for one in world.kinds("network")].count("joined") == joined
