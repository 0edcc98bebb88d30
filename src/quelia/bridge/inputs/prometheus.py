"""A number of a page of metrics, as Prometheus reads them."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families as text_metrics
from prometheus_client.samples import Sample as Found

from quelia.bridge.aside import Aside
from quelia.bridge.inputs.asking import Asking, AuthSettings, Where
from quelia.bridge.inputs.document import Age, MeasuredPoint, bare_point, check_age, sample_of
from quelia.bridge.inputs.input import InputSettings
from quelia.bridge.problem import ConfigError, Problem
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.document import looks_like_html
from quelia.domain.errors import BadEncoding, HtmlAnswer, NotANumber, NotJson, PathMismatch, SourceError
from quelia.domain.instant import sane
from quelia.domain.source import Point as Bare
from quelia.domain.source import Source

ASKS = ("url", "point.metric")

_LABEL = r'\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(!?=)\s*"((?:\\.|[^"\\])*)"\s*'
_SELECTOR = re.compile(rf"\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{{((?:{_LABEL},)*(?:{_LABEL})?\s*)\}})?\s*", re.ASCII)
_ESCAPES = {"n": "\n", '"': '"', "\\": "\\"}


class Point(MeasuredPoint, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """metric: a name, with labels where several have it: `power{plant="a",phase!="total"}`."""

    metric: Annotated[str, Meta(min_length=1, max_length=1000)]
    pick: Literal["only", "first", "last", "sum"] = "only"


class Settings(InputSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """max_age_s: of the time that stands behind a number, where one does."""

    url: Annotated[str, Meta(max_length=2000)]
    auth: AuthSettings | list[AuthSettings] = []
    ca_file: str | None = None
    pin: str | None = None
    max_age_s: Age | None = 900.0
    point: Annotated[list[Point], Meta(min_length=1)]


class Selector(msgspec.Struct, frozen=True):
    """labels: name, whether it must be that, and what."""

    name: str
    labels: tuple[tuple[str, bool, str], ...]

    def takes(self, found: Found) -> bool:
        labels: Mapping[str, str] = found.labels
        return found.name == self.name and all(
            (labels.get(name, "") == text) is same for name, same, text in self.labels
        )


class Metrics:
    """Keeps its connection between two reads."""

    def __init__(self, settings: Settings, site: Site, selectors: Sequence[Selector]) -> None:
        self._settings, self._site, self._selectors = settings, site, selectors
        self._source = Source(id=0, slug="bridge", url="", points=tuple(bare_point(each) for each in settings.point))
        where = Where(url=settings.url, auth=settings.auth, ca_file=settings.ca_file, pin=settings.pin)
        self._asking, self._aside = Asking(settings, where, site), Aside(settings.name)

    async def read(self) -> Sequence[Sample]:
        answer = await self._asking.ask()
        # a long page takes its time, and others wait for theirs
        found = await self._aside.do(lambda: metrics_of(answer.body, answer.content_type))
        now = self._site.clock()
        points = zip(self._settings.point, self._source.points, self._selectors, strict=True)
        samples = [
            self._sample(point, bare, [each for each in found if selector.takes(each)], now)
            for point, bare, selector in points
        ]
        errors = [sample.error for sample in samples if sample.error is not None]
        if len(errors) == len(samples) and all(error.code == "frozen" for error in errors):
            raise errors[0]
        return samples

    async def close(self) -> None:
        await self._asking.close()

    def _sample(self, point: Point, bare: Bare, found: Sequence[Found], now: float) -> Sample:
        times = [float(each.timestamp) for each in found if each.timestamp is not None]
        at = sane(min(times), now) if times else None
        try:
            number = _picked(point, found)
            check_age(at, now, self._settings.max_age_s)
        except SourceError as error:
            nothing = sample_of(self._source, bare, point.unit, None, now, measured_at=at)
            return msgspec.structs.replace(nothing, error=error, raw="")
        return sample_of(self._source, bare, point.unit, number, now, measured_at=at)


def opened(settings: Settings, site: Site) -> Metrics:
    """Raises ConfigError, SecretMissing."""
    selectors = [selector_of(point.metric) for point in settings.point]
    problems = [
        Problem(f"input[{settings.name}].point[{number}].metric", "metric")
        for number, selector in enumerate(selectors)
        if selector is None
    ]
    if problems:
        raise ConfigError(problems)
    return Metrics(settings, site, [each for each in selectors if each is not None])


def selector_of(text: str) -> Selector | None:
    """None where it is none that we know."""
    parts = _SELECTOR.fullmatch(text)
    if parts is None:
        return None
    labels = re.findall(_LABEL, parts[2] or "")
    unescaped = [(name, sign == "=", re.sub(r"\\(.)", _unescaped, written)) for name, sign, written in labels]
    return Selector(parts[1], tuple(unescaped))


def metrics_of(body: bytes, content_type: str) -> list[Found]:
    """All numbers of a page, with their times in seconds. Raises NotJson for what is none, HtmlAnswer, BadEncoding."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadEncoding("the page of metrics is not UTF-8") from None
    if looks_like_html(text):
        raise HtmlAnswer("the answer is a web page")
    is_open = "openmetrics" in content_type or text.rstrip().endswith("# EOF")
    parse: Callable[[str], object] = open_metrics if is_open else text_metrics
    try:
        families: list[Metric] = list(parse(text))  # type: ignore[call-overload]
    except Exception:  # noqa: BLE001 - whatever a broken page sets off in the parser
        raise NotJson("the answer is no page of metrics", "metrics_text") from None
    return [sample for family in families for sample in family.samples]


def _unescaped(escape: re.Match[str]) -> str:
    return _ESCAPES.get(escape[1], escape[0])


def _picked(point: Point, found: Sequence[Found]) -> float:
    if not found:
        raise PathMismatch("no metric is called so", "metric_none")
    if point.pick == "only" and len(found) > 1:
        raise PathMismatch(f"{len(found)} metrics are called so", "metric_several", count=str(len(found)))
    chosen = found if point.pick == "sum" else [found[-1] if point.pick == "last" else found[0]]
    number = sum(float(each.value) for each in chosen)
    if not math.isfinite(number):
        raise NotANumber("the metric is NaN or infinite", "metric_nan")
    return number
