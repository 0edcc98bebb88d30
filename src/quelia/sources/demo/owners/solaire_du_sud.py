"""Centrale Solaire du Sud: a SCADA system that answers as the annex of the brief says."""

from quelia.sources.demo.moment import Moment
from quelia.sources.demo.office import SimulatedOwner


def _realtime(moment: Moment) -> object:
    plant = moment.plant("centrale-solaire-du-sud")
    production = {
        "currentPower": plant.power("MW", 2),
        "peakPower": 18.2,
        "dailyProduction": plant.energy_today("MWh", 1),
    }
    return {"status": "online", "timestamp": moment.iso(), "data": {"production": production}}


OWNER = SimulatedOwner("solaire_du_sud.toml", {"scada-solaire-du-sud": _realtime})
