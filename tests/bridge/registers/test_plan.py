"""Few questions, none too large, and each number within one of them."""

from hypothesis import given
from hypothesis import strategies as st

from quelia.bridge.registers.plan import Span, plan

SPANS = st.lists(
    st.builds(
        Span, st.integers(1, 2), st.sampled_from(["holding", "input"]), st.integers(0, 300), st.sampled_from([1, 2, 4])
    ),
    max_size=30,
)


def test_neighbours_are_asked_together_and_strangers_apart() -> None:
    near = [Span(1, "holding", 83, 1), Span(1, "holding", 84, 1), Span(1, "holding", 100, 2)]
    far = [Span(1, "holding", 500, 1), Span(1, "input", 83, 1), Span(2, "holding", 83, 1)]
    assert plan([*near, *far]) == [Span(1, "holding", 83, 19), far[0], far[1], far[2]]


@given(SPANS)
def test_each_number_is_within_one_question_that_a_device_answers(needed: list[Span]) -> None:
    asked = plan(needed)
    assert all(sum(question.holds(each) for question in asked) >= 1 for each in needed)
    assert all(question.length <= 125 for question in asked)
    assert len(asked) <= len(set(needed))
