"""Les Vents Contraires: a list of tags, the time as an old .NET writes it, the wind in kilometres per hour."""

from quelia.sources.demo.moment import Moment
from quelia.sources.demo.office import SimulatedOwner


def _realtime(moment: Moment) -> object:
    plant = moment.plant("parc-eolien-du-vermandois")
    tags = {
        "VER.MAST.WIND": plant.wind_speed("km/h", 1),
        "VER.MAST.TEMP": plant.temperature(1),
        "VER.PARK.P": plant.power("kW", 0),
    }
    time = f"/Date({moment.epoch_ms})/"
    return [{"Tag": tag, "Value": number, "Time": time} for tag, number in tags.items()]


OWNER = SimulatedOwner("vents_contraires.toml", {"scada-du-vermandois": _realtime})
