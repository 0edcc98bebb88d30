"""Owners."""

from collections.abc import Mapping

from django.urls import reverse

from quelia.admin.forms.owner import OwnerForm
from quelia.admin.views.rows import Table
from quelia.store import models


def _columns(owner: models.Owner) -> Mapping[str, object]:
    return {"plants": owner.plants.count(), "contact_name": owner.contact_name, "contact_email": owner.contact_email}


OWNERS = Table(
    kind="owner",
    model=models.Owner,
    form=OwnerForm,
    searched=("name", "contact_name", "contact_email"),
    columns=_columns,
    keeps=lambda owner: [
        *((each.name, reverse("plant_show", args=[each.slug])) for each in owner.plants.order_by("name")),
        *((each.slug, reverse("source_show", args=[each.slug])) for each in owner.sources.order_by("slug")),
    ],
)
