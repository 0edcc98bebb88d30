import contextlib
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonpath import JSONPathEnvironment
from jsonpath.serialize import canonical_string

from quelia.domain.document import Document
from quelia.domain.errors import PathMismatch
from quelia.domain.path import Path, PathError
from tests.domain.examples import documents, keys

LIBRARY = JSONPathEnvironment(strict=True)

ACCEPTED = [
    ("", "$"),
    ("  ", "$"),
    ("$", "$"),
    ("power", "$.power"),
    (" power ", "$.power"),
    (".power", "$.power"),
    ("data.power.value", "$.data.power.value"),
    ("$.data.power.value", "$.data.power.value"),
    ("$['data']['power']", "$.data.power"),
    ("a.b[0]", "$.a.b[0]"),
    ("[0].a", "$[0].a"),
    ("a[-1]", "$.a[-1]"),
    ("a[ 1 ]", "$.a[1]"),
    ("results.0.value", "results.0.value"),
    ("0.Cached_readings.instant_power", "0.Cached_readings.instant_power"),
    ("inverters.0.AC.0.Power", "inverters.0.AC.0.Power"),
    ('["key with.dots"]', "$['key with.dots']"),
    ("a['b'].c", "$.a.b.c"),
    ("a.['b']", "$.a.b"),
    ('["say \\"hi\\""]', "$['say \"hi\"']"),
    ("['it\\'s']", "$['it\\'s']"),
    ('["\\u00e9"]', "$['é']"),
    ('["two\\nlines"]', "$['two\\nlines']"),
    ('[""]', "$['']"),
    ("Power DC.v", "$['Power DC'].v"),
    ("em:0.act_power", "$['em:0'].act_power"),
    ("@type.$id", "$['@type']['$id']"),
    ("débit.brut", "$['débit'].brut"),
    ("2016-11-01.P_AC", "$['2016-11-01'].P_AC"),
    ("a.01", "$.a['01']"),
    ("a.１", "$.a['１']"),
    ("/a/b/0", "a.b.0"),
    ("/", "$['']"),
    ("/a~1b/m~0n", "$['a/b']['m~n']"),
    ("/two\nlines", "$['two\\nlines']"),
    ("$.a[*].b", "$.a[*].b"),
    ("a[*].b", "$.a[*].b"),
    ("a.*.b", "$.a[*].b"),
    ("*", "$[*]"),
    ("a[1:3]", "$.a[1:3]"),
    ("a[::-1]", "$.a[::-1]"),
    ("163784.PPC_P_AC[*].value", "$['163784', 163784].PPC_P_AC[*].value"),
    ("devices[?@.TYPE == 'PVS5'].p_kw", "$.devices[?@.TYPE == 'PVS5'].p_kw"),
    ("a[?@.b =='x].y'].z", "$.a[?@.b =='x].y'].z"),
    ("a[?@['b'] == 1 && @[0] == null].z", "$.a[?@['b'] == 1 && @[0] == null].z"),
    ("$[?@.b != null].c", "$[?@.b != null].c"),
    ("$[?length(@.name) > 2]", "$[?length(@.name) > 2]"),
    ("$['a','b']", "$['a','b']"),
]

REFUSED = [
    ("$..power", "path_descendants"),
    ("$.a..b", "path_descendants"),
    ("a..b", "path_syntax"),
    ("..", "path_syntax"),
    ("a.", "path_syntax"),
    ("a[", "path_syntax"),
    ("a]", "path_syntax"),
    ("a[]", "path_syntax"),
    ("a[0]b", "path_syntax"),
    ("a .b", "path_syntax"),
    ("a[007]", "path_syntax"),
    ("a[-0]", "path_syntax"),
    ("a[+1]", "path_syntax"),
    ("$[9007199254740992]", "path_syntax"),
    ("$id", "path_syntax"),
    ("$.a | $.b", "path_syntax"),
    ("$.~a", "path_syntax"),
    ("$[?@.a in [1]]", "path_syntax"),
    ("$[?foo(@.a)]", "path_syntax"),
    ("$[?@.a == 1e999]", "path_syntax"),
    ("/a~2", "path_syntax"),
    ('["\\x"]', "path_syntax"),
    ("/\ud800", "path_syntax"),
    ("$['\\ud800']", "path_syntax"),
    ("/nul\x00", "path_syntax"),
    ("$[?match(@.a, 'x')]", "path_regex"),
    ("$[?search(@.a, 'x')]", "path_regex"),
    ("$[?!(@.b == 1 || match(@.a, 'x'))]", "path_regex"),
    ("a[?search(@.a, '(a+)+b')].c", "path_regex"),
    ("$[?@.a[?@.b]]", "path_nested_filter"),
    ("$[?@.* == 1]", "path_syntax"),
    ("$[?@.*]", "path_nested_filter"),
    ("$[?count(@.*) > 1]", "path_nested_filter"),
    ("$[?count(@..a) > 1]", "path_nested_filter"),
    ("$[?@..a]", "path_nested_filter"),
    ("$[?@.a == $.b]", "path_nested_filter"),
    ("a" * 401, "path_too_long"),
    ("(" * 399, "path_too_long"),
]

LEADS = [
    ("", {"a": 1}, [{"a": 1}]),
    ("a.b[0]", {"a": {"b": [7, 8]}}, [7]),
    ("a.b.0", {"a": {"b": [7, 8]}}, [7]),
    ("a.b.0", {"a": {"b": {"0": 9}}}, [9]),
    ("a.b[0]", {"a": {"b": {"0": 9}}}, []),
    ("inverters.0.AC.0.v", {"inverters": [{"AC": {"0": {"v": 12.1}}}]}, [12.1]),
    ("/inverters/0/AC/0/v", {"inverters": [{"AC": {"0": {"v": 12.1}}}]}, [12.1]),
    ("01", [7, 8], []),
    ("a.99999999999999999999", {"a": [1]}, []),
    ("a[-1]", {"a": [1, 2, 3]}, [3]),
    ("a[-4]", {"a": [1, 2, 3]}, []),
    ("a", {"b": 1}, []),
    ("a", [1], []),
    ("a.b", {"a": None}, []),
    ("a[0]", {"a": "text"}, []),
    ("a.0", {"a": "text"}, []),
    ("a", {"a": None}, [None]),
    ("length", [1], []),
    ("a.*.b", {"a": [{"b": 1}, {"c": 2}, {"b": 3}]}, [1, 3]),
    ("a.*.b", {"a": {"x": {"b": 1}, "y": {"b": 3}}}, [1, 3]),
    ("a.*.b", {"a": {"*": {"b": 1}}}, [1]),
    ("a[1:3]", {"a": [1, 2, 3, 4]}, [2, 3]),
    ("a[::-1]", {"a": [1, 2]}, [2, 1]),
    ("a[::0]", {"a": [1, 2]}, []),
    ("a[?@.t == 'W'].v", {"a": [{"t": "W", "v": 1}, {"t": "S", "v": 2}, {"t": "W", "v": 3}]}, [1, 3]),
    ("a[?@.v != null].v", {"a": [{"v": 1}, {"v": None}, {}]}, [1]),
    ("a[?@[2] == 'Z'][0]", {"a": [[1, 2, "Z"], [3, 4, "Y"]]}, [1]),
    ("$[?@.a == 'x'].d[?@.e == 'P'].v", [{"a": "x", "d": [{"e": "P", "v": 1}]}, {"a": "y", "d": []}], [1]),
    ("data.163784.PPC[*].value", {"data": {"163784": {"PPC": [{"value": 1}, {"value": 2}]}}}, [1, 2]),
    ("data.1[*]", {"data": [[1], [2, 3]]}, [2, 3]),
    ("$[?@.ok == true].v", [{"ok": 1, "v": 1}, {"ok": True, "v": 2}], [2]),
    ("$[?@.ok == 1].v", [{"ok": 1, "v": 1}, {"ok": True, "v": 2}], [1]),
]


@pytest.mark.parametrize(("text", "shown"), ACCEPTED)
def test_a_path_is_shown_back_in_its_standard_form(text: str, shown: str) -> None:
    assert str(Path(text)) == shown


@pytest.mark.parametrize("text", [text for text, _ in ACCEPTED])
def test_the_form_shown_back_is_the_same_path(text: str) -> None:
    assert Path(str(Path(text))) == Path(text)


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_what_is_no_path_or_has_no_bound_is_refused(text: str, code: str) -> None:
    with pytest.raises(PathError) as refused:
        Path(text)
    assert refused.value.code == code


@pytest.mark.parametrize(("text", "document", "nodes"), LEADS)
def test_a_path_leads_to_its_nodes(text: str, document: Document, nodes: list[Document]) -> None:
    assert Path(text).nodes(document) == nodes


def test_half_a_character_pair_never_leaves_by_an_error() -> None:
    with pytest.raises(PathError) as refused:
        Path("/\ud800" + "a" * 500)
    refused.value.text.encode()


@st.composite
def ways(draw: st.DrawFn) -> tuple[Document, list[str | int]]:
    """A document with a list of names and indexes, most of which lead somewhere in it."""
    document = node = draw(documents)
    steps: list[str | int] = []
    for _ in range(draw(st.integers(0, 5))):
        if isinstance(node, dict) and node and draw(st.integers(0, 9)):
            step: str | int = draw(st.sampled_from(sorted(node)))
        elif isinstance(node, list) and node and draw(st.integers(0, 9)):
            step = draw(st.integers(-len(node), len(node) - 1))
        else:
            step = draw(keys | st.integers(-3, 3))
        steps.append(step)
        node = next(iter(Path(_standard(steps)).nodes(document)), None) if _sayable(steps) else None
    return document, steps


def _standard(steps: list[str | int]) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f"[{canonical_string(step)}]" for step in steps)


def _sayable(steps: list[str | int]) -> bool:
    """The library takes no control characters in names, whatever way they are written."""
    return all(isinstance(step, int) or all(each >= " " or each in "\b\t\n\f\r" for each in step) for step in steps)


@given(ways())
def test_the_compiled_walk_agrees_with_the_library(way: tuple[Document, list[str | int]]) -> None:
    document, steps = way
    if not _sayable(steps) or isinstance(document, str):
        return
    path = Path(_standard(steps))
    assert path.steps == tuple(steps)
    assert path.nodes(document) == LIBRARY.findall(_standard(steps), document)  # type: ignore[arg-type]


FILTERS = [
    "$[*]",
    "$.*.power",
    "$[0:2]",
    "$[::-2]",
    "$[?@.power]",
    "$[?@.ok == true].power",
    "$[?@ != null]",
    "$[0, 'at']",
]


@given(documents, st.sampled_from(FILTERS))
def test_filters_wildcards_and_slices_agree_with_the_library(document: Document, text: str) -> None:
    if isinstance(document, str):
        return
    assert Path(text).nodes(document) == LIBRARY.findall(text, document)  # type: ignore[arg-type]


@given(st.lists(keys | st.text(max_size=6) | st.integers(0, 20).map(str), max_size=5))
def test_a_pointer_shown_back_is_the_same_path(tokens: list[str]) -> None:
    text = "".join("/" + token.replace("~", "~0").replace("/", "~1") for token in tokens)
    try:
        path = Path(text)
    except PathError:
        return
    assert Path(str(path)) == path


PIECES = [
    ".",
    "..",
    "a",
    "0",
    "-1",
    "[0]",
    "[*]",
    "*",
    "[?",
    "@",
    "@.a",
    "==",
    "]",
    "[",
    "'",
    '"',
    "\\",
    "/",
    "(",
    ")",
    "!",
]
MORE = [
    "$",
    "&&",
    "||",
    "null",
    "1e999",
    ":",
    ",",
    "match(",
    "count(",
    "é",
    "~",
    "['a']",
    "\x00",
    "\ud800",
    " ",
    "\n",
    "{",
    "}",
]


@given(st.lists(st.sampled_from(PIECES + MORE), max_size=14).map("".join) | st.text(max_size=20))
def test_no_text_does_worse_than_be_refused(text: str) -> None:
    try:
        path = Path(text)
    except PathError:
        return
    assert Path(str(path)) == path


@pytest.mark.parametrize(
    "unit", ["[", "[?", "(", "$[", "['", '["', "\\", ".", "a.", "[*", "*.", "?", "[?@", "[?'", "a ", "[?[", "]", "['\\"]
)
def test_no_text_takes_long_to_read(unit: str) -> None:
    began = time.perf_counter()
    for text in (unit * 400, (unit * 400)[:400], "$" + (unit * 400)[:399], "a" + (unit * 400)[:398] + "]"):
        with contextlib.suppress(PathError):
            Path(text)
    assert time.perf_counter() - began < 1.0


def _nested(depth: int) -> Document:
    document: Document = 1
    for _ in range(depth):
        document = [document]
    return document


COSTLY = [
    ("$[*].x", [0] * 500_000),
    ("$[?@.x == 1].y", [0] * 500_000),
    ("$[?" + " || ".join(["@ == 'a'"] * 30) + "]", [0] * 20_000),
    ("$[:].x", [0] * 500_000),
    ("$" + "[*,*]" * 60 + ".x", _nested(60)),
    ("$" + "[0,0]" * 60 + ".x", _nested(60)),
    ("$" + "[:,::]" * 60 + ".x", _nested(60)),
    ("$[*][*].x", [[0] * 1000] * 1000),
]


@pytest.mark.parametrize(("text", "document"), COSTLY)
def test_a_path_that_looks_at_too_much_stops_soon(text: str, document: Document) -> None:
    path = Path(text)
    began = time.process_time()
    with pytest.raises(PathMismatch):
        path.nodes(document)
    assert time.process_time() - began < 1.0


def test_a_long_list_may_be_looked_at_whole() -> None:
    assert Path("$[*]").nodes([1] * 20_000) == [1] * 20_000


def test_each_key_that_a_filter_looks_at_counts() -> None:
    document: Document = [{"a": {"b": {"c": 1}}}] * 8_000
    assert len(Path("$[?@.a]").nodes(document)) == 8_000
    with pytest.raises(PathMismatch):
        Path("$[?@.a.b.c]").nodes(document)


def test_a_path_of_400_characters_is_not_too_long() -> None:
    longest = "$." + "a" * 398
    assert str(Path(longest)) == longest


def test_one_element_of_a_long_list_costs_one_look() -> None:
    assert Path("$[499999:].v").nodes([{"v": 1}] * 500_000) == [1]


def test_long_keys_are_not_copied_into_every_match() -> None:
    tracemalloc.start()
    try:
        assert len(Path("$[*][*]").nodes({"k" * 100_000: [0] * 2_000})) == 2_000
        assert tracemalloc.get_traced_memory()[1] < 20e6
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("document", ["hello", "[1", '{"a": {"x": 1}}', "1", ""])
def test_a_document_that_is_a_text_is_not_parsed_again(document: str) -> None:
    assert Path("$[*].x").nodes(document) == []


@given(
    documents, st.sampled_from(["$[?@ == @].x", "$[?@.power < @.at]", "$.*.*.*", "$[?!@.power]", "$[?length(@) > 1]"])
)
def test_no_document_makes_a_path_raise(document: Document, text: str) -> None:
    Path(text).nodes(document)


def test_what_is_said_of_a_mismatch_names_the_path_and_not_the_answer() -> None:
    with pytest.raises(PathMismatch) as mismatch:
        Path("secrets[*].x").nodes({"secrets": ["hunter2"] * 30_000})
    assert "$.secrets[*].x" in str(mismatch.value)
    assert "hunter2" not in str(mismatch.value)


def test_equal_paths_are_one_key() -> None:
    assert len({Path("a.b"), Path("$.a.b"), Path("$['a']['b']"), Path("/a/b")}) == 1


def test_digits_are_not_the_same_path_as_an_index() -> None:
    assert Path("a.0") != Path("a[0]")
