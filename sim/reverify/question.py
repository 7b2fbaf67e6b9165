"""Questions about a month that was judged again, in SQL over its Parquet files, answered by DuckDB.

The tables are `rides` and `findings` (docs/reverify.md has their columns). What a person writes runs where no other
file can be read and none written.
"""

import datetime
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from sim.output.trouble import Trouble
from sim.reverify import parquet

ROWS_MAX = 10_000  # of an answer


class Question(NamedTuple):
    """One that is asked often. words: 中文, English."""

    words: tuple[str, str]
    sql: str


class Answer(NamedTuple):
    """rows: values of SQL, moments and such as text; more: there are more than ROWS_MAX."""

    columns: list[str]
    rows: list[list[Any]]
    more: bool


_YUAN = "round(sum(fare_fen) / 100, 2) AS fares_yuan"
_REFUSED = "count(*) FILTER (result <> 'ACCEPTED' AND result <> 'NOT_JUDGED') AS refused_again"
QUESTIONS = {
    "days": Question(
        ("每日乘车与车费", "rides and fares a business day"),
        f"SELECT day, count(*) AS rides, {_YUAN}, {_REFUSED} FROM rides GROUP BY day ORDER BY day",
    ),
    "hours": Question(
        ("一日各时段的乘车", "rides by hour of the day, UTC+8"),
        "SELECT hour(time_utc + INTERVAL 8 HOUR) AS hour, count(*) AS rides FROM rides WHERE time_utc IS NOT NULL "
        "GROUP BY hour ORDER BY hour",
    ),
    "stations": Question(
        ("各站乘车", "stations, the busiest first"),
        f"SELECT line, station, count(*) AS rides, {_YUAN}, {_REFUSED} FROM rides "
        "GROUP BY line, station ORDER BY rides DESC, line, station",
    ),
    "terminals": Question(
        ("不应放行最多的终端", "terminals, the most wrong acceptances first"),
        f"SELECT terminal, provisioning, count(*) AS rides, {_REFUSED} FROM rides "
        "GROUP BY terminal, provisioning ORDER BY refused_again DESC, terminal, provisioning",
    ),
    "results": Question(
        ("复核结果", "what came of judging again"),
        "SELECT result, count(*) AS rides, count(DISTINCT terminal) AS terminals FROM rides "
        "GROUP BY result ORDER BY rides DESC, result",
    ),
    "outcomes": Question(
        ("开门后的结局", "how authorisations ended"),
        f"SELECT coalesce(outcome, 'none') AS outcome, count(*) AS rides, {_YUAN} FROM rides "
        "GROUP BY outcome ORDER BY rides DESC, 1",
    ),
    "lists": Question(
        ("名单的启用", "trust lists, and when terminals had them"),
        "SELECT trust_list, count(*) AS rides, min(time_utc) AS first_utc, max(time_utc) AS last_utc, "
        "count(DISTINCT (terminal, provisioning)) AS terminals FROM rides GROUP BY trust_list ORDER BY trust_list",
    ),
    "clocks": Question(
        ("码的时刻与终端时钟之差", "how old codes were by the terminal's clock, seconds; the youngest first"),
        "SELECT terminal, provisioning, count(*) AS rides, min(epoch(time_utc - generated_utc))::BIGINT AS least_s, "
        "median(epoch(time_utc - generated_utc))::BIGINT AS median_s FROM rides WHERE time_utc IS NOT NULL "
        "AND generated_utc IS NOT NULL GROUP BY terminal, provisioning ORDER BY median_s, terminal, provisioning",
    ),
    "accounts": Question(
        ("账户乘车次数的分布", "accounts by how often they rode"),
        "SELECT rides, count(*) AS accounts FROM (SELECT count(*) AS rides FROM rides GROUP BY account_key) "
        "GROUP BY rides ORDER BY rides",
    ),
    "findings": Question(
        ("发现", "findings by kind, of those a report lists"),
        "SELECT kind, count(*) AS findings, count(DISTINCT terminal) AS terminals FROM findings "
        "GROUP BY kind ORDER BY findings DESC, kind",
    ),
}


def ask(folder: Path, sql: str) -> Answer:
    """Answer a question about the tables of a folder. Raises Trouble."""
    import duckdb

    if not any(folder.glob(parquet.RIDES)) or not (folder / parquet.FINDINGS).is_file():
        raise Trouble(f"{folder}: no tables of a month; `ridegate reverify … --parquet {folder}` writes them")
    with tempfile.TemporaryDirectory(prefix="ridegate-ask-") as scratch, closing(parquet.opened(Path(scratch))) as of:
        # a link with a name of ours: DuckDB takes * and [ for patterns
        inside = Path(scratch) / "month"
        inside.symlink_to(folder.resolve())
        try:
            for name, files in (("rides", parquet.RIDES), ("findings", parquet.FINDINGS)):
                of.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{inside}/{files}')")
            of.execute("SET allowed_directories = ?", [[str(inside), str(scratch)]])
            of.execute("SET enable_external_access = false")
            of.execute("SET lock_configuration = true")
            found = of.execute(sql)
            columns = [one[0] for one in found.description or ()]
            rows = found.fetchmany(ROWS_MAX + 1)
        except duckdb.Error as error:
            raise Trouble(f"the question: {error}".replace(str(inside), str(folder))) from None
    return Answer(columns, [[_plain(one) for one in row] for row in rows[:ROWS_MAX]], len(rows) > ROWS_MAX)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.isoformat() + ("" if value.tzinfo else "Z")
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
