"""A source that is sent to us: made and edited without an address, and spoken of as what it is."""

import pytest
from django.http import HttpResponse
from django.test import Client

from quelia.domain.reading import ShownValue
from quelia.domain.standing import Standing
from quelia.store import models
from tests.admin.counter import Counter

NEW = "/admin/sources/nouvelle/envoi/"
FORM = {
    "name": "Toit de l’école", "owner": "soleil", "interval_s": "30", "stale_after_s": "", "night": "asleep",
    "point-TOTAL_FORMS": "1", "point-INITIAL_FORMS": "1", "point-0-plant": "plant-soleil", "point-0-quantity": "power",
    "point-0-unit": "kW", "point-0-scale": "1", "point-0-minimum": "", "point-0-maximum": "20000",
}  # fmt: skip
SLUG = "toit-de-lecole"


@pytest.fixture
def operator(counter: Counter) -> Client:
    return counter.visitor(counter.operator)


def sent(operator: Client, path: str = NEW, **changed: str) -> HttpResponse:
    return operator.post(path, FORM | changed)  # type: ignore[return-value]


def test_it_is_saved_at_once_without_an_address(operator: Client) -> None:
    answer = sent(operator)
    row = models.Source.objects.get(slug=SLUG)
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/sources/{SLUG}/#keys")
    assert (row.pushed, row.url, row.interval_s, row.night, row.owner.slug) == (True, "", 30, "asleep", "soleil")
    assert list(row.points.values_list("plant__slug", "quantity", "unit", "maximum")) == [
        ("plant-soleil", "power", "kW", 20000)
    ]
    assert not models.Draft.objects.exists()


def test_a_name_that_is_taken_gets_a_number(operator: Client) -> None:
    sent(operator)
    sent(operator, **{"point-0-quantity": "temperature", "point-0-unit": "°C", "point-0-maximum": ""})
    assert set(models.Source.objects.values_list("slug", flat=True)) == {SLUG, f"{SLUG}-2"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"owner": ""}, {"interval_s": "0"}, {"interval_s": "many"}, {"point-0-unit": ""},
        {"point-0-unit": "°C"}, {"point-0-plant": "plant-vent"}, {"point-0-plant": ""},
        {"owner": "vent"}, {"point-0-minimum": "30000"},
    ],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field(operator: Client, wrong: dict[str, str]) -> None:
    answer = sent(operator, **wrong)
    assert (answer.status_code, models.Source.objects.exists()) == (422, False)
    assert 'class="error"' in answer.content.decode()


def test_it_is_edited_and_keeps_its_name_and_keys(operator: Client) -> None:
    sent(operator)
    models.PushKey.objects.create(
        source=models.Source.objects.get(), digest="d", hint="zz", made_at="2026-01-01T00:00Z"
    )
    page = operator.get(f"/admin/sources/{SLUG}/modifier/").content.decode()
    assert ('name="name"' in page, 'name="url"' in page, 'value="30"' in page) == (False, False, True)
    assert sent(operator, f"/admin/sources/{SLUG}/modifier/", interval_s="90").status_code == 302
    row = models.Source.objects.get()
    assert (row.slug, row.interval_s, row.push_keys.count()) == (SLUG, 90, 1)


def test_a_row_more_keeps_what_was_typed(operator: Client) -> None:
    page = sent(operator, add_point="1").content.decode()
    assert ("Toit de l’école" in page, 'name="point-1-unit"' in page) == (True, True)
    assert not models.Source.objects.exists()


def test_the_page_of_a_new_source_offers_both_ways(operator: Client) -> None:
    for path in ("/admin/sources/nouvelle/?plant=plant-vent", f"{NEW}?plant=plant-vent"):
        page = operator.get(path).content.decode()
        assert "Nous interrogeons son API" in page
        assert f'href="{NEW}?plant=plant-vent"' in page


def test_its_page_speaks_of_no_address_and_no_trial(operator: Client) -> None:
    sent(operator)
    page = operator.get(f"/admin/sources/{SLUG}/").content.decode()
    for told in ("://<", "Lien pour le technicien", "Latence", "Délai de réponse", "/secret/"):
        assert told not in page, told
    assert "/v1/push" in page


def test_where_nothing_ever_came_it_is_said_what_to_check(operator: Client) -> None:
    sent(operator)
    for path in (f"/admin/sources/{SLUG}/", "/admin/sources/"):
        assert "Rien n’est encore arrivé. Vérifiez" in operator.get(path).content.decode(), path


def test_a_last_value_that_nobody_measured_is_marked(counter: Counter, operator: Client) -> None:
    sent(operator)
    number = models.Source.objects.get(slug=SLUG).pk
    value = ShownValue("power", 450.0, "kW")
    for simulated in (False, True):
        counter.sources[number] = Standing(source=number, state="live", value=value, simulated=simulated)
        for path in (f"/admin/sources/{SLUG}/", "/admin/sources/"):
            page = operator.get(path).content.decode()
            assert ('<span class="life">Données simulées</span>' in page) == simulated, path


def test_it_stands_on_the_board_and_on_the_page_of_its_plant(operator: Client) -> None:
    sent(operator)
    assert "nous envoie les valeurs" in operator.get("/admin/sources/").content.decode()
    assert f"/admin/sources/{SLUG}/cles/" in operator.get("/admin/centrales/plant-soleil/").content.decode()


def test_it_is_deleted_with_its_keys(operator: Client) -> None:
    sent(operator)
    models.PushKey.objects.create(
        source=models.Source.objects.get(), digest="d", hint="zz", made_at="2026-01-01T00:00Z"
    )
    operator.post(f"/admin/sources/{SLUG}/supprimer/")
    assert (models.Source.objects.exists(), models.PushKey.objects.exists()) == (False, False)


def test_the_journal_says_what_was_made(operator: Client) -> None:
    sent(operator)
    page = operator.get("/admin/journal/").content.decode()
    assert "Il nous envoie les valeurs" in page


@pytest.mark.parametrize("path", ["lien/", "secret/"])
def test_there_is_nothing_to_try_and_no_secret(operator: Client, path: str) -> None:
    sent(operator)
    assert operator.post(f"/admin/sources/{SLUG}/{path}").status_code == 404
