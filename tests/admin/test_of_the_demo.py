"""The office of `quelia demo`, whose plants are not real."""

from collections.abc import Mapping, Sequence

import pytest

from quelia import app
from quelia.admin.desk import desk
from quelia.app.office import office
from quelia.domain.standing import Standing
from quelia.settings import Settings
from quelia.sources.guard import Guard
from quelia.sources.http import Reader
from quelia.store import models
from quelia.store.declaration import read
from tests.admin.counter import Counter
from tests.live.road import a_catalog
from tests.web.street import Street


class Nobody:
    async def sources(self) -> Mapping[int, Standing]:
        return {}

    async def plants(self, slugs: Sequence[str]) -> Mapping[str, Standing]:
        return {}

    async def points(self, _: int) -> Sequence[Standing]:
        return ()

    def link(self, *_: object) -> str:
        return ""

    async def invited(self, *_: object) -> None:
        return None


@pytest.mark.parametrize("simulated", [True, False])
def test_a_plant_that_is_edited_stays_marked_as_what_it_is(counter: Counter, *, simulated: bool) -> None:
    settings, guard = Settings(data=str(counter.folder)), Guard()
    window, vault, reader = Street(a_catalog()).window, app.vault_of(settings), Reader(guard)
    office(settings, vault, guard, reader, window, Nobody(), Nobody(), simulated=simulated)
    edited = {"owner": "soleil", "name": "Renommée", "energy": "solar", "latitude": 43.3, "longitude": 5.4}
    desk().declarer.declare(read({"plant": [{"slug": "plant-soleil", **edited}]}))
    row = models.Plant.objects.get(slug="plant-soleil")
    assert (row.name, row.simulated) == ("Renommée", simulated)
