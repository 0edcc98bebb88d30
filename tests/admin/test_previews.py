"""Previews from the office: for an hour within it, and for an owner by a link that is shown once and can be withdrawn."""

import html
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.test import Client

from quelia.store import models
from quelia.store.load import load_catalog
from quelia.web.token import Token
from tests.admin.counter import Counter

PAGE, LINK, WITHDRAW = (f"/admin/centrales/plant-soleil/{each}" for each in ("", "apercu/lien/", "apercu/retirer/"))
DAY_S = 24 * 3600


@pytest.fixture
def operator(counter: Counter) -> Client:
    return counter.visitor(counter.operator)


def number() -> int:
    return models.Plant.objects.get(slug="plant-soleil").pk


def tokens(page: str) -> set[str]:
    return set(re.findall(r"(?:\"|localhost:8000)/apercu/([\w.-]+)", page))


def shown(visitor: Client, path: str = PAGE) -> str:
    return visitor.get(path).content.decode()


def made(operator: Client) -> str:
    """The page with a link."""
    return operator.post(LINK).content.decode()


def given(counter: Counter, operator: Client) -> Token:
    (text,) = tokens(made(operator))
    token = counter.tokens.read(text)
    assert token
    return token


def test_the_page_of_a_plant_frames_its_preview_for_an_hour(counter: Counter, operator: Client) -> None:
    (text,) = tokens(shown(operator))
    token = counter.tokens.read(text)
    assert token
    assert (token.plant, token.withdrawn) == (number(), None)
    assert 0 < token.until - counter.tokens._clock() <= 3601


def test_people_of_an_owner_see_the_preview_of_their_plant_and_make_no_links(counter: Counter) -> None:
    page = shown(counter.visitor(counter.people["soleil"]))
    assert len(tokens(page)) == 1
    assert "apercu/lien" not in page


def test_a_preview_is_led_to(counter: Counter, operator: Client) -> None:
    where = operator.get("/admin/centrales/plant-soleil/apercu/")["Location"]
    token = counter.tokens.read(urlsplit(where).path.removeprefix("/apercu/"))
    assert token
    assert token.plant == number()


def test_a_link_is_good_for_two_weeks(counter: Counter, operator: Client) -> None:
    token = given(counter, operator)
    assert 13.9 * DAY_S < token.until - counter.tokens._clock() <= 14 * DAY_S + 1


def test_a_link_is_of_the_public_address(operator: Client) -> None:
    page = made(operator)
    assert re.search(r'value="http://localhost:8000/apercu/', page)


def test_a_link_is_shown_once(counter: Counter, operator: Client) -> None:
    (text,) = tokens(made(operator))
    for path in (PAGE, "/admin/journal/", "/admin/"):
        assert text not in shown(operator, path)


def test_the_journal_says_who_made_and_withdrew_links_and_holds_none(counter: Counter, operator: Client) -> None:
    (text,) = tokens(made(operator))
    operator.post(WITHDRAW)
    lines = [(line.verb, line.slug, line.before_after) for line in models.Change.objects.order_by("id")]
    assert lines == [("shared", "plant-soleil", {}), ("unshared", "plant-soleil", {})]
    assert text not in shown(operator, "/admin/journal/")
    assert "a fait un lien d’aperçu pour la centrale" in shown(operator, "/admin/journal/")


def test_links_that_were_withdrawn_are_older_than_those_made_later(counter: Counter, operator: Client) -> None:
    first = given(counter, operator)
    operator.post(WITHDRAW)
    second = given(counter, operator)
    withdrawn = load_catalog()[0].withdrawn[number()]
    assert (first.withdrawn, second.withdrawn, withdrawn) == (0, 1, 1)


def test_a_running_server_hears_that_links_were_withdrawn(operator: Client) -> None:
    def edition() -> int:
        row = models.Revision.objects.first()
        return row.number if row else 0

    before = edition()
    operator.post(WITHDRAW)
    assert edition() > before


def test_the_page_says_whether_a_link_is_open(counter: Counter, operator: Client) -> None:
    def said() -> bool:
        return "Un lien d’aperçu est ouvert" in shown(operator)

    told = [said()]
    for path in (LINK, WITHDRAW):
        operator.post(path)
        told.append(said())
    assert told == [False, True, False]


def test_withdrawing_is_of_one_plant(counter: Counter, operator: Client) -> None:
    operator.post(WITHDRAW)
    assert load_catalog()[0].withdrawn == {number(): 1}


@pytest.mark.parametrize("path", [LINK, WITHDRAW])
def test_nothing_is_made_or_withdrawn_by_a_link(operator: Client, path: str) -> None:
    assert operator.get(path).status_code == 405
    assert not models.Preview.objects.exists()


def test_an_e_mail_is_ready_in_both_languages_with_its_link(counter: Counter, operator: Client) -> None:
    models.Owner.objects.filter(slug="soleil").update(contact_email="jean+api@soleil.example", contact_name="Jean Val")
    page = made(operator)
    mails = [urlsplit(html.unescape(each)) for each in re.findall(r'href="(mailto:[^"]+)"', page)]
    asked = [parse_qs(mail.query, strict_parsing=True) for mail in mails]
    assert {unquote(mail.path) for mail in mails} == {"jean+api@soleil.example"}
    assert [mail["subject"][0] for mail in asked] == [
        "Aperçu de Centrale soleil\u00a0: nous testons ensemble",
        "Preview of Centrale soleil: let us test together",
    ]
    (text,) = tokens(page)
    links = [f"http://localhost:8000/apercu/{text}?lang={lang}" for lang in ("fr", "en")]
    assert [link in mail["body"][0] for link, mail in zip(links, asked, strict=True)] == [True, True]
    assert asked[0]["body"][0].startswith("Bonjour Jean Val,")


def test_without_an_address_the_text_is_there_all_the_same(operator: Client) -> None:
    page = made(operator)
    assert ("mailto:" in page, "nous testons ensemble" in page) == (False, True)


def test_an_address_that_would_be_more_than_one_stays_one(counter: Counter, operator: Client) -> None:
    """Whoever may edit an owner writes no header into an e-mail by its address."""
    models.Owner.objects.filter(slug="soleil").update(contact_email="a@b.example?bcc=c@d.example")
    page = made(operator)
    assert "?bcc" not in page


@pytest.mark.parametrize(("published", "said"), [(False, "Rien de ceci n’est public."), (True, "la version actuelle")])
def test_the_letter_of_a_public_plant_does_not_say_that_nothing_is_public(
    counter: Counter, operator: Client, published: bool, said: str
) -> None:
    models.Plant.objects.filter(slug="plant-soleil").update(published=published)
    told = operator.post("/admin/centrales/plant-soleil/apercu/lien/").content.decode()
    sentences = ("Rien de ceci n’est public.", "la version actuelle")
    assert [each for each in sentences if each in told] == [said]
