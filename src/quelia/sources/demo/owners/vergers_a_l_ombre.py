"""Vergers à l’Ombre: a sensor of a home automation: its state is a text, its unit an attribute."""

from quelia.sources.demo.moment import Moment
from quelia.sources.demo.office import SimulatedOwner


def _sensor(moment: Moment) -> object:
    plant = moment.plant("vergers-de-loriol")
    return {
        "entity_id": "sensor.vergers_power",
        "state": f"{plant.power('kW', 1):.1f}",
        "attributes": {"unit_of_measurement": "kW", "energy_today_kwh": plant.energy_today("kWh", 0)},
        "last_updated": moment.iso().replace("Z", "+00:00"),
    }


OWNER = SimulatedOwner("vergers_a_l_ombre.toml", {"domotique-de-loriol": _sensor})
