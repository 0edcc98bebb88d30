"""What every route is lent: what may be seen, what is noted as asked for, and the reader's language."""

import pytest
from starlette.requests import Request

from quelia.domain.plant import Map
from quelia.web.window import language, local
from tests.live.road import a_catalog, a_plant, a_source
from tests.web.street import Street


@pytest.fixture
def street() -> Street:
    return Street(
        a_catalog(a_source(1), plants=[a_plant("p3", published=False)], maps=[Map("one", "One", None, ("p1",))])
    )


def a_request(query: str = "", **headers: str) -> Request:
    sent = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    return Request({"type": "http", "query_string": query.encode(), "headers": sent})


# what may be seen


def test_a_published_plant_is_seen(street: Street) -> None:
    seen = street.window.plant("p1")
    assert seen is not None
    assert seen.slug == "p1"


@pytest.mark.parametrize("slug", ["p3", "nowhere", "", "P1", "p1 "])
def test_no_other_plant_is_seen(street: Street, slug: str) -> None:
    assert street.window.plant(slug) is None


@pytest.mark.parametrize(("slug", "seen"), [("france", True), ("one", True), ("nowhere", False), ("", False)])
def test_a_map_is_seen_where_there_is_one(street: Street, slug: str, seen: bool) -> None:
    assert (street.window.map(slug) is not None) is seen


def test_a_catalog_is_empty_until_it_is_loaded(street: Street) -> None:
    street.use(a_catalog())
    assert street.window.plant("p1") is None


# what is noted


def test_a_look_at_a_plant_is_noted(street: Street) -> None:
    street.window.look_at_plant(a_plant("p1"))
    assert street.demand.watched(["plant:p1"])


def test_a_look_at_a_map_is_noted(street: Street) -> None:
    street.window.look_at_map(Map("one", "One"))
    assert street.demand.watched(["map:one"])


def test_a_look_at_a_map_gives_its_readings_by_plant(street: Street) -> None:
    readings = street.window.look_at_map(Map("one", "One"))
    assert {slug: shown.state for slug, shown in readings.items()} == {"p1": "waiting"}


# the reader's language


@pytest.mark.parametrize(
    ("query", "accepted", "lang"),
    [
        ("", "", "fr"),
        ("", "en", "en"),
        ("", "de-DE, es;q=0.8", "fr"),
        ("lang=en", "fr", "en"),
        ("lang=fr", "en", "fr"),
        ("lang=de", "en", "en"),
        ("lang=EN", "fr", "fr"),
        ("lang=", "en", "en"),
        ("lang=fr&lang=en", "", "en"),
    ],
)
def test_what_is_asked_for_comes_before_what_the_browser_accepts(query: str, accepted: str, lang: str) -> None:
    assert language(a_request(query, accept_language=accepted)) == lang


def test_a_language_never_comes_from_a_cookie() -> None:
    assert language(a_request(cookie="lang=en")) == "fr"


# time


@pytest.mark.parametrize(
    ("zone", "hour"), [("Europe/Paris", 11), ("UTC", 10), ("Indian/Reunion", 14), ("America/Guadeloupe", 6)]
)
def test_an_instant_is_shown_at_the_plant_s_place(zone: str, hour: int) -> None:
    assert local("2024-01-15T10:30:00.224Z", zone).hour == hour
