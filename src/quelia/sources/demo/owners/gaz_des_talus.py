"""Gaz des Talus: telemetry of things, each with its milliseconds, and numbers as texts."""

from quelia.sources.demo.moment import Moment
from quelia.sources.demo.office import SimulatedOwner


def _telemetry(moment: Moment) -> object:
    flow = moment.plant("methaniseur-du-leon").gas_flow(1)
    return {"flow": [{"ts": moment.epoch_ms, "value": f"{flow:.1f}"}]}


OWNER = SimulatedOwner("gaz_des_talus.toml", {"telemetrie-du-leon": _telemetry})
