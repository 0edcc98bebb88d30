"""What a plant did: GET /v1/plants/{plant}/history."""

from starlette.requests import Request
from starlette.responses import Response

from quelia.domain.catalog import Catalog, plant_channel
from quelia.domain.plant import Plant
from quelia.domain.quantity import main_of
from quelia.domain.source import Source
from quelia.domain.span import SpanError, span
from quelia.store.errors import DatabaseUnusable
from quelia.web.answer import Question, write
from quelia.web.api import error, not_found
from quelia.web.archive import FRESH_S, Archive, Busy
from quelia.web.window import window_of

_SOON = {"Retry-After": "5"}


async def plant_history(request: Request) -> Response:
    """A quantity of a plant by steps of time, the last 24 hours unless another span is asked for."""
    window = window_of(request)
    plant, archive = window.plant(request.path_params["plant"]), window.archive
    if plant is None:
        return not_found(request)
    measured_by = window.catalog.views(plant.slug)[0].measured_by  # as accepted: drafts have no past
    if not measured_by:
        return error(request, 404, "no_history")
    quantity = request.query_params.get("quantity") or main_of(measured_by) or next(iter(measured_by))
    if quantity not in measured_by:
        return error(request, 400, "bad_quantity", facts={"quantities": ", ".join(measured_by)})
    assert archive is not None, "it is there before anybody is served"
    try:
        question = _question(request, window.catalog, plant, quantity, archive)
    except SpanError as refused:
        return error(request, 400, refused.code, facts=refused.facts)
    window.demand.asked(plant_channel(plant.slug))
    try:
        content = await archive.ask(question) if plant.paused is None else write(question, ())
    except Busy:
        return error(request, 503, "busy", _SOON)
    except DatabaseUnusable:
        return error(request, 503, "history_away", _SOON)
    return _answer(question, content)


def _question(request: Request, catalog: Catalog, plant: Plant, quantity: str, archive: Archive) -> Question:
    """Raises SpanError."""
    source = catalog.sources[catalog.views(plant.slug)[0].measured_by[quantity]]
    since, until, step = (request.query_params.get(name, "") for name in ("from", "to", "step"))
    asked = span(since, until, step, zone=plant.timezone, now=archive.clock(), kept_s=archive.kept_s)
    return Question(
        plant=plant.slug,
        plant_id=catalog.ids[plant.slug],
        quantity=quantity,
        unit=_declared(source, plant.slug, quantity),
        span=asked,
        csv=request.query_params.get("format") == "csv" or _wants_csv(request.headers.get("accept", "")),
        simulated=plant.simulated,
    )


def _answer(question: Question, content: bytes) -> Response:
    headers = {"Cache-Control": f"public, max-age={FRESH_S}", "Vary": "Accept"}
    if not question.csv:
        return Response(content, headers=headers, media_type="application/json")
    headers["Content-Disposition"] = f'attachment; filename="{question.plant}-{question.quantity}.csv"'
    return Response(content, headers=headers, media_type="text/csv")


def _declared(source: Source, slug: str, quantity: str) -> str | None:
    """The unit that was declared; None where the source's answers say it."""
    unit = next(point.unit for point in source.points if (point.plant, point.quantity) == (slug, quantity))
    return unit.symbol if unit is not None else None


def _wants_csv(accept: str) -> bool:
    """Whether a table is named, and JSON is not liked better."""
    weights = {}
    for part in accept.lower().split(","):
        kind, _, rest = part.partition(";")
        weights[kind.strip()] = _weight(rest)
    table = weights.get("text/csv", 0.0)
    return table > 0 and table >= weights.get("application/json", 0.0)


def _weight(parameters: str) -> float:
    for each in parameters.split(";"):
        name, _, value = each.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
