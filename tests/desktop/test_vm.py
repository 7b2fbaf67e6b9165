"""Finding, compiling for and starting the second runtime."""

import os
import subprocess
import sys
import time

import pytest

from sim.micropython import vm


def compiled(tmp_path, **modules):
    sources = {}
    for name, text in modules.items():
        path = tmp_path / f"{name}.py"
        path.write_text(text)
        sources[path.name] = path
    return vm.compile_modules(sources)


def ran(tree, module, *arguments, **options):
    process = vm.start(module, [tree], arguments, **options)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def test_the_same_contents_give_the_same_folder(tmp_path):
    first = compiled(tmp_path, some_module="x = 1\n")
    assert [path.name for path in first.iterdir()] == ["some_module.mpy"]
    assert compiled(tmp_path, some_module="x = 1\n") == first
    assert compiled(tmp_path, some_module="x = 2\n") != first


def test_what_does_not_compile_is_named(tmp_path):
    with pytest.raises(SyntaxError, match=r"some_module\.py"):
        compiled(tmp_path, some_module="x = = 1\n")


def test_a_compiler_that_dies_without_a_word_is_named_by_its_status(tmp_path, monkeypatch):
    dies = tmp_path / "mpy-cross"
    dies.write_text("#!/bin/sh\n[ \"$1\" = --version ] || exit 137\n")
    dies.chmod(0o755)
    monkeypatch.setenv("RIDEGATE_MPY_CROSS", str(dies))
    with pytest.raises(vm.NotCompiled) as caught:
        compiled(tmp_path, some_module="x = 1\n")
    assert (caught.value.name, caught.value.reason) == ("some_module.py", "no reason given, status 137")


def test_of_the_trees_the_newest_stay_and_what_was_never_ended_goes(tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    monkeypatch.setattr(vm, "_cache", lambda: cache)
    monkeypatch.setattr(vm, "_KEPT_TREES", 3)
    for name, age_s in (("new-old", 2 * 86_400), ("new-now", 60)):
        (cache / name).mkdir(parents=True)
        os.utime(cache / name, 2 * (time.time() - age_s,))
    trees = []
    for number in range(4):
        trees.append(compiled(tmp_path, some_module=f"x = {number}\n"))
        os.utime(trees[-1], 2 * (number + 1,))
        compiled(tmp_path, some_module="x = 0\n")  # in use
    assert {path.name for path in cache.iterdir()} == {"new-now", *(trees[number].name for number in (0, 2, 3))}


def test_a_module_runs_as_the_main_program(tmp_path):
    tree = compiled(tmp_path, some_module="import sys\nprint(__name__, sys.argv[1:], sys.stdin.read())\n")
    process = vm.start("some_module", [tree], ["a b", "c"], stdin=subprocess.PIPE)
    out, err = process.communicate("通", timeout=60)
    assert (process.returncode, out, err) == (0, "__main__ ['a b', 'c'] 通\n", "")


def test_what_was_compiled_runs_and_no_source_of_the_current_folder(tmp_path):
    tree = compiled(tmp_path, some_module="import other\n", other="print(__name__, __file__)\n")
    for name in ("some_module", "other"):
        (tmp_path / f"{name}.py").write_text("print('a source')\n")
    assert ran(tree, "some_module", cwd=tmp_path) == (0, f"other {tree}/other.mpy\n", "")
    assert vm.output("import sys\nprint(*sys.path)", [tree]).strip() == f"{tree} .frozen"


def test_the_heap_is_what_was_asked_for(tmp_path):
    tree = compiled(tmp_path, some_module="x = bytearray(200 * 1024)\n")
    assert ran(tree, "some_module")[0] == 0
    status, _, err = ran(tree, "some_module", heap="64wK")
    assert status == 1
    assert "MemoryError" in err


@pytest.mark.skipif("RIDEGATE_MPY_CROSS" in os.environ, reason="the compiler is another")
def test_the_compiler_is_the_program_and_no_script_in_front_of_it():
    with open(vm.find_mpy_cross(), "rb") as file:
        assert file.read(2) != b"#!"


@pytest.mark.parametrize("variable", ["RIDEGATE_MICROPYTHON", "RIDEGATE_MPY_CROSS"])
def test_a_program_that_is_not_there_is_an_error_that_says_what_to_do(variable, tmp_path):
    find = "vm.find_vm()" if variable == "RIDEGATE_MICROPYTHON" else "vm.find_mpy_cross()"
    code = f"from sim.micropython import vm\ntry:\n    {find}\nexcept vm.RuntimeMissing as error:\n    print(error)\n"

    def told(interpreter, **environment):
        rest = {name: value for name, value in os.environ.items() if name != variable}
        command = [interpreter, "-c", code]
        return subprocess.run(
            command, cwd=vm.ROOT, env=rest | environment, capture_output=True, text=True, check=True
        ).stdout

    assert told(sys.executable, **{variable: "/no/such/program"}).startswith(f"{variable} names /no/such/program")
    bare = tmp_path / "python"
    bare.symlink_to(os.path.realpath(sys.executable))
    said = told(bare)
    assert "pip install" in said
    assert variable in said
