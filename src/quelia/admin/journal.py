"""The journal: each change with who made it, and what was there before."""

from collections.abc import Mapping

from django.forms.models import model_to_dict
from django.http import HttpRequest

from quelia.store import models

_NEVER = {"id", "slug", "password", "last_login", "is_active", "simulated"}  # says nothing, or must not be said

Facts = Mapping[str, object]
_NOTHING: Facts = {}


def facts(row: object) -> dict[str, object]:
    """What can be told of a row; of one that is not there yet, nothing."""
    if row is None:
        return {}
    assert isinstance(row, models.Owner | models.Plant | models.Map | models.User)
    told = {name: value for name, value in model_to_dict(row).items() if name not in _NEVER}
    if isinstance(row, models.Plant | models.User) and row.owner is not None:
        told["owner"] = row.owner.slug
    return told


def note(
    by: HttpRequest | str, verb: str, kind: str, slug: str, *, before: Facts = _NOTHING, after: Facts = _NOTHING
) -> None:
    """Write a line: that of a change which changed nothing is left out. by: who asks, or empty for the command line."""
    changed = {
        name: [before.get(name), after.get(name)]
        for name in {**before, **after}
        if (before.get(name) or None) != (after.get(name) or None)
    }
    if changed or verb not in ("created", "updated"):
        who = by if isinstance(by, str) else by.user.get_username()
        models.Change.objects.create(by=who, verb=verb, kind=kind, slug=slug, before_after=changed)
