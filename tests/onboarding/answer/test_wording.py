"""What is remarked of an answer can be said, in both languages."""

import re

import pytest

from quelia.onboarding.answer.answer import Remark
from quelia.onboarding.answer.wording import told
from quelia.texts import LANGUAGES, texts
from tests.house.tree import below

_CODE = re.compile(r"""Remark\(\s*"([a-z_0-9]+)\"""")
_FORMS = {"value_dot", "value_comma", "value_leading"}  # value_ and how a number is written


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_remark_that_is_made_has_its_sentence(lang: str) -> None:
    made = {code for path in below("src/quelia/onboarding", ".py") for code in _CODE.findall(path.read_text("utf-8"))}
    assert made - texts(lang, "answer")["remark"].keys() - {"nothing"} == set()


def test_every_sentence_belongs_to_a_remark_that_is_made() -> None:
    written = "".join(path.read_text("utf-8") for path in below("src/quelia/onboarding", ".py"))
    said = {code for code in texts("fr", "answer")["remark"] if not code.startswith("address_")}
    assert {code for code in said - _FORMS if f'"{code}"' not in written} == set()


def test_what_is_asked_of_an_owner_otherwise_is_something_that_is_remarked() -> None:
    assert texts("fr", "reply")["item"].keys() - texts("fr", "answer")["remark"].keys() == set()


def test_facts_are_fit_for_a_terminal_and_numbers_are_those_of_the_language() -> None:
    remark = Remark("value", facts={"number": "1234.5", "unit": "k\x1bW"})
    assert told(remark, "fr") == "Votre chemin donne 1\u202f234,5\u00a0k\\x1bW dans votre exemple."
    assert told(remark, "en") == "Your path gives 1,234.5\u00a0k\\x1bW in your example."


def test_an_address_is_spoken_of_as_that_of_any_source_where_nothing_else_is_said() -> None:
    assert told(Remark("address_backslash"), "en") == texts("en", "address")["backslash"]
