"""Ctrl-C right behind the words that offer it: their reader may be faster than this process."""

import os

import pytest

from sim.output import show
from tests.rig.command import ridegate


@pytest.fixture(autouse=True)
def fast_reader(monkeypatch):
    """Its Ctrl-C comes before the call that prints the words returns."""

    def quick(say, is_offer):
        def said(given, *args, **options):
            say(given, *args, **options)
            if is_offer(given):
                raise KeyboardInterrupt

        return said

    monkeypatch.setattr(show, "line", quick(show.line, lambda text: "Ctrl-C 结束 ends it." in text))
    begins = quick(show.json_line, lambda row: "address" in row or row["event"] == "start")
    monkeypatch.setattr(show, "json_line", begins)
    monkeypatch.setattr("sim.page.run.os._exit", lambda status: None)  # where the gate's thread has not ended yet


@pytest.mark.parametrize(
    "command",
    [
        ("service", "--port", "0"),
        ("service", "--port", "0", "--json"),
        ("run", "--stay", "--no-open", "--port", "0"),
        ("run", "--station", "--stay", "--no-open", "--port", "0"),
    ],
)
def test_it_ends_what_was_started(command):
    status, out, err = ridegate(*command)
    assert (status, err) == (0, "") and "127.0.0.1" in out


def test_a_reader_is_let_go_and_its_journal_reported():
    held, line = os.openpty()
    try:
        status, out, err = ridegate("run", "--json", "--serial", os.ttyname(line))
    finally:
        os.close(held)
        os.close(line)
    assert (status, err) == (0, "") and '"event": "journal"' in out, out
