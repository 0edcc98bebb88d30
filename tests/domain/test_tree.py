"""An answer as a tree: bounded, masked, and each number with a path that leads to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.path import Path
from quelia.domain.tree import Line, shortened, tree
from tests.domain.test_scout import ANSWER, documents

SECRET = "never-to-be-shown-4711"


def hidden(text: str) -> str:
    return text.replace(SECRET, "•••")


def by_path(lines: object) -> dict[str | None, Line]:
    assert isinstance(lines, list)
    return {line.path: line for line in lines}


def test_the_lines_stand_as_in_the_answer() -> None:
    told = [(line.depth, line.key, line.kind, line.written) for line in tree({"a": {"b": 1.5}, "c": [None, True, "x"]})]
    assert told == [
        (0, "", "object", "2"), (1, "a", "object", "1"), (2, "b", "number", "1.5"), (1, "c", "list", "3"),
        (2, "0", "null", "null"), (2, "1", "truth", "true"), (2, "2", "text", '"x"'),
    ]  # fmt: skip


def test_a_number_has_its_path_and_the_unit_it_may_be_in() -> None:
    lines = by_path(tree(ANSWER))
    assert lines["$.data.production.currentPower"].unit == "MW"
    assert lines["$.data.meteo.temperature"].written == '"21,5"'
    assert not [line for line in lines.values() if line.path and line.kind in ("object", "list", "truth", "null")]


def test_a_secret_is_hidden_and_neither_it_nor_what_it_names_can_be_chosen() -> None:
    lines = tree({"key": SECRET, "text": f"with {SECRET}.", SECRET: 7, "within": {SECRET: {"power": 8}}}, hidden)
    assert SECRET not in repr(lines)
    assert [line.path for line in lines if line.path] == []


def test_a_secret_that_is_a_number_is_hidden() -> None:
    lines = tree({"pin": 4711, "power": 5}, lambda text: "•••" if text == "4711" else text)
    assert [(line.key, line.kind, line.written, line.path) for line in lines[1:]] == [
        ("pin", "masked", "•••", None), ("power", "number", "5", "$.power"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "document",
    [
        list(range(100_000)), {str(number): number for number in range(10_000)}, [[[0] * 50] * 50] * 50, "x" * 10**6,
        {"k" * 10**5: 1},
    ],
)  # fmt: skip
def test_however_large_an_answer_is_its_tree_is_small(document: object) -> None:
    lines = tree(document)
    assert len(lines) <= 401
    assert sum(len(line.key) + len(line.written) for line in lines) < 70_000


def test_of_a_long_list_the_ends_are_shown_and_how_many_are_left_out() -> None:
    lines = tree(list(range(1000)))
    assert [line.written for line in lines[-4:]] == ["940", "997", "998", "999"]
    assert [line.kind for line in lines].count("more") == 1


def test_a_deep_answer_is_shown_to_a_depth() -> None:
    deep: object = 1
    for _ in range(50):
        deep = {"d": deep}
    assert max(line.depth for line in tree(deep)) == 13


def test_nothing_in_it_moves_what_stands_beside_it() -> None:
    assert all(line.key.isprintable() and line.written.isprintable() for line in tree({"a\n\u202eb": "\x1b[31m\u202e"}))


@given(documents)
def test_what_opens_closes(document: object) -> None:
    opened = 0
    for line in tree(document):
        assert line.depth == opened
        opened += line.folds - line.closes
    assert opened == 0


@given(documents, st.integers(0, 60))
def test_a_tree_that_is_shortened_says_less_and_closes_as_well(document: object, most: int) -> None:
    lines = shortened(tree(document), most)
    assert sum(len(f"{line.key}{line.written}".encode()) for line in lines) <= most
    assert sum(line.folds - line.closes for line in lines) == 0


@given(documents)
def test_every_path_in_it_leads_to_its_number(document: object) -> None:
    for line in tree(document):
        if line.path is not None:
            (found,) = Path(line.path).nodes(document)
            assert str(found) in line.written or "…" in line.written
