"""Maps."""

from collections.abc import Mapping

from quelia.admin.forms.map import MapForm
from quelia.admin.views.rows import Table
from quelia.store import models


def _columns(each: models.Map) -> Mapping[str, object]:
    return {"address": f"/carte/{each.slug}", "owners": len(each.owners or ()), "plants": len(each.plants or ())}


MAPS = Table(kind="map", model=models.Map, form=MapForm, searched=("name", "slug"), columns=_columns)
