"""What a draft changes of a source, in words: before and after, of a secret only that it changed."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from quelia.admin.language import spoken
from quelia.admin.numbers import written
from quelia.store import models
from quelia.store.declaration import PointEntry, SourceEntry
from quelia.store.entries import drafted, entry_of
from quelia.texts import texts

_UNTOLD = {"slug", "owner", "auth", "point"}  # what names it, and what is told in its own way
_LONG = {"ca"}  # told by its fingerprint
_BETWEEN = ":"  # in the name of a fact of a point: `path:power:toits-du-val`


_USUAL = {
    field.encode_name: field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
    for entry in (SourceEntry, PointEntry)
    for field in msgspec.structs.fields(entry)
}


class Difference(NamedTuple):
    """field: its label. before, after: empty where nothing was, or is."""

    field: str
    before: str
    after: str


Facts = dict[str, object]
Names = Mapping[str, Mapping[str, str]]


def facts_of(entry: SourceEntry | None) -> Facts:
    """All that an entry says, by name; of a source that is not there yet, nothing. No secret."""
    if entry is None:
        return {}
    content = msgspec.to_builtins(entry)
    facts: Facts = {name: value for name, value in content.items() if name not in _UNTOLD}
    facts |= {name: sha256(content[name].encode()).hexdigest()[:16] for name in _LONG if content[name] is not None}
    facts["auth"] = [" ".join(filter(None, (each.type, each.name or each.user))) for each in entry.auths]
    for point in content["point"]:
        where = (point["quantity"], point["plant"])
        facts |= {
            _BETWEEN.join((name, *where)): value for name, value in point.items() if name not in ("plant", "quantity")
        }
    return facts


def of_draft(row: models.Draft, *, secret: bool) -> tuple[Facts, Facts]:
    """What is accepted, and what the draft says. secret: whether its secrets are other ones."""
    accepted = models.Source.objects.filter(slug=row.slug).select_related("owner").first()
    return of_entries(entry_of(accepted) if accepted else None, drafted(row), secret=secret)


def of_entries(before: SourceEntry | None, after: SourceEntry, *, secret: bool) -> tuple[Facts, Facts]:
    """What each of them says that the other does not, without what nobody chose."""
    then, now = facts_of(before), facts_of(after)
    return _worth_it(then, now), _worth_it(now, then) | ({"secret": "changed"} if secret else {})


def differences(changed: Mapping[str, Any]) -> Iterable[Difference]:
    """changed: [before, after] by the name of a fact, as the journal keeps them."""
    names = {
        "plant": dict(models.Plant.objects.values_list("slug", "name")),
        "quantity": texts(spoken(), "visitor")["quantity"],
        **texts(spoken(), "draft")["value"],
    }
    for name, (before, after) in changed.items():
        field, *where = name.split(_BETWEEN)
        yield Difference(_label(field, where, names), _written(field, before, names), _written(field, after, names))


def changed(before: Facts, after: Facts) -> dict[str, list[object]]:
    """Those that are not the same, with what says nothing taken for nothing."""
    names = dict.fromkeys((*after, *before))
    return {
        name: [before.get(name), after.get(name)]
        for name in names
        if (before.get(name) or None) != (after.get(name) or None)
    }


def _worth_it(facts: Facts, others: Facts) -> Facts:
    """Those that say something: of a point or source that is not on the other side, what nobody chose says nothing."""
    return {
        name: value
        for name, value in facts.items()
        if name in others or value != _USUAL.get(name.partition(_BETWEEN)[0])
    }


def _label(field: str, where: Sequence[str], names: Names) -> str:
    """where: quantity and plant, of a point: `Chemin de la valeur (Puissance, Toits du Val)`."""
    known = texts(spoken(), "office")["field"]["point"] | texts(spoken(), "draft")["field"]
    label = str(known.get(field, field))
    told = [names[kind].get(slug, slug) for kind, slug in zip(("quantity", "plant"), where, strict=False)]
    return f"{label} ({', '.join(told)})" if told else label


def _written(field: str, value: object, names: Names) -> str:
    """names: words for what is a code, by field."""
    words = texts(spoken(), "office")
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return str(words["yes" if value else "no"])
    if isinstance(value, list):
        return ", ".join(_written(field, each, names) for each in value)
    if isinstance(value, int | float):
        return f"{written(value)}\u00a0s" if field.endswith("_s") else written(value)
    text = str(value)
    if field == "auth":
        scheme, _, name = text.partition(" ")
        return " – ".join(filter(None, (words["auth"].get(scheme, scheme), name)))
    return names.get(field, {}).get(text, text)
