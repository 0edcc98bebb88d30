"""What the doctor says of sources that are sent to us, and of the bridges that send them."""

import time
from pathlib import Path

import pytest
from django.db import connection

from quelia.cli.doctor.pushed import pushed
from quelia.domain.bridge import Report
from quelia.settings import Settings
from quelia.store.bridges import Bridges
from tests.store.cellar import Load, declared, query
from tests.store.test_doors import BARE, PUSHED


@pytest.fixture
def settings(folder: Path, load: Load) -> Settings:
    """With a source that is pushed every five seconds, of a plant that is published."""
    load(declared(source=PUSHED, point=BARE, plant={"published": True}))
    return Settings(data=str(folder))


def key(*, used: bool) -> None:
    from quelia.store.models import PushKey, Source  # noqa: PLC0415 - it needs Django, which `folder` set up
    from quelia.store.pushkeys import made  # noqa: PLC0415

    made(Source.objects.get(), "Toit")
    if used:
        PushKey.objects.update(used_at="2026-01-01T00:00:00Z")


def came(settings: Settings, ago_s: float) -> None:
    at = round((time.time() - ago_s) * 1000)
    query(settings.folder, f"INSERT INTO reading VALUES (1, 'power', 1, {at}, NULL, 1.0, 'W', NULL, 0)")


def codes(settings: Settings) -> list[tuple[str, str]]:
    connection.close()
    return [(finding.mark, finding.code) for finding in pushed(settings)]


def test_one_without_a_good_key_is_to_be_looked_at(settings: Settings) -> None:
    assert codes(settings) == [("look", "pushed_no_key")]


@pytest.mark.parametrize(("used", "said"), [(False, "pushed_unused"), (True, "pushed_never")])
def test_so_is_one_of_which_nothing_ever_came(settings: Settings, used: bool, said: str) -> None:
    key(used=used)
    assert codes(settings) == [("look", said)]


def test_while_nobody_is_shown_it_that_is_no_news(settings: Settings) -> None:
    key(used=False)
    query(settings.folder, "UPDATE store_plant SET published = 0")
    assert codes(settings) == [("well", "pushed")]


@pytest.mark.parametrize(("ago_s", "said"), [(1, ("well", "pushed")), (600, ("look", "pushed_silent"))])
def test_its_last_value_is_judged_by_its_interval(settings: Settings, ago_s: float, said: tuple[str, str]) -> None:
    key(used=True)
    came(settings, ago_s)
    assert codes(settings) == [said]


def test_where_its_owner_may_be_silent_for_longer_he_is(settings: Settings) -> None:
    key(used=True)
    came(settings, 600)
    query(settings.folder, "UPDATE store_source SET stale_after_s = 3600")
    assert codes(settings) == [("well", "pushed")]


@pytest.mark.parametrize(
    ("heard_ago_s", "ahead_s", "said"),
    [
        (1, 0, ("well", "pushed")),
        (200, 0, ("look", "bridge_silent")),
        (1, 95, ("look", "bridge_ahead")),
        (1, -95, ("look", "bridge_behind")),
    ],
)
def test_a_bridge_is_judged(settings: Settings, heard_ago_s: float, ahead_s: float, said: tuple[str, str]) -> None:
    key(used=True)
    came(settings, 1)
    at = time.time() - heard_ago_s
    Bridges(settings.database_file).note(1, 1, Report(bridge="toit", version="1", sent_at=at + ahead_s), at)
    assert codes(settings) == [said]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_is_found_is_said_with_its_facts(settings: Settings, lang: str) -> None:
    key(used=True)
    came(settings, 600)
    at = time.time() - 200
    Bridges(settings.database_file).note(1, 1, Report(bridge="toit", version="1", sent_at=at), at)
    connection.close()
    said = [finding.sentence(lang) for finding in pushed(settings)]
    assert ["scada" in each for each in said] == [True, True]
    assert "5 s" in said[0].replace("\u00a0", " ")


def test_where_nothing_is_pushed_nothing_is_said(load: Load, folder: Path) -> None:
    load(declared(source={"auth": None}))
    assert codes(Settings(data=str(folder))) == []


def test_of_many_the_first_are_named(settings: Settings) -> None:
    columns = [str(row[1]) for row in query(settings.folder, "PRAGMA table_info(store_source)")]
    rest = ", ".join(f'"{each}"' for each in columns if each not in ("id", "slug"))
    for number in range(30):
        query(
            settings.folder,
            f"INSERT INTO store_source (slug, {rest}) SELECT 's{number}', {rest} FROM store_source WHERE slug = 'scada'",
        )
    said = codes(settings)
    assert (len(said), said[-1]) == (21, ("look", "pushed_others"))
