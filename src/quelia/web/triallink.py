"""`/tester/{token}`: whoever was given the link tries one source out again, with its own secrets and without seeing them."""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlsplit

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from quelia.domain.plant import Plant
from quelia.domain.source import Point, Source
from quelia.sources.trace import Trial
from quelia.texts import texts
from quelia.web.question import path_of, unit_of
from quelia.web.sent import is_ours, sent
from quelia.web.tester import answer, from_elsewhere, outcome_context, too_often, workbench_of
from quelia.web.tries import TooOften
from quelia.web.window import language, window_of

_CALLS = 3
_SOON_S, _SHORT_S = 5.0, 3.0  # of an interval, and of the time in which an answer is awaited
_TEMPLATE = "tester_link.html"


async def linked_page(request: Request) -> Response:
    """What is configured, and below it what came of it when it was tried."""
    workbench = workbench_of(request)
    catalog = window_of(request).catalog
    source = workbench.links.source(request.path_params["token"], catalog) if workbench is not None else None
    if workbench is None or source is None:
        return answer(request, "tester_over.html", {}, status=404)
    sheet = _Sheet(source, catalog.plants, workbench.mask, language(request))
    if request.method != "POST":
        return answer(request, _TEMPLATE, sheet.context({}, {}))
    if not is_ours(request):
        return from_elsewhere(request, _TEMPLATE, sheet.context({}, {}))
    given = await sent(request)
    points, problems = _changed(source, given, language(request))
    context = sheet.context(given, problems)
    if problems:
        return answer(request, _TEMPLATE, context, status=422)
    changed = msgspec.structs.replace(source, points=points)
    trial = Trial(changed, sheet.plants, _CALLS if _are_soon_over(source) else 1)
    try:
        with workbench.linked.turn(source.slug):
            outcome = await workbench.for_links(source, trial)
    except TooOften as error:
        return too_often(request, _TEMPLATE, error, context)
    return answer(request, _TEMPLATE, context | outcome_context(outcome, language(request)))


def _are_soon_over(source: Source) -> bool:
    """Whether a few calls, at its own pace, are over while somebody waits."""
    return source.interval_s <= _SOON_S and source.timeout_s <= _SHORT_S


def _changed(source: Source, given: Mapping[str, str], lang: str) -> tuple[tuple[Point, ...], dict[str, str]]:
    """The points with the paths and units to try, and what is wrong with these by field."""
    points, problems = [], {}
    for number, point in enumerate(source.points):
        path = path_of(given.get(f"path_{number}", str(point.path)).strip(), lang)
        if isinstance(path, str):
            problems[f"path_{number}"] = path
            continue
        changed = msgspec.structs.replace(point, path=path)
        written = given.get(f"unit_{number}", "").strip()
        if written and (point.unit is None or written != point.unit.symbol):
            unit = unit_of(written, lang)
            if isinstance(unit, str) or not point.measures.takes(unit):
                misfit = texts(lang, "technician")["problem"]["unit"]
                problems[f"unit_{number}"] = unit if isinstance(unit, str) else str(misfit)
                continue
            changed = msgspec.structs.replace(changed, unit=unit, unit_path=None)
        points.append(changed)
    return tuple(points), problems


class _Sheet:
    """What the page says of a source, before and after it was tried."""

    def __init__(self, source: Source, plants: Mapping[str, Plant], mask: Callable[[str], str], lang: str) -> None:
        self._source, self._mask, self._lang = source, mask, lang
        self.plants = tuple(plants[slug] for slug in source.plants)

    def context(self, given: Mapping[str, str], problems: Mapping[str, str]) -> dict[str, object]:
        """given: what was typed, instead of what is configured."""
        source = self._source
        return {
            "address": self._mask(_address(source.url)),
            "interval": f"{source.interval_s:g}",
            "draft": source.draft,
            "points": [self._row(number, point, given, problems) for number, point in enumerate(source.points)],
        }

    def _row(
        self, number: int, point: Point, given: Mapping[str, str], problems: Mapping[str, str]
    ) -> dict[str, object]:
        path, unit = f"path_{number}", f"unit_{number}"
        quantity = texts(self._lang, "visitor")["quantity"][point.quantity]
        plant = next(each.name for each in self.plants if each.slug == point.plant)
        return {
            "number": number,
            "word": f"{plant} – {quantity}" if len(self.plants) > 1 else quantity,
            "path": given.get(path, self._mask(str(point.path)))[:400],
            "unit": given.get(unit, point.unit.symbol if point.unit else "")[:16],
            "path_problem": problems.get(path, ""),
            "unit_problem": problems.get(unit, ""),
        }


def _address(url: str) -> str:
    """As configured, with the names of its parameters and none of their values."""
    parts = urlsplit(url)
    names = "&".join(f"{name}=…" for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    return f"{parts.scheme}://{parts.netloc}{parts.path}" + (f"?{names}" if names else "")
