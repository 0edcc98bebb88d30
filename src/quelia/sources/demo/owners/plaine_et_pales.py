"""Plaine & Pales: one answer for two plants, told apart by a filter. The battery that charges has less than 0."""

from quelia.sources.demo.moment import Moment
from quelia.sources.demo.office import SimulatedOwner


def _assets(moment: Moment) -> object:
    wind, battery = moment.plant("parc-eolien-de-beauce"), moment.plant("stockage-de-beauce")
    assets = [
        {"type": "bess", "p_mw": battery.power("MW", 2), "soc": battery.charge(1)},
        {"type": "wind", "p_mw": wind.power("MW", 2), "v_ms": wind.wind_speed("m/s", 1)},
    ]
    return {"generated": moment.iso(), "assets": assets}


OWNER = SimulatedOwner("plaine_et_pales.toml", {"conduite-de-beauce": _assets})
