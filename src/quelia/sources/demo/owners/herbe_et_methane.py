"""Herbe & Méthane: the last minute of a curve, of which the last point counts."""

from quelia.sources.demo.moment import Moment
from quelia.sources.demo.office import SimulatedOwner

_STEP_S = 10.0
_POINTS = 6


def _curve(moment: Moment) -> object:
    last = moment.last(_STEP_S)
    steps = [last.ago(back * _STEP_S) for back in reversed(range(_POINTS))]
    points = [{"t": step.iso(), "q": step.plant("methaniseur-du-bocage").gas_flow(1)} for step in steps]
    return {"courbe": "debit_injecte", "unite": "Nm3/h", "points": points}


OWNER = SimulatedOwner("herbe_et_methane.toml", {"courbe-du-bocage": _curve})
