"""The runner of tests in the MicroPython VM: what it takes for a failure."""

import pytest

from sim.micropython import vm
from tests.on_micropython import ROOT, functions, run_file

PASSES = "def test_one():\n    assert 1 + 1 == 2\n\ndef test_two():\n    pass\n"
FAILS = PASSES + "\ndef test_three():\n    assert 1 + 1 == 3\n"
WARNS = PASSES + "\ndef test_three():\n    assert not b'a' == 'a'\n"
BREAKS = "import no_such_module\n\n" + PASSES
ENDS = PASSES + "\ndef test_three():\n    raise SystemExit(0)\n"


def run(folder, source):
    """The report on a file with this source."""
    file = folder / "test_planted.py"
    file.write_text(source, encoding="utf-8")
    names = ("tests/__init__.py", "tests/core/__init__.py", "tests/micropython_runner.py")
    sources = {**{name: ROOT / name for name in names}, f"tests/core/{file.name}": file}
    return run_file(file, vm.compile_modules(sources))


@pytest.mark.parametrize(
    ("source", "passed", "failed", "says"),
    [
        (PASSES, 2, 0, ""),
        (FAILS, 2, 1, "FAIL test_three"),
        (WARNS, 2, 1, "Comparison between bytes and str"),
        (BREAKS, 0, 2, "no module named 'no_such_module'"),
        (ENDS, 0, 3, ""),
        ("X = 1\n", 0, 1, "no test functions"),
    ],
)
def test_what_counts_as_a_failure(tmp_path, source, passed, failed, says):
    report = run(tmp_path, source)
    assert (report.passed, report.failed) == (passed, failed) and says in report.text, report.text
    assert bool(report.text) == bool(failed)


def test_a_test_that_takes_arguments_is_none_for_both_runtimes():
    for source in ("def test_one(tmp_path):\n    pass\n", "@skip\ndef test_one():\n    pass\n"):
        with pytest.raises(SystemExit, match="tests/desktop"):
            functions(source)
