"""Lines, panel, watchdog and log of hal/micropython, with fakes of `machine` handed in."""

from hal.micropython.buzzer import Buzzer
from hal.micropython.dma_port import RP2040, RP2350, DmaPort
from hal.micropython.log import SerialLog
from hal.micropython.panel import Panel
from hal.micropython.uart_port import UartPort
from hal.micropython.watchdog import Watchdog
from terminal import codes
from terminal.decide import Decision
from terminal.run import Marks
from tests.core.raising import raised
from tests.rig import hal_contract
from tests.rig.fake_machine import DmaBlock, Pin, Pwm, Time, Timer, Uart


class Line:
    """Hands for a port: the uart that is open now, and whether the line is there."""

    def __init__(self, dma=None):
        self.gone = False
        self.uart = None
        self.dma = dma
        self.bauds = []

    def make(self, baud):
        if self.gone:
            raise OSError(5, "gone")
        self.bauds.append(baud)
        self.uart = Uart(lambda: self.gone, self.dma)
        return self.uart

    def send(self, data):
        self.uart.arrive(data)

    def fail(self):
        self.gone = True
        if self.dma is not None:
            for channel in self.dma.channels:
                channel.running = False

    def repair(self):
        self.gone = False


def dma_port(line, chip=RP2040, block=None):
    registers = {}
    block = block or line.dma
    return DmaPort(line.make, 115200, chip, 0, 256, block.claim, registers, block.addressof), registers


def test_uart_port():
    for obligation in hal_contract.of("port"):
        line = Line()
        port = UartPort(line.make, 115200, Pin())
        obligation(hal_contract.PortRig(port, line.send, _no_wait, line.fail, line.repair))


def test_dma_port():
    for chip in (RP2040, RP2350):
        for obligation in hal_contract.of("port"):
            line = Line(DmaBlock())
            port, _ = dma_port(line, chip)
            rig = hal_contract.PortRig(port, Sender(line, port).send, _no_wait, line.fail, line.repair)
            obligation(rig)


def test_a_ring_lies_at_a_multiple_of_its_length():
    start = 0x2000_0010
    for addresses, length in (
        ((start & -256,), 256),  # at once
        ((start, start + 752), 256),  # with a gap filled in front
        ((start, start + 784, start + 1776), 256),  # behind the objects of two pieces
        ((start,), 512),  # nowhere: cut out of twice as much
    ):
        block = DmaBlock(addresses)
        port, _ = dma_port(Line(block), block=block)
        port.open()
        assert len(block.memory[addresses[-1]]) == length
        begin = block.channels[0]._write
        assert begin % 256 == 0 and begin - addresses[-1] in ((0,) if length == 256 else (240,))
        block.poke(begin + 255, 0x5A)
        assert port._ring[255] == 0x5A and len(port._ring) == 256


class Sender:
    """Sends in pieces the ring of the test can hold, as a line does while it is read."""

    def __init__(self, line, port):
        self._line = line
        self.port = port

    def send(self, data):
        if len(data) <= 256:
            self._line.uart.arrive(data)
            return
        read, rest, line = self.port.readinto, bytearray(data), self._line

        def feeding(buffer):
            line.uart.arrive(bytes(rest[:60]))
            rest[:] = rest[60:]
            return read(buffer)

        self.port.readinto = feeding


def _no_wait(ms):
    pass


def test_dma_goes_round_and_round():
    line = Line(DmaBlock())
    port, registers = dma_port(line)
    port.open()
    assert registers == {0x40034000 + 0x3038: 0x50}
    buffer = bytearray(300)
    total = 0
    while total < 3 * 2 * 16 * 256:
        data = bytes([total + at & 255 for at in range(100)])
        line.uart.arrive(data)
        count = port.readinto(buffer)
        assert bytes(buffer[:count]) == data
        total += count
    assert port.lost == 0


def test_dma_that_nobody_empties_keeps_the_newest_and_says_so():
    line = Line(DmaBlock())
    port, _ = dma_port(line)
    port.open()
    line.uart.arrive(bytes(256))
    assert port.readinto(bytearray(300)) == 256 and port.lost == 0
    data = bytes(range(256)) + b"end"
    line.uart.arrive(data[:257])
    buffer = bytearray(300)
    assert port.readinto(buffer) == 128 and port.lost == 1
    assert bytes(buffer[:128]) == data[129:257]
    line.uart.arrive(data[257:])
    assert port.readinto(buffer) == 2 and buffer[:2] == b"nd"


def test_ports_speak_and_change_their_rate():
    for line in (Line(), Line(DmaBlock())):
        port = UartPort(line.make, 115200) if line.dma is None else dma_port(line)[0]
        raised(OSError, port.write, b"7E")
        port.set_baud(9600)
        port.open()
        port.write(b"7E")
        assert line.uart.sent == b"7E"
        port.set_baud(115200)
        assert line.bauds == [9600, 115200]
        line.uart.arrive(b"x")
        assert port.readinto(bytearray(9)) == 1


def test_pause_line():
    line, pause = Line(), Pin()
    port = UartPort(line.make, 115200, pause)
    port.hold(True)
    assert pause.mode is None
    port.open()
    assert pause.out == 0
    port.hold(True)
    assert pause.out == 1
    port.hold(False)
    assert pause.out == 0


def test_watchdog():
    for obligation in hal_contract.of("watchdog"):
        time = Time()
        wdt = Wdt(time)
        obligation(hal_contract.WatchdogRig(Watchdog(wdt.start), time.advance, wdt.bitten, 1000))


class Wdt:
    def __init__(self, time):
        self._timer = Timer(time)
        self.bites = []

    def start(self):
        self.feed()
        return self

    def feed(self):
        self._timer.init(Timer.ONE_SHOT, 1000, self.bites.append)

    def bitten(self):
        return bool(self.bites)


def panel_rig():
    time, pwm = Time(), Pwm()
    lamps = {"green": Pin(), "red": Pin(), "amber": Pin()}
    shown = []

    class Display:
        broken = False

        def show(self, zh, en):
            if self.broken:
                raise OSError(5, "no answer")
            shown.append((zh, en))

    display = Display()
    panel = Panel(lamps, Buzzer(lambda: pwm, Timer(time), 100), display)

    def last():
        lit = [name for name in lamps if lamps[name].out]
        return shown[-1] + (lit[0] if lit else "idle",)

    return panel, last, time, pwm, display


def test_panel():
    for obligation in hal_contract.of("panel"):
        panel, last, _, _, _ = panel_rig()
        obligation(hal_contract.PanelRig(panel, last))


def test_a_display_that_fails_leaves_the_lamps():
    panel, last, _, _, display = panel_rig()
    panel.open()
    panel.show("a", "a", "green")
    display.broken = True
    panel.show("b", "b", "red")
    assert last() == ("a", "a", "red") and panel.display_fault
    display.broken = False
    panel.show("c", "c", "amber")
    assert last() == ("c", "c", "amber") and not panel.display_fault


def test_tunes_play_by_themselves_and_end():
    panel, _, time, pwm, _ = panel_rig()
    panel.open()
    panel.show("", "", "red")
    heard = []
    for _ in range(50):
        heard.append(pwm.hertz if pwm.duty else 0)
        time.advance(10)
    assert heard == [1200] * 12 + [0] * 6 + [800] * 24 + [0] * 8
    panel.show("", "", "green")
    time.advance(30)
    assert pwm.duty
    panel.show("", "", "idle")
    assert not pwm.duty and not time.timers


def test_log_masks_and_never_waits():
    lines, ready = [], [True]
    log = SerialLog(lines.append, lambda: ready[0], lambda: 7)
    code = Code()
    accepted = Decision(codes.ACCEPTED, None, code, (), None, -1, None)
    log.decision(accepted, Marks((1 << 30) - 1000, 500, 600, 16_000), b"\x80\x01\x02\x03\x04")
    event = "@\tdecision\t7\t0\t-\t-\t-\t-\t03041730\t5678\t1793000000\t5:01020304\t1500\t100\t15400\n"
    assert lines == ["  17 ms  ACCEPTED  issuer 03041730  account ...5678\n", event]
    ready[0] = False
    log.line("not told")
    log.line("nor this")
    ready[0] = True
    foreign = Decision(codes.FOREIGN_CODE, 1, None, ("hex",), "bank", 3, None)
    log.decision(foreign, Marks(None, None, None, None), b"62")
    assert lines[2:4] == ["@\tlost\t7\t2\n", "   0 ms  FOREIGN_CODE step 1  bank  at byte 3  after hex\n"]
    assert lines[4:] == ["@\tdecision\t7\t101\t1\t3\thex\tbank\t-\t-\t-\t2:3632\t-\t-\t-\n"]


class Code:
    issuer = b"\x03\x04\x17\x30"
    account = b"\x31\x04\x17\x00\x00\x00\x12\x34\x56\x78"
    generated_s = 1_793_000_000
