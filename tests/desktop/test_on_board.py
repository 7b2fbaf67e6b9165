"""`make test-board`: what it hands to a board whose processor lacks an instruction, and how modules get there."""

import pytest

from sim.micropython import vm
from tests.kernel import on_board

M3, M4 = 1, 2  # MultU_instrs of ID_ISAR2


@pytest.mark.parametrize(
    ("march", "multiply", "machine", "kernel"),
    [
        ("armv7em", M4, "a Cortex-M4", "thumb"),
        ("armv7emdp", M4, "a Cortex-M7", "thumb"),
        ("armv7em", M3, "a Cortex-M3, which calls itself armv7em", "armv6m"),
        ("armv7em", -1, "one whose registers cannot be read", "armv6m"),
        ("armv6m", -1, "RP2040", "armv6m"),
        ("rv32imc", -1, "ESP32C3", "rv32"),
        ("xtensawin", -1, "Generic ESP32S3 module with ESP32S3", "xtensa"),
        ("xtensawin", -1, "dc233c", "viper"),
        ("xtensa", -1, "ESP module with ESP8266", "viper"),
    ],
)
def test_a_kernel_is_chosen_by_what_the_processor_has(march, multiply, machine, kernel):
    assert on_board.kernel_of(march, multiply, None, machine) == kernel
    assert on_board.kernel_of(march, multiply, "viper", machine) == "viper"


@pytest.mark.parametrize(("march", "multiply"), [("armv7em", M3), ("armv7em", -1), ("armv6m", -1), ("rv32imc", -1)])
def test_no_option_runs_a_kernel_that_the_processor_lacks(march, multiply):
    with pytest.raises(on_board.Refused, match="no kernel thumb"):
        on_board.kernel_of(march, multiply, "thumb", "a board")


LOADED = """
files["a/__init__.py"] = b""
import a
files["a/b.py"] = b"value = 7"
from a import b
print(b.value, files)
try:
    import a.c
except ImportError:
    print("no c")
"""


def test_modules_are_loaded_out_of_memory_and_kept_once():
    assert vm.output(on_board.FILES + LOADED, []).splitlines() == ["7 {}", "no c"]
