"""The walls that import rules cannot see: sizes, names, marks. The front end has its own: frontend/src/house.test.ts."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT, SRC, below, named

_MOST_LINES = 250
_NO_ROOM = {"util", "utils", "helper", "helpers", "common", "core", "misc"}
# one idea, one word: "client" alone means three things, and the others mean nothing
_NO_NAME = _NO_ROOM | {"client", "clients", "data", "info", "manager", "infos", "datas"}
_NO_PART = {"client", "clients", "manager", "helper", "helpers", "utils", "misc"}
_NAMED_BY_OTHERS = {("settings.py", "data")}  # QUELIA_DATA is fixed by the public contract
_MARKS = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
_CLOCKS = {"now", "utcnow", "today"}

MODULES = [path for path in below("src", ".py") if "migrations" not in path.parts]


def test_there_is_something_to_look_at() -> None:
    assert len(MODULES) > 20


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_has_one_subject(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= _MOST_LINES


def test_no_room_is_a_drawer() -> None:
    everywhere = below("src", ".py") + below("frontend/src", ".ts") + below("tests", ".py")
    drawers = [path for path in everywhere if _NO_ROOM & {part.lower().split(".")[0] for part in path.parts[-3:]}]
    assert drawers == []


def test_nothing_is_left_for_later() -> None:
    folders = ("src", "frontend/src", "frontend/basemap", "tests", "docs", "scripts")
    files = [path for folder in folders for path in below(folder, ".py", ".ts", ".mjs", ".css", ".html", ".md", "")]
    files = [path for path in files if path.is_file()]
    left = [f"{named(path)}: {found[0]}" for path in files if (found := _MARKS.search(path.read_text("utf-8")))]
    assert left == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_things_have_the_names_of_the_glossary(path: Path) -> None:
    wrong = {
        name
        for name in _given_names(ast.parse(path.read_text("utf-8")))
        if (name.lower().strip("_") in _NO_NAME or _NO_PART & _words(name))
        and (path.name, name) not in _NAMED_BY_OTHERS
    }
    assert wrong == set()


def test_the_domain_is_told_the_time() -> None:
    asked = [
        f"{named(path)}:{node.lineno}"
        for path in below("src/quelia/domain", ".py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CLOCKS
    ]
    assert asked == []


def test_every_room_says_what_it_is_for() -> None:
    rooms = [path for path in SRC.rglob("__init__.py") if "migrations" not in path.parts]
    assert len(rooms) > 5
    assert [named(path) for path in rooms if not ast.get_docstring(ast.parse(path.read_text("utf-8")))] == []


def test_tests_stand_in_the_rooms_they_are_about() -> None:
    ours = {"house", "journeys", "contracts", "samples", "screens"}
    rooms = {path.name for path in SRC.iterdir() if path.is_dir()} | ours
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert folders - rooms == set()


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("class ClientManager: pass", {"ClientManager"}),
        ("def f(data, *, info=1): helper_x = data", {"f", "data", "info", "helper_x"}),
        ("for utils in y: pass", {"utils"}),
        ("request.client.host", set()),
    ],
)
def test_the_reader_of_names_sees_what_is_named_here(code: str, names: set[str]) -> None:
    assert set(_given_names(ast.parse(code))) == names


def _given_names(tree: ast.AST) -> Iterator[str]:
    """Names that this module gives: not those of others that it only uses."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _words(name: str) -> set[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return set(spaced.lower().split("_"))
