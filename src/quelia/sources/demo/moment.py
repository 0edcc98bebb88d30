"""What an owner's system may say at one instant: its plants as they are then, and the time as systems write it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from quelia.domain.plant import Plant
from quelia.domain.unit import known_unit
from quelia.sources.demo import output
from quelia.sources.demo.noise import noise
from quelia.sources.demo.plant import capacity
from quelia.sources.demo.weather import air_temperature


@dataclass(frozen=True)
class Measured:
    """A plant at an instant of the weather; each number in the unit asked for, with so many digits behind the point."""

    plant: Plant
    at: float

    def power(self, unit: str, digits: int) -> float:
        return _rounded(capacity(self.plant) * output.share(self.plant, self.at), unit, digits)

    def gas_flow(self, digits: int) -> float:
        return _rounded(capacity(self.plant) * output.share(self.plant, self.at), "Nm³/h", digits)

    def parts(self, count: int, unit: str, digits: int) -> list[float]:
        """Its power as that of `count` inverters or turbines, none of which is quite like the next."""
        full = output.share(self.plant, self.at)
        unlike = 0.1 * (1.0 - full)  # at full capacity all of them are alike
        weights = [1.0 + unlike * noise(f"{self.plant.slug} {part}", self.at / 40.0) for part in range(count)]
        power = capacity(self.plant) * full / sum(weights)
        return [_rounded(power * weight, unit, digits) for weight in weights]

    def energy_today(self, unit: str, digits: int) -> float:
        return _rounded(capacity(self.plant) * output.hours_today(self.plant, self.at), unit, digits)

    def irradiance(self, digits: int) -> float:
        return _rounded(output.irradiance(self.plant, self.at), "W/m²", digits)

    def wind_speed(self, unit: str, digits: int) -> float:
        return _rounded(output.hub_wind(self.plant, self.at), unit, digits)

    def temperature(self, digits: int) -> float:
        """Of the air."""
        return _rounded(air_temperature(self.plant.latitude, self.plant.longitude, self.at), "°C", digits)

    def charge(self, digits: int) -> float:
        return round(100.0 * output.charge(self.plant, self.at), digits)


@dataclass(frozen=True)
class Moment:
    """now: the instant that time stamps name. at: the one whose weather it is. Both in seconds since 1970."""

    now: float
    at: float
    plants: Mapping[str, Plant]

    def plant(self, slug: str) -> Measured:
        return Measured(self.plants[slug], self.at)

    def ago(self, seconds: float) -> "Moment":
        return Moment(self.now - seconds, self.at - seconds, self.plants)

    def last(self, step_s: float) -> "Moment":
        """The latest whole step: a system that measures once a minute says the same for a minute."""
        return self.ago(self.now % step_s)

    @property
    def epoch_ms(self) -> int:
        return int(self.now * 1000)

    def iso(self) -> str:
        """`2024-01-15T10:30:00Z`"""
        return f"{datetime.fromtimestamp(self.now, UTC):%Y-%m-%dT%H:%M:%SZ}"

    def local(self, form: str, timezone: str = "Europe/Paris") -> str:
        """As `form` says, and without a zone: `%d/%m/%Y %H:%M:%S`"""
        return datetime.fromtimestamp(self.now, ZoneInfo(timezone)).strftime(form)


def _rounded(number: float, unit: str, digits: int) -> float:
    return round(known_unit(unit).from_base(number), digits) + 0.0  # -0.0 is no number that a meter shows
