"""The order of the packages, and who imports whom: read from the sources, imports in functions included."""

import ast
from collections.abc import Iterable, Iterator, Mapping

from sim.command import cli

TOPS = ("terminal", "hal", "sim", "boards", "tests")
ORDER = (
    *("tests", "sim.__main__", "sim.command", "sim.library"),
    "sim.network",  # lines and stations, and the way of their rides into the books
    "sim.station",  # several gates and their computer, with a page of its own
    "sim.service",  # a test service, with the page's guard and listener
    "sim.site",  # the page without a gate: its cards in a browser alone
    "sim.reverify",  # the records of the back office, judged once more
    *("sim.page", "sim.conformance", "sim.fleet", "sim.backoffice"),  # what people look at and operate
    *("sim.capture", "sim.scenario"),  # play, and play again
    "sim.gate",
    "sim.judge",
    "sim.explain",
    "sim.eligibility",
    *("sim.journal", "sim.device", "sim.trust", "sim.issuer", "sim.code", "sim.family"),
    "sim.emulator",
    *("sim.codegen", "sim.micropython", "sim.input", "sim.output", "sim.version", "sim"),
    *("boards", "boards.format", "hal", "terminal"),
)
# What is started by name, or from outside of this repository.
STARTED = {
    *cli.COMMANDS.values(),
    *("sim.__main__", "sim.codegen.__main__", "sim.emulator.__main__", "sim.library", "sim.site.__main__"),
    "sim.site.in_vm",  # in the VM of a browser
    "sim.conformance.pytest_plugin",  # docs/conformance.md
    "sim.capture.vm_replay",  # the program in a VM, as is sim.judge.vm_verify, whose list it opens as well
    *("boards.service", "boards.network_install"),  # of a board in service mode
    "hal.engine.viper",  # the engine that any port can have
    "boards.phrase",  # the build writes its imports: sim/device/phrase.py
    "hal.engine.generated.rv32",  # of no board that is kept here: docs/porting.md
}
STARTED_IN = (
    "sim.emulator.board.",  # stand-ins that the VM imports in the place of modules of a board
    "sim.emulator.scanner.",  # the modules, by their names
    "sim.emulator.card.",  # the other ends of card readers, for tests
    "hal.fake.",  # devices for tests, on both runtimes
)
TABLE_OF_COMMANDS = "sim.command.cli"
_INSIDE = ("body", "orelse", "finalbody", "handlers", "cases")  # the lists of statements of a statement


def imported(path: str, node: ast.AST) -> list[str]:
    """Absolute names of what an import statement brings in; `from hal import x` is hal.x."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        package = path.split("/")[:-1]
        here = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
        module = ".".join(part for part in (here, node.module) if part)
        if module in TOPS:
            return [f"{module}.{alias.name}" for alias in node.names]
        return [module]
    return []


def statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Every statement, those in functions and branches included: where imports stand, and a tenth of all nodes."""
    left: list[ast.AST] = [tree]
    while left:
        node = left.pop()
        yield node
        for name in _INSIDE:
            left += getattr(node, name, ())


def name_of(path: str) -> str:
    """The name of a module; of a package's __init__.py that of the package."""
    return path.removesuffix(".pyi").removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def arrows(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Each module with the modules among these that it imports. sources: path relative to the checkout -> its text."""
    known = {name_of(path) for path in sources}
    out: dict[str, set[str]] = {}
    for path, source in sources.items():
        found = set()
        for node in statements(ast.parse(source)):
            for module in imported(path, node):
                inside = [f"{module}.{alias.name}" for alias in node.names] if isinstance(node, ast.ImportFrom) else []
                named = [name for name in inside if name in known]
                found |= set(named or [module]) & known
        out[name_of(path)] = found - {name_of(path)}
    return out


def circles(of: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Every set of names that import each other, directly or around corners; each sorted."""
    reach = {name: set(targets) for name, targets in of.items()}
    for through in reach:  # each path by way of it, its two halves known
        for targets in reach.values():
            if through in targets:
                targets |= reach[through]
    found = {tuple(sorted(other for other in reach if other in reach[name] and name in reach[other])) for name in reach}
    return sorted(list(each) for each in found if each)


def never_imported(of: Mapping[str, Iterable[str]]) -> list[str]:
    """The modules that no other one imports; a package counts as imported with any module in it."""
    used = {target for targets in of.values() for target in targets}
    packages = {name.rpartition(".")[0] for name in of}
    return sorted(name for name in of if name not in used and name not in packages)


def room_of(module: str) -> str:
    """The package of ORDER that a module belongs to; of an unknown one its own two first names."""
    two = ".".join(module.split(".")[:2])
    return two if two in ORDER or two.startswith("sim.") else module.split(".")[0]


def _place(room: str) -> int:
    """From the top; what is not of this repository stands below, an unknown package of sim/ above."""
    if room in ORDER:
        return ORDER.index(room)
    return 0 if room.startswith("sim.") else len(ORDER)


def upwards(path: str, tree: ast.Module) -> list[str]:
    """What a module imports from packages above its own, for the type checker too, and which commands."""
    here = room_of(name_of(path))
    if here not in ORDER:
        return [f"{here} has no place in ORDER"]
    found = []
    for node in statements(tree):
        for module in imported(path, node):
            if here != "terminal" and _place(room_of(module)) < ORDER.index(here):
                found.append(f"line {node.lineno}: {here} imports {module}, which stands above it")
            names = [module]
            if isinstance(node, ast.ImportFrom) and module == "sim.command":
                names = [f"{module}.{alias.name}" for alias in node.names]
            if here != "sim.command" and any(
                name.startswith("sim.command.") and name != TABLE_OF_COMMANDS for name in names
            ):
                found.append(f"line {node.lineno}: {here} imports a command, which only sim/command does")
    return found


def between_rooms(of: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    """The same arrows, from package to package."""
    out: dict[str, set[str]] = {}
    for module, targets in of.items():
        here = room_of(module)
        out.setdefault(here, set()).update(room_of(target) for target in targets if room_of(target) != here)
    return out


def unused(of: Mapping[str, Iterable[str]]) -> list[str]:
    """What nothing imports and nothing starts."""
    return [
        name
        for name in never_imported(of)
        if name not in STARTED
        and not name.startswith(STARTED_IN)
        and not (name.startswith("boards.") and name.endswith((".main", ".board")))
    ]
