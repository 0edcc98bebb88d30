"""How long calls took, in buckets: the sizes are right to a tenth, whatever the calls."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.latency import bucket, quantile

calls = st.lists(st.floats(0.001, 10.0), min_size=1, max_size=60)


@given(calls, st.sampled_from([0.5, 0.95, 1.0]))
def test_a_quantile_is_good_to_a_tenth(lengths: list[float], share: float) -> None:
    exact = sorted(lengths)[math.ceil(share * len(lengths)) - 1]
    told = quantile(Counter(bucket(length) for length in lengths), share)
    assert told == pytest.approx(exact, rel=0.1)


@given(calls, calls)
def test_hours_add_up(one: list[float], another: list[float]) -> None:
    apart = Counter(map(bucket, one)) + Counter(map(bucket, another))
    assert quantile(apart, 0.95) == quantile(Counter(map(bucket, one + another)), 0.95)


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_longer_calls_are_never_in_a_smaller_bucket(one: float, another: float) -> None:
    shorter, longer = sorted((one, another))
    assert bucket(shorter) <= bucket(longer)


def test_of_no_calls_nothing_is_told() -> None:
    assert quantile({}, 0.5) is None


@given(st.floats(0, 1e6))
def test_there_are_few_buckets(seconds: float) -> None:
    assert 0 <= bucket(seconds) <= 55
