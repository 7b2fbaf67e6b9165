"""Every transition of the gate: events in, effects out.

Length: one machine, one file; each block of tests is one sentence of spec §5 and §7.
"""

from terminal import codes, gate as gates, records
from terminal.decide import Decision
from terminal.gate import Gate
from tests.builder import code_builder
from tests.core.raising import raised

ACCEPTED = Decision(codes.ACCEPTED, None, None, (), None, -1, None)
EXPIRED = Decision(codes.CODE_EXPIRED, 16, None, (), None, -1, None)

A = code_builder.unsigned(21)
B = code_builder.unsigned(22, 0)
C = code_builder.unsigned(23, 11)
D = code_builder.unsigned(24)
GAP_MS = 20  # between two pulses
TEXT = b"https://example.com/"


def kinds(effects: list) -> list:
    return [effect[0] for effect in effects]


def shown(effects: list) -> tuple:
    """(words, lamp) of the only SHOW among the effects."""
    found = [effect[1:3] for effect in effects if effect[0] == gates.SHOW]
    assert len(found) == 1, effects
    return found[0]


def outcomes(effects: list) -> list:
    return [effect[1:] for effect in effects if effect[0] == gates.OUTCOME]


def words(result: int) -> tuple:
    code = codes.of(result)
    return code.zh, code.en


def then(effects: list, gate: Gate, now_ms: int) -> list:
    """These effects and those of a tick at once: a gate may leave the next release to it."""
    return effects + gate.on_tick(now_ms)


def accept(gate: Gate, payload: bytes, sequence: int, now_ms: int) -> list:
    """Scan, judge and store one accepted code; the effects of the last step."""
    assert gate.on_scan((payload,), now_ms) == [(gates.JUDGE, payload)]
    assert gate.on_decision(ACCEPTED, now_ms) == [(gates.RIDE, ACCEPTED)]
    return gate.on_stored(ACCEPTED, sequence, now_ms)


def refuse(gate: Gate, payload: bytes, now_ms: int) -> list:
    assert kinds(gate.on_scan((payload,), now_ms)) == [gates.JUDGE]
    return gate.on_decision(EXPIRED, now_ms)


# bounds


def test_bounds_of_the_configuration():
    for key, low, high in (("pulse_ms", 200, 1000), ("passage_ms", 1000, 30000), ("queue", 1, 8)):
        Gate(**{key: low})
        Gate(**{key: high})
        for value in (low - 1, high + 1, 0, -1):
            try:
                Gate(**{key: value})
            except ValueError as error:
                assert ("gate." + key) in str(error)
            else:
                raise AssertionError((key, value))
    Gate("entry")
    Gate("exit")
    raised(ValueError, Gate, "both")


def test_what_is_not_configured():
    gate = Gate()
    assert accept(gate, A, 1, 0)[0] == (gates.RELEASE, "entry", 500)
    accept(gate, B, 2, 10)
    assert gate.ready()
    accept(gate, C, 3, 20)
    assert not gate.ready()
    assert outcomes(gate.on_tick(4999)) == []
    assert outcomes(gate.on_tick(5000)) == [(1, records.TIMEOUT)]


def test_each_fault_has_a_bit_of_its_own():
    assert sorted(FAULTS + (gates.FAULT_INTERNAL,)) == [1, 2, 4, 8, 16, 32, 64]


# one passenger


def test_the_first_tick_shows_what_the_panel_says_at_rest():
    for start_ms in (0, 1, 10**9):
        gate = Gate()
        assert gate.on_tick(start_ms) == [(gates.SHOW, codes.IDLE, gates.LAMP_IDLE, None)]
        assert gate.on_tick(start_ms) == []
        assert gate.on_tick(start_ms + 10**6) == []


def test_an_accepted_code_is_stored_then_released_then_shown():
    gate = Gate("exit", 321)
    effects = accept(gate, A, 41, 1000)
    assert effects == [
        (gates.RELEASE, "exit", 321),
        (gates.SHOW, codes.PASS, gates.LAMP_GREEN, ACCEPTED),
    ]


def test_nothing_is_released_before_the_record_is_there():
    gate = Gate()
    gate.on_scan((A,), 0)
    for effects in (gate.on_tick(5), gate.on_decision(ACCEPTED, 10), gate.on_tick(20), gate.on_passage(30)):
        assert gates.RELEASE not in kinds(effects)


def test_a_refused_code_is_shown_and_opens_nothing():
    gate = Gate()
    assert refuse(gate, A, 100) == [(gates.SHOW, words(codes.CODE_EXPIRED), gates.LAMP_RED, EXPIRED)]
    assert gate.on_passage(200) == []
    assert gate.ready()


def test_a_ride_that_could_not_be_stored_opens_nothing():
    gate = Gate()
    gate.on_scan((A,), 0)
    gate.on_decision(ACCEPTED, 0)
    effects = gate.on_stored(ACCEPTED, None, 0)
    assert kinds(effects) == [gates.SHOW]
    assert shown(effects) == (words(codes.STORE_FAILED), gates.LAMP_RED)
    assert effects[0][3][:3] == (codes.STORE_FAILED, 25, None) and effects[0][3].offset == -1
    assert gate.on_tick(600) == [] and gate.on_passage(700) == []
    assert gate.ready()


def test_a_passage_ends_the_authorisation_once():
    gate = Gate()
    accept(gate, A, 41, 0)
    assert gate.on_passage(1500) == [(gates.OUTCOME, 41, records.PASSED)]
    assert gate.on_passage(1501) == []
    assert outcomes(gate.on_tick(60000)) == []


def test_a_passage_that_nobody_was_authorised_for_is_no_event():
    gate = Gate()
    assert gate.on_passage(0) == []
    gate.on_scan((A,), 10)
    assert gate.on_passage(20) == []
    gate.on_decision(ACCEPTED, 30)
    assert gate.on_passage(40) == []
    assert kinds(gate.on_stored(ACCEPTED, 1, 50)) == [gates.RELEASE, gates.SHOW]


def test_time_out_at_the_millisecond():
    gate = Gate(passage_ms=1000)
    accept(gate, A, 41, 500)
    assert outcomes(gate.on_tick(1499)) == []
    assert outcomes(gate.on_tick(1500)) == [(41, records.TIMEOUT)]
    assert gate.on_passage(1501) == []
    assert outcomes(gate.on_tick(9999)) == []


def test_a_passage_in_the_last_millisecond_counts():
    gate = Gate(passage_ms=1000)
    accept(gate, A, 41, 500)
    assert outcomes(gate.on_passage(1500)) == [(41, records.PASSED)]
    assert outcomes(gate.on_tick(1500)) == []


def test_a_prompt_goes_out_after_its_time():
    gate = Gate()
    gate.on_tick(0)
    refuse(gate, A, 100)
    assert gate.on_tick(100 + gates.PROMPT_MS - 1) == []
    assert gate.on_tick(100 + gates.PROMPT_MS) == [(gates.SHOW, codes.IDLE, gates.LAMP_IDLE, None)]
    assert gate.on_tick(100 + gates.PROMPT_MS + 1) == []


def test_the_invitation_stays_while_an_authorisation_waits():
    gate = Gate(passage_ms=30000)
    gate.on_tick(0)
    accept(gate, A, 1, 100)
    assert gate.on_tick(20000) == []
    assert kinds(gate.on_passage(20001)) == [gates.OUTCOME]
    assert gate.on_tick(20001) == [(gates.SHOW, codes.IDLE, gates.LAMP_IDLE, None)]


# the queue


def test_authorisations_queue_up_to_the_bound():
    for most in (1, 2, 3, 8):
        gate = Gate(queue=most, passage_ms=30000)
        for number in range(most):
            assert gate.ready()
            effects = accept(gate, code_builder.unsigned(30 + number), number + 1, 10 * number)
            assert kinds(effects) == ([gates.SHOW] if number else [gates.RELEASE, gates.SHOW])
        assert not gate.ready()
        assert gate.on_scan((D,), 100) == []
        assert gate.on_scan((TEXT,), 100) == []
        gate.on_passage(2000)
        assert gate.ready()
        assert kinds(gate.on_scan((D,), 5000)) == [gates.JUDGE]


def test_queued_authorisations_are_released_in_order():
    gate = Gate(passage_ms=1000, pulse_ms=200)
    accept(gate, A, 1, 0)
    accept(gate, B, 2, 10)
    accept(gate, C, 3, 20)
    effects = then(gate.on_passage(300), gate, 300)
    assert outcomes(effects) == [(1, records.PASSED)] and kinds(effects).count(gates.RELEASE) == 1
    effects = then(gate.on_tick(1300), gate, 1300)
    assert outcomes(effects) == [(2, records.TIMEOUT)] and kinds(effects).count(gates.RELEASE) == 1
    assert gate.on_passage(2299) == [(gates.OUTCOME, 3, records.PASSED)]


def test_the_time_out_of_a_queued_one_runs_from_its_release():
    gate = Gate(passage_ms=1000)
    accept(gate, A, 1, 0)
    accept(gate, B, 2, 10)
    assert gates.RELEASE in kinds(then(gate.on_tick(1000), gate, 1000))
    assert outcomes(gate.on_tick(1999)) == []
    assert outcomes(gate.on_tick(2000)) == [(2, records.TIMEOUT)]


def test_pulses_never_overlap():
    gate = Gate(pulse_ms=500)
    gate.on_tick(0)
    accept(gate, A, 1, 1000)
    accept(gate, B, 2, 1001)
    assert gate.on_passage(1100) == [(gates.OUTCOME, 1, records.PASSED)]
    assert gate.on_passage(1101) == []  # no passenger is released now
    assert gate.on_tick(1519) == []
    assert gate.on_tick(1520) == [(gates.RELEASE, "entry", 500)]


def test_the_contact_opens_between_two_pulses():
    """now_ms is cut off to a millisecond, and a pulse begins a little behind it: at its end by that clock the contact
    is still closed, and another release would prolong it instead of releasing the next passenger."""
    gate = Gate("entry", 600, 5000, 3)
    assert gates.RELEASE in kinds(accept(gate, A, 1, 1000))
    gate.on_passage(1300)
    assert gates.RELEASE not in kinds(accept(gate, B, 2, 1400))
    for now_ms in (1600, 1600 + GAP_MS - 1):
        assert gates.RELEASE not in kinds(gate.on_tick(now_ms))
    assert gates.RELEASE in kinds(gate.on_tick(1600 + GAP_MS))


def test_a_new_ride_behind_a_quick_passage_waits_for_the_pulse_to_end():
    gate = Gate(pulse_ms=500)
    accept(gate, A, 1, 1000)
    gate.on_passage(1050)
    effects = accept(gate, B, 2, 1100)
    assert shown(effects) == (codes.PASS, gates.LAMP_GREEN) and gates.RELEASE not in kinds(effects)
    assert kinds(gate.on_tick(1519)) == []
    assert kinds(gate.on_tick(1520)) == [gates.RELEASE]


# the still phone


def test_a_still_phone_after_a_refusal():
    gate = Gate()
    refuse(gate, A, 1000)
    for now_ms in (1000, 1001, 2000, 2999):
        assert gate.on_scan((A,), now_ms) == []
    assert gate.on_scan((A,), 3000) == [(gates.JUDGE, A)]


def test_the_two_seconds_run_from_the_answer_and_are_not_prolonged():
    gate = Gate()
    gate.on_scan((A,), 0)
    gate.on_decision(EXPIRED, 700)
    for now_ms in range(700, 2700, 100):
        assert gate.on_scan((A,), now_ms) == []
    assert kinds(gate.on_scan((A,), 2700)) == [gates.JUDGE]


def test_another_code_is_judged_at_once_and_the_first_one_stays_still():
    gate = Gate()
    refuse(gate, A, 1000)
    refuse(gate, B, 1010)
    assert gate.on_scan((A,), 1500) == []
    assert gate.on_scan((B,), 1500) == []
    assert kinds(gate.on_scan((A,), 3000)) == [gates.JUDGE]


def test_one_changed_bit_is_another_code():
    gate = Gate()
    refuse(gate, A, 1000)
    other = A[:-1] + bytes([A[-1] ^ 1])
    assert gate.on_scan((other,), 1001) == [(gates.JUDGE, other)]


def test_a_still_phone_whose_authorisation_waits():
    gate = Gate(passage_ms=30000)
    gate.on_tick(0)
    accept(gate, A, 41, 1000)
    for now_ms in (1000, 2999, 3000, 3001, 10000, 30999):
        assert gate.on_scan((A,), now_ms) == [], now_ms
    gate.on_passage(30999)
    assert kinds(gate.on_scan((A,), 31000)) == [gates.JUDGE]  # the history will know it


def test_a_still_phone_in_the_queue():
    gate = Gate(passage_ms=30000)
    accept(gate, A, 1, 0)
    accept(gate, B, 2, 10)
    assert gate.on_scan((B,), 5000) == []
    gate.on_passage(6000)
    gate.on_tick(6000)
    assert gate.on_scan((B,), 6001) == []
    gate.on_passage(7000)
    assert kinds(gate.on_scan((B,), 7001)) == [gates.JUDGE]


def test_a_still_phone_after_its_passage_and_after_its_time_out():
    gate = Gate(passage_ms=1000)
    accept(gate, A, 1, 0)
    gate.on_passage(100)
    assert gate.on_scan((A,), 1999) == []
    assert kinds(gate.on_scan((A,), 2000)) == [gates.JUDGE]
    gate = Gate(passage_ms=1000)
    accept(gate, A, 1, 0)
    gate.on_tick(1000)
    assert gate.on_scan((A,), 1999) == []
    assert kinds(gate.on_scan((A,), 2000)) == [gates.JUDGE]


def test_a_still_phone_out_of_service_after_a_failed_store_and_two_at_once():
    gate = Gate()
    gate.on_fault(gates.FAULT_SERVICE, True, 0)
    assert kinds(gate.on_scan((A,), 10)) == [gates.SHOW]
    assert gate.on_scan((A,), 2009) == []
    assert kinds(gate.on_scan((A,), 2010)) == [gates.SHOW]
    gate = Gate()
    gate.on_scan((A,), 0)
    gate.on_decision(ACCEPTED, 0)
    gate.on_stored(ACCEPTED, None, 50)
    assert gate.on_scan((A,), 2049) == []
    assert kinds(gate.on_scan((A,), 2050)) == [gates.JUDGE]
    gate = Gate()
    gate.on_scan((A, B), 0)
    assert gate.on_scan((A, B), 1999) == []
    assert kinds(gate.on_scan((A, B), 2000)) == [gates.SHOW]


def test_what_is_remembered_of_answers_is_bounded():
    gate = Gate()
    for number in range(100):
        refuse(gate, code_builder.unsigned(100 + number, 0), number)
    assert len(gate._answers) == 8
    assert gate.on_scan((code_builder.unsigned(192, 0),), 100) == []
    assert kinds(gate.on_scan((code_builder.unsigned(191, 0),), 100)) == [gates.JUDGE]  # the oldest gave way
    gate.on_decision(EXPIRED, 100)
    assert gate.on_scan((code_builder.unsigned(199, 0),), 100) == []


# what is in one frame


def test_nothing_in_a_frame_is_no_event():
    assert Gate().on_scan((), 0) == []


def test_two_ride_codes_in_a_frame_are_both_left():
    for payloads in ((A, B), (B, A), (A, B, C), (TEXT, A, B), (A, TEXT, C)):
        gate = Gate()
        effects = gate.on_scan(payloads, 0)
        assert effects == [(gates.SHOW, codes.ONE_CODE, gates.LAMP_AMBER, None)]
        assert gate.ready()


def test_a_mangled_code_beside_another_counts_too():
    gate = Gate()
    assert shown(gate.on_scan((A, b"]Q1" + B + b"\r"), 0))[0] == codes.ONE_CODE


def test_one_ride_code_among_others_is_the_one_meant():
    for payloads in ((A,), (A, A), (TEXT, A), (A, TEXT), (b"1234", A, TEXT, b""), (TEXT, A, A)):
        assert Gate().on_scan(payloads, 0) == [(gates.JUDGE, A)]
    mangled = b"]Q1" + A
    assert Gate().on_scan((TEXT, mangled), 0) == [(gates.JUDGE, mangled)]


def test_no_ride_code_at_all_judges_the_first():
    assert Gate().on_scan((TEXT, b"1234"), 0) == [(gates.JUDGE, TEXT)]
    assert Gate().on_scan((b"",), 0) == [(gates.JUDGE, b"")]


def test_an_oversized_payload_is_no_ride_code_and_harms_none():
    assert Gate().on_scan((A, b"]Q1" + A + bytes(700)), 0) == [(gates.JUDGE, A)]
    for length, judged in ((1024, 1024), (1025, 1025), (1026, 1025), (5000, 1025)):  # enough to see that it is too much
        assert Gate().on_scan((bytes(length),), 0) == [(gates.JUDGE, bytes(judged))]


def test_a_scan_while_another_is_under_way_is_no_event():
    gate = Gate()
    gate.on_scan((A,), 0)
    assert not gate.ready() and gate.on_scan((B,), 1) == []
    gate.on_decision(ACCEPTED, 2)
    assert not gate.ready() and gate.on_scan((B,), 3) == []
    effects = gate.on_stored(ACCEPTED, 1, 4)
    assert kinds(effects) == [gates.RELEASE, gates.SHOW]
    assert gate.on_scan((B,), 5) == [(gates.JUDGE, B)]


# emergency, fault, service: in every state

FAULTS = (
    gates.FAULT_RELAY, gates.FAULT_SCANNER, gates.FAULT_SERVICE, gates.FAULT_EMERGENCY, gates.FAULT_SENSOR,
    gates.FAULT_PANEL,
)  # fmt: skip


def interruptions() -> tuple:
    """(what happens, the outcome it leaves, words it shows at rest)"""
    return (
        (lambda gate, on, ms: gate.on_emergency(on, ms), records.EMERGENCY, codes.EMERGENCY),
        (lambda gate, on, ms: gate.on_fault(gates.FAULT_RELAY, on, ms), records.FAULT, codes.OUT_OF_SERVICE),
        (lambda gate, on, ms: gate.on_fault(gates.FAULT_SCANNER, on, ms), records.FAULT, codes.OUT_OF_SERVICE),
        (lambda gate, on, ms: gate.on_fault(gates.FAULT_SERVICE, on, ms), records.FAULT, codes.OUT_OF_SERVICE),
    )


def test_interrupted_at_rest():
    for happens, _, prompt in interruptions():
        gate = Gate()
        gate.on_tick(0)
        effects = happens(gate, True, 10)
        assert shown(effects)[0] == prompt and not outcomes(effects)
        assert not gate.in_service()
        assert happens(gate, True, 11) == []
        assert gate.on_tick(20) == []
        effects = happens(gate, False, 30)
        assert shown(effects) == (codes.IDLE, gates.LAMP_IDLE) and not outcomes(effects)
        assert gate.in_service()
        assert happens(gate, False, 31) == []


def test_interrupted_while_judging():
    for decision in (ACCEPTED, EXPIRED):
        for happens, _, _ in interruptions():
            gate = Gate()
            gate.on_scan((A,), 0)
            assert not outcomes(happens(gate, True, 10))
            for effects in (gate.on_decision(decision, 20), gate.on_tick(30), gate.on_passage(40)):
                assert gates.RIDE not in kinds(effects) and gates.RELEASE not in kinds(effects)
            happens(gate, False, 50)
            assert gate.ready() and gates.RELEASE not in kinds(gate.on_tick(60))


def test_interrupted_while_storing():
    for happens, outcome, _ in interruptions():
        gate = Gate()
        gate.on_scan((A,), 0)
        gate.on_decision(ACCEPTED, 5)
        assert not outcomes(happens(gate, True, 10))
        assert gate.on_stored(ACCEPTED, 41, 20) == [(gates.OUTCOME, 41, outcome)]
        happens(gate, False, 30)
        assert not outcomes(gate.on_tick(60000)) and gate.on_passage(60001) == []


def test_interrupted_while_storing_fails():
    for happens, _, _ in interruptions():
        gate = Gate()
        gate.on_scan((A,), 0)
        gate.on_decision(ACCEPTED, 5)
        happens(gate, True, 10)
        effects = gate.on_stored(ACCEPTED, None, 20)
        assert not outcomes(effects) and gates.RELEASE not in kinds(effects)


def test_interrupted_with_a_queue():
    for happens, outcome, prompt in interruptions():
        gate = Gate()
        accept(gate, A, 1, 0)
        accept(gate, B, 2, 10)
        accept(gate, C, 3, 20)
        effects = happens(gate, True, 30)
        assert outcomes(effects) == [(1, outcome), (2, outcome), (3, outcome)]
        assert shown(effects)[0] == prompt
        for effects in (gate.on_passage(40), gate.on_tick(600), gate.on_tick(60000)):
            assert gates.RELEASE not in kinds(effects) and not outcomes(effects)
        happens(gate, False, 60001)
        assert gates.RELEASE not in kinds(gate.on_tick(60002))
        assert gate.ready() and gates.RELEASE in kinds(accept(gate, D, 4, 70000))


def test_an_emergency_holds_the_gate_open_before_anything_else():
    gate = Gate()
    accept(gate, A, 1, 0)
    assert gate.on_emergency(True, 10)[0] == (gates.HOLD, True)
    assert gate.on_emergency(False, 20)[0] == (gates.HOLD, False)
    for device in (gates.FAULT_RELAY, gates.FAULT_SCANNER, gates.FAULT_SERVICE):
        assert gates.HOLD not in kinds(gate.on_fault(device, True, 30))


def test_the_first_reading_moves_the_contact_whatever_it_is():
    for active in (False, True):
        gate = Gate()
        assert gate.emergency is None and gate.in_service()
        effects = gate.on_emergency(active, 10)
        assert effects[0] == (gates.HOLD, active) and gates.HOLD not in kinds(effects[1:])
        assert (len(effects) == 1) == (not active)
        assert gate.on_emergency(active, 11) == []


def test_a_relay_that_works_again_is_put_where_the_last_reading_wants_it():
    for reading in (None, False, True):
        gate = Gate()
        if reading is not None:
            gate.on_emergency(reading, 0)
        for device in FAULTS:
            assert gates.HOLD not in kinds(gate.on_fault(device, True, 10))
        for device in FAULTS:
            moved = [effect for effect in gate.on_fault(device, False, 20) if effect[0] == gates.HOLD]
            assert moved == ([(gates.HOLD, bool(reading))] if device == gates.FAULT_RELAY else [])
        assert gate.on_fault(gates.FAULT_RELAY, False, 30) == []


def test_nothing_is_judged_out_of_service():
    for happens, _, _ in interruptions():
        gate = Gate()
        happens(gate, True, 0)
        for payloads in ((A,), (TEXT,), (A, B)):
            effects = gate.on_scan(payloads, 10)
            assert kinds(effects) == [gates.SHOW]
            assert effects[0][3].step == 0 and effects[0][3].offset == -1
            assert gate.ready()


def test_the_result_of_step_0_names_the_device():
    gate = Gate()
    gate.on_fault(gates.FAULT_SCANNER, True, 0)
    assert gate.on_scan((A,), 1)[0][3].result == codes.SCANNER_FAULT
    for device in (gates.FAULT_RELAY, gates.FAULT_SERVICE):
        gate = Gate()
        gate.on_fault(device, True, 0)
        assert gate.on_scan((A,), 1)[0][3].result == codes.GATE_FAULT
    gate = Gate()
    gate.on_emergency(True, 0)
    assert gate.on_scan((A,), 1)[0][3].result == codes.GATE_FAULT


def test_back_in_service_only_when_the_last_reason_is_gone():
    gate = Gate()
    gate.on_emergency(True, 0)
    gate.on_fault(gates.FAULT_RELAY, True, 1)
    gate.on_fault(gates.FAULT_SCANNER, True, 2)
    assert shown(gate.on_emergency(False, 3)) == (codes.OUT_OF_SERVICE, gates.LAMP_RED)
    assert not gate.in_service()
    assert shown(gate.on_fault(gates.FAULT_RELAY, False, 4))[0] == codes.OUT_OF_SERVICE
    assert gate.faults == gates.FAULT_SCANNER
    assert shown(gate.on_fault(gates.FAULT_SCANNER, False, 5))[0] == codes.IDLE
    assert gate.in_service()


def test_the_panel_never_sends_back_a_passenger_in_an_emergency():
    gate = Gate()
    gate.on_tick(0)
    assert shown(gate.on_emergency(True, 10)) == (codes.EMERGENCY, gates.LAMP_GREEN)
    assert shown(gate.on_scan((A,), 20)) == (codes.EMERGENCY, gates.LAMP_GREEN)
    gate.on_fault(gates.FAULT_RELAY, True, 30)
    assert shown(gate.on_scan((B,), 40)) == (codes.EMERGENCY, gates.LAMP_GREEN)
    late = Gate()
    late.on_scan((A,), 0)
    late.on_emergency(True, 10)
    for effect in late.on_decision(EXPIRED, 20):
        assert effect[:3] == (gates.SHOW, codes.EMERGENCY, gates.LAMP_GREEN)
    late = Gate()
    late.on_scan((A,), 0)
    late.on_decision(ACCEPTED, 5)
    late.on_emergency(True, 10)
    for effect in late.on_stored(ACCEPTED, None, 20):
        assert effect[:3] == (gates.SHOW, codes.EMERGENCY, gates.LAMP_GREEN)


def test_an_internal_error_takes_the_gate_out_of_service():
    gate = Gate()
    gate.on_scan((A,), 0)
    internal = Decision(codes.INTERNAL, 18, None, (), None, -1, RuntimeError("a fault of our own"))
    effects = gate.on_decision(internal, 10)
    assert gates.RIDE not in kinds(effects) and gates.RELEASE not in kinds(effects)
    assert shown(effects) == (codes.OUT_OF_SERVICE, gates.LAMP_RED)


def test_a_passenger_on_his_way_does_not_count_as_a_second_code():
    gate = Gate()
    gate.on_scan((A,), 0)
    gate.on_decision(ACCEPTED, 5)
    gate.on_stored(ACCEPTED, 1, 10)
    assert gate.on_scan((A,), 4000) == []
    assert gate.on_scan((A, b"a poster"), 4000) == []
    assert gate.on_scan((A, B), 4000) == [(gates.JUDGE, B)]


def test_a_result_of_another_family_has_its_words_from_the_gate_and_opens_nothing():
    """Its number is in no table of the terminal; where no words were handed in that is a mistake of who built it."""
    gate = Gate()
    gate.words[640] = ("票", "Ticket")
    gate.on_scan((b"#UT",), 0)
    effects = gate.on_decision(Decision(640, None, None, (), "uic", -1, None), 10)
    assert kinds(effects) == [gates.SHOW] and shown(effects) == (("票", "Ticket"), gates.LAMP_RED)
    assert gate.ready() and gate.queue == []
    gate = Gate()
    gate.on_scan((b"#UT",), 0)
    raised(KeyError, gate.on_decision, Decision(640, None, None, (), "uic", -1, None), 10)
