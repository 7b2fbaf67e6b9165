"""Modules of hal/engine/ that only MicroPython can import, here as plain Python: decorators say nothing, and what viper
calls a pointer is whatever the caller hands over."""

import builtins
from pathlib import Path
from types import ModuleType

from sim.micropython import vm

_ENGINE = vm.ROOT / "hal" / "engine"


def path_of(name: str) -> Path:
    """The file of a module of hal/engine/, what is generated among them."""
    generated = _ENGINE / "generated" / f"{name}.py"
    return generated if generated.is_file() else _ENGINE / f"{name}.py"


def package_of(name: str) -> str:
    """The package that it is imported from."""
    return ".".join(path_of(name).relative_to(vm.ROOT).parent.parts)


def _unchanged(function: object) -> object:
    return function


def load(name: str, **names: object) -> ModuleType:
    """A fresh module. names: what ptr8, ptr16, ptr32 and other built-in names are in it."""
    given = ModuleType("micropython")
    for decorator in ("viper", "native", "asm_thumb", "asm_rv32", "asm_xtensa"):
        setattr(given, decorator, _unchanged)

    def import_(wanted: str, *rest: object) -> object:
        return given if wanted == "micropython" else __import__(wanted, *rest)  # type: ignore[arg-type]

    pointers = {each: object for each in ("ptr8", "ptr16", "ptr32", "uint")}
    path = path_of(name)
    module = ModuleType(f"{package_of(name)}.{name}")
    module.__dict__["__builtins__"] = {**vars(builtins), **pointers, "__import__": import_, **names}
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), module.__dict__)
    return module
