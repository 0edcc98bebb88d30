"""What a draft changes, in words that there are."""

import pytest

from quelia.admin.differences import changed, differences, facts_of
from quelia.store.declaration import AuthEntry, PointEntry, SourceEntry
from quelia.texts import LANGUAGES, texts
from tests.admin.counter import Counter
from tests.admin.drafting import accepted, measuring

_NAMES = {"slug", "owner", "auth", "point", "plant", "quantity"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_that_a_source_says_has_a_label(lang: str) -> None:
    fields = {*SourceEntry.__struct_encode_fields__, *PointEntry.__struct_encode_fields__} - _NAMES
    assert fields - texts(lang, "draft")["field"].keys() == set()


def test_no_secret_is_a_fact() -> None:
    keys = AuthEntry(type="basic", user="jean", secret="never-4711")
    entry = SourceEntry(slug="s", owner="o", url="https://s.example/", point=measuring("p"), auth=[keys])
    assert facts_of(entry)["auth"] == ["basic jean"]
    assert "never-4711" not in str(facts_of(entry))


def test_what_is_not_there_is_no_fact() -> None:
    assert facts_of(None) == {}


def test_what_says_nothing_is_as_good_as_nothing() -> None:
    assert changed({"a": None, "b": [], "c": 1}, {"a": "", "c": 2}) == {"c": [1, 2]}


def test_lines_of_an_older_journal_have_labels(counter: Counter) -> None:
    told = list(differences({"plant": [None, "plant-soleil"], "quantity": [None, "power"]}))
    assert [tuple(each) for each in told] == [("Centrale", "", "Centrale soleil"), ("Grandeur", "", "Puissance")]


def test_a_fact_that_has_no_words_is_told_as_it_is(counter: Counter) -> None:
    accepted()
    told = list(differences({"unheard_of": [None, "x"], "path:unheard_of:nowhere": ["a", "b"]}))
    assert [each.field for each in told] == ["unheard_of", "Chemin de la valeur (unheard_of, nowhere)"]


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("interval_s", 2.5, "2,5\u00a0s"),
        ("daily_quota", 300, "300"),
        ("status_ok", ["ok", 1, True], "ok, 1, oui"),
        ("auth", ["header X-Key", "basic jean"], "Dans un en-tête – X-Key, Identifiant et mot de passe – jean"),
        ("auth", ["none"], "Aucune"),
        ("pick:power:p", "sum", "leur somme"),
        ("scale:power:p", 1e-3, "0,001"),
        ("url", None, ""),
        ("plant", "plant-soleil", "Centrale soleil"),
        ("quantity", "gas_flow", "Débit de gaz"),
        ("plant", "nowhere", "nowhere"),
    ],
)
def test_a_fact_is_written_as_one_would_say_it(counter: Counter, name: str, value: object, written: str) -> None:
    ((_, _, after),) = differences({name: [None, value]})
    assert after == written
