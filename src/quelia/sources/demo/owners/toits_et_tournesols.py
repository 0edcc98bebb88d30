"""Toits & Tournesols: an array of inverters in watts, to be added up. The one that waits for a part says -9999."""

from quelia.sources.demo.moment import Measured, Moment
from quelia.sources.demo.office import SimulatedOwner

_NO_VALUE = -9999


def _inverters(plant: Measured, count: int) -> list[dict[str, object]]:
    watts = plant.parts(count, "W", -2)
    return [{"serialNumber": f"TT-{number:03}", "lastReportWatts": each} for number, each in enumerate(watts, 1)]


def _joliette(moment: Moment) -> object:
    return _inverters(moment.plant("toitures-de-la-joliette"), 4)


def _wholesale_market(moment: Moment) -> object:
    broken = {"serialNumber": "TT-006", "lastReportWatts": _NO_VALUE}
    return [*_inverters(moment.plant("toitures-du-marche-de-gros"), 5), broken]


def _fish_auction(moment: Moment) -> object:
    return _inverters(moment.plant("toiture-de-la-criee"), 3)


OWNER = SimulatedOwner(
    "toits_et_tournesols.toml",
    {
        "onduleurs-de-la-joliette": _joliette,
        "onduleurs-du-marche-de-gros": _wholesale_market,
        "onduleurs-de-la-criee": _fish_auction,
    },
)
