"""The letter: no figure of it can lie, and both languages say the same."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from typing import Any

import msgspec
import pytest

from quelia.domain.auth import SCHEMES
from quelia.domain.document import decode
from quelia.domain.extract import Tick, extract
from quelia.domain.number import number
from quelia.domain.path import Path
from quelia.domain.source import Point, Source
from quelia.domain.unit import known_unit
from quelia.onboarding.answer.answer import Answer, Found
from quelia.onboarding.letter import examples
from quelia.onboarding.letter.blocks import Code, Form
from quelia.onboarding.letter.facts import Addressee, Bounds, Facts
from quelia.onboarding.letter.letter import letter
from quelia.onboarding.letter.text import as_text
from quelia.onboarding.template import template
from quelia.texts import LANGUAGES, texts
from tests.onboarding.letter.written import FACTS, INVITATION, KINDS, TESTER, TO, told, written

# of each fact another than the usual one, that stands in no other fact
OTHERWISE: dict[str, Any] = {
    "public_url": "https://autre.example.net",
    "ports": (4443,),
    "contact_name": "Ada Byron",
    "contact_email": "ada@example.net",
    "contact_phone": "+33 9 99",
    "setup_days": 17,
    "alert_after_s": 23 * 60.0,
    "invitation_days": 19,
    "link_days": 29,
    "tries": 31,
    "interval_s": Bounds(8.0, 2.0, 41.0),
    "timeout_s": Bounds(4.0, 1.0, 9.0),
    "history_s": 37.0,
    "stale_after_s": 43.0,
    "failures": 47,
    "patience_s": 53 * 60.0,
    "patient_s": 59.0,
    "longest_wait_s": 61 * 60.0,
    "at_once": 67,
    "most_bytes": 71 << 20,
    "oldest_tls": "TLS 1.9",
    "most_of_capacity": 1.73,
    "schemes": ("header",),
    "formats": ("json",),
    "units": {"power": ("TW",), "gas_flow": ("Sm³/h",)},
    "quantities": ("humidity",),
    "systems": ("Sonnenuhr",),
    "thingspeak_s": 79.0,
}
# names that have a digit, and the numbers of the two options of the brief
NAMES = ("OAuth 2.0", "code 200", "Status 200", "Option 1", "Option 2")


def everything(facts: Facts, lang: str) -> str:
    """Whatever may stand in any letter."""
    made = [letter(facts, lang=lang, to=TO, short=short, invitation=asked, tester=link) for short, asked, link in KINDS]
    return "\n".join(f"{each.subject}\n{as_text(each)}" for each in made)


def test_every_fact_has_another_here() -> None:
    assert OTHERWISE.keys() == set(Facts.__struct_fields__)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("fact", OTHERWISE)
def test_the_letter_changes_with_each_fact(lang: str, fact: str) -> None:
    changed = msgspec.structs.replace(FACTS, **{fact: OTHERWISE[fact]})
    assert everything(changed, lang) != everything(FACTS, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_every_number_of_it_is_a_fact(lang: str, kind: tuple[bool, str, str]) -> None:
    short, invitation, tester = kind
    facts = msgspec.structs.replace(FACTS, **OTHERWISE)
    made = letter(facts, lang=lang, to=TO, short=short, invitation=invitation, tester=tester)
    words = told(made)
    for name in NAMES:
        words = words.replace(name, "")
    assert set(re.findall(r"\d+(?:[.,]\d+)*", words)) - set(_figures(facts, lang)) == set()


def _figures(facts: Facts, lang: str) -> Iterator[str]:
    """Each number of the facts, in the units in which it may be said; calls are what a minute has of them."""
    decimal = texts(lang, "language")["decimal"]
    yield from re.findall(r"\d+(?:\.\d+)?", f"{facts.oldest_tls} {facts.contact_phone}")
    for value in [*_numbers(msgspec.to_builtins(facts)), examples.SIMPLE.number, examples.WHOLE.number]:
        for unit in (1, 1 / 60, 1 / 3600, 1 / (1 << 20), 100):
            yield _written(value * unit, decimal)
    for every_s in (facts.interval_s.usual, facts.history_s):
        yield _written(60 / every_s, decimal)


def _written(value: float, decimal: str) -> str:
    return f"{value:.1f}".removesuffix(".0").replace(".", decimal)


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from _numbers(each)
    elif isinstance(value, int | float):
        yield value


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_figure_stands_in_its_words(lang: str) -> None:
    words = files("quelia.texts").joinpath(lang, "letter.json").read_text("utf-8").replace("\u00a0", " ")
    for name in (*NAMES, '"oauth2"'):
        words = words.replace(name, "")
    assert re.findall(r".*\d.*", words) == []


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_all_languages_have_the_same_blocks(kind: tuple[bool, str, str]) -> None:
    short, invitation, tester = kind
    made = [written(lang, short=short, invitation=invitation, tester=tester) for lang in LANGUAGES]
    shapes = [[_shape(block) for block in each.blocks] for each in made]
    assert all(one == other for one, other in pairwise(shapes))
    assert made[0].blocks != made[1].blocks


def _shape(block: Any) -> tuple[str, int]:
    parts: tuple[object, ...] = getattr(block, "items", ()) or getattr(block, "rows", ())
    return type(block).__name__, len(parts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_short_one_is_short(lang: str) -> None:
    long, short = (len(told(written(lang, short=short))) for short in (False, True))
    assert short < long / 4


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("short", [False, True])
def test_who_has_an_invitation_answers_there_and_nowhere_else(lang: str, short: bool) -> None:
    text = as_text(written(lang, short=short, invitation=INVITATION))
    assert (INVITATION in text, template(lang).splitlines()[1] in text) == (True, False)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("short", [False, True])
def test_who_has_none_is_given_the_form(lang: str, short: bool) -> None:
    made = written(lang, short=short, to=Addressee(owner="Val", plants=("A", "B")))
    assert made.blocks[-1] == Form(template(lang))


def test_the_form_knows_the_plant_that_it_is_about() -> None:
    assert written("fr").blocks[-1] == Form(template("fr", Answer("fr", {"project": Found("Toits du Val")})))


@pytest.mark.parametrize("short", [False, True])
def test_a_personal_link_stands_there_only_where_one_is_given(short: bool) -> None:
    with_link, without = (as_text(written("fr", short=short, tester=tester)) for tester in (TESTER, ""))
    assert (with_link.count(TESTER), without.count("/tester/")) == (1, 0)
    assert f"{FACTS.public_url}/tester\n" in without


def test_what_visitors_see_is_said_in_the_words_that_they_see() -> None:
    for lang in LANGUAGES:
        states = texts(lang, "visitor")["state"]
        assert states.keys() == texts(lang, "letter")["state"].keys()
        text = as_text(written(lang))
        assert [word for word in states.values() if word not in text] == []


def test_every_way_to_show_a_key_is_told() -> None:
    there_are = {name for name, needs in SCHEMES.items() if not needs.beside}
    assert set(FACTS.schemes) == there_are
    assert there_are <= examples.SCHEMES.keys()
    for lang in LANGUAGES:
        assert there_are <= texts(lang, "letter")["scheme"].keys()


@pytest.mark.parametrize("form", FACTS.formats)
def test_every_form_of_a_number_is_told_with_an_example_that_is_read(form: str) -> None:
    assert number(json.loads(examples.FORMATS[form]), form)[0] == examples.SIMPLE.number
    assert all(form in texts(lang, "letter")["format"] for lang in LANGUAGES)


@pytest.mark.parametrize("example", [examples.SIMPLE, examples.RICH, examples.WHOLE], ids=lambda each: each.path)
def test_an_example_is_read_as_the_letter_says(example: examples.Example) -> None:
    unit = known_unit(example.unit)
    point = Point(plant="p", quantity="power", path=Path(example.path), unit=unit)
    source = Source(id=1, slug="s", url="https://s.example", points=(point,))
    (reading,) = extract(source, decode(example.answer.encode()), Tick(0.0, 5.0, 1))
    (value,) = reading.values
    assert value.number == unit.to_base(example.number)


@pytest.mark.parametrize(
    ("contact", "said", "unsaid"),
    [
        ({"contact_phone": ""}, "lea@example.org", "02 47"),
        ({"contact_email": ""}, "02 47 00 00 00", "par courriel"),
        ({"contact_email": "", "contact_phone": ""}, "Répondez à ce message", "par courriel"),
        ({"contact_name": ""}, "L’équipe Quelia", "Léa"),
    ],
)
def test_what_is_not_known_of_us_is_left_out(contact: dict[str, Any], said: str, unsaid: str) -> None:
    text = " ".join(as_text(letter(msgspec.structs.replace(FACTS, **contact), lang="fr", to=TO)).split())
    assert (said in text, unsaid in text) == (True, False)


@pytest.mark.parametrize(
    "name", ["Val\r\nBcc: all@example.org", "Val\u2028Suite", "Val\x00\x1b[2J", "a {facts} b", "** <x> `y`"]
)
def test_a_name_is_nothing_but_a_name(name: str) -> None:
    made = written("fr", to=Addressee(owner=name, plants=(name, "B")))
    usual = written("fr", to=Addressee(owner="Val", plants=("Val", "B")))
    assert made.subject.isprintable()
    assert [_shape(block) for block in made.blocks] == [_shape(block) for block in usual.blocks]
    assert not any(char in as_text(made) for char in "\x00\x1b\r\u2028")


def test_a_subject_names_some_plants_else_their_owner() -> None:
    subjects = [
        written("en", to=Addressee(owner="Val", plants=plants)).subject.partition(": ")[2]
        for plants in ((), ("A",), ("A", "B", "C"), ("A", "B", "C", "D"))
    ]
    assert subjects == ["Val", "A", "A, B, C", "Val"]


def test_code_blocks_are_the_examples() -> None:
    shown = [block.text for block in written("fr").blocks if isinstance(block, Code)]
    assert shown[:2] == [examples.SIMPLE.answer, examples.RICH.answer]
