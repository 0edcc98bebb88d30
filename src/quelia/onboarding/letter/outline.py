"""From the words of a section to its blocks. The words say themselves what they are, so that a translator needs no code.

A section is a table whose keys begin with the kind of what they hold: `title`, `text_why`, `list_needed`, `steps`,
`code_simple`, `table_calls`, `ask_night`, `form`. A key may end with when it stands there: `text_if_tester`,
`text_unless_contact`. In a sentence `**…**` is important, `` `…` `` is to be typed, `<{url}>` leads there.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import msgspec

from quelia.onboarding.letter.blocks import (
    Block,
    Code,
    Form,
    Heading,
    Items,
    Paragraph,
    Question,
    Said,
    Span,
    Table,
)

Words: TypeAlias = Mapping[str, Any]
Row: TypeAlias = tuple[str, str]

_WHEN = re.compile(r"_(if|unless)_([a-z]+)$", re.ASCII)
_INLINE = re.compile(r"\*\*(?P<strong>.+?)\*\*|`(?P<code>.+?)`|<(?P<link>\{[a-z_]+\})>", re.ASCII)


class Filling(msgspec.Struct, frozen=True):
    """What goes into the holes of the words: facts in one language. rows: lists that follow from tables of the program.

    holds: whether what `_if_…` names is there.
    """

    facts: Mapping[str, str]
    rows: Mapping[str, tuple[Row, ...]]
    holds: Mapping[str, bool]


def blocks(section: Words, filling: Filling) -> Iterator[Block]:
    for key, words in _standing(section, filling):
        yield _KINDS[key.partition("_")[0]](words, filling)


def said(template: str, facts: Mapping[str, str]) -> Said:
    """The spans of a sentence. It is taken apart before it is filled: what a name holds is nothing but that name."""
    spans, end = [], 0
    for found in _INLINE.finditer(template):
        spans.append(Span(template[end : found.start()].format_map(facts)))
        kind = found.lastgroup
        assert kind in ("strong", "code", "link")
        spans.append(Span(found[kind].format_map(facts), kind))  # type: ignore[arg-type] # mypy does not narrow so far
        end = found.end()
    spans.append(Span(template[end:].format_map(facts)))
    return tuple(span for span in spans if span.text)


def _standing(words: Words, filling: Filling) -> Iterator[tuple[str, Any]]:
    """Those entries that stand there, in their order."""
    for key, value in words.items():
        when = _WHEN.search(key)
        if when is None or filling.holds[when[2]] == (when[1] == "if"):
            yield key, value


def _heading(words: str, filling: Filling) -> Block:
    return Heading(said(words, filling.facts))


def _paragraph(words: str, filling: Filling) -> Block:
    return Paragraph(said(words, filling.facts))


def _list(words: Words, filling: Filling) -> Block:
    return Items(tuple(_items(words, filling)))


def _steps(words: Words, filling: Filling) -> Block:
    return Items(tuple(_items(words, filling)), numbered=True)


def _items(words: Words, filling: Filling) -> Iterator[Said]:
    for key, each in _standing(words, filling):
        if key == "rows":
            yield from (said(each["each"], facts) for facts in _of_rows(each, filling))
        else:
            yield said(each, filling.facts)


def _code(words: str, filling: Filling) -> Block:
    return Code(words.format_map(filling.facts))


def _table(words: Words, filling: Filling) -> Block:
    rows: list[tuple[Said, Said]] = []
    for key, each in _standing(words, filling):
        if key == "rows":
            rows += [_pair(each, facts) for facts in _of_rows(each, filling)]
        elif key != "head":
            rows.append(_pair(each, filling.facts))
    return Table(_pair(words["head"], filling.facts), tuple(rows))


def _of_rows(form: Words, filling: Filling) -> Iterator[Mapping[str, str]]:
    """`of` names a table of the program: the facts, once with each row of it."""
    for name, what in filling.rows[form["of"]]:
        yield {**filling.facts, "name": name, "what": what}


def _pair(words: Words, facts: Mapping[str, str]) -> tuple[Said, Said]:
    left, right = words["left"], words["right"]
    return said(left, facts), said(right, facts)


def _question(words: Words, filling: Filling) -> Block:
    return Question(said(words["question"], filling.facts), said(words["answer"], filling.facts))


def _form(words: str, filling: Filling) -> Block:
    return Form(words.format_map(filling.facts))


_KINDS: Mapping[str, Callable[[Any, Filling], Block]] = {
    "title": _heading,
    "text": _paragraph,
    "list": _list,
    "steps": _steps,
    "code": _code,
    "table": _table,
    "ask": _question,
    "form": _form,
}
