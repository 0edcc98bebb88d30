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


# what may be told of a plant besides its name, energy, place on the map, status and value, and what usually is
CARD = ("capacity", "commune", "commissioned", "owner", "description", "links", "contact", "history")
USUAL_CARD = ("capacity", "commune", "commissioned", "description")


class Link(msgspec.Struct, frozen=True):
    """Somewhere to read more. url: http or https."""

    label: str
    url: str


class Contact(msgspec.Struct, frozen=True):
    """Whom the public may ask; whatever is empty is not told."""

    name: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""


class Amount(msgspec.Struct, frozen=True):
    """A number in the base unit of `unit`, and the unit it was declared in."""

    number: float
    unit: Unit


class Logo(msgspec.Struct, frozen=True):
    """A picture that stands beside a plant's name. name: its address; width, height: in px."""

    name: str
    width: int
    height: int


class Plant(msgspec.Struct, frozen=True, kw_only=True):
    """What the map shows. `paused`: the wording that replaces the value, None while it is shown.

    card: which of `CARD` the public is told. owner_name: that of `owner`. logo: its own, else its owner's.
    """

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
    intercommunality: str = ""
    region: str = ""
    description: str = ""
    links: tuple[Link, ...] = ()
    contact: Contact | None = None
    owner_name: str = ""
    logo: Logo | None = None
    card: tuple[str, ...] = USUAL_CARD
    timezone: str = "Europe/Paris"
    paused: str | None = None
    simulated: bool = False

    def as_told(self) -> "Plant":
        """What the public may know of it: without the facts that its card leaves out."""
        left_out = {fact: nothing for fact, nothing in _NOTHING.items() if fact not in self.card}
        return msgspec.structs.replace(
            self, **{name: value for each in left_out.values() for name, value in each.items()}
        )


# how a plant is told without a fact of `CARD`
_NOTHING: dict[str, dict[str, object]] = {
    "capacity": {"capacity": None},
    "commune": {"commune": "", "intercommunality": ""},
    "commissioned": {"commissioned": None},
    "owner": {"owner_name": ""},
    "description": {"description": ""},
    "links": {"links": ()},
    "contact": {"contact": None},
}


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
