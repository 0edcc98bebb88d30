"""Biogaz de la Vesle: a list with one entry, the unit beside the number, and a word that says how it is."""

from quelia.sources.demo.moment import Moment
from quelia.sources.demo.office import SimulatedOwner


def _state(moment: Moment) -> object:
    flow = moment.plant("methaniseur-de-la-vesle").gas_flow(1)
    return {"injection": [{"point": "poste", "debit": flow, "unite": "Nm3/h"}], "etat": "ok"}


OWNER = SimulatedOwner("biogaz_de_la_vesle.toml", {"poste-d-injection": _state})
