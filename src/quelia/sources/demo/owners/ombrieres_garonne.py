"""Ombrières de Garonne: one site answers flatly, and says null at night; the other lists what it measures, by name."""

from quelia.sources.demo.moment import Moment
from quelia.sources.demo.office import SimulatedOwner


def _quays(moment: Moment) -> object:
    plant = moment.plant("ombrieres-des-quais")
    # inverters that sleep say nothing
    return {"current_power": plant.power("kW", 1) or None, "temperature": plant.temperature(1)}


def _lauragais(moment: Moment) -> object:
    plant = moment.plant("ombrieres-du-lauragais")
    measured = [
        {"nom": "T_EXT", "valeur": plant.temperature(1), "unite": "°C"},
        {"nom": "P_AC", "valeur": plant.power("kW", 1), "unite": "kW"},
        {"nom": "E_JOUR", "valeur": plant.energy_today("kWh", 0), "unite": "kWh"},
    ]
    return {"site": "LAURAGAIS", "horodatage": moment.local("%d/%m/%Y %H:%M:%S"), "mesures": measured}


OWNER = SimulatedOwner("ombrieres_garonne.toml", {"onduleurs-des-quais": _quays, "automate-du-lauragais": _lauragais})
