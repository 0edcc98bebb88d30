"""From an answer to the words of a source: what its form begins with."""

from typing import Any

from quelia.domain.auth import SCHEMES
from quelia.domain.document import decode
from quelia.domain.errors import SourceError
from quelia.domain.path import Path, PathError
from quelia.domain.quantity import MAIN, quantity_of
from quelia.onboarding.answer.answer import Answer
from quelia.onboarding.answer.checks.measured import form_of, known


def source_facts(answer: Answer) -> dict[str, Any]:
    """What of an answer goes into a source, as keys of `SourceEntry`; the one point as keys of `PointEntry`, its plant left out.

    Secrets are not in it. What was not found is absent, and so is what no source could take.
    """
    facts: dict[str, Any] = {}
    if url := answer.value("url"):
        facts["url"] = url
    auth = [
        {"type": key.scheme} | {name: text for name, text in (("name", key.name), ("user", key.user)) if text}
        for key in answer.keys
        if key.scheme in SCHEMES
    ]
    if auth:
        facts["auth"] = auth
    if point := _point(answer):
        facts["point"] = [point]
    return facts


def _point(answer: Answer) -> dict[str, str]:
    point: dict[str, str] = {}
    unit = known(answer.fields.get("unit"))
    if unit is not None:
        point |= {"unit": unit.symbol, "quantity": quantity_of(unit)}
    path = _path(answer.value("path"))
    if path is not None:
        point |= {"path": str(path), "quantity": point.get("quantity", MAIN[0])}
        point |= _form(path, answer.sample)
    return point


def _path(text: str) -> Path | None:
    try:
        return Path(text) if text else None
    except PathError:
        return None


def _form(path: Path, sample: str) -> dict[str, str]:
    """How the example writes the number; absent where it is a JSON number, or nothing tells."""
    try:
        nodes = path.nodes(decode(sample.encode("utf-8", "replace")))
    except SourceError:
        return {}
    form = form_of(nodes[0]) if len(nodes) == 1 else None
    return {"number": form} if form is not None and form != "json" else {}
