"""Both sides of every bound of the policy: what is out of bounds is refused as a whole, and named."""

from terminal import policy
from tests.core.raising import raised

GOOD = (
    ("versions", (0,)),
    ("versions", (1,)),
    ("versions", (1, 0)),
    ("services", (b"\x01\x01\x00\x00", b"\x01\x01\x00\x01")),
    ("zone_s", -14 * 3600),
    ("zone_s", 14 * 3600),
    ("skew_s", 0),
    ("skew_s", 120),
    ("grace_s", 0),
    ("grace_s", 60),
    ("validity_max_s", 1),
    ("validity_max_s", 1200),
    ("account_types", None),
    ("account_types", (0, 255)),
    ("fare_fen", 0),
    ("fare_fen", 0xFFFFFF),
    ("limit_enforced", True),
    ("limit_enforced", False),
    ("recoveries", ()),
    ("recoveries", ("hex",)),
    ("recoveries", ("prefix", "line_end", "eci", "utf8", "hex", "base64")),
)

BAD = (
    ("versions", (2,)),
    ("versions", (0, 1, 2)),
    ("versions", (-1,)),
    ("versions", [0, 1]),
    ("versions", 0),
    ("versions", ("0",)),
    ("services", ()),
    ("services", (b"\x01\x01\x00",)),
    ("services", (b"\x01\x01\x00\x00\x00",)),
    ("services", ("\x01\x01\x00\x00",)),
    ("services", b"\x01\x01\x00\x00"),
    ("zone_s", -14 * 3600 - 1),
    ("zone_s", 14 * 3600 + 1),
    ("skew_s", -1),
    ("skew_s", 121),
    ("skew_s", "20"),
    ("skew_s", True),
    ("skew_s", None),
    ("grace_s", -1),
    ("grace_s", 61),
    ("validity_max_s", 0),
    ("validity_max_s", 1201),
    ("account_types", [1]),
    ("account_types", 1),
    ("account_types", (-1,)),
    ("account_types", (256,)),
    ("account_types", ("1",)),
    ("fare_fen", -1),
    ("fare_fen", 0x1000000),
    ("limit_enforced", 1),
    ("limit_enforced", None),
    ("limit_enforced", "enforce"),
    ("recoveries", ("gzip",)),
    ("recoveries", ["hex"]),
    ("recoveries", "hex"),
    ("recoveries", ("prefix", "")),
)


def test_the_standard_policy():
    standard = policy.STANDARD
    assert standard == policy.make()
    assert policy.check(standard) is standard
    assert standard.versions == (0, 1)
    assert standard.services == (b"\x01\x01\x00\x00",)
    assert (standard.zone_s, standard.skew_s, standard.grace_s) == (28800, 20, 0)
    assert standard.validity_max_s == 1200
    assert standard.account_types is None
    assert standard.fare_fen == 0
    assert standard.limit_enforced is True
    assert standard.recoveries == ("prefix", "line_end", "eci", "utf8", "hex", "base64")


def test_what_is_inside_the_bounds_is_taken():
    for key, value in GOOD:
        made = policy.make(**{key: value})
        assert getattr(made, key) == value, (key, value)


def test_what_is_not_named_stays_standard():
    made = policy.make(grace_s=60)
    for at in range(len(made)):
        assert at == 4 or made[at] == policy.STANDARD[at]


def test_what_is_outside_is_refused_and_named():
    for key, value in BAD:
        try:
            policy.make(**{key: value})
        except ValueError as error:
            assert ("policy." + key) in str(error), (key, value, str(error))
        else:
            raise AssertionError(f"policy.make took {key} = {value!r}")


def test_one_field_out_of_bounds_refuses_the_whole():
    for at in range(len(policy.STANDARD)):
        fields = list(policy.STANDARD)
        fields[at] = "out of bounds"
        raised(ValueError, policy.check, policy.Policy(*fields))


def test_a_terminal_that_takes_no_version_is_refused():
    raised(ValueError, lambda: policy.make(versions=()))


def test_nothing_turns_a_signature_check_off():
    names = " ".join([key for key, _ in GOOD])
    assert "sign" not in names and "verify" not in names
    fields = {key for key, _ in GOOD}
    assert len(fields) == len(policy.STANDARD)  # every field is looked at above
    raised(TypeError, lambda: policy.make(verify=False))
