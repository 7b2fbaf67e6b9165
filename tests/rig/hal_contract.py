"""The obligations of hal/interfaces.pyi as code, for every implementation, fakes included.

Length: one contract for each kind of device, read one at a time.

Each function takes one rig: a freshly made, unopened device and functions that act on it from outside. The
names begin with the kind of device; `of("cell")` gives all of a kind, so that none can be forgotten:

    @pytest.mark.parametrize("obligation", hal_contract.of("cell"), ids=hal_contract.name)
    def test_a_file_cell(obligation, tmp_path):
        obligation(hal_contract.CellRig(...))

Nothing here needs a desktop: a board's devices can be put through it as well.
"""

import hashlib
from collections import namedtuple

CODE_BYTES = 364
_PATIENCE_MS = 3000  # for what comes from outside to arrive
_TURN_MS = 150  # for a call that must not wait, on a busy machine

# scanner; show(*payloads): hold them up together until hide(); wait(ms); now_ms(): real milliseconds;
# fail(): the equipment breaks, repair(): it works again; together: it sees whole frames
ScannerRig = namedtuple("ScannerRig", "scanner show hide wait now_ms fail repair together")
# source; show(): make the next frame come; wait(ms)
SourceRig = namedtuple("SourceRig", "source show wait")
# decoder; draw(*payloads): a frame with these symbols side by side; blank: a frame with none;
# transforms: what may be done to a frame without harm, by title; strange: what is no frame
DecoderRig = namedtuple("DecoderRig", "decoder draw blank transforms strange")
# port; send(data): from the other end; wait(ms); fail(), repair()
PortRig = namedtuple("PortRig", "port send wait fail repair")
# relay; released(direction); wait(ms)
RelayRig = namedtuple("RelayRig", "relay released wait")
SensorRig = namedtuple("SensorRig", "sensor pass_through")
EmergencyRig = namedtuple("EmergencyRig", "emergency pull")
# panel; shown(): the last (zh, en, lamp)
PanelRig = namedtuple("PanelRig", "panel shown")
# segments; again(): close them, and new ones over what they left behind; fill(): hardly any space from now on;
# room(): there is again; aside(): how many were set aside
SegmentsRig = namedtuple("SegmentsRig", "segments again fill room aside")
# cell; again(): a new one over what it left behind
CellRig = namedtuple("CellRig", "cell again")
# watchdog; wait(ms); bitten(); timeout_ms
WatchdogRig = namedtuple("WatchdogRig", "watchdog wait bitten timeout_ms")
# clock; wait(ms); utc_s(): what a trusted clock should say
ClockRig = namedtuple("ClockRig", "clock wait utc_s")


def of(kind: str) -> list:
    """Every obligation of a kind of device."""
    return [value for key, value in sorted(globals().items()) if key.startswith(kind + "_")]


def name(obligation) -> str:
    """What to call a test of it."""
    return obligation.__name__


def payload(seed: int, length: int = CODE_BYTES) -> bytes:
    """Bytes that look random and are the same every time."""
    out = b""
    count = 0
    while len(out) < length:
        out += hashlib.sha256(b"%d %d" % (seed, count)).digest()
        count += 1
    return out[:length]


def code(seed: int) -> bytes:
    """Random bytes within the structure of a ride code, which is what a serial line is cut by (spec §8)."""
    length = 332 + seed % 33
    out = bytearray(payload(seed, length))
    out[0:4] = bytes([0x80 | seed & 1, (length - 3) >> 8, (length - 3) & 255, 0x24])
    out[9:16] = b"\x12\x03\x04\x17\x30\x12\x40"
    out[19:24] = b"\x04\x04\x00\x21\x02"
    out[136:146] = b"\x31\x04\x17" + bytes(4) + bytes([seed // 10 % 10 << 4 | seed % 10]) + b"\x00\x1f"
    out[158] = 3
    out[197] = length - 332
    out[198 + out[197]] = 0x15
    out[267 + out[197]] = 0x15
    return bytes(out)


def refuses(error: type, call, *arguments) -> bool:
    """Whether call(*arguments) raises this error."""
    try:
        call(*arguments)
    except error:
        return True
    return False


def _collect(rig: ScannerRig, count: int) -> list:
    """Poll until so many payloads came, or patience ends."""
    out = []
    until_ms = rig.now_ms() + _PATIENCE_MS
    while len(out) < count and rig.now_ms() < until_ms:
        out += rig.scanner.poll(rig.now_ms())
        rig.wait(1)
    return out


def scanner_that_is_closed_raises(rig):
    assert refuses(OSError, rig.scanner.poll, 0)
    rig.scanner.open()
    assert rig.scanner.poll(rig.now_ms()) == ()
    rig.scanner.close()
    assert refuses(OSError, rig.scanner.poll, 0)


def scanner_opens_and_closes_as_often_as_one_likes(rig):
    rig.scanner.close()
    for _ in range(2):
        rig.scanner.open()
        rig.scanner.open()
        rig.show(code(1))
        assert _collect(rig, 1) == [code(1)]
        rig.hide()
        rig.scanner.close()
        rig.scanner.close()


def scanner_keeps_quiet_and_does_not_wait(rig):
    rig.scanner.open()
    for _ in range(5):
        before_ms = rig.now_ms()
        assert rig.scanner.poll(before_ms) == ()
        assert rig.now_ms() - before_ms < _TURN_MS
        rig.wait(5)


def scanner_delivers_every_byte_as_it_is(rig):
    rig.scanner.open()
    kept = []
    for seed in range(6):
        rig.show(code(seed))
        got = _collect(rig, 1)
        assert got == [code(seed)], seed
        assert type(got[0]) is bytes
        kept += got
        rig.hide()
    assert kept == [code(seed) for seed in range(6)]


def scanner_forgets_what_was_there_before_it_was_opened(rig):
    rig.scanner.open()
    rig.show(code(1))
    rig.wait(20)
    rig.scanner.close()
    rig.hide()
    rig.scanner.open()
    rig.show(code(2))
    assert _collect(rig, 1) == [code(2)]


def scanner_loses_nothing_by_a_hold(rig):
    rig.scanner.hold(True)  # allowed before open(), like every hold
    rig.scanner.hold(False)
    rig.scanner.open()
    rig.scanner.hold(True)
    rig.show(code(3))
    rig.wait(30)
    rig.scanner.hold(False)
    assert _collect(rig, 1) == [code(3)]


def scanner_groups_what_belongs_together(rig):
    rig.scanner.open()
    rig.show(code(4), code(5))
    if rig.together:
        until_ms = rig.now_ms() + _PATIENCE_MS
        got = ()
        while not got and rig.now_ms() < until_ms:
            got = rig.scanner.poll(rig.now_ms())
        assert got == (code(4), code(5))
    else:
        got = []
        until_ms = rig.now_ms() + _PATIENCE_MS
        while len(got) < 2 and rig.now_ms() < until_ms:
            one = rig.scanner.poll(rig.now_ms())
            assert len(one) <= 1
            got += one
            rig.wait(1)
        assert got == [code(4), code(5)]


def scanner_raises_while_broken_and_open_is_the_way_back(rig):
    rig.scanner.open()
    rig.fail()
    until_ms = rig.now_ms() + _PATIENCE_MS
    while not refuses(OSError, rig.scanner.poll, rig.now_ms()):
        assert rig.now_ms() < until_ms, "a broken scanner looks like a quiet one"
        rig.wait(1)
    rig.scanner.hold(True)
    rig.scanner.hold(False)
    rig.repair()
    rig.scanner.open()
    rig.show(code(6))
    assert _collect(rig, 1) == [code(6)]


def source_that_is_closed_raises(rig):
    assert refuses(OSError, rig.source.frame)
    rig.source.open()
    rig.source.close()
    rig.source.close()
    assert refuses(OSError, rig.source.frame)


def source_gives_a_frame_to_keep(rig):
    rig.source.open()
    rig.source.open()
    rig.show()
    first = _frame(rig)
    before = first.tobytes()
    rig.show()
    second = _frame(rig)
    second.paste(7, (0, 0) + second.size)
    assert first.tobytes() == before
    assert first.mode in ("L", "RGB")


def _frame(rig):
    for _ in range(_PATIENCE_MS // 5):
        frame = rig.source.frame()
        if frame is not None:
            return frame
        rig.wait(5)
    raise AssertionError("no frame came")


def decoder_gives_exact_bytes(rig):
    for seed in range(5):
        found = rig.decoder.decode(rig.draw(payload(seed)))
        assert [symbol.payload for symbol in found] == [payload(seed)]
        assert type(found[0].payload) is bytes
        assert found[0].format == "QR"


def decoder_finds_nothing_where_nothing_is(rig):
    assert rig.decoder.decode(rig.blank) == ()


def decoder_reads_from_left_to_right_and_says_where(rig):
    found = rig.decoder.decode(rig.draw(payload(1), payload(2)))
    assert [symbol.payload for symbol in found] == [payload(1), payload(2)]
    assert max(x for x, _ in found[0].corners) < min(x for x, _ in found[1].corners)
    for symbol in found:
        assert len(symbol.corners) == 4


def decoder_keeps_equal_symbols_apart(rig):
    found = rig.decoder.decode(rig.draw(payload(3), payload(3)))
    assert [symbol.payload for symbol in found] == [payload(3), payload(3)]


def decoder_does_not_mind(rig):
    """Colour, inversion, quarter turns, odd memory layouts."""
    for title, transform in rig.transforms.items():
        found = rig.decoder.decode(transform(rig.draw(payload(4))))
        assert [symbol.payload for symbol in found] == [payload(4)], title


def decoder_refuses_what_is_no_frame(rig):
    for strange in rig.strange:
        assert refuses(ValueError, rig.decoder.decode, strange)


def _arrived(rig, count):
    out = b""
    buffer = bytearray(100)
    for _ in range(_PATIENCE_MS):
        got = rig.port.readinto(buffer)
        out += bytes(buffer[:got])
        if len(out) >= count:
            break
        rig.wait(1)
    return out


def port_that_is_closed_raises(rig):
    assert refuses(OSError, rig.port.readinto, bytearray(1))
    rig.port.open()
    rig.port.open()
    assert rig.port.readinto(bytearray(1)) == 0
    rig.port.close()
    rig.port.close()
    assert refuses(OSError, rig.port.readinto, bytearray(1))


def port_carries_every_byte(rig):
    rig.port.open()
    data = bytes(range(256)) + payload(1)
    rig.send(data)
    assert _arrived(rig, len(data)) == data
    assert rig.port.readinto(bytearray(10)) == 0


def port_fills_from_the_start_and_leaves_the_rest(rig):
    rig.port.open()
    rig.send(b"abc")
    rig.wait(30)
    buffer = bytearray(b"......")
    assert rig.port.readinto(memoryview(buffer)[:2]) == 2
    assert bytes(buffer) == b"ab...."
    assert rig.port.readinto(buffer) == 1
    assert bytes(buffer) == b"cb...."


def port_drops_what_waited_when_it_was_opened(rig):
    rig.port.open()
    rig.send(b"old")
    rig.wait(20)
    rig.port.close()
    rig.port.open()
    rig.send(b"new")
    assert _arrived(rig, 3) == b"new"


def port_raises_when_the_line_is_gone(rig):
    rig.port.open()
    rig.fail()
    assert refuses(OSError, _arrived, rig, 1)
    rig.port.hold(True)
    rig.port.hold(False)
    rig.repair()
    rig.port.open()
    rig.send(b"back")
    assert _arrived(rig, 4) == b"back"


def relay_pulse_ends_by_itself(rig):
    rig.relay.open()
    assert not rig.released("entry") and not rig.released("exit")
    rig.relay.release("entry", 500)
    assert rig.released("entry") and not rig.released("exit")
    rig.wait(400)
    assert rig.released("entry")
    rig.wait(150)
    assert not rig.released("entry")


def relay_release_starts_a_pulse_anew(rig):
    rig.relay.open()
    rig.relay.release("exit", 200)
    rig.wait(150)
    rig.relay.release("exit", 200)
    rig.relay.release("entry", 1000)
    rig.wait(150)
    assert rig.released("exit") and rig.released("entry")
    rig.wait(100)
    assert not rig.released("exit") and rig.released("entry")


def relay_hold_releases_both_until_it_ends(rig):
    rig.relay.open()
    rig.relay.release("entry", 1000)
    rig.relay.hold(True)
    rig.wait(5000)
    assert rig.released("entry") and rig.released("exit")
    rig.relay.release("entry", 1000)
    rig.relay.hold(False)
    assert not rig.released("entry") and not rig.released("exit")


def relay_is_safe_at_any_time(rig):
    rig.relay.safe()
    rig.relay.open()
    rig.relay.hold(True)
    rig.relay.safe()
    rig.relay.safe()
    assert not rig.released("entry") and not rig.released("exit")
    rig.relay.release("entry", 1000)
    rig.relay.close()
    assert not rig.released("entry")
    rig.relay.safe()
    assert refuses(OSError, rig.relay.release, "entry", 500)
    rig.relay.open()
    assert not rig.released("entry")


def relay_refuses_what_is_out_of_bounds(rig):
    rig.relay.open()
    for direction, pulse_ms in (("entry", 199), ("exit", 1001), ("entry", 0), ("both", 500)):
        assert refuses(ValueError, rig.relay.release, direction, pulse_ms)
    assert not rig.released("entry") and not rig.released("exit")
    rig.relay.release("entry", 200)
    rig.relay.release("exit", 1000)
    assert rig.released("entry") and rig.released("exit")


def sensor_tells_each_passage_once(rig):
    assert refuses(OSError, rig.sensor.passages)
    rig.sensor.open()
    assert rig.sensor.passages() == 0
    rig.pass_through()
    rig.pass_through()
    assert rig.sensor.passages() == 2
    assert rig.sensor.passages() == 0
    rig.pass_through()
    rig.sensor.open()
    assert rig.sensor.passages() == 1
    rig.pass_through()
    rig.sensor.close()
    rig.sensor.close()
    assert refuses(OSError, rig.sensor.passages)
    rig.sensor.open()
    assert rig.sensor.passages() == 0


def emergency_tells_what_is_now(rig):
    assert refuses(OSError, rig.emergency.active)
    rig.emergency.open()
    assert rig.emergency.active() is False
    rig.pull(True)
    assert rig.emergency.active() is True
    assert rig.emergency.active() is True
    rig.pull(False)
    assert rig.emergency.active() is False
    rig.emergency.close()
    assert refuses(OSError, rig.emergency.active)


def panel_shows_the_last_words(rig):
    assert refuses(OSError, rig.panel.show, "请刷码", "Show your code", "idle")
    rig.panel.open()
    for lamp in ("idle", "green", "red", "amber"):
        rig.panel.show("请通行", "Please pass", lamp)
        rig.panel.show("请通行", "Please pass", lamp)
        assert rig.shown() == ("请通行", "Please pass", lamp)
    assert refuses(ValueError, rig.panel.show, "", "", "blue")
    assert rig.shown() == ("请通行", "Please pass", "amber")
    rig.panel.close()
    assert refuses(OSError, rig.panel.show, "", "", "idle")


def _content(segments, number):
    buffer = bytearray(segments.length(number))
    segments.readinto(number, 0, buffer)
    return bytes(buffer)


def _begun(rig, number, data=b""):
    rig.segments.open()
    rig.segments.begin(number)
    rig.segments.append(data)
    return rig.segments


def segments_that_are_closed_raise(rig):
    segments = rig.segments
    calls = (
        (segments.numbers,),
        (segments.begin, 1),
        (segments.append, b"a"),
        (segments.length, 1),
        (segments.readinto, 1, 0, bytearray(0)),
        (segments.remove, 1),
        (segments.set_aside, 1),
    )
    for call in calls:
        assert refuses(OSError, *call)
    segments.open()
    segments.open()
    segments.begin(1)
    segments.close()
    segments.close()
    for call in calls:
        assert refuses(OSError, *call)


def segments_begin_empty_and_ascending(rig):
    segments = rig.segments
    segments.open()
    assert segments.numbers() == []
    assert refuses(OSError, segments.append, b"nowhere")
    for number in (-1, 1 << 32):
        assert refuses(ValueError, segments.begin, number)
    for number in (0, 7, 1000, 0xFFFFFFFF):
        segments.begin(number)
        assert segments.length(number) == 0
        segments.append(b"%d" % number)
        for other in (0, number):
            assert refuses(ValueError, segments.begin, other)
        segments.append(b".")
    assert segments.numbers() == [0, 7, 1000, 0xFFFFFFFF]
    for number in segments.numbers():
        assert _content(segments, number) == b"%d." % number


def segments_read_back_what_was_appended(rig):
    segments = _begun(rig, 3, b"one")
    segments.append(bytearray(b"two"))
    segments.append(memoryview(b"three")[1:])
    segments.append(b"")
    assert segments.length(3) == 10
    assert _content(segments, 3) == b"onetwohree"
    buffer = bytearray(b"....")
    segments.readinto(3, 2, memoryview(buffer)[1:3])
    assert bytes(buffer) == b".et."
    segments.readinto(3, 10, bytearray(0))
    segments.begin(4)
    segments.append(b"next")
    assert (_content(segments, 3), _content(segments, 4)) == (b"onetwohree", b"next")


def segments_survive_a_restart(rig):
    _begun(rig, 5, payload(1, 3000))
    rig.segments.begin(9)
    segments = rig.again()
    segments.open()
    assert segments.numbers() == [5, 9]
    segments.begin(9)  # an empty one may be begun again
    segments.append(b"more")
    segments = rig.again()
    segments.open()
    segments.append(b" and more")
    assert (_content(segments, 5), _content(segments, 9)) == (payload(1, 3000), b"more and more")


def segments_are_not_read_past_their_end(rig):
    segments = _begun(rig, 1, b"12345")
    for offset, length in ((0, 6), (5, 1), (4, 2), (1 << 40, 1)):
        assert refuses(OSError, segments.readinto, 1, offset, bytearray(length))
    assert refuses(ValueError, segments.readinto, 1, -1, bytearray(1))
    assert refuses(OSError, segments.length, 2)
    assert refuses(OSError, segments.readinto, 2, 0, bytearray(0))


def segments_that_are_full_keep_a_prefix_and_take_nothing_more(rig):
    segments = _begun(rig, 1, payload(1, 1000))
    rig.fill()
    assert refuses(OSError, segments.append, payload(2, 1 << 16))
    torn = _content(segments, 1)
    assert torn[:1000] == payload(1, 1000)
    assert (payload(1, 1000) + payload(2, 1 << 16)).startswith(torn)
    rig.room()
    assert refuses(OSError, segments.append, b"z")  # until the caller has looked where the good part ends
    assert _content(segments, 1) == torn
    segments.begin(2)
    segments.append(b"good")
    assert (_content(segments, 1), _content(segments, 2)) == (torn, b"good")


def segments_that_were_torn_open_again(rig):
    segments = _begun(rig, 1)
    rig.fill()
    assert refuses(OSError, segments.append, payload(2, 1 << 16))
    rig.room()
    rest = segments.length(1)
    segments.open()
    segments.append(b"behind")
    assert _content(segments, 1) == payload(2, 1 << 16)[:rest] + b"behind"
    segments = rig.again()
    segments.open()
    assert _content(segments, 1) == payload(2, 1 << 16)[:rest] + b"behind"


def segments_can_be_given_up(rig):
    segments = _begun(rig, 1, b"one")
    segments.begin(2)
    segments.append(b"two")
    segments.begin(3)
    segments.append(b"three")
    segments.remove(1)
    assert segments.numbers() == [2, 3] and rig.aside() == 0
    segments.append(b"!")
    segments.remove(3)
    segments.begin(3)
    segments.append(b"anew")
    for call in (segments.remove, segments.set_aside):
        assert refuses(OSError, call, 1)
    segments = rig.again()
    segments.open()
    assert segments.numbers() == [2, 3]
    assert (_content(segments, 2), _content(segments, 3)) == (b"two", b"anew")


def segments_can_be_set_aside(rig):
    segments = _begun(rig, 1, b"one")
    segments.begin(2)
    segments.append(b"two")
    segments.set_aside(1)
    segments.append(b"!")
    assert (segments.numbers(), rig.aside()) == ([2], 1)
    segments.set_aside(2)
    assert (segments.numbers(), rig.aside()) == ([], 2)
    segments.begin(2)
    segments.append(b"again")
    segments.set_aside(2)  # what was set aside before stays
    segments = rig.again()
    segments.open()
    assert (segments.numbers(), rig.aside()) == ([], 3)


def cell_is_empty_before_it_was_written(rig):
    assert rig.cell.read() is None
    assert rig.again().read() is None


def cell_keeps_what_was_written_last(rig):
    for data in (b"one", bytearray(b"the second"), memoryview(b"3"), b"", payload(1, 200)):
        rig.cell.write(data)
        assert rig.cell.read() == bytes(data)
        assert rig.again().read() == bytes(data)


def watchdog_bites_only_the_hungry(rig):
    assert refuses(OSError, rig.watchdog.feed)
    rig.wait(2 * rig.timeout_ms)
    rig.watchdog.open()
    assert not rig.bitten()
    for _ in range(5):
        rig.wait(rig.timeout_ms // 2)
        rig.watchdog.feed()
    assert not rig.bitten()
    rig.wait(rig.timeout_ms + rig.timeout_ms // 4)
    assert rig.bitten()
    rig.watchdog.feed()
    assert rig.bitten()


def clock_runs_forward(rig):
    first_s, first_ms, first_us = rig.clock.now_s(), rig.clock.now_ms(), rig.clock.ticks_us()
    assert abs(first_s - rig.utc_s()) <= 1
    assert type(first_s) is int and type(first_ms) is int and type(first_us) is int
    rig.wait(60)
    passed_ms = rig.clock.now_ms() - first_ms
    passed_us = rig.clock.ticks_us() - first_us & 0x3FFFFFFF
    assert 59 <= passed_ms < 5000
    assert abs(passed_us // 1000 - passed_ms) <= 50
    assert rig.clock.now_s() >= first_s
