"""Crêtes du Lévézou: a number in a text, with a decimal comma. One of the two parks is paused while it is inspected."""

from quelia.sources.demo.moment import Measured, Moment
from quelia.sources.demo.office import SimulatedOwner


def _park(plant: Measured) -> object:
    return {"parc": {"puissance": f"{plant.power('MW', 2):.2f}".replace(".", ","), "unite": "MW"}}


def _levezou(moment: Moment) -> object:
    return _park(moment.plant("parc-eolien-du-levezou"))


def _cezallier(moment: Moment) -> object:
    return _park(moment.plant("parc-eolien-du-cezallier"))


OWNER = SimulatedOwner("cretes_du_levezou.toml", {"supervision-levezou": _levezou, "supervision-cezallier": _cezallier})
