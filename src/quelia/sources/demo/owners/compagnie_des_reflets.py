"""Compagnie des Reflets: what the brief recommends with metadata, each value with its unit; no key is needed."""

from quelia.sources.demo.moment import Moment
from quelia.sources.demo.office import SimulatedOwner


def _current_power(moment: Moment) -> object:
    plant = moment.plant("centrale-flottante-des-sablieres")
    measured = {
        "power": {"value": plant.power("MW", 2), "unit": "MW"},
        "irradiance": {"value": plant.irradiance(0), "unit": "W/m2"},
    }
    return {"status": "ok", "timestamp": moment.iso(), "data": measured}


OWNER = SimulatedOwner("compagnie_des_reflets.toml", {"ponton-des-sablieres": _current_power})
