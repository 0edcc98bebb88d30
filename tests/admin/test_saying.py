"""What is kept of what an owner typed."""

import json

import pytest

from quelia.admin.answers import Content, Tried
from quelia.admin.forms.answering import AnsweringForm
from quelia.admin.saying import Said, filled, said
from quelia.onboarding.answer.answer import Answer

SECRET = "sk-motdepasse-4711"
NOTHING = Content(answer=Answer())
URL = "https://scada.example.org/live"


def typed(**fields: str) -> dict[str, str]:
    return dict.fromkeys(AnsweringForm.base_fields, "") | fields


def first(**fields: str) -> Said:
    return said(typed(**fields), NOTHING, [], "fr")


def then(before: Said, **fields: str) -> Said:
    return said(typed(**fields), before.content, before.secrets, "fr")


def keys(given: Said) -> list[tuple[str, str, str, str]]:
    return [
        (key.scheme, key.name, key.user, secret)
        for key, secret in zip(given.content.answer.keys, given.secrets, strict=True)
    ]


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"scheme": "header", "name": "X-API-Key", "secret": SECRET}, ("header", "X-API-Key", "", SECRET)),
        ({"scheme": "header", "name": f"X-API-Key: {SECRET}"}, ("header", "X-API-Key", "", SECRET)),
        ({"scheme": "bearer", "secret": f"Bearer {SECRET}"}, ("bearer", "", "", SECRET)),
        ({"scheme": "basic", "user": "jean", "secret": SECRET}, ("basic", "", "jean", SECRET)),
        ({"scheme": "basic", "user": f"jean:{SECRET}"}, ("basic", "", "jean", SECRET)),
        ({"url": f"{URL}?apikey={SECRET}"}, ("query", "apikey", "", SECRET)),
        ({"url": f"{URL}?apikey={SECRET}", "scheme": "query"}, ("query", "apikey", "", SECRET)),
        ({"url": f"{URL}?apikey={SECRET}", "scheme": "none"}, ("query", "apikey", "", SECRET)),
        ({"url": f'curl -H "X-API-Key: {SECRET}" {URL}'}, ("header", "X-API-Key", "", SECRET)),
        ({"paste": f'curl -H "X-API-Key: {SECRET}" {URL}'}, ("header", "X-API-Key", "", SECRET)),
    ],
)  # fmt: skip
def test_a_key_is_found_wherever_people_write_it(fields: dict[str, str], key: tuple[str, ...]) -> None:
    given = first(**{"url": URL, **fields})
    assert keys(given) == [key]
    assert given.content.answer.value("url") == URL
    assert SECRET not in repr(given.content) + json.dumps(filled(given.content))


def test_two_keys_are_two() -> None:
    given = first(url=f"{URL}?site_token=other-4711", scheme="header", name="X-API-Key", secret=SECRET)
    again = then(given, url=URL, scheme="header", name="X-API-Key")
    less = then(again, url=URL, scheme="header", name="X-API-Key", drop="site_token")
    assert keys(given) == [("header", "X-API-Key", "", SECRET), ("query", "site_token", "", "other-4711")]
    assert keys(again) == keys(given)
    assert keys(less) == keys(given)[:1]


def test_further_keys_go_with_the_server_too() -> None:
    given = first(url=f"{URL}?site_token=other-4711", scheme="header", name="X-API-Key", secret=SECRET)
    assert keys(then(given, url="https://elsewhere.example/", scheme="header", name="X-API-Key")) == [
        ("header", "X-API-Key", "", "")
    ]


@pytest.mark.parametrize(
    ("scheme", "needs"), [("", None), ("none", False), ("other", True), ("header", True), ("<b>", True)]
)
def test_it_is_noted_whether_a_key_is_needed(scheme: str, needs: bool | None) -> None:
    assert first(url=URL, scheme=scheme).content.answer.needs_key is needs


@pytest.mark.parametrize("scheme", ["", "none", "other", "header", "query", "bearer", "basic", "digest"])
def test_a_form_that_is_filled_again_says_the_same(scheme: str) -> None:
    fields = {
        "project": "Ferme", "url": URL, "scheme": scheme, "path": "power", "unit": "MW", "comment": "Merci", "sample": "{}",
        "contact_name": "Jean", "contact_email": "jean@a.example", "contact_phone": "+33",
    }  # fmt: skip
    again = filled(first(**fields).content)
    assert {name: again[name] for name in fields} == fields


@pytest.mark.parametrize(("written", "unit"), [("nm3/h", "Nm³/h"), ("kwc", "kW"), ("GW", "GW"), ("chevaux", "chevaux")])
def test_a_unit_is_known_by_other_spellings(written: str, unit: str) -> None:
    assert first(unit="other", unit_other=written).content.answer.value("unit") == unit


@pytest.mark.parametrize(
    ("sample", "kept"), [('{"power": 1.5, }', '{"power":1.5}'), ("{“power”: 1.5}", '{"power":1.5}'), ("<p>", "")]
)
def test_an_example_is_mended_where_it_can_be(sample: str, kept: str) -> None:
    content = first(sample=sample).content
    assert content.answer.sample.replace(" ", "") == kept
    assert content.pasted == ("" if kept else sample)


def test_a_template_that_was_filled_in_fills_the_form() -> None:
    text = "URL de l'API : https://a.example/live\nChemin JSON : data.power\nUnité : ☐ kW ☑ MW ☐ Nm3/h\n"
    answer = first(paste=text, contact_name="Jean").content.answer
    assert [answer.value(name) for name in ("url", "path", "unit", "contact_name")] == [
        "https://a.example/live", "data.power", "MW", "Jean",
    ]  # fmt: skip


def test_a_key_in_the_path_of_the_address_is_not_kept_there() -> None:
    given = first(url=f"https://a.example/{SECRET}/power", scheme="header", name="X", secret=SECRET)
    assert SECRET not in repr(given.content)


def test_a_short_secret_changes_no_address() -> None:
    given = first(url="https://demo.example/demo", scheme="header", name="X", secret="demo")
    assert given.content.answer.value("url") == "https://demo.example/demo"


@pytest.mark.parametrize("changed", [{"url": f"{URL}?a=1"}, {"path": "b"}, {"unit": "kW"}, {"secret": "another-one"}])
def test_a_try_is_good_for_what_was_tried(changed: dict[str, str]) -> None:
    fields = {"url": URL, "scheme": "bearer", "path": "a", "unit": "MW"}
    before = first(**fields, secret=SECRET)
    before = before._replace(content=_tried(before.content))
    assert then(before, **fields, comment="Merci").content.tried is not None
    assert then(before, **fields | changed).content.tried is None


def _tried(content: Content) -> Content:
    return Content(answer=content.answer, told=content.told, tried=Tried(1.0, True, "1 MW"))


@pytest.mark.parametrize("depth", [90, 900, 90_000])
def test_no_example_is_too_deep(depth: int) -> None:
    sample = "[" * depth + f'"{SECRET}"' + "]" * depth
    content = first(url=URL, scheme="bearer", secret=SECRET, sample=sample).content
    assert SECRET not in content.answer.sample + content.pasted


def test_a_key_in_the_comment_is_taken_out_of_it_and_not_lost() -> None:
    given = first(url=URL, comment=f"Bonjour, notre clé : {SECRET}. Merci")
    assert keys(given) == [("header", "", "", SECRET)]
    assert (SECRET in given.content.comment, "Merci" in given.content.comment) == (False, True)
    assert given.notes == ["key_in_comment"]


def test_a_key_in_the_comment_does_not_take_the_place_of_one_that_was_given() -> None:
    before = first(url=URL, scheme="header", name="X-API-Key", secret=SECRET)
    given = then(
        before, url=URL, scheme="header", name="X-API-Key", comment="Our key: 8f14e45fceea167a5a36dedd4bea2543"
    )
    assert keys(given) == [("header", "X-API-Key", "", SECRET)]
    assert "8f14e45" not in given.content.comment


@pytest.mark.parametrize(
    "comment", ["La clé expire le 31/12/2026.", "Demandez la clé à Jean Dupont", "La clé est dans X-API-Key", "Merci"]
)
def test_a_comment_without_a_key_stays_as_it_is(comment: str) -> None:
    given = first(url=URL, comment=comment)
    assert (given.content.comment, given.secrets) == (comment, [])
