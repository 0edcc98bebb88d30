"""The office of `quelia demo`, whose plants are not real."""

import pytest

from quelia import app
from quelia.admin.desk import desk
from quelia.app.office import office
from quelia.settings import Settings
from quelia.sources.guard import Guard
from quelia.sources.http import Reader
from quelia.store import models
from quelia.store.declaration import read
from tests.admin.counter import Counter


@pytest.mark.parametrize("simulated", [True, False])
def test_a_plant_that_is_edited_stays_marked_as_what_it_is(counter: Counter, *, simulated: bool) -> None:
    settings, guard = Settings(data=str(counter.folder)), Guard()
    office(settings, app.vault_of(settings), guard, Reader(guard), {}, lambda *_: "", simulated=simulated)
    edited = {"owner": "soleil", "name": "Renommée", "energy": "solar", "latitude": 43.3, "longitude": 5.4}
    desk().declarer.declare(read({"plant": [{"slug": "plant-soleil", **edited}]}))
    row = models.Plant.objects.get(slug="plant-soleil")
    assert (row.name, row.simulated) == ("Renommée", simulated)
