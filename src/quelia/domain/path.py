"""Paths: where in an answer a value stands.

RFC 9535 (`$.data.power`) is what counts. What people write instead is rewritten to it and shown back:
`data.power.value`, `a.b[0]`, `["key with.dots"]`, the pointer `/a/b/0`, and nothing or `$` for the whole answer.
A path that names one node is walked by a tuple; filters and wildcards go through the library, within bounds.
"""

import re
from typing import Any

from jsonpath import JSONPath, JSONPathEnvironment, JSONPathError, JSONPathMatch
from jsonpath.filter import BaseExpression, FilterQuery, FunctionExtension, RootFilterQuery
from jsonpath.segments import JSONPathChildSegment
from jsonpath.selectors import Filter, IndexSelector, JSONPathSelector, NameSelector, SliceSelector
from jsonpath.serialize import canonical_string

from quelia.domain.document import Document
from quelia.domain.errors import PathMismatch

_LIBRARY = JSONPathEnvironment(strict=True)
_LONGEST = 400
_MOST_LOOKS = 20_000  # 1 to 3 µs each: a hostile answer costs 60 ms, not minutes
_QUOTED = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_PIECE = re.compile(
    rf"""\.?(?P<key>[^.\[\]"'\s](?:[^.\[\]"']*[^.\[\]"'\s])?)   # a bare key or digits
      | \.?\[{_QUOTED}\]
      | \.?\[(?P<other>[^\]"'?]+ | \?(?:[^\[\]"'] | {_QUOTED} | \[(?:[^\]"'] | {_QUOTED})*\])*)\]""",
    re.VERBOSE,
)
_INDEX = re.compile(r"0|-?[1-9][0-9]{0,8}")
# half a character pair breaks whoever shows it; the library takes no control characters in names
_UNSAYABLE = re.compile(r"[\x00-\x07\x0b\x0e-\x1f\ud800-\udfff]")
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Digits(str):
    """Digits of a dotted path: an index where an array is met, else a key."""

    __slots__ = ()


Step = str | int  # Digits is a str


class PathError(ValueError):
    """The text is no path that quelia takes. `code` finds the sentence in `texts/`."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code, self.text = code, text


class Path:
    """A compiled path. str() gives it in the form that is shown back."""

    __slots__ = ("_query", "_terms", "_text", "steps")

    def __init__(self, text: str) -> None:
        """Raises PathError where `text` is no path, or one whose cost has no bound (`..`, regular expressions)."""
        text = text.strip()
        if _UNSAYABLE.search(text):
            raise PathError("path_syntax", _UNSAYABLE.sub("?", text[:_LONGEST]))
        if len(text) > _LONGEST:
            raise PathError("path_too_long", text[:40])
        steps = _pointer(text) if text.startswith("/") else None
        if steps is None and text and not text.startswith("$"):
            steps, text = _dotted(text)
        self._query: JSONPath | None = None
        self._terms = 1
        if steps is None:
            self._query, self._terms = _compile(text or "$")
            steps = _singular(self._query)
        self.steps: tuple[Step, ...] | None = steps
        self._text = _shown(steps) if steps is not None else text
        if len(self._text) > _LONGEST:
            raise PathError("path_too_long", text[:40])

    def nodes(self, document: Document) -> list[Document]:
        """What stands at the path, in the order of the document; empty where it leads nowhere.

        Raises PathMismatch where it would look at more nodes than anybody can mean.
        """
        if self.steps is not None:
            return _walk(self.steps, document)
        assert self._query is not None
        try:
            return self._found(self._query, document)
        except (JSONPathError, RecursionError) as error:
            raise PathMismatch(f"{self._text} cannot be followed in this answer") from error

    def _found(self, query: JSONPath, document: Document) -> list[Document]:
        # segment by segment: the library's own finditer() would parse a document that is a text
        matches, looks = [_match(document, document)], 0
        for segment in query.segments:
            looks += sum(self._looks(selector, match.obj) for match in matches for selector in segment.selectors)
            if looks > _MOST_LOOKS:
                raise PathMismatch(f"{self._text} has to look at more than {_MOST_LOOKS} values")
            matches = list(segment.resolve(matches))
        return [match.obj for match in matches]

    def _looks(self, selector: JSONPathSelector, node: Document) -> int:
        """How many values `selector` looks at in `node`, those of its filter included."""
        if isinstance(selector, NameSelector | IndexSelector) or not isinstance(node, list | dict):
            return 1
        if isinstance(selector, SliceSelector):
            return len(range(*selector.slice.indices(len(node)))) if selector.slice.step != 0 else 1
        return len(node) * (self._terms if isinstance(selector, Filter) else 1)

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"Path({self._text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Path) and (self._text, self.steps) == (other._text, other.steps)

    def __hash__(self) -> int:
        return hash(self._text)


class _Match(JSONPathMatch):
    """A match that does not note its way: the library copies every key on it into each match, and keys may be long."""

    __slots__ = ()

    def new_child(self, obj: object, key: int | str) -> JSONPathMatch:  # noqa: ARG002
        return _match(obj, self.root)

    def add_child(self, *children: JSONPathMatch) -> None:
        pass


def _match(node: Document, root: Any) -> JSONPathMatch:
    return _Match(filter_context={}, obj=node, parent=None, path="", parts=(), root=root)


def _walk(steps: tuple[Step, ...], node: Document) -> list[Document]:
    for step in steps:
        try:
            if type(step) is int:
                if type(node) is not list:
                    return []
                node = node[step]
            elif type(node) is dict:
                node = node[step]
            elif type(step) is Digits and type(node) is list:
                node = node[int(step)]
            else:
                return []
        except (KeyError, IndexError):
            return []
    return [node]


def _compile(text: str) -> tuple[JSONPath, int]:
    """The query, and the most terms that one of its filters has (1 without any)."""
    try:
        query = _LIBRARY.compile(text)
    except (JSONPathError, RecursionError, OverflowError, ValueError) as error:
        raise PathError("path_syntax", text) from error
    assert isinstance(query, JSONPath), "strict: no unions of paths"
    terms = 1
    for segment in query.segments:
        if not isinstance(segment, JSONPathChildSegment):
            raise PathError("path_descendants", text)
        filters = (each.expression for each in segment.selectors if isinstance(each, Filter))
        terms = max((terms, *(_terms(expression, text) for expression in filters)))
    return query, terms


def _terms(expression: BaseExpression, text: str) -> int:
    """How many keys, indexes and literals a filter looks at.

    It may look at those of its own node only: one pass over the answer, never one pass per node.
    """
    if isinstance(expression, FunctionExtension) and expression.name in ("match", "search"):
        raise PathError("path_regex", text)
    if isinstance(expression, RootFilterQuery):
        raise PathError("path_nested_filter", text)
    if isinstance(expression, FilterQuery):
        if (steps := _singular(expression.path)) is None:
            raise PathError("path_nested_filter", text)
        return max(1, len(steps))
    return sum(_terms(child, text) for child in expression.children()) or 1


def _singular(query: JSONPath) -> tuple[Step, ...] | None:
    steps: list[Step] = []
    for segment in query.segments:
        if not isinstance(segment, JSONPathChildSegment) or len(segment.selectors) != 1:
            return None
        match segment.selectors[0]:
            case NameSelector(name=name):
                steps.append(name)
            case IndexSelector(index=index):
                steps.append(index)
            case _:
                return None
    return tuple(steps)


def _pointer(text: str) -> tuple[Step, ...]:
    if re.search(r"~(?![01])", text):
        raise PathError("path_syntax", text)
    tokens = [token.replace("~1", "/").replace("~0", "~") for token in text[1:].split("/")]
    return tuple(Digits(token) if _is_digits(token) else token for token in tokens)


def _dotted(text: str) -> tuple[tuple[Step, ...] | None, str]:
    """The steps of a dotted path; None with the RFC 9535 text where a piece is a filter, wildcard or slice."""
    steps: list[Step] = []
    standard, singular, at = "$", True, 0
    while at < len(text):
        match = _PIECE.match(text, at)
        if match is None or (at > 0 and match["key"] and text[at] != "."):
            raise PathError("path_syntax", text)
        key, other = match["key"], "*" if match["key"] == "*" else match["other"]
        at = match.end()
        if other is not None and not _INDEX.fullmatch(other):
            standard, singular = f"{standard}[{other}]", False
            continue
        if other is not None:
            steps.append(int(other))
        elif key is not None:
            steps.append(Digits(key) if _is_digits(key) else key)
        else:
            steps.extend(_singular(_compile("$" + match.group().removeprefix("."))[0]) or ())
        standard += _piece(steps[-1])
    return (tuple(steps) if singular else None), standard


def _is_digits(token: str) -> bool:
    return token.isascii() and token.isdigit() and (token == "0" or not token.startswith("0"))


def _piece(step: Step) -> str:
    """One step in RFC 9535. Digits select a key or an index, whichever there is."""
    if type(step) is int:
        return f"[{step}]"
    if type(step) is Digits:
        return f"['{step}', {step}]"
    return f".{step}" if _BARE.fullmatch(str(step)) else f"[{canonical_string(str(step))}]"


def _shown(steps: tuple[Step, ...]) -> str:
    """RFC 9535, short where it may be; a path with Digits stays dotted, which says them best."""
    text = "".join(f".{step}" if type(step) is Digits else _piece(step) for step in steps)
    return text.removeprefix(".") if any(type(step) is Digits for step in steps) else f"${text}"
