"""Sole è Machja: a data logger, which says -9999 while the inverters sleep, and the day first."""

from quelia.sources.demo.moment import Moment
from quelia.sources.demo.office import SimulatedOwner

_NO_VALUE = -9999


def _last(moment: Moment) -> object:
    plant = moment.plant("centrale-de-la-plaine-orientale")
    return {
        "heure": moment.local("%d/%m/%Y %H:%M:%S"),
        "PAC_kW": plant.power("kW", 1) or _NO_VALUE,
        "GTI": plant.irradiance(0),
        "T_air": plant.temperature(1),
    }


OWNER = SimulatedOwner("sole_e_machja.toml", {"enregistreur-de-la-plaine": _last})
