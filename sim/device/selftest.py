"""The self-test of a board, for people."""

from typing import Any

from sim.output import show

_TIME_MAX_DIGITS = 11  # of a time that can be shown as a date


def show_report(report: dict[str, Any]) -> None:
    """Print a report for people."""
    from sim.output.table import Table
    from sim.output.text import Text

    table = Table("", "", "")
    for check in report["checks"]:
        mark = Text("ok", style="green") if check["ok"] else Text("FAILED", style="bold red")
        detail = show.plain(str(check["detail"]))
        if check["name"] == "clock" and detail.isdecimal() and len(detail) <= _TIME_MAX_DIGITS:
            detail = show.utc(int(detail))
        table.add_row(f"  {check['name']}", mark, Text(detail.replace("; ", "\n")))
    on = show.console()
    on.print(
        Text(f"{report['board']} {report['unique_id']}, version {report['version']}, {report['build']}", style="bold")
    )
    on.print(table)
