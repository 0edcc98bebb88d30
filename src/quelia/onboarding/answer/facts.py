"""What an answer says in the words of the file for `quelia load`."""

from typing import Any

from quelia.domain.unit import UNITS
from quelia.onboarding.answer.answer import Answer


def source_facts(answer: Answer) -> dict[str, Any]:
    """Of a `SourceEntry`, as far as it is known, without plant and secrets."""
    unit = UNITS.get(answer.value("unit"))
    quantity = "gas_flow" if unit is not None and unit.base == "Nm³/h" else "power"
    return {
        "url": answer.value("url"),
        "auth": [{"type": key.scheme, "name": key.name, "user": key.user} for key in answer.keys],
        "point": [{"quantity": quantity, "path": answer.value("path"), "unit": answer.value("unit")}],
    }
