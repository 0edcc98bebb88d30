"""Large & Alizés: texts for people, a number and its unit in each."""

from quelia.sources.demo.moment import Moment
from quelia.sources.demo.office import SimulatedOwner


def _live(moment: Moment) -> object:
    plant = moment.plant("parc-en-mer-des-falaises")
    return {
        "farm": "Falaises",
        "as_of": moment.iso(),
        "output": f"{plant.power('MW', 1):.1f} MW",
        "wind": f"{plant.wind_speed('m/s', 1):.1f} m/s",
    }


OWNER = SimulatedOwner("large_et_alizes.toml", {"poste-en-mer-des-falaises": _live})
