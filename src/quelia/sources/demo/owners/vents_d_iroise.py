"""Vents d’Iroise: one number per turbine, to be added up, and milliseconds since 1970."""

from quelia.sources.demo.moment import Moment
from quelia.sources.demo.office import SimulatedOwner


def _live(moment: Moment) -> object:
    plant = moment.plant("parc-eolien-d-iroise")
    turbines = [{"id": f"E{number}", "power_kw": power} for number, power in enumerate(plant.parts(4, "kW", 0), 1)]
    return {"updated": moment.epoch_ms, "turbines": turbines, "wind": {"speed": plant.wind_speed("m/s", 1)}}


OWNER = SimulatedOwner("vents_d_iroise.toml", {"supervision-iroise": _live})
