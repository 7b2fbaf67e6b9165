"""What a terminal promises whatever happens to it: the firmware of the checkout on emulated boards, and the same checks
on copies of it with one guard taken out, which they have to notice.
"""

import pytest

from tests.board import firmware
from tests.board.firmware import IDLE_MS, PULSE_MS, UNWATCHED, WAIT_MS, WATCHDOG_MS, wrong
from tests.builder.code_builder import unsigned
from tests.rig.command import code

STEP_MAX_S = 10
SOON_S = 0.3
START_S = 3  # from power-on until the module is set up: its answers do not mix with a code
BURST = 5
ERASE_MS = 100

# What a test does to a running loop: it closes the service jumper, which the firmware looks at when it starts only.
LOOP = "        loop.step()\n"
ON_JUMPER = (
    LOOP + "        jumper = machine.Pin(self.board.pins.SERVICE_JUMPER, machine.Pin.IN, machine.Pin.PULL_UP)\n"
    "        if not jumper.value():\n            "
)
HANGS = (
    "boards/start.py",
    LOOP,
    ON_JUMPER + "machine.disable_irq()\n            while True:\n                pass\n",
)
ASLEEP = (  # a hang, too, that costs the computer nothing
    "boards/start.py",
    LOOP,
    ON_JUMPER + "machine.disable_irq()\n            while True:\n                time.sleep(60)\n",
)
RAISES = ("boards/start.py", LOOP, ON_JUMPER + "raise RuntimeError('as asked')\n")
SHORT = ("boards/limits.py", "8000", f"{WATCHDOG_MS}")

# Guards taken out.
BY_SOFTWARE = (
    "hal/micropython/relay_rp2.py",
    "        self._machine.put(pulse_ms * _TURNS_PER_MS)\n",
    "        from machine import Timer\n\n        pin = self._pin\n        pin.init(pin.OUT, value=1)\n"
    "        self._timer = Timer(-1)\n"
    "        self._timer.init(mode=Timer.ONE_SHOT, period=pulse_ms, callback=lambda _: pin.value(0))\n",
)
RELEASE_FIRST = (
    "terminal/run.py",
    "            sequence = self._append_ride(decision)\n",
    "            self._hal.relay.release('entry', 600)\n            sequence = self._append_ride(decision)\n",
)
NOT_READ_BACK = (
    "terminal/journal.py",
    "            history.add(code.account, code.generated_s, until_s)\n",
    "            pass\n",
)
UNHELD = ("terminal/run.py", "            hal.relay.hold(effect[1])\n", "            pass\n")
NO_LEVEL = ("boards/pico2/pins.py", "Pin(_pin, Pin.OUT, value=1 - _active)", "pass")
BROKEN = ("boards/pico2/board.py", "\n\n\ndef engine", "\n\nraise RuntimeError('as asked')\n\n\ndef engine")

BY_INTERRUPT = (
    (
        "boards/port/rp2.py",
        "        port = DmaPort(\n",
        "        from hal.micropython.uart_port import UartPort\n\n"
        "        DmaPort = lambda make, baud, *_: UartPort(make, baud)\n"
        "        port = DmaPort(\n",
    ),
    ("boards/port/rp2.py", "rxbuf=32", "rxbuf=4096"),
    ("hal/micropython/uart_port.py", "", ""),
)

# Not a guard: the amber lamp shows when a payload is looked at.
TELLS = (
    "terminal/run.py",
    "        if payloads:\n",
    "        if payloads:\n            from machine import Pin\n\n"
    "            Pin(14).value(1)\n            Pin(14).value(0)\n",
)


def away_from_the_circuit(board):
    """The emergency contact is on the board's pin only."""
    board.turnstile.emergency = lambda opened: (
        board.events.tell(board.now_us() * 1000, "emergency", open=opened),
        board.turnstile._gpio.drive(board.board.pin("17"), None if opened else 0, board.now_us() * 1000),
    )


def emergency(board, seconds=SOON_S):
    """One that is over when this returns; whether the firmware held both contacts as well."""
    board.emergency(True)
    held = board.held(seconds)
    board.emergency(False)
    return held


def loop_in_trouble(board):
    """From power-on to a pulse in which the loop ends, and to the watchdog; what was wrong, as in `wrong`."""
    found = set()
    board.power_on()
    assert board.opens(0)
    board.await_idle()
    if not emergency(board, 2):
        found.add("not held in an emergency")
    board.await_idle()
    mark = board.events.mark()
    assert board.opens(1)
    board.switch("service", closed=True)
    board.run(PULSE_MS / 1000 + SOON_S)
    emergency(board)
    board.switch("service", closed=False)
    try:
        board.wait_for("reset", WATCHDOG_MS / 1000 + 1, mark)
    except TimeoutError:
        found.add("no restart")
    return found | wrong(board)


@pytest.mark.parametrize("trouble", [HANGS, RAISES], ids=["hangs", "raises"])
def test_nothing_is_released_but_by_a_fresh_code_whatever_happens(board, trouble):
    terminal = board(trouble, SHORT)
    terminal.power_on()
    terminal.wait_for("boot", STEP_MAX_S)
    assert emergency(terminal, STEP_MAX_S)  # while it starts
    terminal.power_off()
    assert loop_in_trouble(terminal) == set()
    assert [event.cause for event in terminal.events.since(0, "reset")] == ["watchdog"]
    assert emergency(terminal, STEP_MAX_S)  # while it starts again
    terminal.await_idle()
    assert not terminal.opens(1, fresh=False)
    assert terminal.opens(2)
    terminal.power_off()
    assert not any(terminal.turnstile.released.values())
    emergency(terminal, 0.1)
    terminal.power_on()
    assert not terminal.opens(2, fresh=False)
    assert wrong(terminal) == set()


@pytest.mark.parametrize(
    ("changes", "in_circuit", "notices"),
    [
        ((BY_SOFTWARE,), True, "a pulse outlasts its time"),
        (UNWATCHED, True, "no restart"),
        ((UNHELD,), True, "not held in an emergency"),
        ((), False, "shut in an emergency"),
    ],
    ids=["pulse by software", "no watchdog", "emergency not held", "emergency not in the circuit"],
)
def test_the_checks_notice_a_guard_taken_out(board, changes, in_circuit, notices):
    terminal = board(ASLEEP, SHORT, *changes)
    if not in_circuit:
        away_from_the_circuit(terminal)
    assert notices in loop_in_trouble(terminal)


@pytest.mark.parametrize(
    ("changes", "pulled_down", "released"),
    [((), True, False), ((), False, False), ((NO_LEVEL,), True, False), ((NO_LEVEL,), False, True)],
    ids=["both", "no resistor", "no first lines", "neither"],
)
def test_the_pull_down_and_the_first_line_each_keep_a_broken_program_from_releasing(
    board, changes, pulled_down, released
):
    main = firmware.image("pico2")["main.py"].replace(b"Pin(_pin, Pin.OUT, value=_level)", b"pass")  # the chooser's own
    terminal = board(BROKEN, *changes, more={"main.py": main} if changes else {})
    terminal.power_on()
    if not pulled_down:  # as a leaking pin is without its resistor; the VM needs a tenth of a second to begin
        for pin in ("10", "11"):
            terminal.turnstile._gpio.wire_pull(terminal.board.pin(pin), 1, terminal.now_us() * 1000)
    terminal.wait_for("prompt", STEP_MAX_S)
    terminal.run(SOON_S)
    assert any(terminal.turnstile.coil.values()) == released
    if pulled_down:
        assert wrong(terminal) == set()


def cuts(board, operations):
    """Let power fail in the write so many after a code; what was wrong, with that code shown again."""
    board.power_on()
    assert board.opens(9)
    board.goes_through()
    board.flash.cut_power_after(operations)
    mark = board.events.mark()
    board.show_fresh(operations)
    board.wait_for(lambda event: event.kind == "power" and not event.on, STEP_MAX_S, mark)
    board.hide()
    board.flash.cut_power_after(None)
    board.power_on()
    board.run(START_S)
    if board.opens(operations, fresh=False):
        board.goes_through()
    return wrong(board)


def test_a_code_opens_once_though_power_fails_while_it_is_written(board):
    assert cuts(board(), 1) == set()


def test_a_release_before_its_record_is_noticed(board):
    assert cuts(board(RELEASE_FIRST), 0) >= {"released before it was written", "released without a fresh code"}


@pytest.mark.parametrize(
    ("name", "model", "changes", "again"),
    [("pico", "gm67", (), False), ("pico2", "gm65", (NOT_READ_BACK,), True)],
    ids=["pico", "journal not read back"],
)
def test_no_code_opens_again_after_a_power_cut(board, name, model, changes, again):
    terminal = board(*changes, name=name, model=model)
    terminal.power_on()
    assert terminal.opens(0)
    terminal.power_off()
    terminal.power_on()
    assert terminal.opens(0, fresh=False) == again
    assert ("released without a fresh code" in wrong(terminal)) == again


def burst(board):
    """Codes without a gap on the scanner's line while the record of one before them is written: since when, and since
    when that one.
    """
    board.power_on()
    assert board.opens(9)  # what a start writes is written
    board.goes_through()
    first = board.events.mark()
    board.show_fresh(0)
    board.wait_for(lambda event: event.kind == "flash" and event.operation == "erase", STEP_MAX_S, first)
    board.hide()
    mark = board.events.mark()
    for user in range(1, 1 + BURST):
        board.codes.append(board.now_us())
        board.inject(code(user))
    return mark, first


def pulses(board, mark, count):
    """Wait until so many are over."""
    over = lambda: len([event for event in board.events.since(mark, "relay") if not event.level]) >= count  # noqa: E731
    assert board.run_until(over, STEP_MAX_S), "nothing is released"


def test_codes_at_line_rate_are_all_judged_while_records_are_written(board):
    terminal = board(queue=8, erase_ms=ERASE_MS)
    mark, first = burst(terminal)
    for count in range(1, 2 + BURST):
        pulses(terminal, first, count)
        terminal.passage(60)
    erases = [event.t_us for event in terminal.events.since(first, "flash") if event.operation == "erase"]
    codes = [event.t_us for event in terminal.events.since(mark, "uart") if event.data["data"][:1] == b"\x81"]
    assert len(codes) == BURST
    assert any(codes[0] - ERASE_MS * 1000 < at < codes[-1] for at in erases)
    assert len([event for event in terminal.events.since(first, "relay") if event.level]) == 1 + BURST
    assert not terminal.events.since(0, "overrun")
    assert wrong(terminal) == set()


def test_a_line_read_by_interrupt_loses_bytes_meanwhile(board):
    terminal = board(*BY_INTERRUPT, queue=8, erase_ms=ERASE_MS)
    burst(terminal)
    terminal.wait_for("overrun", STEP_MAX_S)


def delays_us(board, before):
    """From the end of a code on the line to the first look at it, with these bytes right in front of it."""
    found = []
    for seed in range(4):
        mark = board.events.mark()
        payload = before + unsigned(len(before) * 100 + seed, 0)
        board.inject(payload)
        looked = board.wait_for(lambda it: it.kind == "lamp" and it.name == "amber" and it.level, STEP_MAX_S, mark)
        came = next(it for it in board.events.since(mark, "uart") if it.data["data"] == payload)
        found.append(looked.t_us - came.t_us - len(payload) * 10 * 1_000_000 // 115_200)
        board.run(SOON_S)
    return found


def test_garbage_delays_the_next_code_by_the_wait_for_a_code_at_most(board):
    """By the idle gap; where it looks like the header of a longer code, as long as the rest of one is awaited."""
    terminal = board(TELLS)
    terminal.power_on()
    assert terminal.opens(0)
    terminal.goes_through()  # nothing is written any more, and the module is not held off
    plain = delays_us(terminal, b"")
    for garbage, most_ms in ((b"\x80\xff\xff", IDLE_MS), (b"\x80\x01\x69\x24", WAIT_MS)):
        delayed = delays_us(terminal, garbage)
        assert min(delayed) - min(plain) <= (most_ms + 10) * 1000
