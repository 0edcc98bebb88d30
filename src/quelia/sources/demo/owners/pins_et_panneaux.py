"""Pins & Panneaux: a portal with a quota. It measures once a minute, counts in watts, and writes local times."""

from quelia.sources.demo.moment import Moment
from quelia.sources.demo.office import SimulatedOwner


def _overview(moment: Moment) -> object:
    minute = moment.last(60.0)
    plant = minute.plant("centrale-de-haute-lande")
    return {
        "overview": {
            "lastUpdateTime": minute.local("%Y-%m-%d %H:%M:%S"),
            "lastDayData": {"energy": plant.energy_today("Wh", -4)},
            "currentPower": {"power": plant.power("W", -4)},
        }
    }


OWNER = SimulatedOwner("pins_et_panneaux.toml", {"portail-de-haute-lande": _overview})
