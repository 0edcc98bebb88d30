"""Plants and maps, as the rest of the program sees them: frozen rows without a database behind."""

import msgspec

from quelia.domain.unit import Unit

ENERGIES: dict[str, tuple[str, ...]] = {
    "solar": ("agri_pv", "canopy", "rooftop", "ground", "floating"),
    "wind": ("onshore", "offshore"),
    "biomethane": (),
    "cogeneration": (),
    "hydro": (),
    "storage": (),
}
STATUSES = ("operating", "building", "planned")
BACKGROUNDS = ("auto", "light", "dark")


class Amount(msgspec.Struct, frozen=True):
    """A number in the base unit of `unit`, and the unit it was declared in."""

    number: float
    unit: Unit


class Plant(msgspec.Struct, frozen=True, kw_only=True):
    """What the map shows. `paused`: the wording that replaces the value, None while it is shown."""

    slug: str
    name: str
    energy: str
    latitude: float
    longitude: float
    owner: str = ""
    subtype: str | None = None
    capacity: Amount | None = None
    published: bool = True
    status: str = "operating"
    commissioned: str | None = None
    commune: str = ""
    region: str = ""
    description: str = ""
    timezone: str = "Europe/Paris"
    paused: str | None = None
    simulated: bool = False


class Map(msgspec.Struct, frozen=True):
    """A selection of plants, with its look. owners, plants: slugs; both None for all published plants.

    accent: as `#0f5257`, empty for ours. background: auto is what the visitor's system says.
    sites: the origins of those that may frame it, see `framing.py`; empty for everybody.
    """

    slug: str
    name: str
    owners: tuple[str, ...] | None = None
    plants: tuple[str, ...] | None = None
    accent: str = ""
    background: str = BACKGROUNDS[0]
    sites: tuple[str, ...] = ()


DEFAULT_MAP = "france"
