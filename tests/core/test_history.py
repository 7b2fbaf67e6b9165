"""The replay memory against a dictionary that forgets nothing by accident."""

from terminal.history import CAPACITY_MAX, History
from tests.builder.xorshift import Xorshift
from tests.core.raising import raised


def account(number: int) -> bytes:
    return bytes(6) + number.to_bytes(4, "big")


def live(model: dict, now_s: int) -> int:
    return len([1 for until_s in model.values() if until_s >= now_s])


def same(history: History, model: dict, now_s: int, accounts: int, seconds: int) -> None:
    """Every key of the small model is remembered exactly when it has to be; dead ones may linger."""
    for number in range(accounts):
        for second in range(seconds):
            known = history.contains(account(number), second)
            until_s = model.get((number, second))
            if until_s is None:
                assert not known, ("remembered what was never added", number, second)
            elif until_s >= now_s:
                assert known, ("forgot a live entry", number, second)


def test_exactness_against_a_model():
    for capacity in (1, 2, 3, 5, 8, 17, 64):
        numbers = Xorshift(1000 + capacity)
        history = History(capacity)
        model = {}
        now_s = 1000
        refused = 0
        for turn in range(1500):
            number, second = numbers.below(12), numbers.below(8)
            what = numbers.below(8)
            if what < 4:
                until_s = now_s + numbers.below(30)
                if history.full(now_s):
                    assert live(model, now_s) == capacity, "full, but not with live entries"
                    refused += 1
                elif model.get((number, second), 0) < now_s or until_s > model[(number, second)]:
                    history.add(account(number), second, until_s)
                    model[(number, second)] = until_s
            elif what < 6:
                history.age(now_s, numbers.below(4))
            else:
                now_s += numbers.below(5)
            assert history.contains(account(number), second) or model.get((number, second), 0) < now_s
            assert live(model, now_s) <= history.count <= capacity
            if turn % 50 == 0:
                same(history, model, now_s, 12, 8)
        assert refused or capacity == 64
        history.age(now_s, 3 * capacity + 3)
        assert history.count == live(model, now_s)
        for number, second in model:
            assert history.contains(account(number), second) == (model[(number, second)] >= now_s)


def test_removal_in_runs_that_wrap_round_the_end():
    # a table of 6 slots nearly full: every run of probes crosses the end sooner or later
    for seed in range(1, 200):
        numbers = Xorshift(seed)
        history = History(4)
        kept = {}
        for _ in range(4):
            key = numbers.below(1000)
            until_s = 10 if numbers.below(2) else 20
            history.add(account(key), 7, until_s)
            kept[key] = until_s
        for _ in range(numbers.below(6)):
            history.age(5, 1)  # only moves the cursor
        history.age(15, 20)
        for key in kept:
            assert history.contains(account(key), 7) == (kept[key] == 20), seed
        assert history.count == len([1 for until_s in kept.values() if until_s == 20])


def test_the_board_s_capacity_both_sides():
    history = History(2048)
    for number in range(2048):
        assert not history.full(100)
        history.add(account(number), 5, 100)
    assert history.count == 2048
    assert history.full(100)
    raised(ValueError, history.add, account(2048), 5, 100)
    assert not history.contains(account(2048), 5)
    for number in range(2048):
        assert history.contains(account(number), 5)
    assert not history.full(101)


def test_capacity_bounds():
    for capacity in (-1, 0, CAPACITY_MAX + 1):
        raised(ValueError, History, capacity)
    assert History(1).capacity == 1
    assert CAPACITY_MAX == 20_000
    try:
        assert History(CAPACITY_MAX).capacity == CAPACITY_MAX
    except MemoryError:
        pass  # in the heap of a board: the bound is for computers


def test_a_live_entry_is_never_evicted():
    history = History(3)
    for number in range(3):
        history.add(account(number), 1, 50)
    for _ in range(100):
        history.age(50, 10)
        raised(ValueError, history.add, account(9), 1, 60)
        assert history.full(50)
    for number in range(3):
        assert history.contains(account(number), 1)


def test_an_entry_lives_through_its_last_second():
    history = History(2)
    history.add(account(1), 1, 50)
    history.age(50, 100)
    assert history.contains(account(1), 1)
    history.age(51, 100)
    assert not history.contains(account(1), 1)
    assert history.count == 0


def test_a_known_code_takes_no_second_place():
    history = History(1)
    history.add(account(1), 1, 50)
    history.add(account(1), 1, 60)
    assert history.count == 1
    history.age(55, 10)
    assert history.contains(account(1), 1)


def test_both_halves_of_the_key_count():
    history = History(8)
    history.add(account(1), 1, 50)
    assert not history.contains(account(1), 2)
    assert not history.contains(account(2), 1)
    assert not history.contains(account(1), 0x01000000)


def test_a_full_memory_finds_room_as_soon_as_one_entry_is_dead():
    for dead in range(5):
        history = History(5)
        for number in range(5):
            history.add(account(number), 1, 10 if number == dead else 99)
        assert not history.full(11)
        history.add(account(7), 1, 99)
        assert history.full(11)
        for number in range(5):
            assert number == dead or history.contains(account(number), 1)


def test_times_at_the_end_of_the_century():
    history = History(2)
    history.add(account(1), 0xFFFFFFFF, 0xFFFFFFFF + 1200)
    history.age(0xFFFFFFFF, 10)
    assert history.contains(account(1), 0xFFFFFFFF)


# a clock that goes back, or ahead and back


def test_a_clock_that_goes_back_after_ageing_admits_no_code_again():
    """The entry is gone, and its code is good once more by the clock: it cannot be known whether it was used."""
    for ahead_s in (321, 3600, 86_400):
        history = History(8)
        history.add(account(1), 1000, 1320)
        history.age(1000 + ahead_s, 100)
        assert history.count == 0
        for now_s in (1000, 1100, 1300):
            assert history.used(account(1), 1000, now_s), (ahead_s, now_s)
            assert not history.used(account(1), 1001, now_s), "a code of its own is none of those that were forgotten"
        assert not history.used(account(2), 900, 1000 + ahead_s), "time that goes on forgets nothing that is good"


def test_a_clock_that_was_ahead_twice_admits_no_code_again():
    history = History(8)
    for at_s in (90_000, 90_100):
        history.add(account(1), at_s, at_s + 320)
    history.age(1000, 100)  # back where it was: what came then is a day off
    assert history.count == 0
    for generated_s, used in ((89_999, False), (90_000, True), (90_050, True), (90_100, True), (90_101, False)):
        assert history.used(account(1), generated_s, 90_200) == used, generated_s
