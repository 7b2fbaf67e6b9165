"""The interfaces of the devices that the terminal uses.

Length: one file of contracts, read as a whole.

An implementation is a plain class that inherits nothing from here. For all of them:

* A constructor only remembers its arguments. `open()` acquires the device, `close()` lets it go; both may be
  repeated, and a device may be opened again after it was closed. `open()` on one that works changes nothing;
  on one that has raised OSError it is the way back: it acquires the device anew, or raises OSError again. Any
  other call on a device that is not open raises OSError.
* The only error is OSError: the equipment is at fault. Its text says what to look at. An argument outside the
  bounds stated here is a fault of the caller and raises ValueError.
* No call waits for a device or a person, except where it says so. Results describe what has happened already.
* `tests/rig/hal_contract.py` puts every implementation, fakes included, through the sentences below; `Eligibility` has
  `tests/rig/eligibility_contract.py`, `Card` has `tests/rig/card_contract.py`.
"""

from collections.abc import Generator
from typing import Any, Literal, Protocol

from hal.card.target import Target
from hal.scanner.symbol import Symbol

Direction = Literal["entry", "exit"]
Lamp = Literal["idle", "green", "red", "amber"]

Readable = bytes | bytearray | memoryview
Writable = bytearray | memoryview

# Pixels as a frame source and its decoder agree on them; on a desktop a Pillow image, mode "L" or "RGB".
Frame = Any

class Clock(Protocol):
    """Two clocks that are never confused. Needs no open()."""

    def now_s(self) -> int | None:
        """Unix seconds UTC, counted from 1970 on every board; None while the time is not trusted.

        Trap: some boards count from 2000; converting is the business of the implementation.
        """
    def now_ms(self) -> int:
        """Milliseconds that never run backwards and do not know what day it is. Zero means nothing."""
    def ticks_us(self) -> int:
        """A running count of microseconds that may wrap at 2**30: only differences mean anything."""

class Scanner(Protocol):
    """A source of payloads."""

    def open(self) -> None:
        """Start to listen. What was sent or shown before is not delivered."""
    def close(self) -> None: ...
    def poll(self, now_ms: int) -> tuple[bytes, ...]:
        """The payloads that belong together and were not delivered before; () when there is nothing new.

        A camera answers for one frame: every distinct payload in it, in reading order, and again for the next
        frame in which the phone is still there. A serial module answers for one transmission: one payload,
        the next one at the next call. The bytes are the caller's: no later call changes them. A camera may
        take as long as it takes to decode one frame, nothing more.
        """
    def hold(self, active: bool) -> None:
        """Ask the sender to pause while storage cannot be interrupted; a no-op where nothing can get lost.

        Never raises and needs no open(): a sender that fails shows at the next poll().
        """

class CameraScanner(Scanner, Protocol):
    """A scanner that sees frames, and reports what it did with the last one."""

    @property
    def timings(self) -> tuple[int, int]:
        """(capture_us, decode_us) of the last frame; (0, 0) before the first. For display only."""
    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """What the last frame showed, with positions. For display only."""

class FrameSource(Protocol):
    """A source of frames: a camera, a picture file, a simulated phone."""

    def open(self) -> None:
        """May wait for the device to start; says in its OSError what to do when it does not."""
    def close(self) -> None: ...
    def frame(self) -> Frame | None:
        """The newest frame not handed out before; None when there is none. The frame is the caller's to keep.

        A source that has stopped seeing raises OSError instead of None for ever.
        """

class Decoder(Protocol):
    """From a frame to its symbols. Has no device behind it, so no open()."""

    def decode(self, frame: Frame) -> tuple[Symbol, ...]:
        """Every QR symbol of the frame, rows from the top, each from the left; () when there is none.

        Takes as long as it takes. A symbol found twice in one place is returned once; equal payloads in two
        places are two symbols. Refuses what is no frame with ValueError.
        """

class Port(Protocol):
    """A serial line, 8N1."""

    def open(self) -> None:
        """Acquire the line and drop what waits in it."""
    def close(self) -> None: ...
    def readinto(self, buffer: Writable) -> int:
        """Fill `buffer` from its start with bytes that have already arrived; returns how many, perhaps 0.

        Raises OSError when the line is gone: 0 always means a quiet line.
        """
    def hold(self, active: bool) -> None:
        """Let the other side pause, if the wiring offers a way and the line needs it. Never raises."""

class ModulePort(Port, Protocol):
    """A serial line that can be spoken to as well."""

    def write(self, data: Readable) -> None:
        """Send all of `data` (at most 64 bytes) at the line's own pace, behind what was written before.

        Raises OSError when the line is gone.
        """
    def set_baud(self, baud: int) -> None:
        """Speak and hear at this rate from now on (1200..115200). What is on its way may be lost."""

# (kind, register, detail, mended): what was found about a scanner module. kind: a short word for programs;
# register: as the module's manual writes it, "" for none; detail: for people; mended: it was put right.
#   mended      "corrected" a register or the rate differed and was set · "changed" it differed in operation ·
#               "found" the module went silent and answers again
#   not mended  "register" it keeps another value · "unread" the module does not report it · "speed" it stays at a
#               slower rate · "unsaved" · "silent" no answer at any rate · and what a test symbol showed: "prefix"
#               "suffix" "line_end" "utf8" "hex" "seven_bits" "line_ends" "dropped" "recoded" "altered"
Finding = tuple[str, str, str, bool]

class ModuleScanner(Scanner, Protocol):
    """A scanner whose module can be set up: what boards and the desktop use, whatever the module."""

    def setup(self, now_ms: int) -> bool:
        """One turn of poll() that takes no payload; True once the module is set up and was read back.

        A device that needs no set-up answers True. Raises OSError when the module stays silent.
        """
    def report(self) -> tuple[Finding, ...]:
        """What is wrong now, then what was put right since open(). Needs no open()."""
    def transparency(self, arrived: bytes, shown: bytes) -> tuple[Finding, ...]:
        """What the module did to a symbol of `transparency.SYMBOLS` that was shown: () for nothing."""

class Dialect(Protocol):
    """The protocol of one family of scanner modules. Touches no line: bytes in, bytes out. Registers are numbers."""

    @property
    def name(self) -> str: ...
    @property
    def bauds(self) -> tuple[int, ...]:
        """Rates to look for it at, the likeliest first."""
    @property
    def wake(self) -> bytes:
        """The bytes that wake it, to be followed by `wake_ms` of silence; b"" for none."""
    @property
    def wake_ms(self) -> int: ...
    def reset(self) -> None:
        """Forget what half arrived: the rate has changed."""
    def feed(self, data: bytes, now_ms: int) -> None:
        """Bytes from the module."""
    def take(self, now_ms: int) -> bytes | None:
        """The next payload, None for not yet."""
    def strange(self) -> bool:
        """Whether bytes came since the last call that the dialect has no use for."""
    def outgoing(self) -> bytes:
        """The bytes to send to the module now, b"" for none."""
    def command(self, kind: int, a: int = 0, b: int = 0) -> bytes:
        """HELLO, READ span, WRITE register value, SPEED or SAVE in its words; b"" where none are needed."""
    def answer(self) -> tuple[tuple[int, int], ...] | None:
        """The answer to the last command: (register, value) pairs or (); None while there is none."""
    def spans(self) -> int:
        """How many READs fetch every register that matters."""
    def wrong(self, values: dict[int, int]) -> list[tuple[int, int, int, str]]:
        """(register, value, value it must have, words) of each known register that differs."""
    def missing(self, values: dict[int, int]) -> list[tuple[int, str]]:
        """(register, words) of each that is needed and not known."""
    def spell(self, register: int) -> str:
        """As the manual writes it."""
    def remedy(self, kind: str) -> tuple[str, str]:
        """(register as the manual writes it or "", what to do) against a kind of finding."""

class Card(Protocol):
    """A reader of contactless cards with its field."""

    def open(self) -> None: ...
    def close(self) -> None: ...
    def poll(self, now_ms: int) -> Target | None:
        """The card in the field, None while there is none; the same `uid` for as long as it stays.

        A card is reported as soon as commands can be sent to it. Where the reader sees that there are several, `alone`
        is False and which of them answers is unknown; some readers (PC/SC) never see it.
        """
    def settled(self) -> bool:
        """Whether the field was looked through since open(); before, a poll() of None says nothing about it."""
    def transceive(self, apdu: bytes) -> bytes:
        """The response of the card to one command (4..64 bytes), SW1 and SW2 last.

        Waits for the card, for at most 100 ms. Raises OSError when it is gone or does not answer in that time; a later
        poll() says whether one is there.
        """

class Sam(Protocol):
    """A security module that can authenticate a card: that it is the one whose number it states. It holds the keys."""

    @property
    def kind(self) -> str:
        """sam or test_sam: what the ride record writes (`terminal.card.AUTHENTICATED`)."""
    def vouch(self, number: bytes) -> Generator[bytes, bytes, bool]:
        """Ask the card with this number (10 bytes, as read): yields each command for it, at most eight, and is sent the
        response. Returns True when the card has proved itself, False in any other case, whatever the card sends.

        Raises OSError when the module does not work: then the card is not confirmed. Needs no open().
        """

class Relay(Protocol):
    """Two dry contacts: release for entry, release for exit.

    When a call fails, each contact it was meant for was tried all the same, and what they do is unknown until open().
    """

    def open(self) -> None:
        """Both contacts idle."""
    def close(self) -> None:
        """Both contacts idle."""
    def release(self, direction: Direction, pulse_ms: int) -> None:
        """Close one contact for `pulse_ms` (200..1000) and return at once.

        The pulse ends by itself, also when nothing calls the relay again. A release during a pulse starts it
        anew.
        Clause: spec §7.
        """
    def hold(self, active: bool) -> None:
        """Emergency: both contacts stay released until hold(False), which leaves them idle; pulses end."""
    def safe(self) -> None:
        """Both contacts idle, pulses and hold over. Allowed at any time, open or not.

        Raises OSError as long as the contacts cannot be reached.
        """

class Sensor(Protocol):
    """Counts people who went through."""

    def open(self) -> None:
        """Start counting at zero."""
    def close(self) -> None: ...
    def passages(self) -> int:
        """Passages completed since the last call; none is ever reported twice or lost between two calls."""

class Emergency(Protocol):
    """The emergency contact. The contact itself acts on the release circuit; this only reads it.

    Read in one place, once a turn: each reading goes to the gate, and only the gate answers it. Clause: spec §7.
    """

    def open(self) -> None: ...
    def close(self) -> None: ...
    def active(self) -> bool:
        """The contact as it is now; a broken wire reads as active where the wiring makes that possible."""

class Panel(Protocol):
    """The display for the passenger."""

    def open(self) -> None: ...
    def close(self) -> None: ...
    def show(self, zh: str, en: str, lamp: Lamp) -> None:
        """Replace what is shown by these words and this lamp; repeating it changes nothing."""

class SegmentReader(Protocol):
    """What a reader of a journal needs: the segments of a terminal, or those that were pulled from one."""

    def numbers(self) -> list[int]:
        """The segments there are, ascending; a new list each time."""
    def length(self, number: int) -> int:
        """Bytes in a segment, a torn end included; OSError when there is no such segment."""
    def readinto(self, number: int, offset: int, buffer: Writable) -> None:
        """Fill the whole of `buffer` from byte `offset`; OSError when the segment ends before. Waits."""

class Segments(SegmentReader, Protocol):
    """A journal's storage: numbered pieces (0..2**32-1) that only grow, the newest behind the others."""

    def open(self) -> None:
        """Find what is there as it was left; from now on all of it survives a power cut.

        One terminal may have them open at a time.
        """
    def close(self) -> None: ...
    def begin(self, number: int) -> None:
        """A new, empty segment, which is there after a power cut; later appends go to it. Waits.

        Its number is higher than all there are: else ValueError. An empty one of that number may be there already.
        When it raises OSError, every append raises until begin() or a new open().
        """
    def append(self, data: Readable) -> None:
        """Add `data` to the newest segment; on return it survives a power cut. OSError when there is none. Waits.

        When power fails inside, any prefix of `data` may be found at the next start and nothing before it has
        changed. When it raises, the same holds, and every further append raises until begin() or a new open().
        """
    def remove(self, number: int) -> None:
        """Give a segment up, durably; OSError(ENOENT) when there is none. Waits."""
    def set_aside(self, number: int) -> None:
        """Keep a segment under another name, durably: from then on it is none of these. Waits."""

class Cell(Protocol):
    """One small value that is replaced as a whole. Needs no open()."""

    def read(self) -> bytes | None:
        """The value written last; None before the first. Waits."""
    def write(self, data: Readable) -> None:
        """Replace it; on return that survives a power cut. Waits.

        When power fails inside, or when it raises, the old value is there or the new one, whole.
        """

class Eligibility(Protocol):
    """A service that answers whether an account may pass (spec §10). Needs no open().

    One question at a time: a new one ends the one before, whose answer is dropped when it comes. The subject is kept no
    longer than its question: references go with the answer, and buffers that held it are overwritten. An answer about
    another subject than the one asked about, and one that cannot be read, is UNKNOWN.
    """

    answer_id: bytes
    """At most 16 bytes of the last answer, opaque, b"" for none: by it the service finds its own record again."""
    snapshot_sequence: int
    """The sequence of the signed snapshot that gave the last answer; 0 when none did."""

    def ask(self, subject: bytes, place: bytes, now_ms: int) -> None:
        """Start a question. subject: the 10 account bytes of the code; place: line 2, station 2, big endian."""
    def poll(self, now_ms: int) -> int | None:
        """ALLOW 1, DENY 2 or UNKNOWN 3 (`terminal.eligibility`); None while there is no answer.

        Once it has answered, it answers None until the next question. One with a deadline of its own is UNKNOWN then.
        """
    def close(self) -> None:
        """Give the question up: nothing of it is kept. Its owner calls it when no code is being judged."""

class VisitService(Protocol):
    """A service that registers visits (spec §11). Needs no open(). One visit at a time."""

    def send(self, visit_id: bytes, subject: Readable, place: bytes, time_s: int, now_ms: int) -> None:
        """Report a visit. visit_id: 16 bytes, the same again for the same visit; subject: 10 account bytes."""
    def poll(self, now_ms: int) -> bool | None:
        """Whether it is registered, now or by an earlier report of it; None while there is no answer."""
    def close(self) -> None:
        """Give it up: nothing of it is kept here."""

class Watchdog(Protocol):
    """Restarts the terminal when it is not fed."""

    def open(self) -> None:
        """Start to count. On some boards nothing stops it any more, so there is no close()."""
    def feed(self) -> None:
        """Start the count anew."""

class Log(Protocol):
    """Reports what the terminal does to people and programs. Not the journal. Never raises, never waits."""

    def decision(self, decision: object, marks: object, payload: bytes) -> None:
        """One answer that was shown, with the times it took (`Decision` and `Marks`). payload: what was judged last."""
    def event(self, name: str, *values: int | str | None) -> None:
        """What the terminal did: panel (Chinese, English, lamp), release (direction, pulse in ms), hold (active), ride
        (sequence), outcome (sequence of its ride, how it ended), state (faults, emergency, ready).
        """
