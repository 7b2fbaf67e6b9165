"""What must hold of every gate in every state: one predicate each, with its name and its clause of the specification.

A predicate of an event is asked before the event is taken in, with its values; one of a turn at the turn's end, about
everything that happened in it; one of rest once all equipment works and no passenger comes any more.

Length: one table, a few lines a rule; what must hold is read in one place.
"""

from terminal import codes, records
from tests.safety.facts import PULSE_MS

TURN = "turn"
STAFF_TURN = "staff turn"  # behind what the staff has done
REST = "rest"
RULES = {}  # event, TURN or REST: [(name, clause, predicate)]
ADMITS = ("at rest a fresh code is let through", "§4, §7")
_EARLY = ("clock lost", "tried", "opened", "failed", "hold", "scanner held", "shown")  # before the contact is read
ENDLESS = ("a turn ends", "design: one bounded turn")
CRASH = ("a turn raises nothing", "design: whose fault is it")


def rule(when: str, name: str, clause: str) -> object:
    """Enter a predicate in the table."""

    def enter(predicate: object) -> object:
        RULES.setdefault(when, []).append((name, clause, predicate))
        return predicate

    return enter


# The relay


@rule("release", "a relay is energised only after its ride is durable", "§5 record before opening")
def recorded(facts, direction, pulse_ms):
    return len(facts.waiting) > 0 and facts.waiting[0] in facts.durable


@rule("release", "never two releases for one code", "§4 step 20, §5 replay")
def once(facts, direction, pulse_ms):
    return not facts.waiting or facts.waiting[0] not in facts.opened


@rule("release", "nothing is released out of service", "§4 step 0, §7")
def served(facts, direction, pulse_ms):
    return facts.in_service()


@rule("release", "the queue never overtakes: one at a time, in the order of their rides", "§7 queue")
def one_at_a_time(facts, direction, pulse_ms):
    return facts.under_way is None


@rule("release", "no pulse is longer than configured, none begins in another", "§7 pulse")
def pulse(facts, direction, pulse_ms):
    return (direction, pulse_ms) == ("entry", PULSE_MS) and facts.now_ms >= facts.pulse_ms


@rule("hold", "the contact follows the reading of the emergency contact", "§7 emergency contact")
def follows(facts, active):
    return active == bool(facts.reading)


@rule(TURN, "an emergency opens within the turn, and its end shuts", "§7 emergency contact")
def opens(facts):
    return "relay" in facts.stopped or facts.held == bool(facts.reading)


@rule(TURN, "the emergency contact is read once a turn", "§7 emergency contact")
def read_once(facts):
    asked = [event for event in facts.events if event[0] == "read" or event == ("failed", "emergency")]
    early = facts.events[: facts.events.index(asked[0])] if asked else facts.events
    return len(asked) == 1 and not [event for event in early if event[0] not in _EARLY]


@rule("tried", "equipment is tried again before the contact is read, not behind", "§7 emergency contact")
def read_behind(facts, device):
    return not [event for event in facts.events if event[0] == "read" or event == ("failed", "emergency")]


@rule(TURN, "an authorisation is released as soon as it may be", "§7 queue")
def released_in_time(facts):
    may = facts.waiting and facts.under_way is None and facts.now_ms >= facts.pulse_ms and facts.in_service()
    return not may or len(facts.happened("outcome")) > 0  # writing it takes time: the next turn releases


# Rides and their outcomes


@rule("ride", "a code is recorded once", "§5 replay")
def recorded_once(facts, code, listed):
    return code not in facts.used


@rule("ride", "nothing is recorded out of service", "§4 step 0")
def recorded_in_service(facts, code, listed):
    return facts.in_service()


@rule("ride", "a ride names the list that its code was judged by", "§5 records")
def judged_by(facts, code, listed):
    return listed == facts.judged_by


@rule("ride", "the scanner is held off while a record is written", "§8 receive")
def held_for_ride(facts, code, listed):
    return facts.scanner_held


@rule("outcome", "the scanner is held off while a record is written", "§8 receive")
def held_for_outcome(facts, code, outcome):
    return facts.scanner_held or "scanner" in facts.stopped


@rule("outcome", "a ride has one outcome", "§5 outcome")
def one_outcome(facts, code, outcome):
    return code in facts.open_rides()


@rule("outcome", "an outcome is what happened", "§5 outcome")
def true_outcome(facts, code, outcome):
    if outcome == records.PASSED:
        return code == facts.under_way and any(event[1] for event in facts.happened("passages"))
    if outcome == records.TIMEOUT:
        return code == facts.under_way and facts.now_ms >= facts.passage_ms
    return bool(facts.reading) if outcome == records.EMERGENCY else len(facts.stopped) > 0 or facts.internal


@rule(TURN, "emergency and fault empty the queue, with outcomes", "§7 queue")
def emptied(facts):
    return facts.in_service() or not facts.open_rides()


@rule(TURN, "a passage or the time-out ends the authorisation under way", "§7 release")
def ended(facts):
    if facts.under_way is None:
        return True
    released = facts.happened("release")
    passed = [event for event in facts.happened("passages") if event[1]]
    return facts.now_ms < facts.passage_ms and (not passed or len(released) > 0)


# The staff


@rule("ride", "who was refused is recorded only behind a staff record", "§10 lanes")
def refused_by_staff(facts, code, listed):
    return facts.last_result == codes.ACCEPTED or code in facts.staff


@rule("staff", "the staff completes the last refusal of step 23 or 24 alone, in time, at a staffed lane", "§10 lanes")
def completes(facts, code):
    return facts.staffed and facts.refused == code and facts.now_ms < facts.refused_ms and facts.in_service()


@rule("staff", "the scanner is held off while a record is written", "§8 receive")
def held_for_staff(facts, code):
    return facts.scanner_held


@rule("switched", "the scanner is held off while a record is written", "§8 receive")
def held_for_switch(facts, staffed):
    return facts.scanner_held or "scanner" in facts.stopped


@rule("lane", "a lane is what the journal says", "§10 lanes")
def lane_on_record(facts, staffed, keeps):
    return staffed == facts.staffed


@rule("lane", "a refusal is kept no longer than it may be completed", "§10 nothing is kept")
def kept_in_time(facts, staffed, keeps):
    return not keeps or (facts.refused is not None and facts.now_ms < facts.refused_ms)


@rule(STAFF_TURN, "what the staff may complete, it completes", "§10 lanes")
def staff_heeded(facts):
    ended = facts.happened("staff") + facts.happened("staff failed") + facts.happened("failed")
    return not any(event[1] for event in facts.happened("asked")) or len(ended) > 0


@rule(STAFF_TURN, "a lane that is to be switched is, or its record has failed", "§10 lanes")
def switched(facts):
    ended = facts.happened("switched") + facts.happened("switch failed")
    return not facts.happened("switch asked") or len(ended) == 1


@rule(STAFF_TURN, "who is let in by the staff has a ride, or nothing opens", "§10 lanes, §5")
def staff_recorded(facts):
    written = facts.happened("ride") + facts.happened("doubt") + facts.happened("failed")
    return not facts.happened("staff") or len(written) > 0


# Codes


@rule("judged", "nothing is judged out of service", "§4 step 0")
def judged_in_service(facts, payload, listed):
    return facts.in_service()


@rule("judged", "while the queue is full no code is judged", "§7 queue")
def judged_with_room(facts, payload, listed):
    return len(facts.open_rides()) < facts.queue


@rule("judged", "the same bytes within 2 s of an answer change nothing", "§5 still holding the phone")
def judged_moved(facts, payload, listed):
    return facts.now_ms >= facts.answered.get(payload, 0)


@rule("judged", "a code whose authorisation waits is not judged again", "§5 still holding the phone")
def judged_new(facts, payload, listed):
    return payload not in facts.open_rides()


@rule("judged", "of two ride codes in one frame none is judged", "§7 two ride codes")
def judged_alone(facts, payload, listed):
    return payload == facts.current and not facts.happened("two codes")


@rule("polled", "a scan is taken only when it can be looked at", "§7 queue")
def polled_when_ready(facts, payload, quiet):
    return len(facts.open_rides()) < facts.queue and not facts.happened("sliced")


@rule(TURN, "a scan is judged or answered, unless its phone is still", "§4, §5 still holding the phone")
def answered(facts):
    polled = facts.happened("polled")
    if not polled:
        return True
    answers = facts.happened("judged") + facts.happened("reported") + facts.happened("two codes")
    return len(answers) == (0 if polled[0][2] else 1)


@rule(TURN, "two ride codes in one frame: the prompt is for one code only", "§7 two ride codes")
def prompted(facts):
    shown = [event for event in facts.happened("shown") if event[1] == codes.ONE_CODE]
    return len(shown) == len(facts.happened("two codes")) or "panel" in facts.stopped


@rule("reported", "the result of step 0 names what is out of service", "§4 step 0")
def step_0(facts, result, step):
    if result in (codes.SCANNER_FAULT, codes.GATE_FAULT):
        return not facts.in_service() and (result == codes.SCANNER_FAULT) == ("scanner" in facts.stopped)
    return True


@rule("reported", "a list that cannot be read is the step behind the last that passed", "§4")
def step_reached(facts, result, step):
    return result != codes.STORE_FAILED or step in (8, 25)


@rule("reported", "accepted is said of a ride that is durable and open", "§5 record before opening")
def accepted(facts, result, step):
    return result != codes.ACCEPTED or facts.current in facts.open_rides()


@rule(TURN, "who has a durable ride hears so", "§5")
def heard(facts):
    recorded = len(facts.happened("ride")) > 0 and facts.in_service()
    return not recorded or [event[1] for event in facts.happened("reported")] == [codes.ACCEPTED]


@rule(TURN, "each refusal is counted, and nothing else", "§5 refusals")
def counted(facts):
    refused = [event for event in facts.happened("reported") if event[1] != codes.ACCEPTED]
    return len(refused) == len(facts.happened("counted"))


@rule("hour", "counts of refusals are written when they are due and no code is under way", "§5 refusals")
def hour(facts):
    idle = not facts.happened("sliced") or len(facts.happened("decided")) > 0
    due = facts.counted_ms is not None and facts.now_ms >= facts.counted_ms
    return idle and due and not facts.happened("judged") and (facts.scanner_held or "scanner" in facts.stopped)


# The panel


@rule("shown", "an invitation to pass agrees with a release", "§7 prompts, §5")
def invites(facts, words, lamp):
    return words != codes.PASS or (facts.in_service() and facts.current in facts.open_rides() and lamp == "green")


@rule("shown", "a code is invited only in service, and behind those invited to pass", "§7 prompts")
def idle(facts, words, lamp):
    waits = len(facts.open_rides()) > 0 and facts.shown is not None and facts.shown[0] == codes.PASS
    return words != codes.IDLE or (facts.in_service() and not waits)


@rule("shown", "a prompt stays for its time", "§7 prompts")
def prompt_stays(facts, words, lamp):
    return words != codes.IDLE or facts.now_ms >= facts.prompt_ms


@rule(TURN, "a prompt goes out, and an invitation with its passenger", "§7 prompts")
def prompt_ends(facts):
    if not facts.in_service() or facts.shown is None or facts.shown[0] == codes.IDLE:
        return True
    invited = facts.shown[0] == codes.PASS and len(facts.open_rides()) > 0
    busy = len(facts.happened("outcome")) > 0  # writing it takes time: the next turn ends the prompt
    return facts.now_ms < facts.prompt_ms or invited or busy


@rule("shown", "the lamp agrees with the words", "§7 prompts")
def lamp(facts, words, lamp):
    if facts.reading:
        return lamp == "green" and words == codes.EMERGENCY
    wanted = {codes.PASS: "green", codes.IDLE: "idle", codes.ONE_CODE: "amber"}
    return words != codes.EMERGENCY and lamp == wanted.get(words, "red")


@rule(TURN, "the panel agrees with the gate", "§7 prompts")
def panel(facts):
    if "panel" in facts.stopped:
        return True
    words = facts.shown[0] if facts.shown else None
    if facts.reading:
        return words == codes.EMERGENCY
    if not facts.in_service():
        return words not in (codes.PASS, codes.IDLE, codes.EMERGENCY, None)
    return words not in (codes.EMERGENCY, None)


# Equipment


@rule("tried", "equipment that failed is tried again, no two tries within a second", "design: whose fault is it")
def patient(facts, device):
    return device in facts.stopped and facts.now_ms >= facts.stopped[device]


@rule(TURN, "a scanner that works is not held off behind the turn", "§8 receive")
def not_held(facts):
    return not facts.scanner_held or "scanner" in facts.stopped


@rule(TURN, "the watchdog is fed every turn, and never after a fault of our own", "§4 INTERNAL")
def fed(facts):
    return len(facts.happened("fed")) == (0 if facts.internal else 1)


@rule("dated", "a ride bears a time that is trusted", "§5 records")
def dated(facts, now_s):
    return now_s is not None


@rule(TURN, "the replay memory is aged every turn", "§5 replay")
def aged_each_turn(facts):
    return len(facts.happened("aged")) == (0 if facts.happened("clock lost") else 1)


@rule("aged", "the replay memory is aged by a time that is trusted", "§5 replay")
def aged(facts, now_s):
    return now_s is not None


@rule("state", "the log reports a state when it is another", "design: the log")
def reported_change(facts, *state):
    return state != facts.report


@rule(TURN, "the last state reported is the one that is", "design: the log")
def reported_state(facts):
    emergency = facts.reading
    faults = len(facts.stopped) + facts.internal
    return len(facts.report) == 3 and bool(facts.report[0]) == (faults > 0) and facts.report[1] == emergency


# At rest


@rule(REST, "once everything works and nobody comes the gate is ready and at rest", "§7")
def at_rest(facts):
    calm = facts.in_service() and not facts.open_rides() and not facts.held and facts.now_ms >= facts.pulse_ms
    return facts.internal or (calm and facts.shown == (codes.IDLE, "idle") and facts.report[2])


@rule(REST, "counts of refusals are written within the time", "§5 refusals")
def written(facts):
    return facts.internal or facts.counted_ms is None
