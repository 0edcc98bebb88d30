"""What the bridge says when it is asked: the two forms that owners are asked for, from the last sample of each quantity."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from quelia.bridge.sample import Sample
from quelia.domain.quantity import MAIN
from quelia.domain.reading import iso

Document = dict[str, Any]


class NotSaid(Exception):
    """There is nothing to say. status: of HTTP. code: waiting, stale, or why it could not be read."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code

    @property
    def document(self) -> Document:
        return {"status": "error", "error": {"code": self.code}}


class Now(NamedTuple):
    """wall: seconds since 1970. monotonic: seconds that never leap."""

    wall: float
    monotonic: float


class Noted(NamedTuple):
    """at: when it was read, in seconds that never leap."""

    sample: Sample
    at: float


class Board:
    """The last sample of each plant and quantity. most_age_s: an older value is no value."""

    def __init__(self, most_age_s: float) -> None:
        self._most_age_s = most_age_s
        self._last: dict[str, dict[str, Noted]] = {}

    def note(self, samples: Iterable[Sample], at: float) -> None:
        """at: now, in seconds that never leap."""
        for each in samples:
            self._last.setdefault(each.plant, {})[each.quantity] = Noted(each, at)

    @property
    def plants(self) -> dict[str, list[str]]:
        """The quantities of each plant."""
        return {plant: list(of_plant) for plant, of_plant in self._last.items()}

    @property
    def only(self) -> str:
        """The slug of the only plant; empty where nobody named it. Raises NotSaid."""
        if not self._last:
            raise NotSaid(503, "waiting")
        if len(self._last) > 1:
            raise NotSaid(404, "several_plants")
        (plant,) = self._last
        return plant

    def simple(self, now: Now) -> Document:
        """`{"current_power": 42.5}`, of the only plant. Raises NotSaid."""
        of_plant = self._last[self.only]
        quantity = next((each for each in MAIN if each in of_plant), next(iter(of_plant)))
        sample = self._good(of_plant[quantity], now)
        return {f"current_{quantity}": sample.value} | _marked([sample])

    def whole(self, plant: str, now: Now, quantity: str = "") -> Document:
        """All that is known of a plant, or one quantity of it, with units and the time. Raises NotSaid."""
        of_plant: Mapping[str, Noted] = self._last.get(plant, {})
        wanted = {name: each for name, each in of_plant.items() if quantity in ("", name)}
        if not wanted:
            raise NotSaid(404, "unknown") if self._last else NotSaid(503, "waiting")
        good, trouble = [], None
        for each in wanted.values():
            try:
                good.append(self._good(each, now))
            except NotSaid as error:
                trouble = trouble or error
        if not good:
            assert trouble is not None
            raise trouble
        return {
            "status": "ok",
            "timestamp": iso(min(each.taken_at for each in good)),
            "data": {each.quantity: {"value": each.value, "unit": each.unit} for each in good},
        } | _marked(good)

    def _good(self, noted: Noted, now: Now) -> Sample:
        sample = noted.sample
        if sample.error is not None:
            raise NotSaid(503, sample.error.code)
        # when it was read counts too: an input that hangs reads nothing, and its last value must not live on,
        # whatever somebody sets the clock to
        if max(now.monotonic - noted.at, now.wall - sample.taken_at) > self._most_age_s:
            raise NotSaid(503, "stale")
        return sample


def _marked(samples: Iterable[Sample]) -> Document:
    return {"simulated": True} if any(each.simulated for each in samples) else {}
