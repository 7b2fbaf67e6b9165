"""What a terminal promises whatever happens to it: the firmware of the checkout on emulated boards, and the same checks
on copies of it with one guard taken out, which they have to notice.
"""

import pytest

from tests.code_builder import unsigned
from tests.desktop import firmware
from tests.desktop.firmware import IDLE_MS, PULSE_MS, WAIT_MS, WATCHDOG_MS, terminals, wrong

STEP_MAX_S = 10
SOON_S = 0.3
START_S = 3  # from power-on until the module is set up: its answers do not mix with a code
BURST = 5
ERASE_MS = 100

# What a test does to a running loop: it closes the service jumper, which the firmware looks at when it starts only.
LOOP = "        loop.step()\n"
ON_JUMPER = LOOP + "        if self._board.jumper_closed():\n            "
HANGS = (
    "boards/start.py",
    LOOP,
    ON_JUMPER + "machine.disable_irq()\n            while True:\n                pass\n",
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
UNWATCHED = (
    ("hal/micropython/watchdog.py", "self._timer = self._make()", "pass"),
    ("hal/micropython/watchdog.py", 'raise OSError(9, "the watchdog is not open")', "return"),
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


@pytest.fixture
def terminal(tmp_path):
    """terminal(*changes, ...): a provisioned terminal with these changes to its firmware; options as in Terminal."""
    with terminals(tmp_path) as make:
        yield make


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
def test_nothing_is_released_but_by_a_fresh_code_whatever_happens(terminal, trouble):
    board = terminal(trouble, SHORT)
    board.power_on()
    board.wait_for("boot", STEP_MAX_S)
    assert emergency(board, STEP_MAX_S)  # while it starts
    board.power_off()
    assert loop_in_trouble(board) == set()
    assert [event.cause for event in board.events.since(0, "reset")] == ["watchdog"]
    assert emergency(board, STEP_MAX_S)  # while it starts again
    board.await_idle()
    assert not board.opens(1, fresh=False)
    assert board.opens(2)
    board.power_off()
    assert not any(board.turnstile.released.values())
    emergency(board, 0.1)
    board.power_on()
    assert not board.opens(2, fresh=False)
    assert wrong(board) == set()


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
def test_the_checks_notice_a_guard_taken_out(terminal, changes, in_circuit, notices):
    board = terminal(HANGS, SHORT, *changes)
    if not in_circuit:
        away_from_the_circuit(board)
    assert notices in loop_in_trouble(board)


@pytest.mark.parametrize(
    ("changes", "pulled_down", "released"),
    [((), True, False), ((), False, False), ((NO_LEVEL,), True, False), ((NO_LEVEL,), False, True)],
    ids=["both", "no resistor", "no first lines", "neither"],
)
def test_the_pull_down_and_the_first_line_each_keep_a_broken_program_from_releasing(
    terminal, changes, pulled_down, released
):
    main = firmware.image("pico2")["main.py"].replace(b"Pin(_pin, Pin.OUT, value=_level)", b"pass")  # the chooser's own
    board = terminal(BROKEN, *changes, more={"main.py": main} if changes else {})
    board.power_on()
    if not pulled_down:  # as a leaking pin is without its resistor; the VM needs a tenth of a second to begin
        for pin in ("10", "11"):
            board.turnstile._gpio.wire_pull(board.board.pin(pin), 1, board.now_us() * 1000)
    board.wait_for("prompt", STEP_MAX_S)
    board.run(SOON_S)
    assert any(board.turnstile.coil.values()) == released
    if pulled_down:
        assert wrong(board) == set()


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


def test_a_code_opens_once_though_power_fails_while_it_is_written(terminal):
    assert cuts(terminal(), 1) == set()


def test_a_release_before_its_record_is_noticed(terminal):
    assert cuts(terminal(RELEASE_FIRST), 0) >= {"released before it was written", "released without a fresh code"}


@pytest.mark.parametrize(
    ("name", "model", "changes", "again"),
    [("pico", "gm67", (), False), ("pico2", "gm65", (NOT_READ_BACK,), True)],
    ids=["pico", "journal not read back"],
)
def test_no_code_opens_again_after_a_power_cut(terminal, name, model, changes, again):
    board = terminal(*changes, name=name, model=model)
    board.power_on()
    assert board.opens(0)
    board.power_off()
    board.power_on()
    assert board.opens(0, fresh=False) == again
    assert ("released without a fresh code" in wrong(board)) == again


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
        board.inject(firmware.code(user))
    return mark, first


def pulses(board, mark, count):
    """Wait until so many are over."""
    over = lambda: len([event for event in board.events.since(mark, "relay") if not event.level]) >= count  # noqa: E731
    assert board.run_until(over, STEP_MAX_S), "nothing is released"


def test_codes_at_line_rate_are_all_judged_while_records_are_written(terminal):
    board = terminal(queue=8, erase_ms=ERASE_MS)
    mark, first = burst(board)
    for count in range(1, 2 + BURST):
        pulses(board, first, count)
        board.passage(60)
    erases = [event.t_us for event in board.events.since(first, "flash") if event.operation == "erase"]
    codes = [event.t_us for event in board.events.since(mark, "uart") if event.data["data"][:1] == b"\x81"]
    assert len(codes) == BURST
    assert any(codes[0] - ERASE_MS * 1000 < at < codes[-1] for at in erases)
    assert len([event for event in board.events.since(first, "relay") if event.level]) == 1 + BURST
    assert not board.events.since(0, "overrun")
    assert wrong(board) == set()


def test_a_line_read_by_interrupt_loses_bytes_meanwhile(terminal):
    board = terminal(*BY_INTERRUPT, queue=8, erase_ms=ERASE_MS)
    burst(board)
    board.wait_for("overrun", STEP_MAX_S)


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


def test_garbage_delays_the_next_code_by_the_wait_for_a_code_at_most(terminal):
    """By the idle gap; where it looks like the header of a longer code, as long as the rest of one is awaited."""
    board = terminal(TELLS)
    board.power_on()
    assert board.opens(0)
    board.goes_through()  # nothing is written any more, and the module is not held off
    plain = delays_us(board, b"")
    for garbage, most_ms in ((b"\x80\xff\xff", IDLE_MS), (b"\x80\x01\x69\x24", WAIT_MS)):
        delayed = delays_us(board, garbage)
        assert min(delayed) - min(plain) <= (most_ms + 10) * 1000
