"""Examples as people paste them: what can be read is read, and nothing is made up."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.onboarding.answer.sample import mended

READ: list[tuple[str, Any]] = [
    ("{“a”: “l’énergie”, ‘b’: 2,}", {"a": "l’énergie", "b": 2}),
    ("{'a': True, 'b': None, 'c': False}", {"a": True, "b": None, "c": False}),
    ("{'l'énergie': 3}", {"l'énergie": 3}),
    ("{« p » : 3}", {"p": 3}),
    ('{"nom": "Ferme “Les Ajoncs”", "p": 2,}', {"nom": "Ferme “Les Ajoncs”", "p": 2}),
    ("{a: 1, b-c: 2}", {"a": 1, "b-c": 2}),
    ("[1,2,3,]", [1, 2, 3]),
    ('{ // x\n "a": 1 # y\n /* z\n */ , "b": 2 <!-- w --> }', {"a": 1, "b": 2}),
    ('{"a": 15.8   <- ici\n}', {"a": 15.8}),
    ('{"a": 15.8 (en kW), "b": 2}', {"a": 15.8, "b": 2}),
    ('{"a": 1, ...}', {"a": 1}),
    ('{"a": [...], "b": [1, 2, …]}', {"a": [], "b": [1, 2]}),
    ('{"a": 1 "b": 2}', {"a": 1, "b": 2}),
    ('"power": 15.8, "unit": "MW"', {"power": 15.8, "unit": "MW"}),
    ('"power": {"value": 15.8}', {"power": {"value": 15.8}}),
    ('réponse: {"a": 1}', {"a": 1}),
    ('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"a":1}', {"a": 1}),
    ('```json\n{"a": 1}\n```', {"a": 1}),
    ('{"a": 1}\n{"a": 2}', {"a": 1}),
    ('{\\"a\\": 1.5}', {"a": 1.5}),
    ("{&quot;a&quot;: 3}", {"a": 3}),
    ('{"a\\_b": 1}', {"a_b": 1}),
    ('{\u00a0"a"\u00a0:\u00a01,\n\n"b":2\u00a0}', {"a": 1, "b": 2}),
    ('{"a": {"b": 2]}', {"a": {"b": 2}}),
    ('{"u": https://x.example/a, "v": 1}', {"u": "https://x.example/a", "v": 1}),
    ('{"u": "https://x.example/a//b", "v": 1,}', {"u": "https://x.example/a//b", "v": 1}),
]

AS_WRITTEN = [
    ('{"a": 15,8, "b": 1}', "15,8"),
    ('{"a": 1.234,5}', "1.234,5"),
    ('{"a": 1 234,5}', "1 234,5"),
    ('{"a": 12 kW}', "12 kW"),
    ('{"a": 007}', "007"),
    ('{"a": +3}', "+3"),
    ('{"a": NaN}', "NaN"),
    ('{"a": 12:30, "b": 2}', "12:30"),
]

LEFT_OUT = [
    ('{"a": {"b": 1, "c": 15', {"a": {"b": 1}}),
    ('{"a": {"b": 1, "c": 15\n', {"a": {"b": 1, "c": 15}}),
    ('{"a": 1, "b": "c', {"a": 1}),
    ('{"a": 1, "b": 15.…}', {"a": 1}),
    ('{"a": , "b": 1}', {"b": 1}),
    ('{"a": 1, "b": ...}', {"a": 1}),
    ('{"a": 1,\n"b": 2,\nContact technique :\nNom : X', {"a": 1, "b": 2}),
]

NOTHING = [
    "", "{ }", "{\n\n}", "[]", "null", '"x"', "pas encore disponible", "heure;puissance_kw\n10:00;41,2",
    "<a>{1}</a>", '{"a": "b', '{"a" "b"}', "[" * 5000, '{"a":' * 3000,
]  # fmt: skip


@pytest.mark.parametrize(("text", "document"), READ)
def test_what_people_paste_is_read(text: str, document: Any) -> None:
    read, was_mended = mended(text)
    assert (json.loads(read), was_mended) == (document, True)


@pytest.mark.parametrize("text", ['{"a": 1}', '  {"a": [1, {"b": null}]}\n', "[1.50]", "42.5"])
def test_what_is_json_stays_as_it_is(text: str) -> None:
    assert mended(text) == (text.strip(), False)


@pytest.mark.parametrize(("text", "written"), AS_WRITTEN)
def test_what_is_no_value_of_json_becomes_a_text_as_it_stands_there(text: str, written: str) -> None:
    assert json.loads(mended(text)[0])["a"] == written


@pytest.mark.parametrize(("text", "document"), LEFT_OUT)
def test_what_is_cut_off_or_left_out_is_not_filled_in(text: str, document: Any) -> None:
    assert json.loads(mended(text)[0]) == document


@pytest.mark.parametrize("text", NOTHING, ids=lambda text: text[:20])
def test_where_nothing_can_be_read_nothing_is(text: str) -> None:
    assert mended(text) == ("", False)


_DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
).filter(lambda document: isinstance(document, dict) and bool(document))


@given(_DOCUMENTS)
def test_a_document_is_read_as_it_is(document: Any) -> None:
    assert json.loads(mended(json.dumps(document))[0]) == document


@given(_DOCUMENTS, st.data())
def test_a_piece_of_a_document_holds_no_number_that_the_document_has_not(document: Any, data: st.DataObject) -> None:
    text = json.dumps(document, indent=1)
    read, _ = mended(text[: data.draw(st.integers(0, len(text)))])
    assert _numbers(json.loads(read) if read else None) <= _numbers(document)


@given(st.text(alphabet="{}[]:,\"'“”«»0159.-eE/*#… \nabtrue", max_size=40))
def test_whatever_is_pasted_gives_json_or_nothing_and_no_digit_that_was_not_there(text: str) -> None:
    read, _ = mended(text)
    if read:
        json.loads(read)
    assert set(re.findall(r"\d+", read)) <= set(re.findall(r"\d+", text))


def _numbers(document: Any) -> set[int]:
    if isinstance(document, dict):
        document = list(document.values())
    if isinstance(document, list):
        return set().union(*map(_numbers, document))
    return {document} if isinstance(document, int) and not isinstance(document, bool) else set()
