"""What all windows look at, and how a request is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request

from quelia.domain.catalog import Catalog, map_channel, plant_channel
from quelia.domain.plant import Map, Plant
from quelia.domain.quantity import main_of
from quelia.domain.reading import Shown
from quelia.live.demand import Demand
from quelia.live.hub import Hub
from quelia.texts import LANGUAGES, language_of
from quelia.web.archive import Archive
from quelia.web.token import Tokens

Render = Callable[[str, Mapping[str, object]], str]


@dataclass
class Window:
    """The hub, the demand, the archive and the catalog of this process, lent to every route.

    assets: URL of a built file by its name with dots as underscores. tokens: opens previews.
    logo: the picture of a name, looked up in a thread. public_url: where people find us, without a slash at its end.
    ready: whether the latest readings are loaded.
    """

    hub: Hub
    demand: Demand
    render: Render
    assets: Mapping[str, str]
    tokens: Tokens
    catalog: Catalog = field(default_factory=lambda: Catalog((), (), (), {}))
    archive: Archive | None = None
    logo: Callable[[str], bytes | None] = lambda _: None
    public_url: str = "http://localhost:8000"
    simulated: bool = False
    ready: bool = False

    def plant(self, slug: str) -> Plant | None:
        """A published plant; None for one that is not, as for one that does not exist."""
        return self.catalog.published(slug)

    def map(self, slug: str) -> Map | None:
        return self.catalog.maps.get(slug)

    def plants_on(self, each: Map) -> list[Plant]:
        """The plants of a map, by name."""
        return self.catalog.on_map(each)

    def main_of(self, plant: Plant) -> str | None:
        """The quantity that the state of a published plant is about; None where nothing is read of it."""
        accepted, *_ = self.catalog.views(plant.slug)
        return main_of(accepted.quantities)

    def is_simulated(self, plant: Plant) -> bool:
        """Whether what a published plant shows at this moment was measured by nobody. Asking is not watching."""
        return any(shown.simulated is True for shown in self.hub.shown(plant_channel(plant.slug)))

    def look_at_plant(self, plant: Plant) -> Shown:
        """The reading of a published plant, noted as asked for."""
        channel = plant_channel(plant.slug)
        self.demand.asked(channel)
        return self.hub.shown(channel)[0]

    def look_at_map(self, each: Map) -> dict[str, Shown]:
        """The readings of a map by plant, noted as asked for."""
        channel = map_channel(each.slug)
        self.demand.asked(channel)
        return {shown.plant: shown for shown in self.hub.shown(channel)}


def window_of(request: Request) -> Window:
    window = request.app.state.window
    assert isinstance(window, Window)
    return window


def language(request: Request) -> str:
    """`?lang=`, else what the browser accepts, else French; never a cookie."""
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else language_of(request.headers.get("accept-language", ""))


def local(instant: str, zone: str) -> datetime:
    """An instant of public JSON at the plant's place."""
    return datetime.fromisoformat(instant).astimezone(ZoneInfo(zone))
