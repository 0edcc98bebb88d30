import math

import pytest

from quelia.bridge.inputs.prometheus import metrics_of, selector_of
from quelia.domain.errors import HtmlAnswer, NotJson

PAGE = b"""# TYPE power gauge
power{plant="a",phase="1"} 42.5 1796083199000
power{plant="b \\"x\\""} NaN
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("power", [42.5, math.nan]),
        ('power{plant="a"}', [42.5]),
        ('power{plant!="a"}', [math.nan]),
        ('power{plant="b \\"x\\""}', [math.nan]),
        ('power{plant="a",phase="2"}', []),
        ("powers", []),
    ],
)
def test_labels_choose_among_metrics(text: str, found: list[float]) -> None:
    selector = selector_of(text)
    assert selector is not None
    taken = [each.value for each in metrics_of(PAGE, "text/plain") if selector.takes(each)]
    assert taken == pytest.approx(found, nan_ok=True)


@pytest.mark.parametrize("text", ["", "power{", 'power{plant=~"a"}', "power{plant=a}", "sum(power)"])
def test_what_is_no_selector_is_none(text: str) -> None:
    assert selector_of(text) is None


def test_both_formats_have_their_times_in_seconds() -> None:
    assert metrics_of(PAGE, "text/plain")[0].timestamp == 1_796_083_199.0
    page = b"# TYPE power gauge\npower 1 1796083199.5\n# EOF\n"
    (found,) = metrics_of(page, "application/openmetrics-text; version=1.0.0")
    assert found.timestamp is not None
    assert math.isclose(found.timestamp, 1_796_083_199.5)


def test_half_a_page_of_openmetrics_is_none() -> None:
    with pytest.raises(NotJson):
        metrics_of(b"# TYPE power gauge\npower 1\n", "application/openmetrics-text; version=1.0.0")


def test_a_web_page_is_told_from_metrics() -> None:
    with pytest.raises(HtmlAnswer):
        metrics_of(b"<!doctype html><html></html>", "text/html")
