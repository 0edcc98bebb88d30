"""Why a call failed, as it is kept: nothing of what a server said is in it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.cause import Cause, cause_of, counts_as_failed, was_called
from quelia.domain.errors import (
    REASONS,
    AddressRefused,
    BadStatus,
    NotConnected,
    RateLimited,
    SecretMissing,
    SourceError,
    SourceRefused,
    Unavailable,
)
from quelia.domain.extract import Tick, failed
from quelia.domain.reading import Value
from tests.domain.examples import NOW, point, reading, source

MARKER = "sk-marker-4711"
TWO = source(point(), point("t", "°C", quantity="temperature"))


def of(error: SourceError) -> Cause | None:
    return cause_of(source(), error, failed(source(), error, Tick(NOW, 5.0)))


def test_a_good_answer_has_none() -> None:
    assert cause_of(source(), None, [reading()]) is None


def test_it_says_what_it_is_within_a_reason() -> None:
    assert of(NotConnected("text", "refused")) == Cause("connection", "refused")


@pytest.mark.parametrize(
    "error",
    [
        BadStatus(MARKER, "server", status="500", body=MARKER),
        NotConnected(MARKER, "cut", near=MARKER, header=MARKER),
        SourceRefused(f"https://a.example/{MARKER}", 401),
        RateLimited(MARKER, 60),
        Unavailable(MARKER, None),
    ],
)
def test_nothing_of_a_message_or_of_what_a_server_said_is_kept(error: SourceError) -> None:
    assert MARKER not in repr(of(error))


def test_the_status_is_kept() -> None:
    assert of(BadStatus("", "server", status="502")) == Cause("http_status", "server", {"status": "502"})


def test_where_a_value_was_looked_for_is_kept() -> None:
    found = cause_of(source(point("a.b")), None, [reading(None, "path")])
    assert found == Cause("path", "", {"path": "$.a.b", "quantity": "power"})


def test_the_main_quantity_comes_before_others() -> None:
    both = reading(values=(Value("temperature", "°C", None, "unit"), Value("power", "MW", None, "path")))
    found = cause_of(TWO, None, [both])
    assert found is not None
    assert found.reason == "path"


@pytest.mark.parametrize(("quantity", "counts"), [("power", True), ("temperature", False)])
def test_a_thermometer_alone_is_told_but_fails_no_call(quantity: str, *, counts: bool) -> None:
    others = [Value(name, "", 1.0) for name in ("power", "temperature") if name != quantity]
    said = [reading(values=(Value(quantity, "", None, "path"), *others))]
    assert (cause_of(TWO, None, said) is not None, counts_as_failed(TWO, said)) == (True, counts)


def test_a_value_that_is_no_longer_measured_is_passed_over() -> None:
    assert cause_of(source(point("t", "°C", quantity="temperature")), None, [reading(None, "path")]) is None


@pytest.mark.parametrize("error", [SecretMissing(), AddressRefused("loopback", place="x", kind="loopback")])
def test_of_what_is_refused_here_no_server_hears(error: SourceError) -> None:
    assert not was_called(of(error))


def test_of_all_else_it_does() -> None:
    assert all(was_called(Cause(reason)) for reason in REASONS if reason not in ("secret_missing", "address"))


@given(st.dictionaries(st.sampled_from(["status", "host", "place", "ports", "near"]), st.text(max_size=2000)))
def test_it_stays_small(facts: dict[str, str]) -> None:
    kept = of(NotConnected("", "name", **facts))
    assert kept is not None
    assert all(len(fact) <= 120 for fact in kept.facts.values())
    assert msgspec.json.decode(msgspec.json.encode(kept), type=Cause) == kept
