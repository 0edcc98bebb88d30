"""What the journal tells, in words: names instead of slugs, yes and no, nothing for what is empty."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from quelia.admin.differences import Difference, differences
from quelia.admin.language import spoken
from quelia.admin.numbers import written
from quelia.store import models
from quelia.texts import texts

_UNTOLD = {"timezone"}  # nobody chose it in the office
# fields with codes, and the room of the words that stand for them
_CODED = {"energy": "visitor", "subtype": "visitor", "status": "visitor", "background": "maps"}


class Line(NamedTuple):
    """by: empty for the command line. what: `a modifié la centrale`; named: which."""

    at: datetime
    by: str
    what: str
    named: str
    differences: list[Difference]


def lines(changes: Iterable[models.Change]) -> list[Line]:
    """The lines of a page of the journal, in the language of the request."""
    words = texts(spoken(), "office")
    names = _names()
    return [
        Line(
            change.at,
            change.by,
            f"{words['verb'][change.verb]} {words['kind'][change.kind]['one']}",
            _named(change, names),
            list(_differences(change, words, names)),
        )
        for change in changes
    ]


def _named(change: models.Change, names: Mapping[str, Mapping[str, str]]) -> str:
    """Its name of today, else the one it had in that line, else its slug."""
    before, after = change.before_after.get("name", (None, None))
    return names.get(change.kind, {}).get(change.slug) or (change.kind != "person" and (after or before)) or change.slug


def _differences(change: models.Change, words: Any, names: Mapping[str, Mapping[str, str]]) -> Iterable[Difference]:
    if change.kind == "source":
        yield from differences(change.before_after)
        return
    labels = words["field"][change.kind]
    for field, (before, after) in change.before_after.items():
        if field not in _UNTOLD and not (change.kind == "person" and field in ("role", "email")):
            yield Difference(
                labels.get(field, field), *(_told(field, value, words, names) for value in (before, after))
            )


def _told(field: str, value: object, words: Any, names: Mapping[str, Mapping[str, str]]) -> str:
    if isinstance(value, bool):
        return str(words["yes"] if value else words["no"])
    if isinstance(value, int | float):
        return written(value)
    if isinstance(value, list):
        return ", ".join(_told(field.removesuffix("s"), each, words, names) for each in value)
    if isinstance(value, dict):
        return f"{value['label']} ({value['url']})"
    if value is None or value == "":
        return ""
    text = str(value)
    if field == "card":
        return str(texts(spoken(), "plants")["card"].get(text, text))
    if field in _CODED:
        return str(texts(spoken(), _CODED[field])[field].get(text, text))
    return names.get(field, {}).get(text, text)


def _names() -> dict[str, dict[str, str]]:
    """By kind and slug, of what is there today."""
    tables: dict[str, Any] = {"owner": models.Owner, "plant": models.Plant, "map": models.Map}
    return {kind: dict(table.objects.values_list("slug", "name")) for kind, table in tables.items()}
