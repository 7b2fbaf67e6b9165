"""The virtual phones: each code is another one, and each is good when it is shown."""

from sim.issuer import wallet
from terminal import policy, ridecode
from tests.rig.command import pki

NOW_S = 1793491200


def generated(phones, count, now_s):
    return [ridecode.parse(phones.good(0, now_s), policy.STANDARD).generated_s for _ in range(count)]


def test_however_often_it_is_asked_for_a_code_is_new_and_in_force():
    seconds = generated(wallet.Wallet(pki()), 60, NOW_S)
    assert len(set(seconds)) == 60 and seconds[:3] == [NOW_S, NOW_S + 1, NOW_S + 2]
    assert max(seconds) == NOW_S + wallet.AHEAD_MAX_S < NOW_S + policy.STANDARD.skew_s
    assert min(seconds) > NOW_S - wallet.BEHIND_MAX_S


def test_a_clock_that_is_set_back_makes_no_code_of_the_future():
    phones = wallet.Wallet(pki())
    generated(phones, 3, NOW_S)
    assert generated(phones, 2, NOW_S - 3600) == [NOW_S - 3600, NOW_S - 3599]


def test_beyond_every_bound_it_is_the_code_of_this_second():
    phones = wallet.Wallet(pki())
    seconds = generated(phones, wallet.AHEAD_MAX_S + wallet.BEHIND_MAX_S + 1, NOW_S)
    assert seconds[-1] == NOW_S and len(set(seconds)) == len(seconds) - 1
    assert generated(phones, 1, NOW_S + wallet.AHEAD_MAX_S + 1) == [NOW_S + wallet.AHEAD_MAX_S + 1]
