"""A month as Parquet: records in, rides and findings out, and questions about them."""

import json
import os
import re
import shutil
from contextlib import closing

import pytest

from hal.desktop import extra
from sim.backoffice import registry
from sim.journal.folder import open_folder
from sim.journal.walk import Found, walk
from sim.output.trouble import Trouble
from sim.reverify import judge, month, parquet, question, tally
from sim.trust.file import load
from terminal import records, sm2
from tests.builder.journal_maker import DIGEST
from tests.builder.month_builder import RIDES, Month, found
from tests.rig.command import ROOT, ridegate, shows_account

pytestmark = pytest.mark.skipif(
    not extra.installed(extra.MONTH), reason=f"no DuckDB here: {extra.install(extra.MONTH)}"
)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """150 good rides at 3 gates, and each fault once."""
    return Month(tmp_path_factory.mktemp("city"), 150, 3)


def given(city):
    trust = [word for path in city.lists for word in ("--trust", path)]
    return [*trust, "--terminals", city.terminals, "--json"]


@pytest.fixture(scope="module")
def tables(city, tmp_path_factory):
    """(folder of the tables, the report for programs)"""
    folder = tmp_path_factory.mktemp("out") / "it's [a] month*"
    status, out, err = ridegate("reverify", *city.folders, *given(city), "--parquet", folder)
    assert (status, err) == (1, "")
    return folder, json.loads(out)


def test_a_journal_whose_name_is_no_utf8_is_a_row_too(city, tmp_path):
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/gate\xff")
    shutil.copytree(city.folders[0], odd)
    status, _, err = ridegate("reverify", odd, *given(city), "--parquet", tmp_path / "out")
    assert (status, err) == (1, "")
    rows = select("SELECT DISTINCT journal FROM read_parquet(?)", str(tmp_path / "out" / parquet.RIDES))
    assert rows == [(f"{tmp_path}/gate\\udcff",)]


def select(sql, *values):
    with closing(parquet.opened("")) as connection:
        return connection.execute(sql, list(values)).fetchall()


def records_of(city):
    """Rows as in the books: terminal, provisioning, sequence, raw."""
    for folder in city.folders:
        for each in walk(open_folder(folder).segments, DIGEST, None):
            if isinstance(each, Found):
                yield *each.record.place[:2], each.record.sequence, each.raw


def as_parquet(path, rows, types=("BIGINT", "BIGINT", "BIGINT", "BLOB"), names="terminal, provisioning, sequence, raw"):
    with closing(parquet.opened("")) as connection:
        columns = ", ".join(f"{name} {kind}" for name, kind in zip(names.split(", "), types, strict=True))
        connection.execute(f"CREATE TABLE record ({columns})")
        if rows:
            connection.executemany(f"INSERT INTO record VALUES ({', '.join('?' * len(types))})", rows)
        connection.execute(f"COPY record TO '{path}' (FORMAT parquet)")
    return path


def test_each_ride_is_a_row_with_what_came_of_it(city, tables):
    folder, told = tables
    rows = question.ask(folder, "SELECT * FROM rides").rows
    assert len(rows) == told["rides"] == city.rides
    results = dict(question.ask(folder, "SELECT result, count(*) FROM rides GROUP BY result").rows)
    assert {name: count for name, count in results.items() if name in RIDES} == told["wrong_by_result"]
    assert (results[judge.RECORD_DIFFERS], results[judge.UNREADABLE]) == (1, 1)
    passed = f"count(*) FILTER (outcome = 'passed' AND result <> '{judge.UNREADABLE}')"
    sums = question.ask(folder, f"SELECT sum(fare_fen)::BIGINT, {passed} FROM rides").rows
    assert sums == [[told["fares_fen"], told["passed"]]]
    assert shows_account(json.dumps(rows)) is None


def test_findings_are_rows_too(tables):
    folder, told = tables
    rows = question.ask(folder, "SELECT kind, fact FROM findings").rows
    assert [json.loads(fact) for _, fact in rows] == [
        fact for kind in tally.KINDS for fact in told["findings"][kind]["first"]
    ]


def test_the_files_are_for_their_owner_alone_and_nothing_else_is_left(tables):
    folder, _ = tables
    assert {path.name for path in folder.iterdir()} == {"findings.parquet", "rides-00000.parquet"}
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_rows_do_not_depend_on_the_cut(city, tables, tmp_path):
    lists = tuple(load(path, None, sm2.REFERENCE) for path in city.lists)
    rules = month.Rules(lists, registry.load(city.terminals, None), 20, tables=str(tmp_path))
    month.reverify(city.folders, rules, 5, 1)
    assert len(list(tmp_path.glob(parquet.RIDES))) == 5
    all_but_salted = "SELECT * EXCLUDE (account_key) FROM rides ORDER BY terminal, sequence, segment"
    assert question.ask(tmp_path, all_but_salted) == question.ask(tables[0], all_but_salted)
    accounts = "SELECT list(sequence ORDER BY terminal, sequence) AS s FROM rides GROUP BY account_key ORDER BY s"
    assert question.ask(tmp_path, accounts) == question.ask(tables[0], accounts)


@pytest.mark.parametrize("name", question.QUESTIONS)
def test_each_question_has_an_answer(tables, name):
    folder, told = tables
    status, out, err = ridegate("ask", folder, name)
    assert (status, err) == (0, "") and all(words in out for words in question.QUESTIONS[name].words)
    answer = json.loads(ridegate("ask", folder, name, "--json")[1])
    assert answer["rows"] and not answer["more"]
    if "rides" in answer["columns"] and name not in ("accounts", "hours", "clocks"):
        assert sum(row[answer["columns"].index("rides")] for row in answer["rows"]) == told["rides"]


def test_a_question_of_ones_own_and_the_list(tables):
    folder, _ = tables
    assert "2" in ridegate("ask", folder, "--sql", "SELECT 1 + 1 AS two")[1]
    listed = ridegate("ask", folder)[1]
    assert all(name in listed for name in question.QUESTIONS)
    assert set(json.loads(ridegate("ask", folder, "--json")[1])) == set(question.QUESTIONS)


def test_the_questions_of_the_documentation_are_answered(tables):
    text = (ROOT / "docs" / "reverify.md").read_text(encoding="utf-8") + ridegate("ask", "--help")[1]
    asked = re.findall(r'--sql "([^"]+)"', text)
    assert len(asked) == 3
    for sql in asked:
        assert question.ask(tables[0], sql).columns
    documented = set(re.findall(r"`(\w+)`", text.partition("| `rides` |")[2].partition("`findings`:")[0]))
    columns = set(question.ask(tables[0], "SELECT * FROM rides LIMIT 0").columns)
    assert columns <= documented


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/ridegate-never.csv'",
        "SET enable_external_access = true",
        "ATTACH '/tmp/ridegate-never.db'",
        "INSTALL httpfs",
        "SELECT nothing FROM rides",
        "SELEKT",
    ],
)
def test_a_question_reaches_no_other_file(tables, sql):
    status, out, err = ridegate("ask", tables[0], "--sql", sql)
    assert (status, out) == (2, "") and "the question" in err


def test_what_cannot_be_asked(tables, tmp_path):
    for more in (["nonsense"], ["days", "--sql", "SELECT 1"]):
        assert ridegate("ask", tables[0], *more)[0] == 2
    status, _, err = ridegate("ask", tmp_path, "days")
    assert status == 2 and "--parquet" in err


@pytest.mark.parametrize("more", (-1, 0, 1))
def test_a_long_answer_ends_at_its_bound_and_says_so(tables, monkeypatch, more):
    monkeypatch.setattr(question, "ROWS_MAX", 20)
    answer = question.ask(tables[0], f"SELECT unnest(range({20 + more}))")
    assert (len(answer.rows), answer.more) == (min(20, 20 + more), more > 0)


def test_records_of_a_table_are_judged_as_their_journals(city, tables, tmp_path):
    rows = list(records_of(city))
    path = as_parquet(tmp_path / "re[c]ord*.parquet", [*reversed(rows), *rows[:50]])
    status, out, err = ridegate("reverify", path, *given(city))
    assert (status, err) == (1, "")
    result = json.loads(out)
    told = tables[1]
    for name in ("rides", "fares_fen", "passed", "terminals", "stations", "issuers", "days", "wrong_by_result"):
        assert result[name] == told[name], name
    assert {each for each in found(result) if each[0] not in (tally.BROKEN, tally.MISSING)} == {
        each for each in city.expected if each[0] not in (tally.BROKEN, tally.MISSING)
    }
    first = result["findings"][tally.WRONG]["first"][0]
    assert first["journal"] == f"{path}: {first['terminal']}"


def test_a_table_gives_back_the_bytes_of_a_journal(tmp_path):
    made = Month(tmp_path, 60, 2, each=0)
    path = as_parquet(tmp_path / "record.parquet", list(records_of(made)))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    names = parquet.journals(path, scratch)
    assert list(names.values()) == [f"{path}: {gate.number}/1" for gate in made.gates]
    for gate, folder in zip(made.gates, names, strict=True):
        assert {one.name: one.read_bytes() for one in folder.iterdir()} == {
            one.name: one.read_bytes() for one in gate.folder.iterdir()
        }


def test_a_record_that_is_missing_or_added_is_found(city, tmp_path):
    rows = [row for row in records_of(city) if row[0] == 2]
    changes = rows, rows[:10] + rows[12:], [*rows, (2, 1, rows[10][2], rows[11][3])]
    for number, (changed, breaks) in enumerate(zip(changes, (False, True, True), strict=True)):
        path = as_parquet(tmp_path / f"{number}.parquet", changed)
        found_ = json.loads(ridegate("reverify", path, *given(city))[1])["findings"][tally.BROKEN]
        assert bool(found_["count"]) is breaks


def test_tables_that_hold_no_records(city, tmp_path):
    blob = records.START
    for number, (rows, types) in enumerate(
        (
            ([], ("BIGINT", "BIGINT", "BIGINT", "BLOB")),
            ([(-1, 1, 1, blob)], ("BIGINT", "BIGINT", "BIGINT", "BLOB")),
            ([(1 << 32, 1, 1, blob)], ("BIGINT", "BIGINT", "BIGINT", "BLOB")),
            ([(1, None, 1, blob)], ("BIGINT", "BIGINT", "BIGINT", "BLOB")),
            ([(1, 1, 1, None)], ("BIGINT", "BIGINT", "BIGINT", "BLOB")),
            ([(1, 1, 1, "x")], ("BIGINT", "BIGINT", "BIGINT", "VARCHAR")),
            ([("../a", 1, 1, blob)], ("VARCHAR", "BIGINT", "BIGINT", "BLOB")),
        )
    ):
        path = as_parquet(tmp_path / f"{number}.parquet", rows, types)
        scratch = tmp_path / str(number)
        scratch.mkdir()
        with pytest.raises(Trouble, match=f"{number}.parquet"):
            parquet.journals(path, scratch)
    other = as_parquet(tmp_path / "other.parquet", [], ("BIGINT",), "x")
    no_table = tmp_path / "no.parquet"
    no_table.write_bytes(b"PAR1")
    for path in (other, no_table, tmp_path / "missing.parquet"):
        status, out, err = ridegate("reverify", path, *given(city))
        assert (status, out) == (2, "") and len(err.splitlines()) == 1, err


def test_the_widest_numbers_and_a_strange_record_are_a_journal_that_does_not_hold(city, tmp_path):
    path = as_parquet(tmp_path / "wide.parquet", [(0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, b"")])
    assert ridegate("reverify", path, *given(city))[0] in (1, 2)


def test_the_folder_has_to_be_empty_and_the_part_installed(city, tables, monkeypatch):
    status, _, err = ridegate("reverify", *city.folders, *given(city), "--parquet", tables[0])
    assert status == 2 and "new or empty" in err
    monkeypatch.setattr(extra, "installed", lambda name: False)
    for arguments in (
        ["reverify", "a.parquet", *given(city)],
        ["reverify", *city.folders, *given(city), "--parquet", "month"],
        ["ask", tables[0], "days"],
    ):
        status, out, err = ridegate(*arguments)
        assert (status, out) == (2, "") and "pip install 'ridegate[month]'" in err


def test_a_disk_that_is_full_ends_in_words(city, tmp_path):
    lists = tuple(load(path, None, sm2.REFERENCE) for path in city.lists)
    rules = month.Rules(lists, registry.load(city.terminals, None), 20, tables=str(tmp_path / "missing"))
    with pytest.raises(Trouble, match="rides-00000"):
        month.reverify(city.folders, rules, 1, 1)
