"""A source is asked or pushed, and each has keys of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from quelia.domain.catalog import Catalog
from quelia.domain.path import Path as PathInAnswer
from quelia.domain.source import Source
from quelia.store.declaration import DeclarationError, parse
from tests.store.cellar import AUTH, Load, declared, query

PUSHED = {"url": None, "auth": None, "push": True}
BARE = {"path": None}


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(DeclarationError) as refusal:
        parse(text)
    return [(each.where, each.code) for each in refusal.value.problems]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("url", "https://scada.example.org/live"),
        ("auth", AUTH),
        ("timeout_s", 3),
        ("history_s", 60),
        ("daily_quota", 100),
        ("null", "error"),
        ("timestamp_path", "at"),
        ("timezone", "Europe/Paris"),
        ("status_path", "status"),
        ("status_ok", ["ok"]),
        ("ca_file", "ca.pem"),
        ("ca", "-"),
        ("pin", "00"),
    ],
)
def test_what_is_about_asking_does_not_go_with_a_pushed_source(key: str, value: object) -> None:
    assert faults(declared(source=PUSHED | {key: value}, point=BARE)) == [(f"source[scada].{key}", "pushed_key")]


@pytest.mark.parametrize(
    ("key", "value"), [("path", "power"), ("unit_path", "u"), ("pick", "only"), ("number", "json"), ("nulls", [-1])]
)
def test_what_finds_a_number_in_an_answer_does_not_go_with_a_pushed_point(key: str, value: object) -> None:
    found = faults(declared(source=PUSHED, point=BARE | {key: value}))
    assert found == [(f"source[scada].point[0].{key}", "pushed_key")]


@pytest.mark.parametrize("push", [None, False])
def test_a_source_that_is_asked_needs_a_url_and_paths(push: bool | None) -> None:
    found = faults(declared(source={"url": None, "push": push}, point=BARE))
    assert found == [("source[scada].url", "missing_key"), ("source[scada].point[0].path", "missing_key")]


def test_what_matters_to_a_pushed_source_is_taken(load: Load) -> None:
    source = PUSHED | {"interval_s": 60, "stale_after_s": 300, "night": "asleep"}
    ran = load(declared(source=source, point=BARE | {"scale": 0.001, "minimum": 0, "maximum": 20}))
    assert ran.code == 0, ran.err


def test_a_pushed_point_needs_its_unit(load: Load) -> None:
    ran = load(declared(source=PUSHED, point=BARE | {"unit": None}))
    assert "source[scada].point[0].unit: This key is required." in ran.err


def test_loaded_twice_nothing_changes(load: Load) -> None:
    text = declared(source=PUSHED, point=BARE)
    load(text)
    assert "Nothing to change." in load(text).out


def test_from_asked_to_pushed_and_back_its_points_are_read_anew(load: Load, loaded: Callable[[], Source]) -> None:
    load(declared())
    asked = loaded()
    assert "~ source scada: url, push, auth, secret" in load(declared(source=PUSHED, point=BARE)).out
    pushed = loaded()
    assert "push" in load(declared()).out
    back = loaded()
    assert [each.pushed for each in (asked, pushed, back)] == [False, True, False]
    assert [each.url for each in (asked, pushed, back)] == [asked.url, "", asked.url]
    assert pushed.points[0].path == PathInAnswer("")
    assert asked.points[0].since < pushed.points[0].since < back.points[0].since


def test_a_source_that_becomes_pushed_keeps_no_secret(load: Load, folder: Path) -> None:
    load(declared())
    load(declared(source=PUSHED, point=BARE))
    assert query(folder, "SELECT secrets FROM store_source") == [(None,)]


def test_who_has_no_key_yet_is_told_how_to_make_one(load: Load) -> None:
    assert "quelia push-key new scada" in load(declared(source=PUSHED, point=BARE)).out


@pytest.fixture
def loaded(load: Load) -> Callable[[], Source]:
    from quelia.store.load import load_catalog  # noqa: PLC0415 - it needs Django, which `load` set up

    def run() -> Source:
        catalog: Catalog = load_catalog()[0]
        (source,) = catalog.sources.values()
        return source

    return run
