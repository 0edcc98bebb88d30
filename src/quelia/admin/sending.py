"""What whoever sends us values is given to begin with: a line to type, and a file for a bridge."""

import json
import shlex

from quelia.domain.quantity import MAIN
from quelia.domain.reading import plain
from quelia.domain.unit import declared_unit
from quelia.store import models
from quelia.store.checks import capacity
from quelia.texts import texts

# of an input that is read often: what the manual of a device says goes in its place
_INPUT = ("[[input]]", 'name = "inverter"', 'type = "modbus"', 'host = "192.0.2.10"')
_REGISTER = ('register = "40084"', 'kind = "int16"')


def push_url(public_url: str) -> str:
    return f"{public_url.rstrip('/')}/v1/push"


def items_of(source: models.Source) -> list[dict[str, object]]:
    """A value of each point, as one would be sent. It says of itself that nobody measured it, and so are visitors told."""
    return [
        {
            "plant": point.plant.slug,
            "quantity": point.quantity,
            "value": _example(point),
            "unit": point.unit,
            "simulated": True,
        }
        for point in source.points.select_related("plant")
    ]


def by_hand(source: models.Source, public_url: str, key: str) -> str:
    """One line that sends them, for the shell of a Unix."""
    body = _body(source, ensure_ascii=False)
    shown = f"Authorization: Bearer {key}"
    kind = "Content-Type: application/json"
    words = ("curl", push_url(public_url), "-H", shown, "-H", kind, "-d", body)
    return shlex.join(words)


def by_hand_on_windows(source: models.Source, public_url: str, key: str) -> str:
    """The same for PowerShell, which hands quotes to no other program as they are, and would not write UTF-8."""
    where, kind, body = push_url(public_url), "application/json", _body(source, ensure_ascii=True)
    return (
        f"Invoke-RestMethod -Method Post -Uri {_single(where)} -Headers @{{Authorization={_single(f'Bearer {key}')}}} "
        f"-ContentType {_single(kind)} -Body {_single(body)}"
    )


def bridge_file(source: models.Source, public_url: str, key: str, lang: str) -> str:
    """`bridge.toml`, with where it sends to filled in. What it reads is still to be said, which a comment shows."""
    words = texts(lang, "pushing")["file"]
    lines = [
        f"# {words['head']}",
        "",
        "[bridge]",
        f"name = {_quoted(source.slug)}",
        "",
        *(f"# {line}" for line in words["input"].split("\n")),
        *(f"# {line}" for line in (*_INPUT, f"interval_s = {plain(source.interval_s)}")),
    ]
    for point in source.points.select_related("plant"):
        lines += [
            "#",
            "# [[input.point]]",
            f"# plant = {_quoted(point.plant.slug)}",
            f"# quantity = {_quoted(point.quantity)}",
            f"# unit = {_quoted(point.unit or '')}",
            *(f"# {line}" for line in _REGISTER),
        ]
    lines += [
        "",
        "[[output]]",
        'type = "push"',
        f"url = {_quoted(public_url.rstrip('/'))}",
        *(["allow_http = true"] if public_url.startswith("http://") else []),
        *(f"# {line}" for line in words["key"].split("\n")),
        f"key = {_quoted(key)}",
        "",
    ]
    return "\n".join(lines)


def _body(source: models.Source, *, ensure_ascii: bool) -> str:
    items = items_of(source)
    return json.dumps(items[0] if len(items) == 1 else items, ensure_ascii=ensure_ascii)


def _single(text: str) -> str:
    """In single quotes, as PowerShell takes what it leaves as it is."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _example(point: models.Point) -> float | int:
    """Half of what the plant can give, where that is known: a value that is not refused as impossible."""
    whole, unit = capacity(point.plant.capacity), declared_unit(point.unit or "")
    known = whole is not None and point.quantity in MAIN and unit.factor is not None and whole.unit.base == unit.base
    if whole is None or not known:
        return 1
    return plain(float(f"{unit.from_base(whole.number / 2) / point.scale:.3g}"))


def _quoted(text: str) -> str:
    """A basic string of TOML, which JSON's escapes are a part of."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
