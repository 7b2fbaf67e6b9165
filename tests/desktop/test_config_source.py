"""gate.toml: every bound on both sides, the line of what is no TOML, the key of what cannot stand."""

from dataclasses import replace

import pytest

from boards.format import config
from sim.device import board as boards, config_source
from terminal import policy
from tests.rig.command import ROOT, ridegate

EXAMPLE = config_source.example()
RANGES = [row for row in config.ROWS if len(row) == 3]
CHOICES = [row for row in config.ROWS if len(row) == 2]
POLICY_RANGES = [
    ("zone_s", -policy.ZONE_MAX_S, policy.ZONE_MAX_S),
    ("skew_s", 0, policy.SKEW_MAX_S),
    ("grace_s", 0, policy.GRACE_MAX_S),
    ("validity_max_s", 1, policy.VALIDITY_MAX_S),
    ("fare_fen", 0, policy.FARE_MAX_FEN),
]


def changed(key, value):
    """The example with one key set to a value as TOML writes it; None takes the line out."""
    section, name = key.split(".")
    out, at = [], ""
    for line in EXAMPLE.splitlines():
        if line.startswith("["):
            at = line[1:].split("]")[0]
        if at == section and line.startswith(f"{name} ="):
            line = "" if value is None else f"{name} = {value}"
        out.append(line)
    return "\n".join(out)


def problems(text):
    """What is wrong with a text."""
    with pytest.raises(config_source.SourceError) as caught:
        config_source.parse(text)
    return caught.value.problems


def test_the_example_has_every_key_is_good_and_is_the_one_in_the_documents():
    for row in config.ROWS:
        assert changed(row[0], None) != EXAMPLE
    for key in policy.Policy._fields:
        assert f"\n{key} = " in EXAMPLE or f"\n# {key} = " in EXAMPLE
    setup = config_source.parse(EXAMPLE)
    assert setup.policy == policy.STANDARD
    assert config.parse(config.encode(setup)) == setup
    assert (ROOT / "docs" / "gate.toml").read_text(encoding="utf-8") == EXAMPLE


@pytest.mark.parametrize("row", RANGES, ids=lambda row: row[0])
def test_a_number_is_taken_at_its_bounds_and_refused_one_beyond(row):
    key, low, high = row
    for value in (low, high):
        text = changed(key, value)
        if key.startswith("history."):  # rate by window has to fit: the window is made short enough
            text = text.replace("skew_s = 20 ", "skew_s = 0 ").replace("validity_max_s = 1200 ", "validity_max_s = 1 ")
        assert config.encode(config_source.parse(text))
    for value in (low - 1, high + 1, "true", '"7"', "7.0", "[7]"):
        assert [text.split(":")[0] for text in problems(changed(key, value))] == [key]
        assert f"from {low} to {high}" in problems(changed(key, value))[0]


@pytest.mark.parametrize(("capacity", "good"), [(827, True), (826, False)])
def test_rate_by_window_has_to_fit_into_the_replay_memory(capacity, good):
    text = changed("history.capacity", capacity)
    if good:
        assert config_source.parse(text).capacity == capacity
    else:
        found = problems(text)
        assert len(found) == 1 and found[0].startswith("history.capacity: 826 ")
        assert "history.rides_a_minute = 40" in found[0] and "write 827" in found[0]


@pytest.mark.parametrize("row", CHOICES, ids=lambda row: row[0])
def test_a_choice_is_one_of_those_there_are(row):
    for value in row[1]:
        written = f'"{value}"' if isinstance(value, str) else value
        text = changed(row[0], written)
        if (row[0], value) == ("trip.mode", "exit"):  # it goes with the direction
            text = text.replace('direction = "entry"', 'direction = "exit"')
        assert config.encode(config_source.parse(text))
    for value in ('"other"', "1", "true", "[]"):
        assert [text.split(":")[0] for text in problems(changed(row[0], value))] == [row[0]]


@pytest.mark.parametrize(("key", "low", "high"), POLICY_RANGES)
def test_a_rule_is_taken_at_its_bounds_and_refused_one_beyond(key, low, high):
    for value in (low, high):
        parsed = config_source.parse(changed(f"policy.{key}", value))
        assert getattr(parsed.policy, key) == value
        assert config.parse(config.encode(parsed)) == parsed
    for value in (low - 1, high + 1, "false", '"1"'):
        assert problems(changed(f"policy.{key}", value))[0].startswith(f"policy.{key}: ")


@pytest.mark.parametrize(
    ("key", "good", "bad"),
    [
        ("versions", ["[0]", "[1]", "[1, 0]"], ["[]", "[2]", "[0, 0]", "0", "[true]"]),
        (
            "services",
            ['["01010000"]', '["01010000", "0101000f"]'],
            ["[]", '["0101"]', '["0101000g"]', '["01 01 00"]', '["       \\t"]', "[1]", '"01010000"'],
        ),
        ("account_types", ["[]", "[0, 255]"], ["[256]", "[-1]", "0", "[1, 1]"]),
        ("limit_enforced", ["true", "false"], ["1", '"true"', "[]"]),
        ("recoveries", ["[]", '["hex", "utf8"]'], ['["gbk"]', '"hex"', "[1]", '["hex", "hex"]']),
    ],
)
def test_a_list_of_the_rules(key, good, bad):
    base = EXAMPLE.replace("# account_types = [0, 1]", "account_types = [0, 1]")
    line = next(line for line in base.splitlines() if line.startswith(f"{key} ="))
    for value in good:
        setup = config_source.parse(base.replace(line, f"{key} = {value}"))
        assert getattr(config.parse(config.encode(setup)).policy, key) is not None
    for value in bad:
        assert problems(base.replace(line, f"{key} = {value}"))[0].startswith(f"policy.{key}: ")


def test_what_a_gate_needs_must_be_said_and_the_rest_has_a_standard():
    missing = problems("")
    assert [text.split(":")[0] for text in missing] == [
        "gate.direction", "place.mode", "place.line", "place.station", "place.direction", "scanner.model",
    ]  # fmt: skip
    assert all("is missing; write " in text for text in missing)
    least = '[gate]\ndirection = "exit"\n[place]\nmode = 1\nline = 2\nstation = 3\ndirection = 0\n'
    least += '[scanner]\nmodel = "gm67"\n'
    assert config_source.parse(least).gate == config.Timing("exit", 500, 5000, 3)


def test_a_slip_of_the_pen_is_told():
    assert problems(EXAMPLE.replace("pulse_ms", "puls_ms"))[0].startswith(
        "gate.puls_ms: no such key; there are direction,"
    )
    assert problems(EXAMPLE + "\n[gates]\nqueue = 1\n")[0].startswith("gates: no such section; there are clock,")
    assert "gate: is a section; write [gate]" in problems("gate = 1")[0]
    text = changed("gate.queue", 9).replace("volume = 50", "volume = 101")
    assert [line.split(":")[0] for line in problems(text)] == ["gate.queue", "panel.volume"]


def test_the_line_of_what_is_no_toml_is_told(tmp_path):
    at = EXAMPLE.splitlines().index("[place]") + 1
    assert f"line {at}" in problems(EXAMPLE.replace("[place]", "[place"))[0]
    assert "line 2, the last" in problems("[gate]\nqueue =")[0]
    path = tmp_path / "gate.toml"
    path.write_text(EXAMPLE.replace("[place]", "[place"))
    status, output, error = ridegate("config", "check", path)
    assert (status, output) == (2, "") and f"line {at}" in error and error.count("\n") == 1


def test_a_board_that_cannot_do_it_says_so():
    for key, value, board in (
        ("history.capacity", 1025, "pico"),
        ("scanner.model", '"camera"', "pico2"),
        ("gate.pulse_ms", 501, "openmv_rt1062"),
    ):
        setup = config_source.parse(changed(key, value))
        with pytest.raises(config_source.SourceError) as caught:
            config_source.fits(setup, boards.find(board))
        assert key in [text.split(":")[0] for text in caught.value.problems]
    config_source.fits(config_source.parse(changed("history.capacity", 1024)), boards.find("pico"))


def with_trips(capacity, mode="entry", trip="mark"):
    """The example of a gate that keeps trips."""
    text = EXAMPLE.replace("capacity = 256", f"capacity = {capacity}")
    return text.replace('mode = "flat"', f'mode = "{mode}"').replace('trip = "mark"', f'trip = "{trip}"')


@pytest.mark.parametrize("name", boards.names())
def test_the_memory_of_trips_has_to_fit_into_the_board(name):
    board = boards.find(name)
    assert board.trips_max == 0 or 256 <= board.trips_max <= 200_000
    for capacity, good in ((board.trips_max, True), (board.trips_max + 1, False)):
        if capacity < 256:
            capacity, good = 256, False
        setup = config_source.parse(with_trips(capacity))
        others = {"gate.pulse_ms", "scanner.model", "history.capacity"}
        try:
            config_source.fits(setup, board)
            found = []
        except config_source.SourceError as error:
            found = [text for text in error.problems if text.split(":")[0] not in others]
        assert [text.split(":")[0] for text in found] == ([] if good else ["trip.capacity"])
        assert all("write trip." in text for text in found)
    for mode, trip in (("flat", "enforce"), ("entry", "off")):
        try:
            config_source.fits(config_source.parse(with_trips(200_000, mode, trip)), board)
        except config_source.SourceError as error:
            assert not any(text.startswith("trip.") for text in error.problems)


def test_a_mode_of_the_other_side_is_refused_by_name():
    (found,) = problems(changed("trip.mode", '"exit"'))
    assert found.startswith("trip.mode: ") and "gate.direction" in found


def test_a_build_with_other_families_keeps_no_trips():
    board = replace(boards.find("pico2"), families=("paper",))
    with pytest.raises(config_source.SourceError, match="other families"):
        config_source.fits(config_source.parse(with_trips(256)), board)
    config_source.fits(config_source.parse(EXAMPLE), board)


def test_the_command_compiles_and_leaves_nothing_of_what_is_wrong(tmp_path):
    good, bad, out = tmp_path / "good.toml", tmp_path / "bad.toml", tmp_path / "config.bin"
    good.write_text(EXAMPLE)
    bad.write_text(changed("gate.pulse_ms", 1001))
    status, _, error = ridegate("config", "compile", bad, "--out", out)
    assert status == 2 and "gate.pulse_ms" in error and not out.exists()
    assert ridegate("config", "compile", good, "--out", out)[0] == 0
    assert config.parse(out.read_bytes()) == config_source.parse(EXAMPLE)
    assert ridegate("config", "check", good, "--board", "pico2")[0] == 0
    for wrong in (tmp_path / "none.toml", tmp_path):
        status, _, error = ridegate("config", "check", wrong)
        assert status == 2 and error.count("\n") == 1


def test_a_service_is_asked_only_where_there_is_a_network():
    asked = EXAMPLE.replace('service = "none"', 'service = "station"')
    without = [name for name in boards.names() if not boards.find(name).network]
    assert {*boards.names()} - {*without} == {"esp32s3"}
    for board, words in ((None, "--board"), *((name, "has no network") for name in without)):
        with pytest.raises(config_source.SourceError, match=f"eligibility.service: .*{words}") as caught:
            config_source.parse(asked, board and boards.find(board))
        assert len(caught.value.problems) == 1
    assert config_source.parse(asked, boards.find("esp32s3")).asking.service == "station"
    assert config_source.parse(EXAMPLE.split("[eligibility]")[0]) == config_source.parse(EXAMPLE)


def test_a_service_and_a_snapshot_are_too_much_for_a_board_with_a_network():
    board = boards.find("esp32s3")
    text = with_snapshot(board.asking_history_max).replace('service = "none"', 'service = "station"')
    with pytest.raises(config_source.SourceError, match=r"eligibility: .* beside a station computer; write") as caught:
        config_source.fits(config_source.parse(text, board), board)
    assert len(caught.value.problems) == 1
    config_source.fits(config_source.parse(text.replace('"installed"', '"none"'), board), board)


def with_snapshot(capacity):
    """The example of a gate that looks into a snapshot."""
    text = EXAMPLE.replace('snapshot = "none"', 'snapshot = "installed"').replace('model = "gm65"', 'model = "gm67"')
    return text.replace("capacity = 1024", f"capacity = {capacity}").replace("_minute = 40", "_minute = 4")


@pytest.mark.parametrize("name", [name for name in boards.names() if boards.find(name).pulse_ms == 0])
def test_a_board_that_has_no_memory_to_ask_says_so(name):
    board = boards.find(name)
    most = board.asking_history_max
    for capacity, good in ((most, True), (most + 1, False)) if most else ((128, False),):
        setup = config_source.parse(with_snapshot(capacity))
        assert setup.asking is not None and setup.asking.snapshot == "installed"
        if good:
            config_source.fits(setup, board)
            continue
        with pytest.raises(config_source.SourceError) as caught:
            config_source.fits(setup, board)
        key = "history.capacity" if most else "eligibility"
        assert {text.split(":")[0] for text in caught.value.problems} == {key}
    with pytest.raises(config_source.SourceError, match=r"eligibility: .*(other families|no memory)"):
        config_source.fits(config_source.parse(with_snapshot(128)), replace(board, families=("paper",)))


def test_the_rules_of_eligibility_have_bounds():
    for written, wrong in (
        ("deadline_ms = 49", True),
        ("deadline_ms = 50", False),
        ("deadline_ms = 1000", False),
        ("deadline_ms = 1001", True),
        ("deadline_ms = true", True),
        ('unknown = "open"', False),
        ('unknown = "perhaps"', True),
        ('snapshot = "installed"', False),
        ("snapshot = true", True),
        ('service = "web"', True),
        ("service = 1", True),
    ):
        key = written.partition(" ")[0]
        text = EXAMPLE.split("[eligibility]")[0] + f"[eligibility]\n{written}\n"
        assert [line.split(":")[0] for line in (problems(text) if wrong else ())] == [f"eligibility.{key}"] * wrong
        if not wrong:
            config_source.parse(text)
