import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.store.declaration import AuthEntry, DeclarationError, File, parse
from tests.store.cellar import AUTH, SECRET, declared, parsed


def refused(text: str) -> list[str]:
    """Where and why `text` is refused; nothing where it is taken."""
    try:
        parse(text)
    except DeclarationError as error:
        return [str(problem) for problem in error.problems]
    return []


@given(st.text())
def test_any_text_is_taken_or_refused_with_a_reason(text: str) -> None:
    assert refused(text) or parse(text) == File()


def test_one_secret_is_a_list_of_one() -> None:
    assert parsed(source={"auth": AUTH}).source[0].auths == [AuthEntry(**AUTH)]  # type: ignore[arg-type]


@pytest.mark.parametrize("auth", [None, [], {"type": "none"}, [{"type": "none"}]])
def test_who_shows_nothing_needs_no_secret(auth: object) -> None:
    assert parsed(source={"auth": auth}).source[0].auths == []


def test_those_that_need_a_secret_keep_their_order() -> None:
    auth = [{"type": "query", "name": "b"}, {"type": "none"}, {"type": "query", "name": "a"}]
    assert [each.name for each in parsed(source={"auth": auth}).source[0].auths] == ["b", "a"]


def test_what_was_read_can_be_shown_without_its_secret() -> None:
    assert SECRET not in repr(parsed(source={"auth": {"type": "bearer", "secret": SECRET}}))


@pytest.mark.parametrize(
    "auth",
    [
        pytest.param({"type": "bearer", "secret": [SECRET]}, id="a list"),
        pytest.param({"type": "bearer", "secret": SECRET, "more": 1}, id="beside an unknown key"),
        pytest.param([{"type": "bearer", "secret": SECRET}, 5], id="beside something else"),
        pytest.param(SECRET, id="in the place of a table"),
    ],
)
def test_a_refusal_tells_no_secret(auth: object) -> None:
    with pytest.raises(DeclarationError) as refusal:
        parse(declared(source={"auth": auth}))
    assert SECRET not in f"{refusal.value} {refusal.value!r} {refusal.value.__cause__}"
