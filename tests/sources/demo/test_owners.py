"""What the simulated owners declare and what they answer fit together, at any instant."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quelia.domain.extract import Tick, extract
from quelia.domain.judge import judge
from quelia.domain.plant import ENERGIES
from quelia.domain.quantity import MAIN
from quelia.domain.reading import Reading
from quelia.sources.demo.office import Said
from quelia.sources.demo.owners import OWNERS
from quelia.sources.guard import Guard
from quelia.store.checks import Known, problems
from tests.sources.demo.declared import ENTRIES, FILE, PLANTS, TEXTS, answered, asked, paris, secrets, source

_REGIONS = 13 + 1  # those of the mainland and Corsica, and one overseas
INSTANTS = st.floats(paris("2026-01-01"), paris("2028-12-31"))


def readings(slug: str, now: float) -> list[Reading]:
    each = source(ENTRIES[slug])
    return extract(each, answered(slug, now), Tick(received_at=now, interval_s=each.interval_s))


def main_value(slug: str, now: float) -> float | None:
    """Of the only plant of a source."""
    (reading,) = readings(slug, now)
    return next(value.number for value in reading.values if value.quantity in MAIN)


def test_what_they_declare_can_be_loaded() -> None:
    known = Known(set(), set(), {})
    assert list(problems(FILE, known, Guard(allow_private=["127.0.0.1"]).target, Path())) == []


def test_every_region_and_every_energy_has_a_plant() -> None:
    assert len({entry.region for entry in FILE.plant}) == _REGIONS
    assert {entry.energy for entry in FILE.plant} == set(ENERGIES)
    subtypes = {subtype for several in ENERGIES.values() for subtype in several}
    assert subtypes <= {entry.subtype for entry in FILE.plant}


def test_every_plant_has_something_to_say() -> None:
    assert [entry.slug for entry in FILE.plant if not (entry.published and entry.commune and entry.description)] == []
    assert max(Counter(entry.description for entry in FILE.plant).values()) == 1


def test_every_way_to_show_a_key_is_there() -> None:
    ways = [tuple(auth.type for auth in entry.auths) for entry in FILE.source]
    assert {way for several in ways for way in several} == {"query", "bearer", "basic", "header"}
    assert {len(several) for several in ways} == {0, 1, 2}


def test_no_two_doors_have_one_key() -> None:
    keys = [key for entry in FILE.source for key in secrets(entry)]
    assert len(keys) == len(set(keys))
    assert TEXTS[0] != OWNERS[0].declaration(4000)


@pytest.mark.parametrize("slug", ENTRIES)
def test_a_key_left_out_or_wrong_is_refused(slug: str) -> None:
    entry = ENTRIES[slug]
    auth, keys, now = source(entry).auth, secrets(entry), paris("2026-06-21 13:30")
    for number, (scheme, key) in enumerate(zip(auth, keys, strict=True)):
        rest = auth[:number] + auth[number + 1 :], keys[:number] + keys[number + 1 :]
        lacking = asked(entry, *rest, now)
        wrong = asked(entry, (*rest[0], scheme), [*rest[1], f"{key[:-1]}~"], now)
        assert [said.status for said in (lacking, wrong) if isinstance(said, Said)] == [401, 401]


def remarkable(test: Callable[..., None]) -> Callable[..., None]:
    """At any instant, and at those where something may go wrong."""
    for now in (
        paris("2026-06-21 13:50"),  # the sun is high
        paris("2026-12-21 00:00"),
        paris("2026-03-29 01:59:59"),  # an hour is left out
        paris("2026-10-25 02:30"),  # and comes twice
        paris("2026-10-25 03:00") - 1800.0,
    ):
        test = example(now=now)(test)
    return settings(max_examples=10, deadline=None, derandomize=True, database=None)(given(now=INSTANTS)(test))


@remarkable
def test_what_is_declared_is_read_from_the_answer_at_any_instant(now: float) -> None:
    judged = [judge(reading, PLANTS[reading.plant]) for slug in ENTRIES for reading in readings(slug, now)]
    assert [reading for reading in judged if any(value.reason for value in reading.values)] == []


@remarkable
def test_their_clocks_are_right_to_one_interval(now: float) -> None:
    for slug, entry in ENTRIES.items():
        if entry.timestamp_path is None:
            continue
        for reading in readings(slug, now):
            assert reading.measured_at is not None
            assert 0.0 <= now - reading.measured_at <= max(1.0, entry.interval_s)


def test_canopies_say_null_at_night_and_a_number_at_noon() -> None:
    assert main_value("onduleurs-des-quais", paris("2026-06-21 02:00")) is None
    assert main_value("onduleurs-des-quais", paris("2026-06-21 14:00")) is not None


def test_the_inverter_that_waits_for_a_part_is_left_out() -> None:
    broken = main_value("onduleurs-du-marche-de-gros", paris("2026-06-21 14:00"))
    assert broken is not None
    assert broken > 100e3


def test_overseas_it_is_day_while_france_sleeps() -> None:
    now = paris("2026-12-21 05:00")
    assert main_value("portail-de-pierrefonds", now)
    assert main_value("scada-solaire-du-sud", now) == 0.0
