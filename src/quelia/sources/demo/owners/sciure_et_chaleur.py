"""Sciure & Chaleur: two keys at once, and French through and through: decimal commas, the day first."""

from quelia.sources.demo.moment import Moment
from quelia.sources.demo.office import SimulatedOwner


def _instant(moment: Moment) -> object:
    plant = moment.plant("cogeneration-du-haut-jura")
    measured = {"P_Elec": _comma(plant.power("kW", 1)), "T_Ext": _comma(plant.temperature(1))}
    return {"Reponse": {"DateHeure": moment.local("%d.%m.%Y %H:%M:%S"), "Mesures": measured}}


def _comma(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")


OWNER = SimulatedOwner("sciure_et_chaleur.toml", {"chaufferie-du-haut-jura": _instant})
