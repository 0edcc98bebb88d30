"""What people read: the same in every language, and a sentence for every reason."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quelia.domain.errors import FAULTS, REASONS
from quelia.texts import DEFAULT, LANGUAGES
from tests.house.tree import SRC, below, named

TEXTS = SRC / "texts"
ROOMS = sorted({path.name for path in below("src/quelia/texts", ".json")})
FURTHER = [language for language in LANGUAGES if language != DEFAULT]
HOW = "language.json"  # how numbers and times are written: another way in each
# French, to begin with; and a name that ends like many in France
_LANGUAGES_NAMED = {"src/quelia/texts/__init__.py": 1, "src/quelia/onboarding/answer/fields/prose.py": 1}
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def _sentences(texts: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Each sentence with its dotted key."""
    if isinstance(texts, str):
        yield key, texts
        return
    assert isinstance(texts, dict), f"{key} is neither a sentence nor a table"
    for name, each in texts.items():
        yield from _sentences(each, f"{key}.{name}" if key else name)


def _read(language: str, room: str) -> dict[str, str]:
    return dict(_sentences(json.loads((TEXTS / language / room).read_text("utf-8"))))


def _placeholders(text: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(text.replace("{{", "").replace("}}", "")))  # doubled, they are braces


def test_there_are_texts() -> None:
    assert "visitor.json" in ROOMS


@pytest.mark.parametrize("language", FURTHER)
@pytest.mark.parametrize("room", ROOMS)
def test_all_languages_say_the_same_things(room: str, language: str) -> None:
    assert _read("fr", room).keys() == _read(language, room).keys()


@pytest.mark.parametrize("language", FURTHER)
@pytest.mark.parametrize("room", [room for room in ROOMS if room != HOW])
def test_all_languages_fill_in_the_same_facts(room: str, language: str) -> None:
    french, further = _read("fr", room), _read(language, room)
    assert {key: _placeholders(text) for key, text in french.items()} == {
        key: _placeholders(text) for key, text in further.items()
    }


# what migrations did is not done otherwise later
_MODULES = [path for path in below("src", ".py") if path.parent.name != "migrations"]


@pytest.mark.parametrize("path", _MODULES, ids=named)
def test_no_module_lists_languages(path: Path) -> None:
    """A language more is a folder more. That French is spoken to who asks for nothing is said once."""
    named_here = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in LANGUAGES
    ]
    assert len(named_here) == _LANGUAGES_NAMED.get(named(path), 0)


@pytest.mark.parametrize("path", below("src/quelia/texts", ".json"), ids=named)
def test_no_key_stands_twice_in_a_table(path: Path) -> None:
    """JSON allows it, and the later one silently takes the place of the earlier."""
    twice: list[str] = []

    def table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        twice.extend(name for name in set(names) if names.count(name) > 1)
        return dict(pairs)

    json.loads(path.read_text("utf-8"), object_pairs_hook=table)
    assert twice == []


@pytest.mark.parametrize("path", below("src/quelia/texts", ".json"), ids=named)
def test_no_sentence_is_empty_or_edged_with_spaces(path: Path) -> None:
    sentences = dict(_sentences(json.loads(path.read_text("utf-8"))))
    assert [key for key, text in sentences.items() if not text.strip(" ") or text != text.strip(" ")] == []


@pytest.mark.parametrize("path", below("src/quelia/texts", ".json"), ids=named)
def test_no_words_are_listed_by_language(path: Path) -> None:
    keys = [key for key in _read(path.parent.name, path.name) if set(key.split(".")) & set(LANGUAGES)]
    assert keys == []


def test_every_reason_has_a_sentence_wherever_reasons_are_explained() -> None:
    tables = {
        named(path): table
        for path in below("src/quelia/texts", ".json")
        if isinstance(table := json.loads(path.read_text("utf-8")).get("reason"), dict)
    }
    assert {
        name: REASONS.keys() - table.keys() for name, table in tables.items() if REASONS.keys() - table.keys()
    } == {}


def test_every_fault_of_an_address_has_a_sentence() -> None:
    assert _read("fr", "address.json").keys() == FAULTS.keys()


@pytest.mark.parametrize("fault", FAULTS)
def test_the_sentence_of_a_fault_tells_no_more_than_its_facts(fault: str) -> None:
    assert set(_placeholders(_read("fr", "address.json")[fault])) <= set(_placeholders(FAULTS[fault]))


def test_every_problem_of_a_declaration_has_a_sentence() -> None:
    codes = {
        str(node.args[1].value)
        for path in below("src/quelia/store", ".py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem"
        if len(node.args) > 1 and isinstance(node.args[1], ast.Constant)
    }
    assert len(codes) > 20
    assert {f"problem.{code}" for code in codes} - _read("fr", "load.json").keys() == set()


_PAGES = below("src/quelia", ".html")


@pytest.mark.parametrize("path", _PAGES, ids=named)
def test_no_page_lists_languages(path: Path) -> None:
    listed = "|".join(LANGUAGES)
    assert re.findall(rf"lang=\"?(?:{listed})\b|[\"'](?:{listed})[\"']", path.read_text("utf-8")) == []
