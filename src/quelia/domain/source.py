"""Sources and their points: where readings come from and how numbers are found in an answer."""

from typing import Literal

import msgspec

from quelia.domain.auth import Grant, Place, Scheme
from quelia.domain.path import Path
from quelia.domain.quantity import QUANTITIES, Quantity
from quelia.domain.unit import Unit

Pick = Literal["only", "first", "last", "sum"]
Format = Literal["json", "dot", "comma", "leading"]
Night = Literal["as_read", "asleep"]  # what silence means while the sun is down: what it always means, or sleep

# 3 intervals: one lost answer and a restart take two
STALE_AFTER_INTERVALS = 3
STALE_AFTER_LEAST_S = 15.0


def stale_after(declared_s: float | None, pace_s: float) -> float:
    """How old a reading may get: as its source declares, else by how often it is read."""
    return declared_s if declared_s is not None else max(STALE_AFTER_LEAST_S, STALE_AFTER_INTERVALS * pace_s)


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a source: plant + quantity + path + unit. minimum, maximum: in the declared unit.

    Exactly one of `unit` and `unit_path` is set; `scale` multiplies the number as it stands in the answer.
    since: when it was last changed what is read here, in seconds since 1970: readings received before say something else.
    """

    plant: str
    quantity: str
    path: Path
    unit: Unit | None = None
    unit_path: Path | None = None
    scale: float = 1.0
    minimum: float | None = None
    maximum: float | None = None
    pick: Pick = "only"
    number: Format = "json"
    nulls: tuple[float | str, ...] = ()
    since: float = 0.0

    @property
    def measures(self) -> Quantity:
        return QUANTITIES[self.quantity]


class Auth(msgspec.Struct, frozen=True, kw_only=True):
    """How a secret is shown to the owner's server. `name`: of the header or query parameter.

    user: of basic and digest; the client id of oauth2. What follows is about where and how that gets a token.
    """

    scheme: Scheme
    name: str = ""
    user: str = ""
    token_url: str = ""
    scope: str = ""
    grant: Grant = "client_credentials"
    place: Place = "header"


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One place to get readings, by asking. Its secrets are not here: the vault lends them at each read.

    pushed: nobody asks it, it has no url, and `interval_s` is how often it is expected to send.
    """

    id: int
    slug: str
    url: str
    points: tuple[Point, ...]
    pushed: bool = False
    auth: tuple[Auth, ...] = ()
    interval_s: float = 5.0
    timeout_s: float = 3.0
    history_s: float | None = 60.0  # None: not read at all while nobody watches
    daily_quota: int | None = None
    stale_after_s: float | None = None
    null: Literal["no_production", "error"] = "no_production"
    night: Night = "as_read"
    timestamp_path: Path | None = None
    timezone: str = "Europe/Paris"
    status_path: Path | None = None
    status_ok: tuple[str | float | bool, ...] = ()
    ca_file: str | None = None
    ca: str | None = None  # the same as a text: certificates in PEM
    pin: str | None = None
    draft: bool = False  # being tried out: read only while its preview is watched, seen there only, not recorded
    draft_of: int | None = None  # the accepted source that a draft would replace
    revision: int = 0  # grows with each change, that of a secret included

    @property
    def plants(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(point.plant for point in self.points))

    def stale_after(self, pace_s: float) -> float:
        """How old, in seconds, a reading may get while the source is read every `pace_s` seconds."""
        return stale_after(self.stale_after_s, pace_s)
