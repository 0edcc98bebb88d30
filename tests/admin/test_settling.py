"""What counts at once and what waits is decided in one place, for forms and for answers of owners."""

import msgspec
import pytest

from quelia.admin.desk import desk
from quelia.admin.settling import new_slug, settle
from quelia.store import models
from quelia.store.folder import alone
from tests.admin.counter import Counter
from tests.admin.drafting import SLUG, accepted, drafted, keyed, measuring


def settled(published: bool, **how: bool) -> tuple[bool, int]:
    """Whether a change waits, and how many drafts there are then."""
    entry = accepted()
    models.Plant.objects.update(published=published)
    with alone(desk().folder):
        waits = settle(entry, entry, **how)
    return waits, models.Draft.objects.count()


@pytest.mark.parametrize(("published", "expected"), [(True, (True, 1)), (False, (False, 0))])
def test_what_visitors_see_waits_and_the_rest_counts_at_once(
    counter: Counter, published: bool, expected: tuple[bool, int]
) -> None:
    assert settled(published) == expected


def test_it_waits_also_where_somebody_says_so(counter: Counter) -> None:
    assert settled(published=False, waits=True) == (True, 1)


def test_a_plant_that_it_measured_before_counts_too(counter: Counter) -> None:
    before = accepted()
    models.Plant.objects.exclude(slug="plant-soleil").update(published=False)
    other = models.Plant.objects.create(
        slug="other", owner=counter.owners["soleil"], name="Autre", energy="solar", latitude=1, longitude=1
    )
    entry = msgspec.structs.replace(before, point=measuring(other.slug), auth=keyed("k"))
    with alone(desk().folder):
        assert settle(entry, before)


def test_a_new_slug_is_none_of_those_there_are(counter: Counter) -> None:
    drafted(accepted())
    models.Source.objects.filter(slug=SLUG).update(slug="plant-soleil-power")
    models.Draft.objects.update(slug="plant-soleil-power-2")
    assert new_slug("plant-soleil", "power") == "plant-soleil-power-3"
