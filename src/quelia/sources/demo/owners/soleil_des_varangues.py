"""Soleil des Varangues: overseas, with the local time of the island."""

from quelia.sources.demo.moment import Moment
from quelia.sources.demo.office import SimulatedOwner


def _last(moment: Moment) -> object:
    plant = moment.plant("toitures-de-pierrefonds")
    point = {"date": moment.local("%Y-%m-%d %H:%M:%S", "Indian/Reunion"), "kW": plant.power("kW", 1)}
    return {"lastPoint": point, "today": {"kWh": plant.energy_today("kWh", 0)}}


OWNER = SimulatedOwner("soleil_des_varangues.toml", {"portail-de-pierrefonds": _last})
