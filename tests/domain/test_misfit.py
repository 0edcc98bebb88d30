"""msgspec's words are its own: whatever it says is asked of msgspec itself, so that a new version cannot go unseen."""

import pytest

from quelia.store.declaration import DeclarationError, parse
from quelia.domain.misfit import misfit
from tests.store.cellar import SOURCE, Raw, declared, table


def problem(**keys: object) -> tuple[str, str]:
    """The code and the fact with which a file with these keys is refused."""
    with pytest.raises(DeclarationError) as refused:
        parse(declared(**keys))  # type: ignore[arg-type]
    (only,) = refused.value.problems
    return only.code, only.fact


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"owner": {"name": 5}}, "a_text"),
        ({"plant": {"commissioned": Raw("2021-06-30")}}, "a_text"),
        ({"point": {"unit": 5}}, "a_text"),
        ({"source": {"interval_s": "5"}}, "a_number"),
        ({"source": {"interval_s": True}}, "a_number"),
        ({"point": {"minimum": "5"}}, "a_number"),
        ({"source": {"daily_quota": 1.5}}, "a_whole_number"),
        ({"plant": {"published": "true"}}, "true_or_false"),
        ({"source": {"auth": "bearer"}}, "a_table_or_list"),
        ({"source": {"auth": [5]}}, "a_table"),
        ({"point": {"nulls": [True]}}, "a_number_or_text"),
        ({"point": {"nulls": "-"}}, "a_list"),
        ({"source": {"status_ok": [["ok"]]}}, "a_plain_value"),
        ({"owner": {"slug": "Soleil"}}, "slug"),
        ({"owner": {"name": ""}}, "empty"),
        ({"point": {"scale": 10**400}}, "number_range"),
        ({"source": {"interval_s": Raw("nan")}}, "not_finite"),
        ({"source": {"interval_s": Raw("-inf")}}, "not_finite"),
        ({"source": {"daily_quota": Raw("inf")}}, "not_finite"),
        ({"source": {"status_ok": ["ok", Raw("nan")]}}, "not_finite"),
        ({"point": {"nulls": [-9999, Raw("nan")]}}, "not_finite"),
    ],
)
def test_a_value_that_does_not_fit_is_met_with_what_would(keys: dict[str, object], code: str) -> None:
    assert problem(**keys) == (code, "")


@pytest.mark.parametrize(("point", "code"), [("5", "a_list"), ("[5]", "a_table"), ("[]", "empty_list")])
def test_a_source_has_a_list_of_points(point: str, code: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        parse(table("source", SOURCE, {"point": Raw(point)}))
    assert [each.code for each in refused.value.problems] == [code]


@pytest.mark.parametrize(
    ("keys", "code", "fact"),
    [
        ({"source": {"interval_s": 0.5}}, "at_least", "1"),
        ({"source": {"interval_s": 3601}}, "at_most", "3600"),
        ({"source": {"timeout_s": 11}}, "at_most", "10"),
        ({"source": {"daily_quota": 0}}, "at_least", "1"),
        ({"source": {"daily_quota": 10**30}}, "at_most", "1000000"),
        ({"plant": {"latitude": -91}}, "at_least", "-90"),
        ({"point": {"scale": 1e16}}, "at_most", "1000000000000000"),
        ({"owner": {"slug": "s" * 81}}, "too_long", "80"),
        ({"source": {"url": "u" * 2001}}, "too_long", "2000"),
        ({"point": {"pick": "any"}}, "one_of", "only, first, last, sum"),
        ({"point": {"number": 5}}, "one_of", "json, dot, comma, leading"),
        ({"source": {"null": True}}, "one_of", "no_production, error"),
        (
            {"source": {"auth": {"type": "Bearer"}}},
            "one_of",
            "none, query, bearer, basic, header, digest, oauth2, oauth2_secret",
        ),
    ],
)
def test_a_bound_is_told_as_a_file_would_write_it(keys: dict[str, object], code: str, fact: str) -> None:
    assert problem(**keys) == (code, fact)


@pytest.mark.parametrize(
    ("key", "where", "code"),
    [
        ("token", "source[scada].auth.token", "auth_key"),
        ("api_key", "source[scada].auth.api_key", "auth_key"),
        ("sk-4711", "source[scada].auth", "auth_key"),
        ("hunter2", "source[scada].auth", "auth_key"),
    ],
)
def test_of_a_key_in_auth_only_a_plain_word_is_repeated(key: str, where: str, code: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        parse(declared(source={"auth": {"type": "bearer", key: "x"}}))
    (only,) = refused.value.problems
    assert (only.where, only.code) == (where, code)


def test_a_key_with_msgspec_s_own_words_in_it_is_an_unknown_key_or_a_wrong_form() -> None:
    with pytest.raises(DeclarationError) as refused:
        parse('"a - at `$.b" = 1')
    assert [each.code for each in refused.value.problems] == ["wrong_kind"]


@pytest.mark.parametrize("message", ["Something new", "Expected `date`, got `str`", ""])
def test_what_a_new_msgspec_may_say_has_a_sentence_too(message: str) -> None:
    assert misfit(message, "x") == ("wrong_kind", "")
