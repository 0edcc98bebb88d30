"""Torrents & Turbines: the tags of a controller, in watts, without a key; its mobile link fails now and then."""

from quelia.sources.demo.moment import Moment
from quelia.sources.demo.office import SimulatedOwner
from quelia.sources.demo.outage import Outage


def _tags(moment: Moment) -> object:
    plant = moment.plant("microcentrale-de-l-ubaye")
    return {"time": int(moment.now), "quality": "GOOD", "G1.P_ACTIVE": plant.power("W", -2), "G1.GATE_OPEN": True}


OWNER = SimulatedOwner(
    "torrents_et_turbines.toml",
    {"automate-de-l-ubaye": _tags},
    # a visitor who stays for three minutes has seen it fail and come back; nobody who asks once a minute hears of it
    Outage(every_s=180.0, lasts_s=50.0),
)
